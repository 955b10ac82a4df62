package io.ssokit.scim;

import static io.ssokit.scim.ScimLab.filter;
import static io.ssokit.scim.ScimLab.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.Stores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RFC 9865, section by section, with its examples. */
class Rfc9865ConformanceTest {
    private static final String FILTER = filter("userName sw \"J\"");

    private ScimLab lab;

    /** Empty stores to run on. */
    Stores stores() {
        return new ScimLab().stores;
    }

    @BeforeEach
    void hundredPeople() {
        lab = new ScimLab(stores());
        for (int i = 0; i < 25; i++) {
            lab.user("j" + (char) ('a' + i));
            lab.user("other" + i);
        }
    }

    @Test
    @DisplayName("RFC 9865 §2: the first page by an empty cursor, the next by nextCursor, back by previousCursor")
    void example_threePagesForwardsAndBack() {
        Reply first = lab.get("/Users?" + FILTER + "&cursor&count=10");
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.at("schemas/0")).isEqualTo("urn:ietf:params:scim:api:messages:2.0:ListResponse");
        assertThat(first.at("totalResults")).isEqualTo(25L);
        assertThat(first.at("itemsPerPage")).isEqualTo(10L);
        assertThat(first.list("Resources")).hasSize(10);
        assertThat(first.json()).doesNotContainKeys("previousCursor", "startIndex");
        // As the RFC's example has it: the same filter in other letters.
        Reply second =
                lab.get("/Users?" + filter("username sw \"J\"") + "&cursor=" + first.at("nextCursor") + "&count=10");
        assertThat(second.at("totalResults")).isEqualTo(25L);
        assertThat(second.list("Resources")).hasSize(10).doesNotContainAnyElementsOf(first.list("Resources"));
        Reply third = lab.get("/Users?" + FILTER + "&cursor=" + second.at("nextCursor") + "&count=10");
        assertThat(third.list("Resources")).hasSize(5);
        assertThat(third.json()).doesNotContainKey("nextCursor");
        Reply back = lab.get("/Users?" + FILTER + "&cursor=" + third.at("previousCursor") + "&count=10");
        assertThat(back.list("Resources")).isEqualTo(second.list("Resources"));
        Reply start = lab.get("/Users?" + FILTER + "&cursor=" + back.at("previousCursor") + "&count=10");
        assertThat(start.list("Resources")).isEqualTo(first.list("Resources"));
        assertThat(start.json()).doesNotContainKey("previousCursor").containsKey("nextCursor");
    }

    @Test
    @DisplayName("RFC 9865 §2: cursors hold unreserved characters only and tell nothing")
    void cursor_urlSafeAndOpaque() {
        String cursor =
                String.valueOf(lab.get("/Users?cursor=&sortBy=userName&count=1").at("nextCursor"));
        assertThat(cursor).matches("[A-Za-z0-9._~-]{20,200}");
    }

    @Test
    @DisplayName("RFC 9865 §2: count 0 and below gives totalResults only")
    void count_zeroOrNegative_totalOnly() {
        for (String count : List.of("0", "-1")) {
            Reply reply = lab.get("/Users?cursor&count=" + count);
            assertThat(reply.at("totalResults")).isEqualTo(50L);
            assertThat(reply.list("Resources")).isEmpty();
            assertThat(reply.json()).doesNotContainKeys("nextCursor", "previousCursor");
        }
    }

    @Test
    @DisplayName("RFC 9865 §2.1: invalidCursor for what is none, or of another query, list or tenant")
    void cursor_ofSomethingElse_invalidCursor() {
        String cursor =
                String.valueOf(lab.get("/Users?" + FILTER + "&cursor&count=10").at("nextCursor"));
        String tail = "&count=10&cursor=" + cursor;
        List<String> wrong = List.of(
                "/Users?cursor=x&count=10",
                "/Users?cursor=" + cursor + "A&count=10",
                "/Users?cursor=" + cursor.substring(1) + "&count=10",
                "/Users?" + filter("userName sw \"o\"") + tail,
                "/Users?" + FILTER + "&sortBy=userName" + tail,
                "/Users?" + FILTER + "&sortOrder=descending&sortBy=meta.created" + tail,
                "/Groups?" + filter("displayName sw \"J\"") + tail,
                "/Users?x=1" + tail,
                "/?" + FILTER + tail);
        wrong.forEach(target -> assertRefused(lab.get(target), "invalidCursor"));
        assertRefused(
                lab.sendAs(ScimLab.GLOBEX_TOKEN, ScimRequest.of("GET", "/Users?" + FILTER + tail)), "invalidCursor");
        assertThat(lab.get("/Users?" + FILTER + tail).status()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "RFC 9865 §2.1: invalidCount for no number and for another count than before; no more than maxPageSize")
    void count_wrong_invalidCount() {
        assertRefused(lab.get("/Users?cursor&count=many"), "invalidCount");
        String cursor = String.valueOf(lab.get("/Users?cursor&count=10").at("nextCursor"));
        assertRefused(lab.get("/Users?count=11&cursor=" + cursor), "invalidCount");
        assertRefused(lab.get("/Users?cursor=" + cursor), "invalidCount");
        assertThat(lab.get("/Users?cursor&count=100000").status()).isEqualTo(200);
    }

    @Test
    @DisplayName("RFC 9865 §2.2: sorted by the attribute, in either direction, across pages")
    void sorted_acrossPages() {
        for (String order : List.of("ascending", "descending")) {
            List<Object> names = walk("/Users?sortBy=userName&sortOrder=" + order + "&count=7");
            List<Object> sorted = new ArrayList<>(names);
            sorted.sort(
                    order.equals("ascending")
                            ? (one, other) -> one.toString().compareTo(other.toString())
                            : (one, other) -> other.toString().compareTo(one.toString()));
            assertThat(names).hasSize(50).isEqualTo(sorted);
        }
    }

    @Test
    @DisplayName("RFC 9865 §2.4: without cursor, pages go by index; both at once are refused")
    void indexIsTheDefault() {
        Reply reply = lab.get("/Users");
        assertThat(reply.json()).containsKey("startIndex").doesNotContainKey("nextCursor");
        assertThat(lab.get("/Users?cursor&startIndex=1").json()).containsKey("itemsPerPage");
        assertRefused(lab.get("/Users?cursor&startIndex=2"), "invalidValue");
    }

    @Test
    @DisplayName("RFC 9865 §3: POST /Users/.search with a cursor")
    void search_withCursor() {
        Reply first = lab.post("/Users/.search", search("''", "10"));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.list("Resources")).hasSize(10);
        assertThat(first.at("Resources/0/userName")).isNotNull();
        assertThat(first.at("Resources/0/emails")).isNull();
        Reply second = lab.post("/Users/.search", search("'" + first.at("nextCursor") + "'", "10"));
        assertThat(second.list("Resources")).hasSize(10).doesNotContainAnyElementsOf(first.list("Resources"));
        assertRefused(lab.post("/Users/.search", search("'x'", "10")), "invalidCursor");
        assertRefused(lab.post("/Users/.search", search("'" + first.at("nextCursor") + "'", "9")), "invalidCount");
    }

    private static String search(String cursor, String count) {
        return json("{'schemas':['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],"
                + "'attributes':['displayName','userName'],'filter':'userName sw \\'j\\'','cursor':" + cursor
                + ",'count':" + count + "}");
    }

    @Test
    @DisplayName("RFC 9865 §4: the service provider's configuration says so")
    void config_pagination() {
        Reply reply = lab.get("/ServiceProviderConfig");
        assertThat(reply.at("pagination"))
                .isEqualTo(Map.of(
                        "cursor",
                        true,
                        "index",
                        true,
                        "defaultPaginationMethod",
                        "index",
                        "defaultPageSize",
                        100L,
                        "maxPageSize",
                        200L,
                        "cursorTimeout",
                        3600L));
    }

    @Test
    @DisplayName(
            "RFC 9865 §5.3: nothing is kept for a cursor; people who come and go make no page repeat or skip anybody")
    void changesBetweenPages_nobodyTwice() {
        Reply first = lab.get("/Users?" + FILTER + "&sortBy=userName&cursor&count=5");
        first.list("Resources")
                .forEach(user -> lab.send(ScimRequest.of("DELETE", "/Users/" + ((Map<?, ?>) user).get("id"))));
        lab.user("jaa");
        Reply second = lab.get("/Users?" + FILTER + "&sortBy=userName&count=5&cursor=" + first.at("nextCursor"));
        assertThat(names(second)).containsExactly("jf", "jg", "jh", "ji", "jj");
    }

    /** The user names of all pages. */
    private List<Object> walk(String target) {
        List<Object> names = new ArrayList<>();
        Object cursor = "";
        while (cursor != null) {
            Reply page = lab.get(target + "&cursor=" + cursor);
            assertThat(page.status()).isEqualTo(200);
            names.addAll(names(page));
            cursor = page.at("nextCursor");
        }
        return names;
    }

    private static List<Object> names(Reply page) {
        return page.list("Resources").stream()
                .<Object>map(user -> ((Map<?, ?>) user).get("userName"))
                .toList();
    }

    private static void assertRefused(Reply reply, String scimType) {
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.scimType()).isEqualTo(scimType);
    }
}
