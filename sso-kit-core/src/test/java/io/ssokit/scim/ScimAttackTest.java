package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.ACME_TOKEN;
import static io.ssokit.scim.ScimLab.GLOBEX_TOKEN;
import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.user.Group;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One test for each row of the security matrix that concerns provisioning. */
class ScimAttackTest {
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
                List.of("Bearer " + ACME_TOKEN.toUpperCase(java.util.Locale.ROOT)),
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

    @Test
    @Tag("P-07")
    void readOnlyAndUnknownAttributes_everyWay_ignoredOrMutabilityNeverStored() {
        String group = lab.group("Admins");
        Map<String, String> attacks = new LinkedHashMap<>();
        attacks.put("id", "'evil'");
        attacks.put("meta", "{'version':'evil','created':'1970-01-01T00:00:00Z','resourceType':'evil'}");
        attacks.put("schemas", "['urn:ietf:params:scim:schemas:core:2.0:User','urn:evil']");
        attacks.put("groups", "[{'value':'" + group + "','display':'evil'}]");
        attacks.put("isAdmin", "true");
        attacks.put("tenant", "'evil'");
        attacks.put("assertedGroups", "['evil']");
        attacks.put("attributes", "{'evil':true}");
        attacks.put("version", "999");
        attacks.put("urn:evil:2.0:User", "{'evil':true}");
        attacks.put(
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                "{'evil':true,'manager':{'displayName':'evil'}}");
        attacks.put("roles", "[{'value':'admin'}]");
        int tried = 0;
        List<String> accepted = new ArrayList<>();
        for (Map.Entry<String, String> attack : attacks.entrySet()) {
            String pair = "'" + attack.getKey() + "':" + attack.getValue();
            String name = "u" + tried + "@x";
            String id = lab.post("/Users", json("{'userName':'" + name + "'," + pair + "}"))
                    .created();
            List<Reply> replies = List.of(
                    lab.send("PUT", "/Users/" + id, json("{'userName':'" + name + "'," + pair + "}")),
                    lab.patch("/Users/" + id, "{'op':'add','value':{" + pair + "}}"),
                    lab.patch("/Users/" + id, "{'op':'replace','value':{" + pair + "}}"),
                    lab.patch(
                            "/Users/" + id,
                            "{'op':'add','path':'" + attack.getKey() + "','value':" + attack.getValue() + "}"),
                    lab.patch(
                            "/Users/" + id,
                            "{'op':'replace','path':'" + attack.getKey() + "','value':" + attack.getValue() + "}"));
            tried += 1 + replies.size();
            for (Reply reply : replies) {
                assertThat(reply.status()).as(pair).isIn(200, 400);
                if (reply.status() == 400) {
                    assertThat(reply.scimType()).as(pair).isIn("mutability", "invalidPath");
                }
            }
            User stored = lab.stores.users().find("acme", id).orElseThrow();
            if (stored.toString().contains("evil") || !stored.assertedGroups().isEmpty()) {
                accepted.add(pair);
            }
            // A role is data of the user (RFC 7643 §4.1.2), which gives no right to anything.
            assertThat(stored.attributes().keySet())
                    .isSubsetOf(attack.getKey().equals("roles") ? Set.of("roles") : Set.of());
            assertThat(stored.id()).isEqualTo(id);
        }
        System.out.printf("attacks: %d tried, %d accepted (P-07)%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(lab.membersOf(group)).isEmpty();
    }

    @Test
    @Tag("P-07")
    void readOnlyAttributesOfGroups_everyWay_neverStored() {
        String group = lab.group("G");
        for (String name : List.of("id", "meta", "isAdmin", "version", "tenant")) {
            String pair = "'" + name + "':'evil'";
            lab.send("PUT", "/Groups/" + group, json("{'displayName':'G'," + pair + "}"));
            lab.patch("/Groups/" + group, "{'op':'replace','value':{" + pair + "}}");
            assertThat(lab.patch("/Groups/" + group, "{'op':'replace','path':'" + name + "','value':'evil'}")
                            .status())
                    .isEqualTo(400);
            Group stored = lab.stores.users().findGroup("acme", group).orElseThrow();
            assertThat(stored.toString()).doesNotContain("evil");
        }
    }

    @Test
    @Tag("P-09")
    void password_asOutputOrOracle_neverComesBack() {
        String id = lab.post("/Users", json("{'userName':'a@x','password':'Tr0ub4dor'}"))
                .created();
        List<Reply> replies = List.of(
                lab.get("/Users/" + id),
                lab.get("/Users/" + id + "?attributes=password"),
                lab.get("/Users?attributes=password,userName"),
                lab.send("PUT", "/Users/" + id, json("{'userName':'a@x','password':'Tr0ub4dor'}")),
                lab.patch(
                        "/Users/" + id + "?attributes=password",
                        "{'op':'replace','path':'password','value':'Tr0ub4dor'}"));
        assertThat(replies).allSatisfy(reply -> {
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.response().text()).doesNotContain("Tr0ub4dor").doesNotContain("\"password\"");
        });
        for (String oracle : List.of(
                filter("password sw \"T\""),
                filter("password pr"),
                filter("urn:ietf:params:scim:schemas:core:2.0:User:password eq \"x\""),
                filter("userName eq \"a@x\" and not (PASSWORD eq \"x\")"),
                "sortBy=password")) {
            Reply reply = lab.get("/Users?" + oracle);
            assertThat(reply.status()).as(oracle).isEqualTo(400);
            assertThat(reply.scimType()).as(oracle).isEqualTo("invalidFilter");
        }
    }

