package io.ssokit.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An ID token whose signature and claims have been verified for one attempt; only {@link Checks} can make it. Immutable.
 */
final class VerifiedIdToken {
    private final Map<String, @Nullable Object> claims;
    private final String sub;
    private final String subject;
    private final Instant authenticatedAt;

    private VerifiedIdToken(Map<String, @Nullable Object> claims, String sub, String subject, Instant authenticatedAt) {
        this.claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        this.sub = sub;
        this.subject = subject;
        this.authenticatedAt = authenticatedAt;
    }

    /** By what the person is known: {@code sub}, with the directory before it where the issuer has many. */
    String subject() {
        return subject;
    }

    /** {@code sub} alone, as the provider repeats it in user info. */
    String sub() {
        return sub;
    }

    /** {@code auth_time}, or {@code iat} where the provider does not say. */
    Instant authenticatedAt() {
        return authenticatedAt;
    }

    /**
     * {@code sid}, the provider's name for its session.
     *
     * @throws LoginException if no store could keep it: a logout by it would then find nobody
     */
    Optional<String> session() {
        if (!(claims.get("sid") instanceof String sid) || sid.isEmpty()) {
            return Optional.empty();
        }
        if (!Subjects.isStorable(sid)) {
            throw LoginException.of(LoginError.MALFORMED, "sid without control characters", "another sid");
        }
        return Optional.of(sid);
    }

    /**
     * {@code session_expiry} (IPSIE SL1): when our session ends at the latest.
     *
     * @throws LoginException if it is no time: the provider wants to say something, and we must not go on as if it had not
     */
    Optional<Instant> sessionExpiry() {
        return claims.containsKey("session_expiry")
                ? Optional.of(Checks.instant(claims, "session_expiry"))
                : Optional.empty();
    }

    /** All claims, as JSON values. */
    Map<String, @Nullable Object> claims() {
        return claims;
    }

    @Override
    public String toString() {
        return "VerifiedIdToken" + claims.keySet();
    }

    /**
     * What a token must agree with because of the attempt it answers.
     *
     * @param nonce what the authorization request carried
     * @param accessToken what came along with the token
     * @param startedAt when the attempt began
     * @param now the kit's time
     */
    record Expected(String nonce, Optional<String> accessToken, Instant startedAt, Instant now) {
        @Override
        public String toString() {
            return "Expected[" + startedAt + "]";
        }
    }

    /**
     * What a token must agree with that a refresh brought (OpenID Connect Core 12.2).
     *
     * @param subject whom the first token signed in
     * @param nonce of the first token
     * @param authTime of the first token, in seconds
     * @param accessToken what came along with this one
     * @param now the kit's time
     */
    record Renewed(
            String subject,
            Optional<String> nonce,
            Optional<Long> authTime,
            Optional<String> accessToken,
            Instant now) {
        @Override
        public String toString() {
            return "Renewed[" + now + "]";
        }
    }

