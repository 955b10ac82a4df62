package io.ssokit.managed;

import java.time.Instant;
import java.util.Optional;

/**
 * An e-mail domain that a run-time connection claims. It routes nobody and matches nobody until it is verified: until then
 * anybody could have written it there. Immutable.
 *
 * @param domain for example {@code acme.example}; sub-domains are other domains
 * @param recordName where the tenant puts a TXT record into its DNS: {@code _sso-kit.acme.example}
 * @param recordValue what the record says: {@code sso-kit-verification=} and a random token of this claim
 * @param verifiedAt when {@link ConnectionAdmin#verifyDomain} found it there; empty until then
 */
public record DomainClaim(String domain, String recordName, String recordValue, Optional<Instant> verifiedAt) {
    static final String LABEL = "_sso-kit.";
    private static final String PREFIX = "sso-kit-verification=";

    static DomainClaim of(String domain, Content.Proof proof) {
        return new DomainClaim(domain, LABEL + domain, PREFIX + proof.token(), proof.verifiedAt());
    }

    /** Whether people with an address there are sent to this connection. */
    public boolean isVerified() {
        return verifiedAt.isPresent();
    }

    /** Whether this record is the one. */
    boolean isShownBy(String record) {
        return plain(record).equals(recordValue);
    }

    /** Whether the record is one of ours, whatever its token. */
    static boolean isOurs(String record) {
        return plain(record).startsWith(PREFIX);
    }

    /** Several strings of one record come with blanks, quotes or escapes between them; the token has none of these. */
    private static String plain(String record) {
        return record.replaceAll("[\\s\"\\\\]", "");
    }
}
