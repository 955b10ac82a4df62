package io.ssokit.testing;

import java.time.Duration;
import java.util.EnumMap;
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
        /** RS384 with the published key. */
        RS384,
        /** RS512 with the published key. */
        RS512,
        /** PS256 with the published key. */
        PS256,
        /** PS384 with the published key. */
        PS384,
        /** PS512 with the published key. */
        PS512,
        /** ES256 with a published key on P-256. */
        ES256,
        /** ES384 with a published key on P-384. */
        ES384,
        /** ES512 with a published key on P-521. */
        ES512,
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
        UNKNOWN_KID;

        /** Of the published key that signs, or stands in for the one that does not. */
        Algorithm algorithm() {
            return switch (this) {
                case NONE, EMPTY, BROKEN, HS256_PUBLIC_KEY_DER, HS256_PUBLIC_KEY_PEM, STRANGER, UNKNOWN_KID ->
                    Algorithm.RS256;
                default -> Algorithm.valueOf(name());
            };
        }

        /** The header's {@code alg}. */
        String header() {
            return switch (this) {
                case NONE -> "none";
                case HS256_PUBLIC_KEY_DER, HS256_PUBLIC_KEY_PEM -> "HS256";
                default -> algorithm().name();
            };
        }
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

    /** How a person's groups travel. */
    public enum Groups {
        /** An array of names, also for one; no claim for none. */
        ARRAY,
        /** The name itself where it is one, else an array. */
        STRING_IF_ONE,
        /** All names in one text, with commas between them. */
        COMMA_SEPARATED,
        /** An array of objects with {@code id} and {@code name}. */
        OBJECTS
    }

    /** What a script changes by name and value. */
    enum Place {
        HEADER,
        ID_TOKEN,
        REFRESHED_ID_TOKEN,
        USER_INFO,
        AUTHORIZATION_RESPONSE,
        TOKEN_RESPONSE,
        REFRESH_RESPONSE,
        LOGOUT_TOKEN,
        DISCOVERY
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
        Groups groups = Groups.ARRAY;
        boolean heedsPrompt = true;
        boolean refreshAlways;
        boolean refreshRotates = true;
        boolean refreshIdToken = true;
        boolean confirmLogout;
        boolean formEncodedTokens;

        @Nullable
        Duration sessionExpiry;

        @Nullable
        Signing userInfoSigning;

        @Nullable
        Object emails;

        final Map<Place, Map<String, @Nullable Object>> changes = new EnumMap<>(Place.class);

        private Builder() {}

        private Builder(Builder from) {
            signing = from.signing;
            tags = from.tags;
            lifetime = from.lifetime;
            profileInIdToken = from.profileInIdToken;
            groups = from.groups;
            heedsPrompt = from.heedsPrompt;
            refreshAlways = from.refreshAlways;
            refreshRotates = from.refreshRotates;
            refreshIdToken = from.refreshIdToken;
            confirmLogout = from.confirmLogout;
            formEncodedTokens = from.formEncodedTokens;
            sessionExpiry = from.sessionExpiry;
            userInfoSigning = from.userInfoSigning;
            emails = from.emails;
            from.changes.forEach((place, values) -> changes.put(place, new LinkedHashMap<>(values)));
        }

        /** The correct values of that place, replaced or removed where the script says so. */
        Map<String, Object> played(Place place, Map<String, ?> correct) {
            return overlay(correct, changes.getOrDefault(place, Map.of()));
        }

        private Builder change(Place place, String name, @Nullable Object value) {
            changes.computeIfAbsent(place, p -> new LinkedHashMap<>()).put(name, value);
            return this;
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
            return change(Place.HEADER, name, value);
        }

        /** A claim of the ID token, for example {@code iss}, {@code aud}, {@code azp}, {@code nonce}, {@code at_hash}. */
        public Builder idToken(String claim, @Nullable Object value) {
            return change(Place.ID_TOKEN, claim, value);
        }

        /** A claim of the UserInfo response, for example another {@code sub}. */
        public Builder userInfo(String claim, @Nullable Object value) {
            return change(Place.USER_INFO, claim, value);
        }

        /** A parameter of the authorization response: {@code state}, {@code code}, or {@code iss} (RFC 9207). */
        public Builder authorizationResponse(String parameter, @Nullable String value) {
            return change(Place.AUTHORIZATION_RESPONSE, parameter, value);
        }

        /** A member of the token response, for example {@code id_token}. */
        public Builder tokenResponse(String member, @Nullable Object value) {
            return change(Place.TOKEN_RESPONSE, member, value);
        }

        /** A member of the discovery document, for example {@code issuer}. */
        public Builder discovery(String member, @Nullable Object value) {
            return change(Place.DISCOVERY, member, value);
        }

        /** A claim of the ID token and of the UserInfo response alike, for example {@code email_verified}. */
        public Builder claim(String name, @Nullable Object value) {
            return idToken(name, value).userInfo(name, value);
        }

        /** How groups travel. */
        public Builder groups(Groups value) {
            groups = value;
            return this;
        }

        /** ID tokens carry {@code session_expiry}: so long after they were issued; a negative one has passed already. */
        public Builder sessionExpiry(Duration fromNow) {
            sessionExpiry = fromNow;
            return this;
        }

        /** The UserInfo response is a JWT with {@code iss} and {@code aud} (OpenID Connect Core 5.3.2). */
        public Builder signedUserInfo(Signing how) {
            userInfoSigning = how;
            return this;
        }

        /** The provider ignores {@code prompt}, {@code max_age} and {@code acr_values}. */
        public Builder ignorePromptAndMaxAge() {
            heedsPrompt = false;
            return this;
        }

        /** Neither responses nor discovery speak of {@code iss} (RFC 9207), as providers from before it. */
        public Builder withoutIssParameter() {
            return authorizationResponse("iss", null).discovery("authorization_response_iss_parameter_supported", null);
        }

        /** Refresh tokens come without {@code offline_access} having been asked for. */
        public Builder refreshTokens() {
            refreshAlways = true;
            return this;
        }

        /** The refresh token stays the same; without this each serves once, and a second use ends all that came of it. */
        public Builder keepRefreshToken() {
            refreshRotates = false;
            return this;
        }

        /** A refresh brings an access token only (allowed by OpenID Connect Core 12.2). */
        public Builder refreshWithoutIdToken() {
            refreshIdToken = false;
            return this;
        }

        /** A claim of ID tokens that a refresh brings, for example another {@code sub}. */
        public Builder refreshedIdToken(String claim, @Nullable Object value) {
            return change(Place.REFRESHED_ID_TOKEN, claim, value);
        }

        /** A member of the response to a refresh. */
        public Builder refreshResponse(String member, @Nullable Object value) {
            return change(Place.REFRESH_RESPONSE, member, value);
        }

        /** A claim of logout tokens: {@code iss}, {@code aud}, {@code iat}, {@code jti}, {@code events}, {@code sid}… */
        public Builder logoutToken(String claim, @Nullable Object value) {
            return change(Place.LOGOUT_TOKEN, claim, value);
        }

        /** Who signs out is asked on a page whether that is meant. */
        public Builder confirmLogout() {
            confirmLogout = true;
            return this;
        }

        /** The token response is form-encoded, as GitHub's is to those who do not ask for JSON. */
        public Builder formEncodedTokens() {
            formEncodedTokens = true;
            return this;
        }

        /** What {@link Endpoint#OAUTH2_EMAILS} answers, whoever asks. */
        public Builder emails(Object json) {
            emails = json;
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
