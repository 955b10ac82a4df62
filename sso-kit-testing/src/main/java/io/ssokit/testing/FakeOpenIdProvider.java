package io.ssokit.testing;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.OidcScript.Place;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID provider of a {@link FakeIdp}: what it is called, its keys, tokens made without any HTTP, logins that begin at
 * it. Thread-safe.
 */
public final class FakeOpenIdProvider {
    private final URI base;
    private final Layout layout;
    private final OidcShape shape;
    private final Clock clock;
    private final Map<String, OidcClient> clients;
    private final OidcKeys keys;
    private final FakeOidcLogout logout;
    private volatile OidcScript script;

    FakeOpenIdProvider(
            URI base, Layout layout, OidcShape shape, Clock clock, OidcScript script, Map<String, OidcClient> clients) {
        this.base = base;
        this.layout = layout;
        this.shape = shape;
        this.clock = clock;
        this.clients = clients;
        this.script = script;
        this.keys = new OidcKeys("Demo IdP OpenID Connect", clock);
        this.logout = new FakeOidcLogout(this, clock, clients);
        publishKeyOf(script);
    }

    /**
     * Issuer identifier; the discovery document is below it. Makes the key of what it will issue: who asks for a token
     * waits a few seconds at most.
     */
    public String issuer() {
        keys.current(Algorithm.RS256);
        return shape.issuer();
    }

    /** The issuer in tokens about that person: {@link #issuer}, but where each tenant has its own. */
    public String issuer(Persona persona) {
        return shape.issuer(persona);
    }

    /** {@code sub} of that person for that client. */
    public String subject(Persona persona, String clientId) {
        return shape.subject(persona, clientId);
    }

    /** The discovery document's address; makes the key, as {@link #issuer} does. */
    public URI discoveryUri() {
        keys.current(Algorithm.RS256);
        return uri(Role.DISCOVERY);
    }

    /** What clients get from now on; {@link OidcScript#standard()} ends it. */
    public void play(OidcScript next) {
        publishKeyOf(next);
        script = next;
    }

    /** Signs with a new key from now on; the key set still lists the earlier ones. */
    public void rotateKey() {
        keys.rotate();
    }

    /** Signs with a new key from now on, and the key set no longer knows any other. */
    public void replaceKey() {
        keys.replace();
    }

    /** The key set lists a further key from now on, which signs after {@link #useNextKey}. */
    public void publishNextKey() {
        keys.publishNext();
    }

    /**
     * Signs with the key that was published in advance; the key set still lists the earlier ones.
     *
     * @throws IllegalStateException if there is none
     */
    public void useNextKey() {
        keys.useNext();
    }

    /** The key set lists only the key that signs from now on. */
    public void retireOldKeys() {
        keys.retire();
    }

    /** The public keys as a JSON Web Key Set (RFC 7517 §5). */
    public String jwks() {
        return Json.write(
                Map.of("keys", keys.published().stream().map(JwtKey::jwk).toList()));
    }

    /**
     * An ID token as a token response would carry it, without any request.
     *
     * @param nonce goes into the token unless null
     */
    public String idToken(Persona persona, String clientId, @Nullable String nonce, OidcScript how) {
        Grant grant =
                new Grant(clientId, persona, "openid profile email", nonce, clock.instant(), Random.token(12), null);
        return idToken(grant, null, how);
    }

    /** A token with exactly these claims, signed with the published key: logout tokens and other oddities. */
    public String sign(Map<String, ?> claims) {
        return sign(claims, OidcScript.standard());
    }

    /** A token with exactly these claims, signed as the script says. */
    public String sign(Map<String, ?> claims, OidcScript how) {
        return Jwt.encode("JWT", claims, keys, how.settings());
    }

    /** Sessions, logout tokens, and how they reach the clients. */
    public FakeOidcLogout logout() {
        return logout;
    }

    /**
     * A link that begins a login here and has the client go on with it (OpenID Connect Core §4).
     *
     * @param loginHint {@code login_hint}, or null for none
     * @param target {@code target_link_uri}, or null for none
     * @throws IllegalArgumentException if the client is unknown or has no {@link OidcClient#initiateLogin}
     */
    public URI initiateLoginUri(String clientId, @Nullable String loginHint, @Nullable URI target) {
        URI start = logout.client(clientId)
                .initiateLogin()
                .orElseThrow(() -> new IllegalArgumentException(clientId + " has no initiate_login_uri"));
        String separator = start.getRawQuery() == null ? "?" : "&";
        return URI.create(start + separator + Params.encode(initiateLoginForm(loginHint, target)));
    }

