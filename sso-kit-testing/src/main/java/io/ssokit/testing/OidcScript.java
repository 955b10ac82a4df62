package io.ssokit.testing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the {@link FakeIdp} departs from correct OpenID Connect. Immutable; {@link #standard()} departs in nothing.
 *
 * <pre>{@code
 * idp.oidc().play(OidcScript.of(s -> s.idToken("aud", "somebody-else")));
 * }</pre>
 */
public final class OidcScript {

    /** How the ID token is signed. */
    public enum Signing {
        /** RS256 with the published key. */
        RS256,
        /** {@code alg: none} and an empty signature. */
        NONE,
        /** {@code alg: RS256} and an empty signature. */
        EMPTY,
        /** {@code alg: RS256} and one changed bit in the signature. */
        BROKEN,
        /** HS256 with the published key's X.509 encoding (DER) as the secret. */
        HS256_PUBLIC_KEY_DER,
        /** HS256 with the published key as PEM text as the secret. */
        HS256_PUBLIC_KEY_PEM,
        /** RS256 by a key nobody knows, under the published {@code kid}. */
        STRANGER,
        /** RS256 by a key nobody knows, under a {@code kid} nobody knows. */
        UNKNOWN_KID
    }

    /** How AWS session tags travel. */
    public enum Tags {
        /** One claim per tag, named by the full {@code AccessControl:} URL. */
        FLAT,
        /** One object under {@code https://aws.amazon.com/tags}. */
        NESTED,
        /** Both. */
        BOTH
    }

    private final Builder settings;

    private OidcScript(Builder settings) {
        this.settings = settings;
    }

    /** Everything as the specifications want it. */
    public static OidcScript standard() {
        return new OidcScript(new Builder());
    }

    /** Correct but for what the given steps change. */
    public static OidcScript of(Consumer<Builder> steps) {
        return standard().and(steps);
    }

    /** This script with further changes; this one stays as it is. */
    public OidcScript and(Consumer<Builder> steps) {
        Builder copy = new Builder(settings);
        steps.accept(copy);
        return new OidcScript(new Builder(copy)); // a builder kept by the caller must not reach this script
    }

    Builder settings() {
        return settings;
    }

    /** Collects the departures. A null value leaves the claim or parameter out. Not thread-safe. */
    public static final class Builder {
        Signing signing = Signing.RS256;
        Tags tags = Tags.FLAT;
        Duration lifetime = Duration.ofMinutes(5);
        boolean profileInIdToken = true;
        Map<String, @Nullable Object> header = new LinkedHashMap<>();
        Map<String, @Nullable Object> idToken = new LinkedHashMap<>();
        Map<String, @Nullable Object> userInfo = new LinkedHashMap<>();
        Map<String, @Nullable Object> authorizationResponse = new LinkedHashMap<>();
        Map<String, @Nullable Object> tokenResponse = new LinkedHashMap<>();
        Map<String, @Nullable Object> discovery = new LinkedHashMap<>();

        private Builder() {}

        private Builder(Builder from) {
            signing = from.signing;
            tags = from.tags;
            lifetime = from.lifetime;
            profileInIdToken = from.profileInIdToken;
            header = new LinkedHashMap<>(from.header);
            idToken = new LinkedHashMap<>(from.idToken);
            userInfo = new LinkedHashMap<>(from.userInfo);
            authorizationResponse = new LinkedHashMap<>(from.authorizationResponse);
            tokenResponse = new LinkedHashMap<>(from.tokenResponse);
            discovery = new LinkedHashMap<>(from.discovery);
        }

        /** How the ID token is signed. */
        public Builder signing(Signing value) {
            signing = value;
            return this;
        }

        /** How session tags travel. */
        public Builder tags(Tags value) {
            tags = value;
            return this;
        }

        /** From {@code iat} to {@code exp}; a negative one makes expired tokens. */
        public Builder lifetime(Duration value) {
            lifetime = value;
            return this;
        }

        /** Names, groups and tags come from the UserInfo endpoint only. */
        public Builder profileFromUserInfoOnly() {
            profileInIdToken = false;
            return this;
        }

        /** A header parameter of the ID token, for example {@code jku}. */
        public Builder header(String name, @Nullable Object value) {
            header.put(name, value);
            return this;
        }

        /** A claim of the ID token, for example {@code iss}, {@code aud}, {@code azp}, {@code nonce}, {@code at_hash}. */
        public Builder idToken(String claim, @Nullable Object value) {
            idToken.put(claim, value);
            return this;
        }

        /** A claim of the UserInfo response, for example another {@code sub}. */
        public Builder userInfo(String claim, @Nullable Object value) {
            userInfo.put(claim, value);
            return this;
        }

        /** A parameter of the authorization response: {@code state}, {@code code}, or {@code iss} (RFC 9207). */
        public Builder authorizationResponse(String parameter, @Nullable String value) {
            authorizationResponse.put(parameter, value);
            return this;
        }

        /** A member of the token response, for example {@code id_token}. */
        public Builder tokenResponse(String member, @Nullable Object value) {
            tokenResponse.put(member, value);
            return this;
        }

        /** A member of the discovery document, for example {@code issuer}. */
        public Builder discovery(String member, @Nullable Object value) {
            discovery.put(member, value);
            return this;
        }
    }

    /** The correct values, replaced or removed where a script says so. */
    static Map<String, Object> overlay(Map<String, ?> correct, Map<String, @Nullable Object> changes) {
        Map<String, Object> result = new LinkedHashMap<>(correct);
        changes.forEach((name, value) -> {
            if (value == null) {
                result.remove(name);
            } else {
                result.put(name, value);
            }
        });
        return result;
    }
}
