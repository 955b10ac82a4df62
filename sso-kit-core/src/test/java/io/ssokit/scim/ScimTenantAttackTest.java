package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ACME_TOKEN;
import static io.ssokit.scim.ScimLab.GLOBEX_TOKEN;
import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.user.UserQuery;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Security matrix: who may, and whose records (P-01, P-04, P-06). */
class ScimTenantAttackTest {
    private final ScimLab lab = new ScimLab();

    @Test
    @Tag("P-01")
    void token_missingMalformedOrWrong_401AllAlike() {
        lab.user("a@x");
        List<List<String>> attacks = List.of(
                List.of(),
                List.of(""),
                List.of("Bearer"),
                List.of("Bearer "),
                List.of(ACME_TOKEN),
                List.of("Basic " + ACME_TOKEN),
                List.of("Token " + ACME_TOKEN),
                List.of("Bearer " + ACME_TOKEN.toUpperCase(Locale.ROOT)),
                List.of("Bearer " + ACME_TOKEN + " "),
                List.of("Bearer " + ACME_TOKEN + "x"),
                List.of("Bearer " + ACME_TOKEN.substring(1)),
                List.of("Bearer " + ACME_TOKEN + ", Bearer " + ACME_TOKEN),
                List.of("Bearer\t" + ACME_TOKEN),
                List.of("Bearer \"" + ACME_TOKEN + "\""),
                List.of("Bearer " + "x".repeat(100_000)),
                List.of("Bearer ü"),
                List.of("non-token"),
                List.of("Bearer " + ACME_TOKEN, "Bearer " + ACME_TOKEN),
                List.of("Bearer " + ACME_TOKEN, "Bearer wrong"));
        Set<String> answers = new HashSet<>();
        int accepted = 0;
        for (List<String> attack : attacks) {
            for (String target :
                    List.of("/Users", "/ServiceProviderConfig", "/Nope", "/Users?access_token=" + ACME_TOKEN)) {
                ScimRequest request = ScimRequest.of("GET", target);
                for (String line : attack) {
                    request = request.header("Authorization", line);
                }
                ScimResponse response = lab.endpoint.handle(request);
                accepted += response.status() == 401 ? 0 : 1;
                answers.add(response.status() + response.headers().toString() + response.text());
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (P-01)%n", attacks.size() * 4, accepted);
        assertThat(answers).hasSize(1);
        assertThat(lab.endpoint.handle(ScimRequest.of("GET", "/Users")).header("WWW-Authenticate"))
                .contains("Bearer");
        // RFC 9110 §11.1: the scheme's name is case-insensitive; this one is no attack.
        assertThat(lab.endpoint
                        .handle(ScimRequest.of("GET", "/Users").header("Authorization", "bearer " + ACME_TOKEN))
                        .status())
                .isEqualTo(200);
    }

    @Test
    @Tag("P-01")
    void token_ofAnotherTenant_seesItsOwnTenantOnly() {
        String id = lab.user("a@x");
        assertThat(lab.sendAs(GLOBEX_TOKEN, ScimRequest.of("GET", "/Users/" + id))
                        .status())
                .isEqualTo(404);
        assertThat(lab.sendAs(GLOBEX_TOKEN, ScimRequest.of("GET", "/Users")).at("totalResults"))
                .isEqualTo(0L);
    }

    @Test
    @Tag("P-04")
    void foreignIds_everyRouteAndVerb_404AndNothingChanges() {
        String user = lab.user("victim@acme.example");
        String group = lab.group("Engineering", user);
        Map<String, Object> userBefore = lab.get("/Users/" + user).json();
        Map<String, Object> groupBefore = lab.get("/Groups/" + group).json();
        String patch = ScimLab.patchOf("{'op':'replace','path':'displayName','value':'pwned'}");
        String members = ScimLab.patchOf("{'op':'remove','path':'members'}");
        List<ScimRequest> attacks = List.of(
                ScimRequest.of("GET", "/Users/" + user),
                ScimRequest.of("HEAD", "/Users/" + user),
                ScimRequest.of("PUT", "/Users/" + user).json(json("{'userName':'pwned'}")),
                ScimRequest.of("PATCH", "/Users/" + user).json(patch),
                ScimRequest.of("PATCH", "/Users/" + user)
                        .json(ScimLab.patchOf("{'op':'replace','value':{'active':false}}")),
                ScimRequest.of("DELETE", "/Users/" + user),
                ScimRequest.of("DELETE", "/Users/" + user).header("If-Match", "*"),
                ScimRequest.of("GET", "/Groups/" + group),
                ScimRequest.of("GET", "/Groups/" + group + "?attributes=members"),
                ScimRequest.of("PUT", "/Groups/" + group).json(json("{'displayName':'pwned','members':[]}")),
                ScimRequest.of("PATCH", "/Groups/" + group).json(patch),
                ScimRequest.of("PATCH", "/Groups/" + group).json(members),
                ScimRequest.of("DELETE", "/Groups/" + group),
                // An id of the other kind is no key either.
                ScimRequest.of("GET", "/Users/" + group),
                ScimRequest.of("GET", "/Groups/" + user));
        int accepted = 0;
        for (ScimRequest attack : attacks) {
            accepted += lab.sendAs(GLOBEX_TOKEN, attack).status() == 404 ? 0 : 1;
        }
        System.out.printf("attacks: %d tried, %d accepted (P-04)%n", attacks.size(), accepted);
        assertThat(accepted).isZero();
        assertThat(lab.get("/Users/" + user).json()).isEqualTo(userBefore);
        assertThat(lab.get("/Groups/" + group).json()).isEqualTo(groupBefore);
        assertThat(lab.stores.revocations().revokedAt("acme", user)).isEmpty();
        assertThat(lab.stores.revocations().revokedAt("globex", user)).isEmpty();
    }

    @Test
    @Tag("P-04")
    void foreignRecords_filtersCountsAndMembers_neverSeeThem() {
        String user = lab.user("victim@acme.example");
        String group = lab.group("Engineering", user);
        for (String target : List.of(
                "/Users",
                "/Users?count=0",
                "/Users?" + filter("userName eq \"victim@acme.example\""),
                "/Users?" + filter("id eq \"" + user + "\""),
                "/Users?" + filter("not (userName eq \"x\")"),
                "/Users?" + filter("emails[type eq \"work\"].value sw \"v\""),
                "/Groups",
                "/Groups?" + filter("members.value eq \"" + user + "\""),
                "/Groups?" + filter("id eq \"" + group + "\""))) {
            assertThat(lab.sendAs(GLOBEX_TOKEN, ScimRequest.of("GET", target)).at("totalResults"))
                    .as(target)
                    .isEqualTo(0L);
        }
        String own = lab.sendAs(GLOBEX_TOKEN, ScimRequest.of("POST", "/Groups").json(json("{'displayName':'Own'}")))
                .created();
        for (ScimRequest attack : List.of(
                ScimRequest.of("POST", "/Groups")
                        .json(json("{'displayName':'X','members':[{'value':'" + user + "'}]}")),
                ScimRequest.of("PUT", "/Groups/" + own)
                        .json(json("{'displayName':'Own','members':[{'value':'" + user + "'}]}")),
                ScimRequest.of("PATCH", "/Groups/" + own)
                        .json(ScimLab.patchOf("{'op':'add','path':'members','value':[{'value':'" + user + "'}]}")))) {
            Reply reply = lab.sendAs(GLOBEX_TOKEN, attack);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.scimType()).isEqualTo("invalidValue");
            assertThat(reply.response().text()).doesNotContain("victim");
        }
        assertThat(lab.stores.users().query("globex", UserQuery.page(0, 10)).total())
                .isZero();
        // The same names are free in the other tenant.
        assertThat(lab.sendAs(
                                GLOBEX_TOKEN,
                                ScimRequest.of("POST", "/Users").json(json("{'userName':'victim@acme.example'}")))
                        .status())
                .isEqualTo(201);
    }

    @Test
    @Tag("P-06")
    void clientsIds_anyValue_neverBecomeOurs() {
        for (String value : List.of("1", "admin", "../1", "0", "42")) {
            String body = json("{'id':'" + value + "','externalId':'" + value + "','userName':'u" + value + "'}");
            Reply reply = lab.post("/Users", body);
            String id = reply.created();
            assertThat(id).isNotEqualTo(value);
            assertThat(reply.at("externalId")).isEqualTo(value);
            assertThat(lab.get("/Users/" + value).status()).isNotEqualTo(200);
            Reply put = lab.send("PUT", "/Users/" + id, body);
            assertThat(put.at("id")).isEqualTo(id);
        }
    }
}
