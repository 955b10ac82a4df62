package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * A reference to a message that waits at the identity provider (SAML Bindings 3.6.4), of the one type there is: 0x0004, index
 * of the resolution endpoint, SHA-1 of the issuer's entityId, twenty octets by which it knows the message. Immutable.
 *
 * @param text as Base64 without white space: two spellings of one artifact are the same
 * @param endpointIndex which of the issuer's endpoints resolves it
 */
record Artifact(String text, int endpointIndex) {
    private static final int BYTES = 44;
    private static final int MAX_ENTITY_ID = 16 * 1024;
    private static final int SOURCE_ID = 4;
    private static final int HANDLE = 24;

    /**
     * @param issuer entityId of the identity provider that must have issued it
     * @throws SamlRefusal if it is no such artifact, or somebody else's
     */
    static Artifact read(String samlArt, String issuer) {
        byte[] octets = StrictBase64.decode(samlArt, BYTES, "SAMLart");
        if (octets.length < 2 || octets[0] != 0 || octets[1] != 4) {
            throw SamlRefusal.of(
                    LoginError.UNSUPPORTED,
                    "an artifact of type 0x0004",
                    octets.length < 2 ? "a shorter one" : String.format("type 0x%02x%02x", octets[0], octets[1]));
        }
        if (octets.length != BYTES) {
            throw SamlRefusal.malformed("an artifact of " + BYTES + " octets", octets.length + " octets");
        }
        if (!MessageDigest.isEqual(sourceId(issuer), Arrays.copyOfRange(octets, SOURCE_ID, HANDLE))) {
            throw SamlRefusal.of(LoginError.ISSUER, "an artifact of " + issuer, "one of another issuer");
        }
        int index = (octets[2] & 0xff) << 8 | octets[3] & 0xff;
        return new Artifact(Base64.getEncoder().encodeToString(octets), index);
    }

    /** Prescribed (SAML Bindings 3.6.4.2), and good enough for a name that nothing is trusted for. */
    private static byte[] sourceId(String entityId) {
        ByteSink octets = new ByteSink(64, MAX_ENTITY_ID);
        octets.raw(entityId);
        return DigestAlgorithm.SHA1.digest(octets);
    }

    /** Without the handle, which fetches the message. */
    @Override
    public String toString() {
        return "Artifact[" + endpointIndex + "]";
    }
}
