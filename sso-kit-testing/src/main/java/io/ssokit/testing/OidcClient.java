package io.ssokit.testing;

import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

/**
 * A relying party known to the {@link FakeIdp}. Immutable.
 *
 * @param id client id
 * @param secret client secret, for {@code client_secret_basic} and {@code client_secret_post}
 * @param redirectUris which redirect URIs it may use
 * @param postLogoutUris where a logout may return to
 * @param pkceRequired whether an authorization request without {@code code_challenge} is refused
 */
public record OidcClient(
        String id, String secret, Predicate<URI> redirectUris, Predicate<URI> postLogoutUris, boolean pkceRequired) {

    /** Exactly these redirect URIs; a logout may return anywhere at their origins; PKCE required (RFC 9700 §2.1.1). */
    public static OidcClient of(String id, String secret, URI... redirectUris) {
        List<URI> exact = List.of(redirectUris);
        List<String> origins = exact.stream().map(OidcClient::origin).toList();
        return new OidcClient(id, secret, exact::contains, uri -> origins.contains(origin(uri)), true);
    }

    /** Any redirect URI on this machine's loopback address, whatever the port: for demos and tests. */
    public static OidcClient onLoopback(String id, String secret) {
        return new OidcClient(id, secret, FakeIdp::isLoopback, FakeIdp::isLoopback, true);
    }

    /** The same client, allowed to do without PKCE. */
    public OidcClient withoutPkce() {
        return new OidcClient(id, secret, redirectUris, postLogoutUris, false);
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
