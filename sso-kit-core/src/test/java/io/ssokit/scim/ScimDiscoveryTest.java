package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScimDiscoveryTest {
    private final ScimLab lab = new ScimLab();

    @Test
    void config_saysWhatThisServerDoes() {
        Reply reply = lab.get("/ServiceProviderConfig");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("schemas"))
                .isEqualTo(List.of("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"));
        assertThat(reply.at("patch/supported")).isEqualTo(true);
        assertThat(reply.at("filter")).isEqualTo(Map.of("supported", true, "maxResults", 200L));
        assertThat(reply.at("bulk/supported")).isEqualTo(true);
        assertThat(reply.at("sort/supported")).isEqualTo(true);
        assertThat(reply.at("changePassword/supported")).isEqualTo(false);
        assertThat(reply.at("etag/supported")).isEqualTo(true);
        assertThat(reply.at("pagination/cursor")).isEqualTo(true);
        assertThat(reply.at("authenticationSchemes/0/type")).isEqualTo("oauthbearertoken");
        assertThat(reply.at("meta/location")).isEqualTo(ScimLab.BASE + "/ServiceProviderConfig");
    }

    @Test
    void schemas_listAndOne_complete() {
        Reply all = lab.get("/Schemas");
        assertThat(all.at("totalResults")).isEqualTo(3L);
        for (String urn : List.of(ScimLab.USER, ScimLab.GROUP, ScimLab.ENTERPRISE)) {
            Reply one = lab.get("/Schemas/" + urn);
            assertThat(one.at("id")).isEqualTo(urn);
            assertThat(one.at("meta/location")).isEqualTo(ScimLab.BASE + "/Schemas/" + urn);
            assertThat(all.list("Resources")).contains(one.json());
            assertThat(one.response().text()).doesNotContain("null");
        }
        Map<?, ?> userName = (Map<?, ?>) lab.get("/Schemas/" + ScimLab.USER).at("attributes/0");
        assertThat(userName.get("name")).isEqualTo("userName");
        assertThat(userName.get("required")).isEqualTo(true);
        assertThat(userName.get("uniqueness")).isEqualTo("server");
        assertThat(userName.get("caseExact")).isEqualTo(false);
        assertThat(userName.get("mutability")).isEqualTo("readWrite");
        assertThat(userName.get("returned")).isEqualTo("default");
    }

    @Test
    void resourceTypes_listAndOne_nameTheirSchemas() {
        assertThat(lab.get("/ResourceTypes").at("totalResults")).isEqualTo(2L);
        Reply user = lab.get("/ResourceTypes/User");
        assertThat(user.at("endpoint")).isEqualTo("/Users");
        assertThat(user.at("schema")).isEqualTo(ScimLab.USER);
        assertThat(user.at("schemaExtensions"))
                .isEqualTo(List.of(Map.of("schema", ScimLab.ENTERPRISE, "required", false)));
        assertThat(lab.get("/ResourceTypes/Group").json()).doesNotContainKey("schemaExtensions");
    }

    @Test
    void discovery_filtered_403() {
        for (String path : List.of("/Schemas", "/ResourceTypes", "/ServiceProviderConfig")) {
            assertThat(lab.get(path + "?filter=id%20pr").status()).isEqualTo(403);
            assertThat(lab.get(path + "?count=1&startIndex=2").status()).isEqualTo(200);
        }
    }
}
