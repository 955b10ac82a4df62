package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** The same random requests, with texts that databases and Java see differently, to a memory store and to a database. */
class StoreDifferentialTest {
    private static final List<String> TEXTS = List.of(
            "a",
            "A",
            "ab",
            "AB",
            "a b",
            " a",
            "a ",
            "%",
            "_",
            "!",
            "a%b",
            "a!b",
            "\\",
            "\"",
            "a\"b",
            "'",
            "\n",
            "é",
            "É",
            "e\u0301",
            "ß",
            "ẞ",
            "ss",
            "İ",
            "ı",
            "i",
            "I",
            "K",
            "\u212a",
            "ſ",
            "Σ",
            "ς",
            "σ",
            "\ud83d\ude00",
            "a\ud83d\ude00b",
            "\uffee",
            "\ue000",
            "\u0001",
            "\u007f",
            "\u2028",
            "x".repeat(199),
            "x".repeat(200),
            "x".repeat(201),
            "X".repeat(201) + "y",
            "x".repeat(201) + "z",
            "x".repeat(199) + "\ud83d\ude00",
            "x".repeat(199) + "\ud83d\ude01z",
            "\ud83d\ude00".repeat(101),
            "\ud83d\ude00".repeat(101) + "a",
            "é".repeat(201),
            "null",
            "true",
            "1",
            "work",
            "user",
            "emails",
            "\ud83d");
    private static final List<String> PATHS = List.of(
            "userName",
            "displayName",
            "externalId",
            "title",
            "nickName",
            "emails.value",
            "emails",
            "emails.type",
            "name.familyName",
            "id",
            "groups.display",
            "groups",
            "profileUrl",
            "roles",
            "active",
            "emails.primary",
            ScimLab.ENTERPRISE + ":department",
            ScimLab.ENTERPRISE + ":manager.value",
            ScimLab.ENTERPRISE);
    private static final List<String> OPERATORS = List.of("eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le");

    private final Random random = new Random(9865);
    private final List<ScimLab> labs = List.of(new ScimLab(MemoryStores.create(ScimLab.CLOCK)), new ScimLab(other()));
    private final List<List<String>> ids = List.of(new ArrayList<>(), new ArrayList<>());
    private final List<Map<String, String>> names = List.of(new HashMap<>(), new HashMap<>());

    Stores other() {
        return ScimLab.emptyH2();
    }

    @Test
    void randomRequests_onTwoStores_sameAnswers() {
        for (int i = 0; i < 60; i++) {
            person(i);
        }
        for (int i = 0; i < 12; i++) {
            group(i);
        }
        int asked = 0;
        int refused = 0;
        for (int i = 0; i < 300; i++) {
            String type = random.nextInt(8) == 0 ? "" : random.nextInt(4) == 0 ? "Groups" : "Users";
            String filter = random.nextInt(5) == 0 ? "" : ScimLab.filter(filter(type, 2)) + "&";
            String sort =
                    random.nextInt(3) == 0 ? "" : "sortBy=" + pick(type.equals("Groups") ? groupPaths() : PATHS) + "&";
            String order = random.nextBoolean() ? "sortOrder=descending&" : "";
            String paged = filter + sort + order;
            List<List<String>> answers = List.of(pages(0, type, paged, i), pages(1, type, paged, i));
            String first = answers.get(0).toString();
            assertThat(answers.get(1))
                    .as("seed and request %d: /%s?%s", i, type, paged)
                    .isEqualTo(answers.get(0));
            asked++;
            refused += first.contains("refused") ? 1 : 0;
        }
        System.out.printf("stores: %d queries, %d refused, 0 answered differently%n", asked, refused);
        assertThat(refused).isLessThan(asked / 2);
    }

    private static List<String> groupPaths() {
        return List.of("displayName", "externalId", "id", "meta.created");
    }

    /** All pages, by index or by cursor, as names of what they hold. */
    private List<String> pages(int side, String type, String query, int round) {
        List<String> found = new ArrayList<>();
        int count = 1 + round % 23;
        boolean cursors = round % 2 == 0;
        String next = cursors ? "cursor" : "startIndex=1";
        for (int page = 0; page < 200; page++) {
            Reply reply = labs.get(side)
                    .get("/" + type + "?" + query + next + "&count=" + count + "&attributes=userName,displayName");
            if (reply.status() != 200) {
                found.add("refused " + reply.status() + " " + reply.scimType());
                break;
            }
            found.add("total " + reply.at("totalResults"));
            for (Object resource : reply.list("Resources")) {
                found.add(names.get(side).get(String.valueOf(((Map<?, ?>) resource).get("id"))));
            }
            Object cursor = reply.json().get("nextCursor");
            if (cursors ? cursor == null : reply.list("Resources").isEmpty()) {
                break;
            }
            next = cursors ? "cursor=" + cursor : "startIndex=" + (1 + (page + 1) * count);
        }
        // Equal keys are in the order of ids, which are random.
        return found.stream().sorted().toList();
    }

