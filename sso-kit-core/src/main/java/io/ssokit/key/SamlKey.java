package io.ssokit.key;

import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * The public half of one of our keys. Immutable.
 *
 * @param id the name by which it is retired: lower-case hexadecimal digits
 * @param use what it is for; a key has one use only
 * @param state where it stands in its life
 * @param created when it came into the store, to the millisecond
 * @param certificate what identity providers are given
 */
public record SamlKey(String id, Use use, State state, Instant created, X509Certificate certificate) {
    /** The certificate as text (RFC 7468), ending with a line break. */
    public String pem() {
        return Pem.of(certificate);
    }

    /** What a key is for (SAML Metadata 2.4.1.1). */
    public enum Use {
        /** We sign with it what we send. */
        SIGNING,
        /** Identity providers encrypt to it what they send. */
        ENCRYPTION
    }

    /** Where a key stands in its life; the order is the one in which keys are listed. */
    public enum State {
        /** The one that is used; each use has at most one. */
        CURRENT,
        /** Waiting until the identity providers know it; each use has at most one. */
        NEXT,
        /** No longer used for anything new, but what was made for it is still read, until it is retired. */
        PREVIOUS
    }
}
