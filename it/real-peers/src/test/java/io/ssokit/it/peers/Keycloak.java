package io.ssokit.it.peers;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
        post("", realm.json());
        warmUp(realm.name());
    }

    /**
     * Makes a client of an application's SAML metadata, read by Keycloak's own converter. People's names, groups and tags
     * are mapped as in every client here.
     *
     * @param name the tile's name in addresses of IdP-initiated logins
     * @param changes options of the client that shall differ from what the converter made of the metadata
     * @return the client's options
     */
    Map<String, String> register(String realm, URI spMetadata, String name, Map<String, String> changes) {
        String metadata = text(HttpRequest.newBuilder(spMetadata));
        ObjectNode client = (ObjectNode) send(admin("/" + realm + "/client-description-converter")
                .header("Content-Type", "application/xml")
                .POST(HttpRequest.BodyPublishers.ofString(metadata)));
        client.put("fullScopeAllowed", false);
        client.set("protocolMappers", JSON.valueToTree(KeycloakRealm.samlMappers()));
        ObjectNode options = client.withObject("/attributes");
        options.put("saml_idp_initiated_sso_url_name", name);
        changes.forEach(options::put);
        post("/" + realm + "/clients", client);
        return JSON.convertValue(options, new TypeReference<>() {});
    }

    /** That client is told of sign-outs server to server, no longer through the browser. */
    void tellServerToServer(String realm, URI entityId) {
        String query = "?clientId=" + URLEncoder.encode(entityId.toString(), StandardCharsets.UTF_8);
        ObjectNode client =
                (ObjectNode) send(admin("/" + realm + "/clients" + query).GET()).get(0);
        client.put("frontchannelLogout", false);
        text(admin("/" + realm + "/clients/" + client.required("id").asText())
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(client.toString())));
    }

    /** From now on a new key signs; Keycloak goes on publishing the old ones. */
    void rotateKey(String realm) {
        addKey(realm, "RS256");
    }

    /** Makes a key for that algorithm, which signs from now on; left alone, Keycloak does so while somebody waits. */
    void addKey(String realm, String algorithm) {
        String id = send(admin("/" + realm).GET()).required("id").asText();
        Map<String, Object> config = Map.of(
                "priority", List.of(String.valueOf(System.currentTimeMillis() / 1000)),
                "enabled", List.of("true"),
                "active", List.of("true"),
                "algorithm", List.of(algorithm));
        post(
                "/" + realm + "/components",
                JSON.valueToTree(Map.of(
                        "name",
                        "another-" + algorithm,
                        "providerId",
                        "rsa-generated",
                        "providerType",
                        "org.keycloak.keys.KeyProvider",
                        "parentId",
                        id,
                        "config",
                        config)));
    }

    /** Ends the person's sessions there; clients with a back channel are told server to server. */
    void signOut(String realm, String username) {
        text(admin("/" + realm + "/users/" + userId(realm, username) + "/logout")
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** How many sessions the person has there. */
    int sessions(String realm, String username) {
        return send(admin("/" + realm + "/users/" + userId(realm, username) + "/sessions")
                        .GET())
                .size();
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
        return portalTile(realm, KeycloakRealm.TILE);
    }

    /** The same for the client that was registered under that name. */
    URI portalTile(String realm, String name) {
        return peer.base().resolve("/realms/" + realm + "/protocol/saml/clients/" + name);
    }

    /** Where a person signs out of Keycloak itself, after a page that asks for agreement. */
    URI signOutPage(String realm) {
        return issuer(realm + "/protocol/openid-connect/logout");
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

    private void post(String path, JsonNode body) {
        text(admin(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
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
