package io.ssokit.scim;

import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.Tenant;
import io.ssokit.directory.TokenHash;
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
    private final List<TokenHash> hashes;
    private final ScimSettings settings;

    private ScimDirectory(String tenant, List<TokenHash> hashes, ScimSettings settings) {
        this.tenant = tenant;
        this.hashes = hashes;
        this.settings = settings;
    }

    private static ScimDirectory checked(String tenant, List<Secret> tokens) {
        if (!Tenant.isId(tenant)) {
            throw new IllegalArgumentException("a SCIM directory's tenant must be 1-63 letters, digits, . _ -");
        }
        if (tokens.stream().anyMatch(token -> !TOKEN.matcher(token.reveal()).matches())) {
            throw new IllegalArgumentException("a SCIM token must be 1-2048 visible ASCII characters without blanks");
        }
        return new ScimDirectory(
                tenant,
                tokens.stream().map(token -> TokenHash.of(token.reveal())).toList(),
                ScimSettings.usual());
    }

    /** The same directory with other settings than {@link ScimSettings#usual()}. */
    public ScimDirectory with(ScimSettings other) {
        return new ScimDirectory(tenant, hashes, other);
    }

    /**
     * A directory with one token.
     *
     * @throws IllegalArgumentException if the tenant is no id, or the token has blanks or other than visible ASCII characters
     */
    public static ScimDirectory of(String tenant, Secret token) {
        return checked(tenant, List.of(token));
    }

    /**
     * A directory whose token is being replaced: both are accepted.
     *
     * @throws IllegalArgumentException as {@link #of(String, Secret)} does
     */
    public static ScimDirectory of(String tenant, Secret token, Secret nextToken) {
        return checked(tenant, List.of(token, nextToken));
    }

    /** One whose tokens are kept elsewhere. */
    static ScimDirectory atRunTime(String tenant, ScimSettings settings) {
        return new ScimDirectory(tenant, List.of(), settings);
    }

    /** The customer whose users and groups this directory holds. */
    public String tenant() {
        return tenant;
    }

    /** What it may do. */
    public ScimSettings settings() {
        return settings;
    }

    /** What is kept of its tokens. */
    List<TokenHash> hashes() {
        return hashes;
    }
}