    private void person(int number) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("userName", number + text());
        maybe(body, "displayName", text());
        maybe(body, "externalId", text());
        maybe(body, "title", text());
        maybe(body, "nickName", text());
        maybe(body, "profileUrl", text());
        maybe(body, "active", random.nextBoolean());
        maybe(body, "name", Map.of("familyName", text()));
        maybe(
                body,
                "emails",
                List.of(
                        Map.of("value", number + text(), "type", text()),
                        Map.of("value", text() + number, "primary", true)));
        maybe(body, "roles", List.of(Map.of("value", text())));
        maybe(body, ScimLab.ENTERPRISE, Map.of("department", text(), "manager", Map.of("value", text())));
        create("/Users", body, side -> body);
    }

    private void group(int number) {
        List<Integer> members =
                random.ints(random.nextInt(5), 0, ids.get(0).size()).boxed().toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("displayName", number + text());
        maybe(body, "externalId", text());
        create("/Groups", body, side -> {
            Map<String, Object> own = new LinkedHashMap<>(body);
            own.put(
                    "members",
                    members.stream()
                            .map(one -> Map.of("value", ids.get(side).get(one)))
                            .toList());
            return own;
        });
    }

    private void create(String target, Map<String, Object> body, IntFunction<Map<String, Object>> of) {
        List<Integer> statuses = new ArrayList<>();
        for (int side = 0; side < 2; side++) {
            Reply reply = labs.get(side).send(ScimRequest.of("POST", target).json(JsonText.bytes(of.apply(side))));
            statuses.add(reply.status());
            if (reply.status() == 201) {
                String id = String.valueOf(reply.at("id"));
                if (target.equals("/Users")) {
                    ids.get(side).add(id);
                }
                names.get(side).put(id, body.toString());
            }
        }
        assertThat(statuses.get(1)).as(body.toString()).isEqualTo(statuses.get(0));
    }

    private void maybe(Map<String, Object> body, String name, Object value) {
        if (random.nextInt(3) > 0) {
            body.put(name, value);
        }
    }

    private String filter(String type, int depth) {
        switch (random.nextInt(depth == 0 ? 4 : 8)) {
            case 0:
                return path(type) + " pr";
            case 4:
                return "not (" + filter(type, depth - 1) + ")";
            case 5:
                return type.equals("Groups")
                        ? filter(type, depth - 1)
                        : "emails[" + comparison("value") + pick(List.of(" and ", " or "))
                                + pick(List.of("type", "primary")) + " pr]";
            case 6:
                return "(" + filter(type, depth - 1) + ") or " + filter(type, depth - 1);
            case 7:
                return "(" + filter(type, depth - 1) + ") and " + filter(type, depth - 1);
            default:
                return comparison(path(type));
        }
    }

    private String path(String type) {
        return pick(type.equals("Groups") ? groupPaths() : PATHS);
    }

    private String comparison(String path) {
        if (path.equals("active") || path.endsWith("primary")) {
            return path + pick(List.of(" eq ", " ne ")) + random.nextBoolean();
        }
        if (path.startsWith("meta")) {
            return path + " " + pick(List.of("eq", "gt", "le")) + " \"2026-05-01T10:00:00Z\"";
        }
        return random.nextInt(10) == 0
                ? path + pick(List.of(" eq null", " ne null"))
                : path + " " + pick(path.equals("id") ? List.of("eq", "ne") : OPERATORS) + " " + quoted(part(text()));
    }

    private String part(String text) {
        String whole = random.nextInt(3) == 0 ? random.nextInt(60) + text : text;
        int from = random.nextInt(3) == 0 ? random.nextInt(whole.length() + 1) : 0;
        int to = random.nextInt(3) == 0 ? from + random.nextInt(whole.length() - from + 1) : whole.length();
        return whole.substring(from, to);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> quoted.append(String.format("\\u%04x", c)));
        return quoted.append('"').toString();
    }

    private String text() {
        return pick(TEXTS) + (random.nextInt(3) == 0 ? pick(TEXTS) : "");
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
