package io.ssokit.testing;

import io.ssokit.testing.OidcScript.Tags;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OpenID Connect half of a {@link FakeIdp}: what it is called, its keys, and tokens made without any HTTP.
 * Thread-safe.
 */
public final class FakeOpenIdProvider {
    private static final String AWS_TAG = "https://aws.amazon.com/SAML/Attributes/AccessControl:";
    private static final String AWS_TAGS = "https://aws.amazon.com/tags";

    private final URI base;
    private final Clock clock;
    private final KeyRing keys;
    private volatile OidcScript script;

    FakeOpenIdProvider(URI base, Clock clock, OidcScript script) {
        this.base = base;
        this.clock = clock;
        this.script = script;
        this.keys = new KeyRing("Demo IdP OpenID Connect", clock);
    }

    /**
     * Issuer identifier; the discovery document is below it. Makes the key of what it will issue: who asks for a token
     * waits a few seconds at most.
     */
    public String issuer() {
        keys.current();
        return base + "/oidc";
    }

    /** The discovery document's address; makes the key, as {@link #issuer} does. */
    public URI discoveryUri() {
        keys.current();
        return uri(Endpoint.OIDC_DISCOVERY);
    }

    /** What clients get from now on; {@link OidcScript#standard()} ends it. */
    public void play(OidcScript next) {
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

    /** The public keys as a JSON Web Key Set (RFC 7517 §5). */
    public String jwks() {
        return Json.write(Map.of(
                "keys", keys.published().stream().map(FakeOpenIdProvider::jwk).toList()));
    }

    /**
     * An ID token as a token response would carry it, without any request.
     *
     * @param nonce goes into the token unless null
     */
    public String idToken(Persona persona, String clientId, @Nullable String nonce, OidcScript how) {
        Grant grant = new Grant(clientId, persona, "openid profile email", nonce, clock.instant(), Random.token(12));
        return idToken(grant, null, how);
    }

    /** A token with exactly these claims, signed with the published key: logout tokens and other oddities. */
    public String sign(Map<String, ?> claims) {
        return sign(claims, OidcScript.standard());
    }

    /** A token with exactly these claims, signed as the script says. */
    public String sign(Map<String, ?> claims, OidcScript how) {
        return Jwt.encode(claims, keys.current(), keys::stranger, how.settings());
    }

    /** What a grant is about. */
    record Grant(
            String clientId,
            Persona persona,
            String scope,
            @Nullable String nonce,
            Instant authTime,
            String session) {}

    OidcScript played() {
        return script;
    }

    URI uri(Endpoint endpoint) {
        return base.resolve(endpoint.path());
    }

    String idToken(Grant grant, @Nullable String accessToken, OidcScript how) {
        OidcScript.Builder settings = how.settings();
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer());
        claims.put("sub", grant.persona().name());
        claims.put("aud", grant.clientId());
        claims.put("azp", grant.clientId());
        claims.put("iat", now);
        claims.put("exp", now + settings.lifetime.toSeconds());
        claims.put("auth_time", grant.authTime().getEpochSecond());
        claims.put("sid", grant.session());
        if (grant.nonce() != null) {
            claims.put("nonce", grant.nonce());
        }
        if (accessToken != null) {
            claims.put("at_hash", Jwt.leftHalfHash(accessToken));
        }
        if (settings.profileInIdToken) {
            claims.putAll(profile(grant.persona(), settings.tags));
        }
        return sign(OidcScript.overlay(claims, settings.idToken), how);
    }

    Map<String, Object> userInfo(Grant grant) {
        OidcScript.Builder settings = script.settings();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("sub", grant.persona().name());
        claims.putAll(profile(grant.persona(), settings.tags));
        return OidcScript.overlay(claims, settings.userInfo);
    }

    /** Who reads the discovery document wants a signed token next. */
    void prepareKeys() {
        keys.prepare();
    }

    Map<String, Object> discovery() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("issuer", issuer());
        document.put("authorization_endpoint", uri(Endpoint.OIDC_AUTHORIZE).toString());
        document.put("token_endpoint", uri(Endpoint.OIDC_TOKEN).toString());
        document.put("userinfo_endpoint", uri(Endpoint.OIDC_USERINFO).toString());
        document.put("jwks_uri", uri(Endpoint.OIDC_JWKS).toString());
        document.put("end_session_endpoint", uri(Endpoint.OIDC_LOGOUT).toString());
        document.put("scopes_supported", List.of("openid", "profile", "email", "groups"));
        document.put("response_types_supported", List.of("code"));
        document.put("response_modes_supported", List.of("query"));
        document.put("grant_types_supported", List.of("authorization_code"));
        document.put("subject_types_supported", List.of("public"));
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        document.put("code_challenge_methods_supported", List.of("S256"));
        document.put("prompt_values_supported", List.of("none", "login"));
        document.put("authorization_response_iss_parameter_supported", true); // RFC 9207 §3
        return OidcScript.overlay(document, script.settings().discovery);
    }

    private static Map<String, Object> profile(Persona persona, Tags tags) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("preferred_username", persona.name());
        claims.put("name", persona.displayName());
        claims.put("email", persona.email());
        claims.put("email_verified", true);
        if (persona.givenName() != null) {
            claims.put("given_name", persona.givenName());
        }
        if (persona.familyName() != null) {
            claims.put("family_name", persona.familyName());
        }
        if (!persona.groups().isEmpty()) {
            claims.put("groups", persona.groups());
        }
        if (tags != Tags.NESTED) {
            persona.tags()
                    .forEach((key, values) -> claims.put(AWS_TAG + key, values.size() == 1 ? values.get(0) : values));
        }
        if (tags != Tags.FLAT && !persona.tags().isEmpty()) {
            claims.put(AWS_TAGS, Map.of("principal_tags", persona.tags(), "transitive_tag_keys", List.of()));
        }
        return claims;
    }

    private static Map<String, Object> jwk(SigningKey key) {
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "alg",
                "RS256",
                "kid",
                key.id(),
                "n",
                Jwt.number(key.publicKey().getModulus()),
                "e",
                Jwt.number(key.publicKey().getPublicExponent()));
    }

    void close() {
        keys.close();
    }
}
