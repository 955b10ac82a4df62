package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.Stores;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Queries over one type and over all (RFC 7644 §3.4.2 and §3.4.3). */
class ScimQueryTest {
    private ScimLab lab;

    /** Empty stores to run on. */
    Stores stores() {
        return new ScimLab().stores;
    }

    @BeforeEach
    void people() {
        lab = new ScimLab(stores());
        person("bjensen", "'title':'Tour Guide','name':{'familyName':'Jensen'}", "b@x.example", "z@x.example");
        person("Ann", "'displayName':'Smith, Ann'", "zz@x.example");
        person("carl", "'title':'actor'");
    }

    private String person(String userName, String more, String... emails) {
        List<String> addresses = new ArrayList<>();
        for (int i = 0; i < emails.length; i++) {
            addresses.add("{'value':'" + emails[i] + "','primary':" + (i == emails.length - 1) + "}");
        }
        return lab.post(
                        "/Users",
                        json("{'schemas':['" + ScimLab.USER + "'],'userName':'" + userName + "'," + more + ",'emails':["
                                + String.join(",", addresses) + "]}"))
                .created();
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.3: without regard to case, who has no value last; descending is the reverse")
    void sortBy_textWithGaps_lastAscendingFirstDescending() {
        assertThat(names("/Users?sortBy=userName")).containsExactly("Ann", "bjensen", "carl");
        assertThat(names("/Users?sortBy=userName&sortOrder=ascending")).containsExactly("Ann", "bjensen", "carl");
        assertThat(names("/Users?sortBy=userName&sortOrder=descending")).containsExactly("carl", "bjensen", "Ann");
        assertThat(names("/Users?sortBy=TITLE")).containsExactly("carl", "bjensen", "Ann");
        assertThat(names("/Users?sortBy=title&sortOrder=descending")).containsExactly("Ann", "bjensen", "carl");
        assertThat(names("/Users?sortBy=" + ScimLab.USER + ":name.familyName&sortOrder=descending"))
                .endsWith("bjensen");
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.3: of a multi-valued attribute the primary value counts")
    void sortBy_multiValued_primary() {
        person("dora", "'active':true", "c@x.example");
        for (String path : List.of("emails", "emails.value")) {
            assertThat(names("/Users?sortBy=" + path)).containsExactly("dora", "bjensen", "Ann", "carl");
        }
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.3: what nothing can be sorted by is refused")
    void sortBy_impossible_400() {
        for (String path : List.of("name", "addresses", "nope", "groups", "groups.value", "meta.location", "schemas")) {
            assertThat(lab.get("/Users?sortBy=" + path).scimType()).as(path).isEqualTo("invalidValue");
        }
        assertThat(lab.get("/Users?sortBy=password").status()).isEqualTo(400);
        assertThat(lab.get("/Users?sortBy=userName&sortOrder=up").scimType()).isEqualTo("invalidValue");
        assertThat(lab.get("/Groups?sortBy=members").scimType()).isEqualTo("invalidValue");
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.4.2.1: the base URL lists all types, filtered by meta.resourceType and by attributes of either")
    void baseUrl_allTypes() {
        lab.group("Guides");
        lab.group("Smiths");
        assertTotal("/", 5);
        assertTotal("?count=0", 5);
        assertTotal("/?" + filter("meta.resourceType eq \"User\""), 3);
        assertTotal("/?" + filter("meta.resourceType ne \"User\""), 2);
        assertTotal("/?" + filter("(meta.resourceType eq User) or (meta.resourceType eq Group)"), 5);
        assertTotal("/?" + filter("displayName sw \"smith\""), 2);
        // "treat the attribute as if there is no attribute value"
        assertTotal("/?" + filter("userName pr"), 3);
        assertTotal("/?" + filter("not (userName pr)"), 2);
        assertTotal("/?" + filter("userName eq \"carl\""), 1);
        assertTotal("/?" + filter("userName ne \"carl\""), 4);
        assertTotal("/?" + filter("members pr or title eq \"actor\""), 400);
        assertTotal("/?" + filter("emails[type eq \"home\"] or displayName eq \"guides\""), 1);
        assertThat(lab.get("/?" + filter("nope pr")).scimType()).isEqualTo("invalidFilter");
        assertThat(lab.get("/?" + filter("password pr")).scimType()).isEqualTo("invalidFilter");
        assertThat(lab.post("/", "{}").status()).isEqualTo(405);
    }

    private void assertTotal(String target, int total) {
        Reply reply = lab.get(target);
        if (total == 400) {
            assertThat(reply.scimType()).isEqualTo("invalidFilter");
        } else {
            assertThat(reply.status()).as(target).isEqualTo(200);
            assertThat(reply.at("totalResults")).as(target).isEqualTo((long) total);
        }
    }

    @Test
    @DisplayName(
            "RFC 7644 §3.4.2.4: pages over all types hold each resource once, by index and by cursor, sorted or not")
    void baseUrl_pages_eachResourceOnce() {
        for (String name : List.of("a", "Bert", "c", "D")) {
            lab.group(name);
        }
        for (String sort : List.of("", "&sortBy=displayName", "&sortBy=userName&sortOrder=descending", "&sortBy=id")) {
            List<Object> whole = ids(lab.get("/?count=100" + sort));
            assertThat(whole).hasSize(7).doesNotHaveDuplicates();
            for (int count = 1; count < 8; count++) {
                assertThat(byIndex("/?count=" + count + sort)).as(sort).isEqualTo(whole);
                assertThat(byCursor("/?count=" + count + sort)).as(sort).isEqualTo(whole);
            }
        }
        assertThat(lab.get("/?sortBy=id&startIndex=20000&count=1").scimType()).isEqualTo("tooMany");
        assertThat(lab.get("/?startIndex=20000&count=1").status()).isEqualTo(200);
    }

    private List<Object> byIndex(String target) {
        List<Object> all = new ArrayList<>();
        Reply page = lab.get(target);
        while (!page.list("Resources").isEmpty()) {
            all.addAll(ids(page));
            page = lab.get(target + "&startIndex=" + (all.size() + 1));
        }
        return all;
    }

    private List<Object> byCursor(String target) {
        List<Object> all = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            Reply page = lab.get(target + "&cursor=" + cursor);
            assertThat(page.at("totalResults")).isEqualTo(7L);
            all.addAll(ids(page));
            cursor = page.at("nextCursor");
        }
        return all;
    }

    @Test
    @DisplayName("RFC 7644 §3.4.3, figures 4 and 5: POST /.search over all types")
    void search_root_usersAndGroups() {
        lab.group("Smith Family");
        String body = json("{'schemas':['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],"
                + "'attributes':['displayName','userName'],'filter':'displayName sw \\'smith\\'',"
                + "'startIndex':1,'count':10}");
        Reply reply = lab.post("/.search", body);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.at("totalResults")).isEqualTo(2L);
        assertThat(reply.at("startIndex")).isEqualTo(1L);
        assertThat(reply.list("Resources").stream()
                        .<Object>map(one -> ((Map<?, ?>) one).keySet())
                        .toList())
                .isEqualTo(List.of(
                        Set.of("schemas", "id", "userName", "displayName"), Set.of("schemas", "id", "displayName")));
        assertThat(lab.post("/Users/.search", body).at("totalResults")).isEqualTo(1L);
        assertThat(lab.post("/Groups/.search", body).at("totalResults")).isEqualTo(1L);
        assertThat(lab.post("/Groups/.search", body).at("Resources/0/displayName"))
                .isEqualTo("Smith Family");
    }

    @Test
    @DisplayName("RFC 7644 §3.4.3: what is no search request is refused, other methods have no search")
    void search_wrong_400() {
        assertThat(lab.post("/Users/.search", json("{'schemas':['urn:x']}")).scimType())
                .isEqualTo("invalidSyntax");
        assertThat(lab.post("/Users/.search", "{}").at("totalResults")).isEqualTo(3L);
        for (String body : List.of("{'filter':true}", "{'count':'x'}", "{'attributes':7.5,'sortBy':{}}")) {
            assertThat(lab.post("/Users/.search", json(body)).scimType())
                    .as(body)
                    .isEqualTo("invalidValue");
        }
        assertThat(lab.post("/Users/.search", json("{'filter':'x'}")).scimType())
                .isEqualTo("invalidFilter");
        assertThat(lab.get("/Users/.search").status()).isEqualTo(405);
        assertThat(lab.get("/.search").status()).isEqualTo(405);
    }

    @Test
    @DisplayName("RFC 7644 §3.4.2.2: users by the groups they are in, groups by their members")
    void filter_groupsAndMembers() {
        String ann = lab.user("zoe");
        String guides = lab.group("Tour Guides", ann);
        lab.group("Others");
        for (String filter : List.of(
                "groups.value eq \"" + guides + "\"",
                "groups eq \"" + guides + "\"",
                "groups.display eq \"tour guides\"",
                "groups[display sw \"tour\"]",
                "groups[value eq \"" + guides + "\" and type eq \"direct\"]",
                "groups pr",
                "groups.type eq \"direct\"")) {
            assertThat(names("/Users?" + filter(filter))).as(filter).containsExactly("zoe");
            assertThat(names("/Users?" + filter("not (" + filter + ")")))
                    .as(filter)
                    .hasSize(3);
        }
        assertThat(names("/Users?" + filter("groups.value eq \"" + guides.toUpperCase(Locale.ROOT) + "\"")))
                .isEmpty();
        assertThat(lab.get("/Users?" + filter("groups.$ref pr")).scimType()).isEqualTo("invalidFilter");
        for (String filter : List.of(
                "members.value eq \"" + ann + "\"",
                "members eq \"" + ann + "\"",
                "members[value eq \"" + ann + "\"]")) {
            assertThat(lab.get("/Groups?" + filter(filter)).at("Resources/0/displayName"))
                    .isEqualTo("Tour Guides");
            assertThat(lab.get("/Groups?" + filter(filter)).at("totalResults")).isEqualTo(1L);
        }
    }

    private List<Object> names(String target) {
        Reply reply = lab.get(target);
        assertThat(reply.status()).as("%s: %s", target, reply.response().text()).isEqualTo(200);
        return reply.list("Resources").stream()
                .<Object>map(user -> ((Map<?, ?>) user).get("userName"))
                .toList();
    }

    private static List<Object> ids(Reply reply) {
        Set<Object> ids = new LinkedHashSet<>();
        reply.list("Resources").forEach(one -> ids.add(((Map<?, ?>) one).get("id")));
        return new ArrayList<>(ids);
    }
}
