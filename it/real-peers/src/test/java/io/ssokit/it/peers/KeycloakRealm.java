package io.ssokit.it.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A realm as Keycloak's admin API takes it: four people (password {@code NAME-pw}) and the application's clients. Every
 * realm has keys of its own, so two realms are two identity providers.
 */
final class KeycloakRealm {

    static final String CLIENT_ID = "ssokit-app";
    static final String CLIENT_SECRET = "ssokit-secret";

    /** Names the signed SAML client in addresses of Keycloak's own. */
    static final String TILE = "tile";

    private static final String TAG = "https://aws.amazon.com/SAML/Attributes/AccessControl:";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final List<Map<String, Object>> clients = new ArrayList<>();

    KeycloakRealm(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** A SAML client whose responses and assertions are both signed. */
    KeycloakRealm saml(URI entityId, URI acs) {
        return saml(entityId, acs, true);
    }

    /** A SAML client that is sent responses without any signature: what nobody may believe. */
    KeycloakRealm unsignedSaml(URI entityId, URI acs) {
        return saml(entityId, acs, false);
    }

    /** An OpenID Connect client that must use PKCE with S256. */
    KeycloakRealm oidc(URI redirect) {
        return oidc(CLIENT_ID, redirect, Map.of());
    }

    /** The same under a name of its own, with further options as Keycloak calls them. */
    KeycloakRealm oidc(String clientId, URI redirect, Map<String, String> options) {
        return oidc(clientId, redirect, options, "client-secret");
    }

    /** The same, known by a key instead of the secret ({@code private_key_jwt}). */
    KeycloakRealm oidcByKey(String clientId, URI redirect, Map<String, Object> jwks, Map<String, String> options) {
        Map<String, String> more = new LinkedHashMap<>(options);
        more.put("use.jwks.string", "true");
        more.put("jwks.string", JSON.valueToTree(jwks).toString());
        return oidc(clientId, redirect, more, "client-jwt");
    }

    private KeycloakRealm oidc(String clientId, URI redirect, Map<String, String> options, String authenticator) {
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("pkce.code.challenge.method", "S256");
        Map<String, Object> client = new LinkedHashMap<>();
        client.put("clientId", clientId);
        client.put("clientAuthenticatorType", authenticator);
        client.put("secret", CLIENT_SECRET);
        client.put("protocol", "openid-connect");
        client.put("publicClient", false);
        client.put("standardFlowEnabled", true);
        client.put("directAccessGrantsEnabled", false);
        client.put("frontchannelLogout", options.containsKey("frontchannel.logout.url"));
        client.put("redirectUris", List.of(redirect.toString()));
        client.put("attributes", all);
        client.put("protocolMappers", List.of(claim("CostCenter"), claim("Department"), groupsClaim()));
        clients.add(client);
        return this;
    }

    JsonNode json() {
        Map<String, Object> realm = new LinkedHashMap<>();
        realm.put("realm", name);
        realm.put("enabled", true);
        realm.put("sslRequired", "none");
        realm.put("groups", List.of(group("engineering"), group("admins"), group("Großkunden & Partner")));
        realm.put("clients", clients);
        realm.put("users", people());
        // Attributes beyond the four known ones are refused unless the realm says otherwise.
        realm.put("components", Map.of("org.keycloak.userprofile.UserProfileProvider", List.of(userProfile())));
        return JSON.valueToTree(realm);
    }

    private KeycloakRealm saml(URI entityId, URI acs, boolean signed) {
        clients.add(Map.of(
                "clientId", entityId.toString(),
                "protocol", "saml",
                "redirectUris", List.of(acs.toString()),
                "fullScopeAllowed", false,
                "attributes", samlOptions(acs, String.valueOf(signed)),
                "protocolMappers", samlMappers()));
        return this;
    }

    private static Map<String, String> samlOptions(URI acs, String signed) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("saml.server.signature", signed);
        options.put("saml.assertion.signature", signed);
        options.put("saml.signature.algorithm", "RSA_SHA256");
        options.put("saml.client.signature", "false");
        options.put("saml.authnstatement", "true");
        options.put("saml.force.post.binding", "true");
        options.put("saml_name_id_format", "email");
        options.put("saml_assertion_consumer_url_post", acs.toString());
        if (Boolean.parseBoolean(signed)) {
            options.put("saml_idp_initiated_sso_url_name", TILE);
        }
        return options;
    }

