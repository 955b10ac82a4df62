package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.user.Group;
import io.ssokit.user.User;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Security matrix: what may be written and what comes back (P-07, P-09, P-16, P-32). */
class ScimAttributeAttackTest {
    private final ScimLab lab = new ScimLab();

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
                "{'op':'replace','path':'emails[type eq \\\"none\\\"]','value':{'value':'x'}}",
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

    private static String[] with(String[] good, int position, String bad) {
        List<String> all = new ArrayList<>(Arrays.asList(good));
        all.add(position, bad);
        return all.toArray(String[]::new);
    }
}
