package io.ssokit.error;

/** Why our SAML keys cannot be used or changed as asked. People who sign in never see these; administrators do. */
public enum KeyError implements ErrorCode {
    /** There is nothing to seal keys with. */
    NO_SECRET(
            "SAML keys cannot be kept without a secret.",
            "The stores outlive the process and no `secret` is configured, so nobody could open the keys after a restart.",
            "Configure `secret`: at least 32 characters, the same on all nodes.",
            "rule of the kit: private keys are sealed before a store sees them"),
    /** Sealed with another secret, or changed in the store. */
    NOT_OPENED(
            "A SAML key does not open.",
            "The configured `secret` is not the one that the key was sealed with, or its row was changed.",
            "Configure the former `secret` again; if it is lost, make and rotate the key of each use, retire the old ones, and"
                    + " give the identity providers our metadata anew.",
            "NIST SP 800-38D: what was changed does not open"),
    /** Nothing to rotate to. */
    NO_NEXT_KEY(
            "There is no next key.",
            "A rotation without a new key.",
            "Make one, wait until the identity providers have read our metadata, then rotate.",
            "rule of the kit: published before it is used"),
    /** One next key at a time. */
    NEXT_KEY_EXISTS(
            "There is a next key already.",
            "A rotation that was begun and not finished.",
            "Rotate to that one, or retire it.",
            "rule of the kit: one next key of each use"),
    /** The current key stays. */
    KEY_IN_USE(
            "The key is in use.",
            "A current key was to be retired.",
            "Make another one and rotate first.",
            "rule of the kit: a use that has had a key keeps one"),
    /** No such key. */
    UNKNOWN_KEY(
            "There is no such key.", "A misspelt id, or a key retired before.", "List the keys.", "rule of the kit"),
    /** Not a key we can take over. */
    UNUSABLE_KEY(
            "The key cannot be taken over.",
            "It is encrypted, of another kind than RSA, too short, or comes without its certificate.",
            "Give one RSA private key of at least 2048 bits as unencrypted PKCS#8 (`openssl pkcs8 -topk8 -nocrypt` makes that of"
                    + " others) and its certificate, both in PEM.",
            "RFC 7468; RFC 8017; NIST SP 800-131A"),
    /** Another node or administrator was faster. */
    CHANGED(
            "The keys have changed in the meantime.",
            "Two administrators at once.",
            "List the keys and decide again.",
            "rule of the kit");

    private final String meaning;
    private final String usualCause;
    private final String remedy;
    private final String specification;

    KeyError(String meaning, String usualCause, String remedy, String specification) {
        this.meaning = meaning;
        this.usualCause = usualCause;
        this.remedy = remedy;
        this.specification = specification;
    }

    /** What a browser gets whose sign-in needs the key: it can do nothing about it. */
    @Override
    public int httpStatus() {
        return 503;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String usualCause() {
        return usualCause;
    }

    @Override
    public String remedy() {
        return remedy;
    }

    @Override
    public String specification() {
        return specification;
    }
}