    static List<Map<String, Object>> samlMappers() {
        return List.of(
                samlMapper("saml-user-property-mapper", "email", Map.of("user.attribute", "email")),
                samlMapper("saml-user-property-mapper", "firstName", Map.of("user.attribute", "firstName")),
                samlMapper("saml-user-property-mapper", "lastName", Map.of("user.attribute", "lastName")),
                samlMapper("saml-user-attribute-mapper", TAG + "CostCenter", Map.of("user.attribute", "CostCenter")),
                samlMapper("saml-user-attribute-mapper", TAG + "Department", Map.of("user.attribute", "Department")),
                samlMapper("saml-group-membership-mapper", "groups", Map.of("single", "true", "full.path", "false")));
    }

    private static Map<String, Object> samlMapper(String type, String attribute, Map<String, String> more) {
        Map<String, String> config = new LinkedHashMap<>(more);
        config.put("attribute.name", attribute);
        config.put("attribute.nameformat", "Basic");
        return Map.of("name", attribute, "protocol", "saml", "protocolMapper", type, "config", config);
    }

    private static Map<String, Object> claim(String attribute) {
        // Keycloak nests a claim's name at its dots unless they are escaped.
        String claim = (TAG + attribute).replace(".", "\\.");
        return oidcMapper(
                "oidc-usermodel-attribute-mapper",
                claim,
                Map.of("user.attribute", attribute, "jsonType.label", "String", "multivalued", "false"));
    }

    private static Map<String, Object> groupsClaim() {
        return oidcMapper("oidc-group-membership-mapper", "groups", Map.of("full.path", "false"));
    }

    private static Map<String, Object> oidcMapper(String type, String claim, Map<String, String> more) {
        Map<String, String> config = new LinkedHashMap<>(more);
        config.put("claim.name", claim);
        config.put("id.token.claim", "true");
        config.put("userinfo.token.claim", "true");
        return Map.of("name", claim, "protocol", "openid-connect", "protocolMapper", type, "config", config);
    }

    private static List<Map<String, Object>> people() {
        return List.of(
                person(
                        "alice",
                        "Alice",
                        "Liddell",
                        Map.of("CostCenter", List.of("CC-1001"), "Department", List.of("Engineering")),
                        List.of("/engineering", "/admins")),
                person(
                        "bob",
                        "Bob",
                        "O'Brien",
                        Map.of("CostCenter", List.of("Köln/7"), "Department", List.of("R&D <\"Ünïted\">")),
                        List.of("/engineering", "/Großkunden & Partner")),
                person("carol", "Carol", "Ng", Map.of(), List.of()),
                person("dave", "Dave", "李", Map.of("CostCenter", List.of("CC-1", "CC-2")), List.of("/engineering")));
    }

    private static Map<String, Object> person(
            String username, String first, String last, Map<String, List<String>> attributes, List<String> groups) {
        Map<String, Object> person = new LinkedHashMap<>();
        person.put("username", username);
        person.put("enabled", true);
        person.put("email", username + "@example.com");
        person.put("emailVerified", true);
        person.put("firstName", first);
        person.put("lastName", last);
        person.put("attributes", attributes);
        person.put("groups", groups);
        person.put("credentials", List.of(Map.of("type", "password", "value", username + "-pw", "temporary", false)));
        return person;
    }

    private static Map<String, Object> group(String name) {
        return Map.of("name", name);
    }

    private static Map<String, Object> userProfile() {
        Map<String, Object> profile = Map.of(
                "unmanagedAttributePolicy",
                "ENABLED",
                "attributes",
                List.of("username", "email", "firstName", "lastName").stream()
                        .map(attribute -> Map.of("name", attribute))
                        .toList());
        return Map.of(
                "providerId",
                "declarative-user-profile",
                "config",
                Map.of(
                        "kc.user.profile.config",
                        List.of(JSON.valueToTree(profile).toString())));
    }
}
