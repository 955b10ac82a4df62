package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A logout token whose signature and claims have been verified (OpenID Connect Back-Channel Logout 1.0 §2.6); only
 * {@link #verify} makes it. Says whose sessions end: of {@link #subject}, of {@link #session}, or of the one within the other.
 * Immutable.
 */
final class VerifiedLogoutToken {
    private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

    /** A notice tells of now. Providers give it two minutes to live (§2.4); some send it again when nobody answered. */
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final String id;
    private final Optional<String> subject;
    private final Optional<String> session;
    private final Instant presentableUntil;

    private VerifiedLogoutToken(
            String id, Optional<String> subject, Optional<String> session, Instant presentableUntil) {
        this.id = id;
        this.subject = subject;
        this.session = session;
        this.presentableUntil = presentableUntil;
    }

    /** {@code jti}: serves once; whoever acts upon this takes it first. */
    String id() {
        return id;
    }

    /** {@code sub}; empty if {@link #session} alone decides. */
    Optional<String> subject() {
        return subject;
    }

    /** {@code sid}; empty if all sessions of {@link #subject} are meant. */
    Optional<String> session() {
        return session;
    }

    /** Until when the token would pass these checks again. */
    Instant presentableUntil() {
        return presentableUntil;
    }

    @Override
    public String toString() {
        return "VerifiedLogoutToken[sub=" + subject.isPresent() + ", sid=" + session.isPresent() + "]";
    }

    /**
     * Verifies a token, one rule after the other, in the specification's order after the signature.
     *
     * @param rules what holds for ID tokens of the connection: §2.6 (3) wants issuer, audience and times held to the same
     * @throws LoginException naming the first rule that is broken
     * @throws io.ssokit.error.IdpUnavailableException if the provider's keys cannot be had
     */
    static VerifiedLogoutToken verify(String token, VerifiedIdToken.Checks rules, Instant now) {
        CompactJws jws = CompactJws.parse(token, rules.algorithms(), TokenKind.LOGOUT_TOKEN);
        rules.keys().requireSignature(jws);
        Map<String, @Nullable Object> claims = jws.claims();
        rules.requireIssuer(claims);
        rules.requireAudience(claims);
        Instant presentableUntil = requireTimes(claims, now);
        Optional<String> subject = subject(claims, rules);
        Optional<String> session = text(claims, "sid");
        if (subject.isEmpty() && session.isEmpty()) { // §2.6 (5)
            throw LoginException.of(LoginError.SUBJECT, "a logout token with sub, sid or both", "neither");
        }
        if (subject.isEmpty() && rules.issuer().hasDirectories()) {
            // Directories do not know each other's sessions: only sub, with tid before it, says whose one is meant.
            throw LoginException.of(LoginError.SUBJECT, "a logout token of a directory with sub", "one with sid only");
        }
        requireEvent(claims);
        requireNoNonce(claims);
        String id = text(claims, "jti") // §2.4
                .orElseThrow(() -> LoginException.of(LoginError.MALFORMED, "a logout token with a jti", "none"));
        return new VerifiedLogoutToken(id, subject, session, presentableUntil);
    }

    private static Instant requireTimes(Map<String, @Nullable Object> claims, Instant now) {
        Duration skew = VerifiedIdToken.Checks.SKEW;
        Instant expires = VerifiedIdToken.Checks.instant(claims, "exp");
        if (!now.isBefore(expires.plus(skew))) {
            throw LoginException.of(LoginError.EXPIRED, "exp after " + now, "exp " + expires);
        }
        Instant issuedAt = VerifiedIdToken.Checks.instant(claims, "iat");
        if (issuedAt.isAfter(now.plus(skew))) {
            throw LoginException.of(LoginError.NOT_YET_VALID, "iat not after " + now, "iat " + issuedAt);
        }
        Instant tooOldAt = issuedAt.plus(MAX_AGE).plus(skew);
        if (!now.isBefore(tooOldAt)) {
            throw LoginException.of(LoginError.EXPIRED, "iat after " + now.minus(MAX_AGE), "iat " + issuedAt);
        }
        Instant expiredAt = expires.plus(skew);
        return expiredAt.isBefore(tooOldAt) ? expiredAt : tooOldAt;
    }

    private static Optional<String> subject(Map<String, @Nullable Object> claims, VerifiedIdToken.Checks rules) {
        return claims.containsKey("sub") ? Optional.of(rules.identify(claims)) : Optional.empty();
    }

    private static void requireEvent(Map<String, @Nullable Object> claims) {
        // §2.4, §2.6 (6): the one event that this is, and its value an object
        boolean logout = claims.get("events") instanceof Map<?, ?> events
                && events.size() == 1
                && events.get(EVENT) instanceof Map<?, ?>;
        if (!logout) {
            throw LoginException.of(
                    LoginError.UNSUPPORTED,
                    "events with nothing but " + EVENT + " and an object",
                    claims.containsKey("events") ? "other events" : "no events");
        }
    }

    private static void requireNoNonce(Map<String, @Nullable Object> claims) {
        // §2.4, §2.6 (7): prohibited, so that no logout token passes for an ID token or the other way round
        if (claims.containsKey("nonce")) {
            throw LoginException.of(LoginError.NONCE, "a logout token without nonce", "one with a nonce");
        }
    }

    private static Optional<String> text(Map<String, @Nullable Object> claims, String name) {
        if (!claims.containsKey(name)) {
            return Optional.empty();
        }
        if (claims.get(name) instanceof String text && !text.isBlank() && Subjects.isStorable(text)) {
            return Optional.of(text);
        }
        throw LoginException.of(
                LoginError.MALFORMED,
                name + " as a text that is not blank, without control characters",
                "another " + name);
    }
}
