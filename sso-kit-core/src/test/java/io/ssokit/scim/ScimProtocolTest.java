package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.Secret;
import io.ssokit.scim.ScimLab.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Methods, paths, media types, projections, pages, tokens: the edge that needs no HTTP. */
class ScimProtocolTest {
    private final ScimLab lab = new ScimLab();

    @Test
    void method_unknownHere_405WithAllow() {
        assertNotAllowed("DELETE", "/Users", "GET, POST");
        assertNotAllowed("PATCH", "/Groups", "GET, POST");
        assertNotAllowed("POST", "/Users/42", "GET, PUT, PATCH, DELETE");
        assertNotAllowed("POST", "/Schemas", "GET");
        assertNotAllowed("DELETE", "/ServiceProviderConfig", "GET");
        assertNotAllowed("OPTIONS", "/Users", "GET, POST");
        assertNotAllowed("get", "/Users", "GET, POST");
    }

    @Test
    void path_unknown_404_unsupported_501() {
        for (String path : List.of(
                "/users",
                "/Users/1/2",
                "/Nope",
                "//Users",
                "/Users//",
                "/ServiceProviderConfig/x",
                "/Schemas/urn:x",
                "/ResourceTypes/X")) {
            assertThat(lab.get(path).status()).as(path).isEqualTo(404);
        }
        for (String path : List.of("/Me", "/Me/x")) {
            Reply reply = lab.post(path, "{}");
            assertThat(reply.status()).as(path).isEqualTo(501);
            assertThat(reply.at("status")).isEqualTo("501");
        }
    }

    @Test
    void path_trailingSlashOrEncoded_sameResource() {
        String id = lab.user("a@x");
        assertThat(lab.get("/Users/" + id + "/").status()).isEqualTo(200);
        assertThat(lab.get("/Users/?count=1").at("totalResults")).isEqualTo(1L);
        assertThat(lab.get("/Users/" + id.replace("-", "%2D")).status()).isEqualTo(200);
        assertThat(lab.get("/Users/%zz").scimType()).isEqualTo("invalidValue");
        assertThat(lab.get("/Users/%ff").scimType()).isEqualTo("invalidValue");
        assertThat(lab.get("/Users/a%2F..%2Fb").status()).isEqualTo(404);
    }

    @Test
    void contentType_jsonKinds_taken_othersRefused() {
        int n = 0;
        for (String type : List.of(
                "application/scim+json",
                "application/json",
                "application/json; charset=utf-8",
                "Application/SCIM+JSON;Charset=\"UTF-8\"",
                "application/json;")) {
            assertThat(typed(type, "t" + n++).status()).as(type).isEqualTo(201);
        }
        assertThat(lab.send(new ScimRequest(
                                "POST",
                                "/Users",
                                Optional.empty(),
                                Map.of(),
                                json("{'userName':'none@x'}").getBytes(StandardCharsets.UTF_8)))
                        .status())
                .isEqualTo(201);
        for (String type : List.of(
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "application/json; charset=iso-8859-1",
                "application/jsonp",
                "application/json, text/plain",
                "")) {
            assertThat(typed(type, "x@x").status()).as(type).isEqualTo(415);
        }
    }

    @Test
    void accept_plainJsonOnly_answeredSo() {
        assertThat(accepted("application/json")).isEqualTo("application/json");
        assertThat(accepted("application/json, application/scim+json;q=0.9")).isEqualTo("application/scim+json");
        assertThat(accepted("*/*")).isEqualTo("application/scim+json");
        assertThat(accepted("text/html")).isEqualTo("application/scim+json");
    }