    /** The fields of {@link #initiateLoginUri} for a form that is posted. */
    public Map<String, String> initiateLoginForm(@Nullable String loginHint, @Nullable URI target) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("iss", issuer());
        if (loginHint != null) {
            fields.put("login_hint", loginHint);
        }
        if (target != null) {
            fields.put("target_link_uri", target.toString());
        }
        return fields;
    }

    OidcScript played() {
        return script;
    }

    Layout layout() {
        return layout;
    }

    OidcShape shape() {
        return shape;
    }

    URI uri(Endpoint endpoint) {
        return base.resolve(endpoint.path());
    }

    URI uri(Role role) {
        return uri(layout.get(role));
    }

    String idToken(Grant grant, @Nullable String accessToken, OidcScript how) {
        return sign(how.settings().played(Place.ID_TOKEN, idTokenClaims(grant, accessToken, how)), how);
    }

    /** An ID token that a refresh brings. */
    String refreshedIdToken(Grant grant, String accessToken) {
        OidcScript.Builder settings = script.settings();
        Map<String, Object> claims =
                settings.played(Place.ID_TOKEN, idTokenClaims(grant.withoutNonce(), accessToken, script));
        return sign(settings.played(Place.REFRESHED_ID_TOKEN, claims), script);
    }

    String logoutToken(Map<String, ?> claims, OidcScript how) {
        return Jwt.encode("logout+jwt", claims, keys, how.settings());
    }

    private Map<String, Object> idTokenClaims(Grant grant, @Nullable String accessToken, OidcScript how) {
        OidcScript.Builder settings = how.settings();
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", shape.issuer(grant.persona()));
        claims.put("sub", shape.subject(grant.persona(), grant.clientId()));
        claims.put("aud", grant.clientId());
        claims.put("azp", grant.clientId());
        claims.put("iat", now);
        claims.put("exp", now + settings.lifetime.toSeconds());
        claims.put("auth_time", grant.authTime().getEpochSecond());
        claims.put("sid", grant.session());
        if (grant.nonce() != null) {
            claims.put("nonce", grant.nonce());
        }
        if (grant.acr() != null) {
            claims.put("acr", grant.acr());
        }
        if (settings.sessionExpiry != null) {
            claims.put("session_expiry", now + settings.sessionExpiry.toSeconds());
        }
        if (accessToken != null) {
            claims.put("at_hash", Jwt.leftHalfHash(accessToken, settings.signing.algorithm()));
        }
        if (settings.profileInIdToken) {
            claims.putAll(shape.profile(grant.persona(), settings));
        }
        return claims;
    }

    Reply userInfo(Grant grant) {
        OidcScript.Builder settings = script.settings();
        Map<String, Object> claims = new LinkedHashMap<>();
        if (layout.isOpenId()) {
            claims.put("sub", shape.subject(grant.persona(), grant.clientId()));
        }
        claims.putAll(shape.profile(grant.persona(), settings));
        OidcScript.Signing signing = settings.userInfoSigning;
        if (signing == null) {
            return Reply.json(200, settings.played(Place.USER_INFO, claims));
        }
        claims.put("iss", shape.issuer(grant.persona()));
        claims.put("aud", grant.clientId());
        OidcScript how = script.and(s -> s.signing(signing));
        return Reply.of(200, "application/jwt", sign(settings.played(Place.USER_INFO, claims), how));
    }

    /** Who reads the discovery document wants a signed token next. */
    void prepareKeys() {
        keys.prepare();
    }

    /** The discovery document, of that issuer. */
    Map<String, Object> discovery(String issuer) {
        return script.settings()
                .played(Place.DISCOVERY, OidcDiscovery.document(this, issuer, clients.values(), algorithms()));
    }

    private List<String> algorithms() {
        return keys.algorithms().stream().map(Enum::name).toList();
    }

    /** An algorithm is announced and its key published before anything is signed by it. */
    private void publishKeyOf(OidcScript next) {
        Algorithm algorithm = next.settings().signing.algorithm();
        if (algorithm != Algorithm.RS256) { // whose key is always published, and costly to make
            keys.current(algorithm);
        }
    }

    void close() {
        keys.close();
    }
}
