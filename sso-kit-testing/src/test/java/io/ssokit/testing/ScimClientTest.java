package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScimClientTest {
    private record Seen(String method, String uri, String contentType, String authorization, String body) {}

    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server = server();
    private volatile String answer = "{\"id\":\"g1\",\"displayName\":\"old\"}";
    private volatile int status = 200;
    private ScimClient client = ScimClient.anonymous(URI.create("http://127.0.0.1"));

    @BeforeEach
    void start() {
        server.createContext("/", this::answer);
        server.start();
        client = ScimClient.of(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/scim/v2/"), "t0ken");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "RFC          | {'op':'replace','path':'active','value':false}",
                "OKTA         | {'op':'replace','value':{'active':false}}",
                "ENTRA        | {'op':'Replace','path':'active','value':'False'}",
                "ENTRA_STRICT | {'op':'replace','path':'active','value':false}",
                "KEYCLOAK     | {'op':'replace','path':'active','value':'false'}"
            })
    void deactivate_eachDialect_patchesInItsWords(ScimDialect dialect, String operation) {
        client.as(dialect).deactivate("u1");

        assertThat(last().method()).isEqualTo("PATCH");
        assertThat(last().uri()).isEqualTo("/scim/v2/Users/u1");
        assertThat(last().body()).isEqualTo(patch(operation));
    }

    @Test
    void deactivate_oneLogin_getsTheUserAndPutsItBack() {
        answer = "{\"id\":\"u1\",\"userName\":\"x\",\"active\":true}";
        client.as(ScimDialect.ONELOGIN).deactivate("u1");

        assertThat(seen).extracting(Seen::method).containsExactly("GET", "PUT");
        assertThat(last().body()).isEqualTo("{\"id\":\"u1\",\"userName\":\"x\",\"active\":false}");
        assertThat(last().contentType()).isEqualTo("application/json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "RFC          | {'op':'remove','path':'members[value eq \\'u1\\']'}",
                "OKTA         | {'op':'remove','path':'members[value eq \\'u1\\']'}",
                "ENTRA        | {'op':'Remove','path':'members','value':[{'$ref':null,'value':'u1'}]}",
                "ENTRA_STRICT | {'op':'remove','path':'members[value eq \\'u1\\']'}",
                "ONELOGIN     | {'value':[{'value':'u1'}],'op':'remove','path':'members'}",
                "JUMPCLOUD    | {'op':'remove','path':'members','value':[{'value':'u1'}]}",
                "KEYCLOAK     | {'op':'replace','path':'members','value':[]}"
            })
    void removeMembers_eachDialect_patchesInItsWords(ScimDialect dialect, String operation) {
        client.as(dialect).removeMembers("g1", "u1");

        assertThat(last().uri()).isEqualTo("/scim/v2/Groups/g1");
        assertThat(last().body()).isEqualTo(patch(operation));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "RFC          | {'op':'replace','path':'displayName','value':'new'}",
                "OKTA         | {'op':'replace','value':{'id':'g1','displayName':'new'}}",
                "ENTRA        | {'op':'Replace','path':'displayName','value':'new'}",
                "ONELOGIN     | {'value':'new','op':'replace','path':'displayName'}",
                "AUTHENTIK    | {'op':'replace','value':{'displayName':'new','externalId':'external-g1'}}"
            })
    void rename_eachDialect_patchesInItsWords(ScimDialect dialect, String operation) {
        client.as(dialect).rename("g1", "new");

        assertThat(last().body()).isEqualTo(patch(operation));
    }

    @Test
    void replace_entraStrict_sendsDottedNamesWithoutPath() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("displayName", "D");
        attributes.put("name.givenName", "G");
        client.as(ScimDialect.ENTRA_STRICT).replace("u1", attributes);

        assertThat(last().body()).isEqualTo(patch("{'op':'replace','value':{'displayName':'D','name.givenName':'G'}}"));
    }

    @Test
    void replace_okta_putsTheUserBackWithNestedNames() {
        answer = "{\"id\":\"u1\",\"userName\":\"x\",\"name\":{\"familyName\":\"F\"}}";
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("name.givenName", "G");
        attributes.put("urn:x:User:department", "D");
        client.as(ScimDialect.OKTA).replace("u1", attributes);

        assertThat(last().method()).isEqualTo("PUT");
        assertThat(Json.readObject(last().body()))
                .containsEntry("id", "u1")
                .containsEntry("name", Map.of("familyName", "F", "givenName", "G"))
                .containsEntry("urn:x:User", Map.of("department", "D"));
    }

    @Test
    void addMembers_oktaWizard_putsTheWholeGroup() {
        answer = "{\"id\":\"g1\",\"displayName\":\"G\",\"members\":[{\"value\":\"u1\"}]}";
        client.as(ScimDialect.OKTA_WIZARD).addMembers("g1", "u2");

        assertThat(last().method()).isEqualTo("PUT");
        assertThat(Json.readObject(last().body()))
                .containsEntry("displayName", "G")
                .containsEntry("members", List.of(Map.of("value", "u1"), Map.of("value", "u2")));
    }

    @Test
    void findUser_pingAndEntra_askInTheirWords() {
        answer = "{\"totalResults\":0,\"Resources\":[]}";
        client.as(ScimDialect.PING).findUser("a@x");
        client.as(ScimDialect.ENTRA).findUser("a@x");
        client.as(ScimDialect.ENTRA).findGroup("g");

        assertThat(seen.get(0).uri()).contains("filter=emails%20eq%20%22a%40x%22");
        assertThat(seen.get(1).uri()).contains("filter=userName+eq+%22a%40x%22");
        assertThat(seen.get(2).uri()).contains("excludedAttributes=members");
    }

    @Test
    void provision_serverThatDoesNothing_namesWhatIsWrong() {
        answer = "{\"id\":\"1\",\"totalResults\":0,\"Resources\":[]}";
        ScimLife life = client.provision("a@x.test", "G");

        assertThat(life.problems())
                .extracting(ScimLife.Step::name)
                .contains("find the person", "switch off", "add a member");
        assertThatThrownBy(life::orThrow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("RFC");
    }

    @Test
    void addAndReplaceMembers_rfc_sendValueLists() {
        client.addMembers("g1", "u1", "u2");
        client.replaceMembers("g1");

        assertThat(seen.get(0).body())
                .isEqualTo(patch("{'op':'add','path':'members','value':[{'value':'u1'},{'value':'u2'}]}"));
        assertThat(seen.get(1).body()).isEqualTo(patch("{'op':'replace','path':'members','value':[]}"));
    }

    @Test
    void findUser_quoteInName_isEscapedInTheFilter() {
        answer = "{\"totalResults\":1,\"Resources\":[{\"id\":\"u1\"}]}";

        assertThat(client.findUser("a\"b c"))
                .hasValueSatisfying(user -> assertThat(user).containsEntry("id", "u1"));
        assertThat(last().uri())
                .isEqualTo("/scim/v2/Users?filter=userName%20eq%20%22a%5C%22b%20c%22&startIndex=1&count=100");
    }

    @Test
    void findGroup_oneLogin_listsAndComparesItself() {
        answer = "{\"totalResults\":2,\"Resources\":[{\"displayName\":\"a\"},{\"displayName\":\"b\",\"id\":\"g2\"}]}";

        assertThat(client.as(ScimDialect.ONELOGIN).findGroup("b"))
                .hasValueSatisfying(group -> assertThat(group).containsEntry("id", "g2"));
        assertThat(last().uri()).isEqualTo("/scim/v2/Groups?startIndex=1&count=100");
    }

    @ParameterizedTest
    @EnumSource(ScimDialect.class)
    void createUser_eachDialect_sendsTokenTypeAndMinimum(ScimDialect dialect) {
        status = 201;
        ScimReply reply = client.as(dialect).createUser("a@x.test", Map.of("displayName", "A"));

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.id()).isEqualTo("g1");
        assertThat(last().authorization()).isEqualTo("Bearer t0ken");
        assertThat(last().contentType())
                .startsWith(
                        Set.of(ScimDialect.ONELOGIN, ScimDialect.JUMPCLOUD).contains(dialect)
                                ? "application/json"
                                : "application/scim+json");
        assertThat(Json.readObject(last().body()))
                .containsEntry("userName", "a@x.test")
                .containsEntry("active", true)
                .containsEntry("displayName", "A");
        assertThat(last().body().contains("password")).isEqualTo(dialect.name().startsWith("OKTA"));
    }

    @Test
    void orThrow_error_namesStatusAndBody() {
        status = 409;
        answer = "{\"scimType\":\"uniqueness\"}";
        ScimReply reply = client.createGroup("g", "u1");

        assertThat(reply.scimType()).contains("uniqueness");
        assertThatThrownBy(reply::orThrow)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("409")
                .hasMessageContaining("uniqueness");
    }

    @Test
    void delete_noContent_hasEmptyJson() {
        status = 204;

        assertThat(client.delete("Users/u1").json()).isEmpty();
        assertThat(last().method()).isEqualTo("DELETE");
    }

    private Seen last() {
        return seen.get(seen.size() - 1);
    }

    private static String patch(String operation) {
        return "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
                + operation.replace("\\'", "\\\"").replace("'", "\"") + "]}";
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange http) throws IOException {
        try (http) {
            seen.add(new Seen(
                    http.getRequestMethod(),
                    http.getRequestURI().toString(),
                    String.valueOf(http.getRequestHeaders().getFirst("Content-Type")),
                    String.valueOf(http.getRequestHeaders().getFirst("Authorization")),
                    new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(status, status == 204 ? -1 : body.length);
            if (status != 204) {
                http.getResponseBody().write(body);
            }
        }
    }
}