    @Test
    @Tag("P-12")
    void filterAndPathBombs_anyKind_refusedIn100Milliseconds() {
        String id = lab.user("a@x");
        Map<String, String> filters = new LinkedHashMap<>();
        filters.put("not(", "not(".repeat(20_000) + "userName pr" + ")".repeat(20_000));
        filters.put("not (", "not (".repeat(21) + "userName pr" + ")".repeat(21));
        filters.put("(", "(".repeat(21) + "userName pr" + ")".repeat(21));
        filters.put("open", "(".repeat(4_096));
        filters.put("or", "userName pr" + " or userName pr".repeat(16_000));
        filters.put("101 terms", "id pr" + " or id pr".repeat(100));
        filters.put("long text", "userName eq \"" + "x".repeat(1 << 20) + "\"");
        filters.put("4097", "userName eq \"" + "x".repeat(4_096 - 13) + "\"");
        filters.put("dots", ".".repeat(40_000));
        filters.put("dots in bounds", "a" + ".a".repeat(2_000) + " pr");
        filters.put("brackets", "emails[".repeat(500) + "type pr" + "]".repeat(500));
        filters.put("object", "userName eq {}");
        filters.put("backslashes", "userName eq \"" + "\\".repeat(4_001) + "\"");
        filters.put("number", "userName eq " + "9".repeat(4_000));
        filters.put("exponent", "userName eq 1e999999999");
        filters.put("urn", "urn:" + "a:".repeat(2_000) + "x pr");
        List<String> accepted = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<String, String> attack : filters.entrySet()) {
            String query = filter(attack.getValue());
            List<Supplier<Reply>> ways = List.of(
                    () -> lab.get("/Users?" + query),
                    () -> lab.get("/Groups?" + query),
                    () -> path(id, "emails[" + attack.getValue() + "].value"),
                    () -> path(id, attack.getValue()));
            for (Supplier<Reply> way : ways) {
                tried++;
                if (!refusedFast(way)) {
                    accepted.add(attack.getKey());
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (P-12)%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(lab.get("/Users?" + filter("not (".repeat(20) + "id pr" + ")".repeat(20)))
                        .status())
                .isEqualTo(200);
        assertThat(lab.get("/Users?" + filter("id pr" + " or id pr".repeat(99))).status())
                .isEqualTo(200);
    }

    @Test
    @Tag("P-14")
    void jsonBombsAndGarbage_anyKind_scimErrorInTime() {
        String deep = "[".repeat(1_001) + "]".repeat(1_001);
        Map<String, byte[]> attacks = new LinkedHashMap<>();
        attacks.put("depth", bytes("{\"userName\":\"a\",\"x\":" + deep + "}"));
        attacks.put("depth objects", bytes("{\"a\":".repeat(1_001) + "1" + "}".repeat(1_001)));
        attacks.put("10 MB", new byte[10 << 20]);
        attacks.put("just too large", bytes("{\"userName\":\"" + "x".repeat(1 << 20) + "\"}"));
        attacks.put("1 MB string", bytes("{\"userName\":\"" + "x".repeat((1 << 20) - 20) + "\"}"));
        attacks.put("exponent", bytes("{\"userName\":\"a\",\"title\":1e999999999}"));
        attacks.put("negative exponent", bytes("{\"userName\":\"a\",\"title\":1e-999999999}"));
        attacks.put("long number", bytes("{\"userName\":\"a\",\"title\":" + "9".repeat(10_000) + "}"));
        attacks.put("duplicate key", bytes("{\"userName\":\"a\",\"userName\":\"b\"}"));
        attacks.put("trailing", bytes("{\"userName\":\"a\"}{}"));
        attacks.put("trailing garbage", bytes("{\"userName\":\"a\"}x"));
        attacks.put("BOM", bytes("\uFEFF{\"userName\":\"a\"}"));
        attacks.put("UTF-16", "{\"userName\":\"a\"}".getBytes(StandardCharsets.UTF_16));
        attacks.put("bad UTF-8", new byte[] {'{', '"', 'u', '"', ':', '"', (byte) 0xC3, '"', '}'});
        attacks.put("NUL", bytes("{\"userName\":\"a\\u0000b\"}"));
        attacks.put("half a pair", bytes("{\"userName\":\"a\\ud83d\"}"));
        attacks.put("empty", new byte[0]);
        attacks.put("array", bytes("[]"));
        attacks.put("text", bytes("\"userName\""));
        attacks.put("null", bytes("null"));
        attacks.put("truncated", bytes("{\"userName\":\"a\""));
        attacks.put("NaN", bytes("{\"userName\":\"a\",\"title\":NaN}"));
        attacks.put("comment", bytes("{\"userName\":\"a\"/* */}"));
        attacks.put("control", bytes("{\"userName\":\"a\nb\"}"));
        List<String> accepted = new ArrayList<>();
        attacks.forEach((name, body) -> {
            ScimRequest request = new ScimRequest(
                    "POST",
                    "/Users",
                    java.util.Optional.empty(),
                    Map.of("content-type", List.of("application/json")),
                    body);
            Reply reply = lab.send(request);
            boolean refused = List.of(400, 413).contains(reply.status())
                    && reply.list("schemas").contains("urn:ietf:params:scim:api:messages:2.0:Error");
            if (!refused) {
                accepted.add(name + " " + reply.status());
            }
            assertThat(reply.response().text()).doesNotContain("com.").doesNotContain("Exception");
        });
        System.out.printf("attacks: %d tried, %d accepted (P-14)%n", attacks.size(), accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(lab.get("/Users").at("totalResults")).isEqualTo(0L);
    }

    @Test
    @Tag("P-16")
    void patch_oneOperationFails_nothingAtAllChanges() {
        String member = lab.user("m@x");
        String user = lab.user("a@x");
        String group = lab.group("G", member);
        Map<String, Object> userBefore = lab.get("/Users/" + user).json();
        Map<String, Object> groupBefore = lab.get("/Groups/" + group).json();
        String[] goodForUser = {
            "{'op':'replace','path':'displayName','value':'X'}",
            "{'op':'add','path':'emails','value':[{'value':'n@x','type':'home','primary':true}]}",
            "{'op':'remove','path':'name.givenName'}",
            "{'op':'replace','value':{'active':false,'title':'T'}}"
        };
        String[] goodForGroup = {
            "{'op':'replace','path':'displayName','value':'X'}",
            "{'op':'remove','path':'members[value eq \\\"" + member + "\\\"]'}",
            "{'op':'add','path':'members','value':[{'value':'" + user + "'}]}",
            "{'op':'add','path':'externalId','value':'e'}"
        };
        List<String> badForUser = List.of(
                "{'op':'replace','path':'id','value':'x'}",
                "{'op':'remove','path':'userName'}",
                "{'op':'replace','path':'emails[type eq \\\"none\\\"].value','value':'x'}",
                "{'op':'replace','path':'active','value':'maybe'}",
                "{'op':'replace','path':'userName','value':'m@x'}",
                "{'op':'remove'}",
                "{'op':'bad','path':'title','value':'x'}",
                "{'op':'add','path':'title'}");
        List<String> badForGroup = List.of(
                "{'op':'add','path':'members','value':[{'value':'nobody'}]}",
                "{'op':'remove','path':'displayName'}",
                "{'op':'replace','path':'meta.created','value':'x'}");
        int tried = 0;
        for (int position = 0; position <= goodForUser.length; position++) {
            for (String bad : badForUser) {
                tried++;
                assertThat(lab.patch("/Users/" + user, with(goodForUser, position, bad))
                                .status())
                        .as(bad + " at " + position)
                        .isIn(400, 409);
                assertThat(lab.get("/Users/" + user).json()).isEqualTo(userBefore);
            }
            for (String bad : badForGroup) {
                tried++;
                assertThat(lab.patch("/Groups/" + group, with(goodForGroup, position, bad))
                                .status())
                        .as(bad + " at " + position)
                        .isEqualTo(400);
                assertThat(lab.get("/Groups/" + group).json()).isEqualTo(groupBefore);
            }
        }
        System.out.printf("attacks: %d tried, 0 accepted (P-16)%n", tried);
    }

    @Test
    @Tag("P-32")
    void storedContentAndErrors_anyKind_inert() {
        for (String text :
                List.of("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "\\u202Egnp.exe", "${jndi:ldap://x}")) {
            Reply reply = lab.post("/Users", "{\"userName\":\"" + text + "\",\"displayName\":\"" + text + "\"}");
            assertThat(reply.response().header("Content-Type")).contains("application/scim+json");
            assertThat(reply.response().header("X-Content-Type-Options")).contains("nosniff");
            String name = String.valueOf(reply.at("userName"));
            assertThat(lab.get("/Users?" + filter("userName eq \"" + name + "\""))
                            .at("totalResults"))
                    .isEqualTo(1L);
        }
        for (String injection : List.of("' or 1=1--", "%", "_", "*", ")(uid=*", "a' OR 'a'='a")) {
            assertThat(lab.get("/Users?" + filter("userName eq \"" + injection + "\""))
                            .at("totalResults"))
                    .as(injection)
                    .isEqualTo(0L);
        }
    }

    private Reply path(String id, String path) {
        String escaped = path.replace("\\", "\\\\").replace("\"", "\\\"");
        return lab.send(
                "PATCH",
                "/Users/" + id,
                ScimLab.patchOf("{'op':'remove','path':'%'}").replace("%", escaped));
    }

    private static boolean refusedFast(Supplier<Reply> way) {
        Duration best = Duration.ofDays(1);
        Reply reply = null;
        // The best of three: what is measured is the work, not the machine's other guests.
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            reply = way.get();
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            best = took.compareTo(best) < 0 ? took : best;
        }
        boolean typed = reply.status() == 413
                || (reply.status() == 400
                        && List.of("invalidFilter", "invalidPath").contains(reply.scimType()));
        return typed && best.toMillis() < 100;
    }

    private static String[] with(String[] good, int position, String bad) {
        List<String> all = new ArrayList<>(Arrays.asList(good));
        all.add(position, bad);
        return all.toArray(String[]::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
