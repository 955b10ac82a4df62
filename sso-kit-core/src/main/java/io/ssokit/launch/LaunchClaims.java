package io.ssokit.launch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ssokit.session.SsoSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a launch link says, and its spelling as JSON. No e-mail, no tags, no groups: those are looked up when it is
 * redeemed. Times are whole milliseconds.
 */
record LaunchClaims(
        String issuer,
        String target,
        String tenant,
        String userId,
        LaunchProfile profile,
        String landing,
        Instant issuedAt,
        Instant expiresAt,
        Duration sessionLifetime,
        String launchId,
        Optional<SignIn> signIn) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The sign-in behind the link.
     *
     * @param sessionId what {@link SsoSession#id()} is there and stays here: whoever ends the one ends the other
     */
    record SignIn(
            String sessionId,
            String connection,
            String protocol,
            Instant authenticatedAt,
            Instant endsAt,
            Optional<String> idpSessionIndex) {
        static SignIn of(SsoSession session) {
            return new SignIn(
                    session.id(),
                    session.connection(),
                    session.protocol(),
                    session.authenticatedAt(),
                    session.expiresAt(),
                    session.idpSessionIndex());
        }
    }

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode()
                .put("iss", issuer)
                .put("aud", target)
                .put("ten", tenant)
                .put("sub", userId)
                .put("prf", profile.name())
                .put("land", landing)
                .put("iat", issuedAt.toEpochMilli())
                .put("exp", expiresAt.toEpochMilli())
                .put("ses", sessionLifetime.toSeconds())
                .put("jti", launchId);
        signIn.ifPresent(from -> {
            ObjectNode auth = json.putObject("auth")
                    .put("ssn", from.sessionId())
                    .put("con", from.connection())
                    .put("pro", from.protocol())
                    .put("at", from.authenticatedAt().toEpochMilli())
                    .put("end", from.endsAt().toEpochMilli());
            from.idpSessionIndex().ifPresent(index -> auth.put("sid", index));
        });
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** @throws IllegalArgumentException if this is not what {@link #toJson} writes */
    static LaunchClaims fromJson(byte[] bytes) {
        JsonNode json;
        try {
            json = JSON.readTree(bytes);
        } catch (IOException notJson) {
            throw new IllegalArgumentException(notJson);
        }
        return new LaunchClaims(
                text(json, "iss"),
                text(json, "aud"),
                text(json, "ten"),
                text(json, "sub"),
                new LaunchProfile(text(json, "prf")),
                text(json, "land"),
                time(json, "iat"),
                time(json, "exp"),
                Duration.ofSeconds(number(json, "ses")),
                text(json, "jti"),
                json.has("auth") ? Optional.of(signIn(json.get("auth"))) : Optional.empty());
    }

    private static SignIn signIn(JsonNode json) {
        return new SignIn(
                text(json, "ssn"),
                text(json, "con"),
                text(json, "pro"),
                time(json, "at"),
                time(json, "end"),
                json.has("sid") ? Optional.of(text(json, "sid")) : Optional.empty());
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalArgumentException(name + " is no text");
        }
        return value.textValue();
    }

    private static long number(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException(name + " is no whole number");
        }
        return value.longValue();
    }

    private static Instant time(JsonNode json, String name) {
        return Instant.ofEpochMilli(number(json, name));
    }
}