    /**
     * The rules of OpenID Connect Core 3.1.3.7, one method each, in the specification's order after the signature.
     *
     * @param issuer whose word counts
     * @param clientId our client id at the provider
     * @param algorithms what the token may be signed with
     * @param demands how the person must have signed in
     * @param keys whose signature counts
     */
    record Checks(
            IssuerRule issuer,
            String clientId,
            SigningAlgorithms algorithms,
            AuthenticationDemands demands,
            ProviderKeys keys) {
        static final Duration SKEW = Duration.ofSeconds(120);
        private static final long LAST_SECOND = 253_402_300_799L; // year 9999

        /**
         * Verifies a token.
         *
         * @throws LoginException naming the first rule that is broken
         * @throws io.ssokit.error.IdpUnavailableException if the provider's keys cannot be had
         */
        VerifiedIdToken verify(String token, Expected expected) {
            CompactJws jws = CompactJws.parse(token, algorithms);
            keys.requireSignature(jws);
            Map<String, @Nullable Object> claims = jws.claims();
            requireNoEvent(claims);
            requireIssuer(claims);
            requireAudience(claims);
            Instant issuedAt = requireTimes(claims, expected);
            requireNonce(claims, expected.nonce());
            requireAccessToken(claims, expected.accessToken(), jws.algorithm());
            Optional<Instant> authenticatedAt = authenticatedAt(claims, expected.now());
            demands.require(claims, authenticatedAt, expected.startedAt());
            return new VerifiedIdToken(claims, subject(claims), identify(claims), authenticatedAt.orElse(issuedAt));
        }

        /**
         * Verifies a token that a refresh brought: of the same issuer and subject, for us, issued now, about the same
         * authentication (OpenID Connect Core 12.2).
         *
         * @throws LoginException naming the first rule that is broken
         * @throws io.ssokit.error.IdpUnavailableException if the provider's keys cannot be had
         */
        VerifiedIdToken verifyRenewed(String token, Renewed expected) {
            CompactJws jws = CompactJws.parse(token, algorithms);
            keys.requireSignature(jws);
            Map<String, @Nullable Object> claims = jws.claims();
            requireNoEvent(claims);
            requireIssuer(claims);
            requireAudience(claims);
            Instant now = expected.now();
            Instant issuedAt = requireTimes(claims, new Expected("", expected.accessToken(), now, now));
            requireAccessToken(claims, expected.accessToken(), jws.algorithm());
            Instant authenticatedAt = authenticatedAt(claims, now).orElse(issuedAt);
            VerifiedIdToken verified = new VerifiedIdToken(claims, subject(claims), identify(claims), authenticatedAt);
            requireSameSignIn(verified, expected);
            return verified;
        }

        private static void requireSameSignIn(VerifiedIdToken token, Renewed expected) {
            if (!token.subject().equals(expected.subject())) {
                throw LoginException.of(LoginError.SUBJECT, "the sub of the sign-in", "another sub");
            }
            Map<String, @Nullable Object> claims = token.claims();
            if (claims.containsKey("nonce")
                    && !Optional.ofNullable(claims.get("nonce")).equals(expected.nonce())) {
                throw LoginException.of(LoginError.NONCE, "the nonce of the sign-in or none", "another nonce");
            }
            boolean another = claims.get("auth_time") != null
                    && expected.authTime()
                            .filter(first ->
                                    first != instant(claims, "auth_time").getEpochSecond())
                            .isPresent();
            if (another) {
                throw LoginException.of(
                        LoginError.AUTHENTICATION,
                        "the auth_time of the sign-in",
                        "auth_time " + claims.get("auth_time"));
            }
        }

        /**
         * The claims of a signed user info response (OpenID Connect Core 5.3.2): from the same issuer, for us.
         *
         * @throws LoginException naming the first rule that is broken
         * @throws io.ssokit.error.IdpUnavailableException if the provider's keys cannot be had
         */
        Map<String, @Nullable Object> userInfo(String token) {
            CompactJws jws = CompactJws.parse(token, algorithms, TokenKind.USER_INFO);
            keys.requireSignature(jws);
            requireIssuer(jws.claims());
            requireAudience(jws.claims());
            return jws.claims();
        }

        /** RFC 8417 §2.2: a token that tells of an event, a logout say, signs nobody in; an older one has no type to tell by. */
        private static void requireNoEvent(Map<String, @Nullable Object> claims) {
            if (claims.containsKey("events")) {
                throw LoginException.of(LoginError.UNSUPPORTED, "an ID token", "a token with events");
            }
        }

        void requireIssuer(Map<String, @Nullable Object> claims) {
            issuer.require(claims);
        }

        /** By what the person is known whom the claims are about. */
        String identify(Map<String, @Nullable Object> claims) {
            return issuer.subject(subject(claims), claims);
        }

        void requireAudience(Map<String, @Nullable Object> claims) {
            Object audience = claims.get("aud"); // 3.1.3.7 (3)
            List<?> all = audience instanceof List<?> list ? list : Arrays.asList(audience);
            if (!all.contains(clientId)) {
                throw LoginException.of(LoginError.AUDIENCE, "aud " + clientId, "aud " + audience);
            }
            boolean shared = all.stream().anyMatch(other -> !clientId.equals(other));
            // 3.1.3.7 (4, 5): a token that others may read too must have been issued to us
            if ((shared || claims.containsKey("azp")) && !clientId.equals(claims.get("azp"))) {
                throw LoginException.of(LoginError.AUDIENCE, "azp " + clientId, "azp " + claims.get("azp"));
            }
        }

        private static Instant requireTimes(Map<String, @Nullable Object> claims, Expected expected) {
            Instant now = expected.now();
            Instant expires = instant(claims, "exp"); // 3.1.3.7 (9)
            if (!now.isBefore(expires.plus(SKEW))) {
                throw LoginException.of(LoginError.EXPIRED, "exp after " + now, "exp " + expires);
            }
            Instant issuedAt = instant(claims, "iat"); // 3.1.3.7 (10)
            if (issuedAt.isAfter(now.plus(SKEW))) {
                throw LoginException.of(LoginError.NOT_YET_VALID, "iat not after " + now, "iat " + issuedAt);
            }
            if (issuedAt.isBefore(expected.startedAt().minus(SKEW))) {
                throw LoginException.of(
                        LoginError.EXPIRED,
                        "iat after the attempt's start, " + expected.startedAt(),
                        "iat " + issuedAt);
            }
            if (claims.containsKey("nbf") && instant(claims, "nbf").isAfter(now.plus(SKEW))) { // RFC 7519 §4.1.5
                throw LoginException.of(
                        LoginError.NOT_YET_VALID, "nbf not after " + now, "nbf " + instant(claims, "nbf"));
            }
            return issuedAt;
        }

        private static void requireNonce(Map<String, @Nullable Object> claims, String nonce) {
            if (!nonce.equals(claims.get("nonce"))) { // 3.1.3.7 (11)
                throw LoginException.of(
                        LoginError.NONCE,
                        "the nonce of this attempt",
                        claims.containsKey("nonce") ? "another" : "none");
            }
        }

        /** 3.1.3.8: where the token names its access token, it is the one that came along. */
        private static void requireAccessToken(
                Map<String, @Nullable Object> claims, Optional<String> accessToken, JWSAlgorithm algorithm) {
            if (!claims.containsKey("at_hash")) {
                return;
            }
            Optional<String> hash =
                    accessToken.map(token -> AccessTokenHash.compute(new BearerAccessToken(token), algorithm, null)
                            .getValue());
            if (!hash.equals(Optional.ofNullable(claims.get("at_hash")))) {
                throw LoginException.of(
                        LoginError.IN_RESPONSE_TO, "at_hash of the access token that came along", "another at_hash");
            }
        }

        static String subject(Map<String, @Nullable Object> claims) {
            if (claims.get("sub") instanceof String subject && Subjects.isUsable(subject)) {
                return subject;
            }
            throw LoginException.of(
                    LoginError.SUBJECT, "sub of 1-" + Subjects.MAX + " characters", "none or another kind of sub");
        }

        private static Optional<Instant> authenticatedAt(Map<String, @Nullable Object> claims, Instant now) {
            if (claims.get("auth_time") == null) {
                return Optional.empty();
            }
            Instant authenticatedAt = instant(claims, "auth_time");
            if (authenticatedAt.isAfter(now.plus(SKEW))) {
                throw LoginException.of(
                        LoginError.NOT_YET_VALID, "auth_time not after " + now, "auth_time " + authenticatedAt);
            }
            return Optional.of(authenticatedAt);
        }

        static Instant instant(Map<String, @Nullable Object> claims, String name) {
            // RFC 7519 §2 NumericDate: a JSON number, perhaps with a fraction
            double seconds = claims.get(name) instanceof Number number ? number.doubleValue() : -1;
            if (seconds >= 0 && seconds <= LAST_SECOND) {
                return Instant.ofEpochSecond((long) seconds);
            }
            throw LoginException.of(LoginError.MALFORMED, name + " in seconds since 1970", "none or something else");
        }
    }
}
