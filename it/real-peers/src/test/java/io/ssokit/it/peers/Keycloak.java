package io.ssokit.it.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

/** A running Keycloak, administered over its own admin API. */
final class Keycloak implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Peer peer;

    private Keycloak(Peer peer) {
        this.peer = peer;
    }

    static Keycloak start() {
        return new Keycloak(Peer.start("keycloak", Map.of("KEYCLOAK_ZIP", System.getProperty("keycloak.zip"))));
    }

    void create(KeycloakRealm realm) {
        send(admin("")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(realm.json().toString())));
        warmUp(realm.name());
    }

    /** What the app fetches while somebody waits is slow the first time; on a busy machine slower than the app waits. */
    private void warmUp(String realm) {
        for (URI first : List.of(
                samlMetadata(realm),
                issuer(realm + "/.well-known/openid-configuration"),
                issuer(realm + "/protocol/openid-connect/certs"))) {
            text(HttpRequest.newBuilder(first));
        }
    }

    /** The id Keycloak gave the person: the subject of its ID tokens. */
    String userId(String realm, String username) {
        return send(admin("/" + realm + "/users?exact=true&username=" + username)
                        .GET())
                .path(0)
                .required("id")
                .asText();
    }

    URI issuer(String realm) {
        return peer.base().resolve("/realms/" + realm);
    }

    URI samlMetadata(String realm) {
        return peer.base().resolve("/realms/" + realm + "/protocol/saml/descriptor");
    }

    /** Sends a person to the app with a response it did not ask for (IdP-initiated). */
    URI portalTile(String realm) {
        return peer.base().resolve("/realms/" + realm + "/protocol/saml/clients/" + KeycloakRealm.TILE);
    }

    @Override
    public void close() {
        peer.close();
    }

    private HttpRequest.Builder admin(String path) {
        // Its access tokens live for a minute; one per call never expires on the way.
        String form = "grant_type=password&client_id=admin-cli&username=admin&password=admin";
        JsonNode token =
                send(HttpRequest.newBuilder(peer.base().resolve("/realms/master/protocol/openid-connect/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
        return HttpRequest.newBuilder(peer.base().resolve("/admin/realms" + path))
                .header(
                        "Authorization",
                        "Bearer " + token.required("access_token").asText());
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            return JSON.readTree(text(request));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String text(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new IllegalStateException(
                        response.request() + ": " + response.statusCode() + " " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
