package io.ssokit.oidc;

import io.ssokit.connection.Secret;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How we prove who we are at the endpoints of a provider that the browser does not see (RFC 6749 §2.3, OpenID Connect Core
 * 9): the token endpoint, that of pushed requests, that of revocation. Implementations are immutable and thread-safe.
 */
@FunctionalInterface
interface ClientAuth {
    /**
     * A request with those parameters and the proof.
     *
     * @param endpoint where it goes; may have a query of its own
     * @param form parameters in order, none of them about the client's own proof
     */
    HttpRequest request(URI endpoint, Map<String, String> form);

    /** {@code client_secret_basic}: a header. */
    static ClientAuth basic(String clientId, Secret secret) {
        // RFC 6749 §2.3.1: both are form-encoded before they are joined. Letters, digits, '-', '_' and '.' stay as they
        // are,
        // so that products which forget to undo it (LemonLDAP::NG 2.16) understand usual ids and secrets too.
        String pair = encoded(clientId) + ":" + encoded(secret.reveal());
        String header = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return (endpoint, form) ->
                post(endpoint, form).header("Authorization", header).build();
    }

    /** {@code client_secret_post}: two more fields. */
    static ClientAuth post(String clientId, Secret secret) {
        return (endpoint, form) -> post(
                        endpoint, with(form, Map.of("client_id", clientId, "client_secret", secret.reveal())))
                .build();
    }

    /** {@code private_key_jwt} and {@code client_secret_jwt}: a token that we sign for each request (RFC 7523 §2.2). */
    static ClientAuth assertion(ClientAssertion assertion) {
        return (endpoint, form) -> post(
                        endpoint,
                        with(
                                form,
                                Map.of(
                                        "client_id",
                                        assertion.clientId(),
                                        "client_assertion_type",
                                        ClientAssertion.TYPE,
                                        "client_assertion",
                                        assertion.sign(endpoint))))
                .build();
    }

    /**
     * Everything in the query of a GET, secret and code included, where proxies and servers write it into their logs: no
     * standard allows it (RFC 6749 §3.2), a few old OAuth2 products know nothing else.
     */
    static ClientAuth legacyGet(String clientId, Secret secret) {
        return (endpoint, form) -> {
            Map<String, String> all = with(form, Map.of("client_id", clientId, "client_secret", secret.reveal()));
            return HttpRequest.newBuilder(joined(endpoint, all))
                    .header("Accept", "application/json")
                    .GET()
                    .build();
        };
    }

    private static HttpRequest.Builder post(URI endpoint, Map<String, String> form) {
        return HttpRequest.newBuilder(endpoint)
                .header("Accept", "application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(form)));
    }

    private static Map<String, String> with(Map<String, String> form, Map<String, String> proof) {
        Map<String, String> all = new LinkedHashMap<>(form);
        all.putAll(proof);
        return all;
    }

    /** An endpoint with parameters; a query of its own survives (RFC 6749 §3.1). */
    static URI joined(URI endpoint, Map<String, String> parameters) {
        String separator = endpoint.getRawQuery() == null ? "?" : "&";
        return URI.create(endpoint + separator + encoded(parameters));
    }

    /** Parameters as a form or a query (RFC 6749 appendix B). */
    static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
