package io.ssokit.testing;

import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A relying party known to the {@link FakeIdp}. Immutable; every method that changes something returns another client.
 *
 * <pre>{@code
 * OidcClient.onLoopback("app", "")
 *         .authenticatedBy(Authentication.PRIVATE_KEY_JWT)
 *         .keys(publicJwks)
 *         .requirePushedRequests()
 *         .backChannelLogout(app.resolve("/sso/oidc/globex/backchannel"));
 * }</pre>
 */
public final class OidcClient {

    /** How a client proves at the token endpoint who it is. */
    public enum Authentication {
        /** {@code client_secret_basic}: id and secret form-encoded, as RFC 6749 §2.3.1 wants. */
        BASIC("client_secret_basic"),
        /** {@code client_secret_basic} of a provider that does not undo the form-encoding, as LemonLDAP::NG. */
        BASIC_NOT_DECODED("client_secret_basic"),
        /** {@code client_secret_post}: both as form parameters. */
        POST("client_secret_post"),
        /** {@code client_secret_jwt}: an assertion with a MAC by the secret (OpenID Connect Core §9). */
        SECRET_JWT("client_secret_jwt"),
        /** {@code private_key_jwt}: an assertion signed by a registered key (OpenID Connect Core §9). */
        PRIVATE_KEY_JWT("private_key_jwt"),
        /** A GET with everything in the query, as some providers from before RFC 6749; not announced in discovery. */
        GET("");

        private final String method;

        Authentication(String method) {
            this.method = method;
        }

        /** The registered name (RFC 8414 §2, {@code token_endpoint_auth_methods_supported}); empty for {@link #GET}. */
        public String method() {
            return method;
        }
    }

    private final String id;
    private final String secret;
    private final Predicate<URI> redirectUris;
    private Predicate<URI> postLogoutUris;
    private boolean pkceRequired = true;
    private boolean pushAnnounced;
    private boolean pushRequired;
    private Set<Authentication> authentications = EnumSet.of(Authentication.BASIC, Authentication.POST);
    private @Nullable String jwks;
    private @Nullable URI jwksUri;
    private @Nullable URI backChannelLogout;
    private @Nullable URI frontChannelLogout;
    private @Nullable URI initiateLogin;

    private OidcClient(String id, String secret, Predicate<URI> redirectUris, Predicate<URI> postLogoutUris) {
        this.id = id;
        this.secret = secret;
        this.redirectUris = redirectUris;
        this.postLogoutUris = postLogoutUris;
    }

    private OidcClient(OidcClient from) {
        this(from.id, from.secret, from.redirectUris, from.postLogoutUris);
        pkceRequired = from.pkceRequired;
        pushAnnounced = from.pushAnnounced;
        pushRequired = from.pushRequired;
        authentications = from.authentications;
        jwks = from.jwks;
        jwksUri = from.jwksUri;
        backChannelLogout = from.backChannelLogout;
        frontChannelLogout = from.frontChannelLogout;
        initiateLogin = from.initiateLogin;
    }

    /** Exactly these redirect URIs; a logout may return anywhere at their origins; PKCE required (RFC 9700 §2.1.1). */
    public static OidcClient of(String id, String secret, URI... redirectUris) {
        List<URI> exact = List.of(redirectUris);
        List<String> origins = exact.stream().map(TestBrowser::origin).toList();
        return new OidcClient(id, secret, exact::contains, uri -> origins.contains(TestBrowser.origin(uri)));
    }

    /** Any redirect URI on this machine's loopback address, whatever the port: for demos and tests. */
    public static OidcClient onLoopback(String id, String secret) {
        return new OidcClient(id, secret, FakeIdp::isLoopback, FakeIdp::isLoopback);
    }

    /** The same client, allowed to do without PKCE. */
    public OidcClient withoutPkce() {
        return with(client -> client.pkceRequired = false);
    }

    /** By nothing but these; without this call by {@link Authentication#BASIC} and {@link Authentication#POST}. */
    public OidcClient authenticatedBy(Authentication first, Authentication... others) {
        return with(client -> client.authentications = EnumSet.of(first, others));
    }

    /** The public keys that {@code private_key_jwt} is verified with: a JSON Web Key Set, or one JSON Web Key. */
    public OidcClient keys(String jwkSet) {
        return with(client -> client.jwks = jwkSet);
    }

    /** Where the public keys of {@code private_key_jwt} are fetched from for each assertion. */
    public OidcClient keysAt(URI uri) {
        return with(client -> client.jwksUri = uri);
    }

    /** Discovery announces the endpoint for pushed authorization requests (RFC 9126 §5), which nobody has to use. */
    public OidcClient pushedRequests() {
        return with(client -> client.pushAnnounced = true);
    }

    /** The same, and requests of this client that were not pushed are refused (RFC 9126 §6). */
    public OidcClient requirePushedRequests() {
        return with(client -> {
            client.pushAnnounced = true;
            client.pushRequired = true;
        });
    }

    /** A logout may return to exactly these addresses (OpenID Connect RP-Initiated Logout §3.1). */
    public OidcClient postLogoutUris(URI... uris) {
        List<URI> exact = List.of(uris);
        return with(client -> client.postLogoutUris = exact::contains);
    }

    /** Where logout tokens are posted to (OpenID Connect Back-Channel Logout §2.2). */
    public OidcClient backChannelLogout(URI uri) {
        return with(client -> client.backChannelLogout = uri);
    }

    /** What a logged-out browser is made to load (OpenID Connect Front-Channel Logout §2). */
    public OidcClient frontChannelLogout(URI uri) {
        return with(client -> client.frontChannelLogout = uri);
    }

    /** {@code initiate_login_uri}: where a login that begins here is sent to (OpenID Connect Core §4). */
    public OidcClient initiateLogin(URI uri) {
        return with(client -> client.initiateLogin = uri);
    }

    /** Client id. */
    public String id() {
        return id;
    }

    /** Client secret; empty where there is none. */
    public String secret() {
        return secret;
    }

    boolean redirectsTo(URI uri) {
        return redirectUris.test(uri);
    }

    boolean logoutReturnsTo(URI uri) {
        return postLogoutUris.test(uri);
    }

    boolean pkceRequired() {
        return pkceRequired;
    }

    boolean pushAnnounced() {
        return pushAnnounced;
    }

    boolean pushRequired() {
        return pushRequired;
    }

    Set<Authentication> authentications() {
        return authentications;
    }

    Optional<String> jwks() {
        return Optional.ofNullable(jwks);
    }

    Optional<URI> jwksUri() {
        return Optional.ofNullable(jwksUri);
    }

    Optional<URI> backChannelLogout() {
        return Optional.ofNullable(backChannelLogout);
    }

    Optional<URI> frontChannelLogout() {
        return Optional.ofNullable(frontChannelLogout);
    }

    Optional<URI> initiateLogin() {
        return Optional.ofNullable(initiateLogin);
    }

    private OidcClient with(Consumer<OidcClient> change) {
        OidcClient copy = new OidcClient(this);
        change.accept(copy);
        return copy;
    }
}
