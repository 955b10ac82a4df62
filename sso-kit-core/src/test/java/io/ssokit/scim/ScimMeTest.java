package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 7644 §3.11: /Me")
class ScimMeTest {
    private final ScimLab lab = new ScimLab(
            MemoryStores.create(ScimLab.CLOCK),
            builder -> builder.me(
                    (tenant, request) -> request.headers("X-Person").stream().findFirst()));
    private final String ann = lab.user("ann");

    private Reply me(String method, String body) {
        ScimRequest request = ScimRequest.of(method, "/Me").header("X-Person", ann);
        return lab.send(body.isEmpty() ? request : request.json(json(body)));
    }

    @Test
    @DisplayName("RFC 7644 §3.11: the alias answers with the user and the permanent location")
    void me_everyMethod_isTheUserWhoCalls() {
        Reply got = me("GET", "");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json()).isEqualTo(lab.get("/Users/" + ann).json());
        assertThat(got.response().headers())
                .containsEntry("Location", ScimLab.BASE + "/Users/" + ann)
                .containsKey("ETag");
        assertThat(me("PUT", "{'userName':'ann','title':'x'}").at("title")).isEqualTo("x");
        assertThat(me("PATCH", ScimLab.patchOf("{'op':'add','path':'nickName','value':'a'}"))
                        .at("nickName"))
                .isEqualTo("a");
        assertThat(me("DELETE", "").status()).isEqualTo(204);
        assertThat(lab.get("/Users/" + ann).status()).isEqualTo(404);
        assertThat(me("GET", "").status()).isEqualTo(404);
    }

    @Test
    void me_postOrNobodyOrWithoutTheApp_isRefused() {
        Reply post = me("POST", "{'userName':'x'}");
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.response().headers()).containsEntry("Allow", "GET, PUT, PATCH, DELETE");
        assertThat(lab.get("/Me").status()).isEqualTo(404);
        assertThat(lab.get("/Me/emails").status()).isEqualTo(501);
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            assertThat(new ScimLab().send(ScimRequest.of(method, "/Me")).status())
                    .isEqualTo(501);
        }
    }

    @Test
    @Tag("P-01")
    void me_ofAnotherTenant_isNotFound() {
        Reply other =
                lab.sendAs(ScimLab.GLOBEX_TOKEN, ScimRequest.of("GET", "/Me").header("X-Person", ann));
        Reply nobody = lab.sendAs("wrong", ScimRequest.of("GET", "/Me").header("X-Person", ann));
        System.out.println(
                "attacks: 2 tried, " + (other.status() < 300 || nobody.status() < 300 ? 1 : 0) + " accepted (P-01)");
        assertThat(other.status()).isEqualTo(404);
        assertThat(nobody.status()).isEqualTo(401);
    }
}
