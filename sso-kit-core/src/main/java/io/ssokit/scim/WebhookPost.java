package io.ssokit.scim;

import io.ssokit.connection.ScimSettings;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.provisioning.ScimEventStore.Token;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pushes one security event token (RFC 8935 §2). Thread-safe. */
final class WebhookPost {
    private final HttpFetcher http;

    WebhookPost(HttpFetcher http) {
        this.http = http;
    }

    /** What came of it. */
    sealed interface Outcome {}

    /** The receiver has the token. */
    record Delivered() implements Outcome {}

    /** The receiver will never take this token. */
    record Refused(String reason) implements Outcome {}

    /** Not now. */
    record Later(String reason) implements Outcome {}

    /** @param settings with webhook and secret */
    Outcome send(ScimSettings settings, Token token) {
        URI webhook = settings.webhook().orElseThrow();
        String claims;
        try {
            claims = addressed(token, webhook);
        } catch (ScimException notOurs) {
            return new Refused("it is no JSON object");
        }
        HttpRequest request = HttpRequest.newBuilder(webhook)
                .header("Content-Type", "application/secevent+jwt")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(
                        SignedToken.of(claims, settings.webhookSecret().orElseThrow())))
                .build();
        try {
            HttpFetcher.Answer answer = http.exchange(request, settings.insecureAllowHttp());
            // RFC 8935 §2.2 says 202; the others mean it.
            boolean taken = answer.status() == 202 || answer.status() == 200 || answer.status() == 204;
            return taken ? new Delivered() : refused(answer);
        } catch (IdpUnavailableException noAnswer) {
            return new Later(String.valueOf(noAnswer.getMessage()));
        }
    }

    /** To whom it goes now: a webhook that has moved since the event refuses what is addressed to the old place. */
    private static String addressed(Token token, URI webhook) {
        Map<String, @Nullable Object> claims = JsonText.object(token.claims());
        claims.put("aud", SecurityEvents.audience(webhook));
        return new String(JsonText.bytes(claims), StandardCharsets.UTF_8);
    }

    // RFC 8935 §2.4: of its errors only this one is about the token itself; the others end when somebody repairs the
    // receiver or the secret.
    private static Outcome refused(HttpFetcher.Answer answer) {
        String error = answer.status() == 400 ? error(answer.body()) : "";
        String reason = "the webhook answered " + answer.status() + (error.isEmpty() ? "" : " " + error);
        return error.equals("invalid_request") ? new Refused(reason) : new Later(reason);
    }

    private static String error(byte[] body) {
        try {
            Map<String, ?> json = JsonText.object(body);
            return json.get("err") instanceof String error && error.matches("[a-z_]{1,40}") ? error : "";
        } catch (ScimException notJson) {
            return "";
        }
    }
}
