package io.ssokit.scim;

import io.ssokit.connection.Secret;
import io.ssokit.connection.Tenant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One customer's door to provisioning: whoever presents one of its bearer tokens acts on this tenant's users and groups and
 * on no others. Keeps the tokens' SHA-256 only. Two tokens live side by side while an administrator rotates them.
 * Immutable and thread-safe.
 */
public final class ScimDirectory {
    // RFC 6750 §2.1 allows fewer characters; what matters is that it fits a header.
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,2048}");

    private final String tenant;
    private final List<byte[]> hashes;

    private ScimDirectory(String tenant, List<Secret> tokens) {
        if (!Tenant.isId(tenant)) {
            throw new IllegalArgumentException("a SCIM directory's tenant must be 1-63 letters, digits, . _ -");
        }
        if (tokens.stream().anyMatch(token -> !TOKEN.matcher(token.reveal()).matches())) {
            throw new IllegalArgumentException("a SCIM token must be 1-2048 visible ASCII characters without blanks");
        }
        this.tenant = tenant;
        this.hashes = tokens.stream().map(token -> hash(token.reveal())).toList();
    }

    /**
     * A directory with one token.
     *
     * @throws IllegalArgumentException if the tenant is no id, or the token has blanks or other than visible ASCII characters
     */
    public static ScimDirectory of(String tenant, Secret token) {
        return new ScimDirectory(tenant, List.of(token));
    }

    /**
     * A directory whose token is being replaced: both are accepted.
     *
     * @throws IllegalArgumentException as {@link #of(String, Secret)} does
     */
    public static ScimDirectory of(String tenant, Secret token, Secret nextToken) {
        return new ScimDirectory(tenant, List.of(token, nextToken));
    }

    /** The customer whose users and groups this directory holds. */
    public String tenant() {
        return tenant;
    }

    /** Whether this is the hash of one of the tokens; takes the same time whichever it is. */
    boolean accepts(byte[] tokenHash) {
        boolean accepted = false;
        for (byte[] hash : hashes) {
            accepted |= MessageDigest.isEqual(hash, tokenHash);
        }
        return accepted;
    }

    boolean sharesTokenWith(ScimDirectory other) {
        return hashes.stream().anyMatch(hash -> other.hashes.stream().anyMatch(that -> Arrays.equals(hash, that)));
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException notOnThisJdk) {
            throw new IllegalStateException(notOnThisJdk);
        }
    }
}
