package io.ssokit.attack;

import io.ssokit.attack.VendorResponse.Signed;

/** How a message is protected on its way. */
enum Mode {
    RESPONSE(Signed.RESPONSE, false),
    ASSERTION(Signed.ASSERTION, false),
    BOTH(Signed.BOTH, false),

    /** The assertion signed and encrypted, the response signed: our rule for encryption. */
    ENCRYPTED(Signed.BOTH, true),

    /**
     * The assertion signed and encrypted in a response that is not signed, at a connection that allows it by name. Who
     * has a signed assertion can encrypt it anew, changed as he likes: all attacks on clear messages come in this way.
     */
    ENCRYPTED_ALONE(Signed.ASSERTION, true);

    private final Signed signed;
    private final boolean encrypted;

    Mode(Signed signed, boolean encrypted) {
        this.signed = signed;
        this.encrypted = encrypted;
    }

    Signed signed() {
        return signed;
    }

    boolean encrypted() {
        return encrypted;
    }
}