    @Test
    void head_likeGetWithoutBody() {
        String id = lab.user("a@x");
        Reply reply = lab.send(ScimRequest.of("HEAD", "/Users/" + id));
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.response().header("ETag")).isPresent();
        assertThat(reply.response().body()).isEmpty();
    }

    @Test
    void attributes_onReadsAndWrites_onlyThose() {
        String id = lab.user("a@x");
        assertThat(lab.get("/Users/" + id + "?attributes=userName,emails.value,shoeSize")
                        .json())
                .containsOnlyKeys("schemas", "id", "userName", "emails");
        assertThat(lab.get("/Users/" + id + "?attributes=emails.VALUE").at("emails/0"))
                .isEqualTo(Map.of("value", "a@x"));
        assertThat(lab.get("/Users/" + id + "?excludedAttributes=id,emails.type,name,meta")
                        .json())
                .containsKeys("id", "userName", "emails")
                .doesNotContainKeys("name", "meta");
        assertThat(lab.post("/Users?attributes=active", json("{'userName':'b@x'}"))
                        .json())
                .containsOnlyKeys("schemas", "id", "active");
        lab.patch(
                "/Users/" + id,
                "{'op':'add','path':'" + ScimLab.ENTERPRISE + "','value':{'department':'D','division':'V'}}");
        assertThat(lab.get("/Users/" + id + "?attributes=" + ScimLab.ENTERPRISE + ":department")
                        .json())
                .containsOnlyKeys("schemas", "id", ScimLab.ENTERPRISE)
                .containsEntry(ScimLab.ENTERPRISE, Map.of("department", "D"));
        assertThat(lab.get("/Users/" + id + "?excludedAttributes=" + ScimLab.ENTERPRISE + ":department")
                        .at(ScimLab.ENTERPRISE))
                .isEqualTo(Map.of("division", "V"));
        assertThat(lab.get("/Users/" + id + "?attributes=" + ScimLab.ENTERPRISE).json())
                .containsOnlyKeys("schemas", "id", ScimLab.ENTERPRISE);
        assertThat(lab.get("/Users/" + id + "?attributes=id&excludedAttributes=name")
                        .scimType())
                .isEqualTo("invalidValue");
        assertThat(lab.get("/Users/" + id + "?attributes=" + "a,".repeat(200)).status())
                .isEqualTo(200);
        assertThat(lab.get("/Users/" + id + "?attributes=" + "a,".repeat(200) + "b")
                        .scimType())
                .isEqualTo("invalidValue");
    }

    @Test
    void paging_oddNumbers_asTheRfcSays() {
        lab.user("a@x");
        lab.user("b@x");
        assertPage("startIndex=-5&count=1", 1, 1);
        assertPage("startIndex=0", 1, 2);
        assertPage("count=0", 1, 0);
        assertPage("count=-3", 1, 0);
        assertPage("startIndex=3", 3, 0);
        assertPage("startIndex=99999999999999999999&count=99999999999999999999", Integer.MAX_VALUE - 1L, 0);
        assertPage("startIndex=&count=", 1, 2);
        assertThat(lab.get("/Users?startIndex=one").scimType()).isEqualTo("invalidValue");
        assertThat(lab.get("/Users?count=1&count=2").scimType()).isEqualTo("invalidValue");
        assertThat(lab.get("/Users?sortBy=userName&unknown=1&&=x").status()).isEqualTo(200);
    }

    @Test
    void build_wrongConfiguration_refused() {
        ScimEndpoint.Builder relative =
                ScimEndpoint.builder(URI.create("/scim"), lab.stores.users(), lab.stores.revocations());
        assertThatThrownBy(relative::build).isInstanceOf(IllegalArgumentException.class);
        ScimEndpoint.Builder shared = ScimEndpoint.builder(
                        URI.create(ScimLab.BASE), lab.stores.users(), lab.stores.revocations())
                .directories(List.of(
                        ScimDirectory.of("a", Secret.of("same")),
                        ScimDirectory.of("b", Secret.of("other"), Secret.of("same"))));
        assertThatThrownBy(shared::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a and b");
        for (String token : List.of(" ", "a b", "ü", "a\n")) {
            assertThatThrownBy(() -> ScimDirectory.of("a", Secret.of(token)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ScimDirectory.of("no/id", Secret.of("t")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rotation_bothTokens_openTheSameDirectory() {
        ScimEndpoint endpoint = ScimEndpoint.builder(
                        URI.create(ScimLab.BASE + "/"), lab.stores.users(), lab.stores.revocations())
                .directories(List.of(ScimDirectory.of("acme", Secret.of("old"), Secret.of("new"))))
                .build();
        String id = lab.user("a@x");
        for (String token : List.of("old", "new")) {
            ScimResponse response =
                    endpoint.handle(ScimRequest.of("GET", "/Users/" + id).header("Authorization", "Bearer " + token));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Location")).contains(ScimLab.BASE + "/Users/" + id);
        }
    }

    private void assertNotAllowed(String method, String path, String allow) {
        Reply reply = lab.send(ScimRequest.of(method, path));
        assertThat(reply.status()).as(method + " " + path).isEqualTo(405);
        assertThat(reply.response().header("Allow")).contains(allow);
        assertThat(reply.at("status")).isEqualTo("405");
    }

    private void assertPage(String query, long startIndex, long items) {
        Reply reply = lab.get("/Users?" + query);
        assertThat(reply.at("totalResults")).as(query).isEqualTo(2L);
        assertThat(reply.at("startIndex")).as(query).isEqualTo(startIndex);
        assertThat(reply.at("itemsPerPage")).as(query).isEqualTo(items);
        assertThat(reply.list("Resources")).as(query).hasSize((int) items);
    }

    private Reply typed(String contentType, String userName) {
        ScimRequest json = ScimRequest.of("POST", "/Users").json(json("{'userName':'" + userName + "'}"));
        return lab.send(new ScimRequest(
                json.method(), json.path(), json.query(), Map.of("content-type", List.of(contentType)), json.body()));
    }

    private String accepted(String accept) {
        return lab.send(ScimRequest.of("GET", "/Users").header("Accept", accept))
                .response()
                .header("Content-Type")
                .orElseThrow();
    }

    @Test
    void request_asText_holdsNoTokenAndNoData() {
        ScimRequest request = ScimRequest.of("POST", "/Users?filter=secret")
                .json(json("{'userName':'secret'}"))
                .header("Authorization", "Bearer secret");
        assertThat(request.toString()).isEqualTo("ScimRequest[POST /Users]");
    }

    @Test
    void location_ofIdThatNeedsEncoding_isOneSegment() {
        Links links = new Links(URI.create(ScimLab.BASE + "/"));
        assertThat(links.to(ResourceType.USER, "a/b c?ü")).isEqualTo(ScimLab.BASE + "/Users/a%2Fb%20c%3F%C3%BC");
        assertThat(links.to("Schemas", ScimLab.USER)).isEqualTo(ScimLab.BASE + "/Schemas/" + ScimLab.USER);
    }
}
