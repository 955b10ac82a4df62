package io.ssokit.benchmarks.scim;

import io.ssokit.scim.ScimRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests of at most 64 KiB that are made to be slow. */
final class CostlyRequests {
    private static final int SIZE = 64 * 1024;
    private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

    private CostlyRequests() {}

    /**
     * By what they do.
     *
     * @param person somebody with a thousand values of {@code ims}
     * @param group a group
     * @param ids of other users
     */
    static Map<String, ScimRequest> all(String person, String group, List<String> ids) {
        Map<String, ScimRequest> all = new LinkedHashMap<>();
        bodies(all);
        filters(all);
        patches(all, "/Users/" + person);
        members(all, "/Groups/" + group, ids);
        bulk(all);
        return all;
    }

    private static void bodies(Map<String, ScimRequest> all) {
        all.put("POST, arrays in arrays", post("/Users", "{\"a\":" + "[".repeat(SIZE / 2 - 10)));
        all.put("POST, 99 deep, over and over", post("/Users", body("\"a%d\":" + "[".repeat(98) + "]".repeat(98))));
        all.put("POST, as many keys as fit", post("/Users", body("\"%d\":1")));
        all.put("POST, keys of one hash", post("/Users", body(i -> "\"" + sameHash(i) + "\":1")));
        all.put("POST, one key in every case", post("/Users", body(i -> "\"" + anyCase(i) + "\":\"x\"")));
        all.put("POST, 1,000 e-mail addresses", post("/Users", many("emails", "{\"value\":\"a%d@b.example\"}", 1_000)));
        all.put(
                "POST, 1,000 values, each text escaped",
                post("/Users", many("ims", "{\"value\":\"\\u00e9\\u00e9\\u00e9%d\"}", 1_000)));
        all.put("POST, numbers of 100 digits", post("/Users", body("\"n%d\":" + "9".repeat(99))));
        all.put("POST, 1e400 all over", post("/Users", body("\"n%d\":1e399")));
    }

    private static void filters(Map<String, ScimRequest> all) {
        String hundred = terms("(title co \"x%d\")", " or ", 100);
        all.put("filter of 100 comparisons, no index, none matches", get(hundred));
        all.put("the same negated, by emails[…]", get(terms("not (emails[value co \"x%d\"])", " and ", 100)));
        all.put(
                "the same on the extension",
                get(terms(
                        "(urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department co \"%d\")",
                        " or ", 45)));
        all.put("100 dates", get(terms("meta.created lt \"2000-01-01T00:00:%02dZ\"", " or ", 59)));
        all.put(
                "sorted by an attribute without index",
                ScimRequest.of("GET", "/Users?sortBy=name.familyName&count=200"));
        all.put(
                "sorted and filtered",
                ScimRequest.of(
                        "GET",
                        "/Users?sortBy=title&filter="
                                + encoded(terms("(title co \"e%d\")", " or ", 99) + " or title pr")));
        all.put("brackets, 20 deep, then 4,096 characters", get("(".repeat(4_000) + "title pr" + ")".repeat(80)));
        all.put("the last page", ScimRequest.of("GET", "/Users?startIndex=9801&count=200"));
        all.put(
                ".search, 64 KiB of attributes",
                post("/.search", "{\"attributes\":[" + joined(i -> "\"name.familyName" + i + "\"", SIZE - 200) + "]}"));
        all.put("users by groups, 100 comparisons", get(terms("groups.value eq \"%d\"", " or ", 100)));
    }

    private static void patches(Map<String, ScimRequest> all, String person) {
        all.put(
                "PATCH, filters on 1,000 values, as many as fit",
                patch(
                        person,
                        i -> "{\"op\":\"replace\",\"path\":\"ims[value eq \\\"" + i
                                + "\\\"].display\",\"value\":\"d\"}"));
        all.put(
                "the same by a filter that reads all",
                patch(
                        person,
                        i -> "{\"op\":\"replace\",\"path\":\"ims[not (value co \\\"z" + i
                                + "\\\")].display\",\"value\":\"d\"}"));
        all.put(
                "PATCH, one value added, as often as fits",
                patch(person, i -> "{\"op\":\"add\",\"path\":\"ims\",\"value\":{\"value\":\"" + (i % 1_000) + "\"}}"));
        all.put(
                "PATCH, 1,000 values replaced, as often as fits",
                patch(
                        person,
                        i -> i == 0
                                ? "{\"op\":\"replace\",\"path\":\"ims\",\"value\":["
                                        + joined(j -> "{\"value\":\"n" + j + "\"}", SIZE / 2) + "]}"
                                : "{\"op\":\"remove\",\"path\":\"ims[value sw \\\"q" + i + "\\\"]\"}"));
        all.put(
                "PATCH, 1,000 operations",
                patch(person, i -> "{\"op\":\"add\",\"path\":\"title\",\"value\":\"" + i + "\"}"));
        all.put(
                "PATCH, one long path-less value",
                json(
                        "PATCH",
                        person,
                        "{\"schemas\":[\"" + PATCH
                                + "\"],\"Operations\":[{\"op\":\"add\",\"value\":{"
                                + joined(i -> "\"ims[type eq \\\"t" + i + "\\\"].value\":\"x\"", SIZE - 200) + "}}]}"));
    }

    private static void members(Map<String, ScimRequest> all, String group, List<String> ids) {
        IntFunction<String> member = i -> "{\"value\":\"" + ids.get(i % ids.size()) + "\"}";
        String list = joined(member, SIZE - 200);
        all.put(
                "PATCH, as many members as fit",
                json(
                        "PATCH",
                        group,
                        "{\"schemas\":[\"" + PATCH
                                + "\"],\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[" + list
                                + "]}]}"));
        all.put(
                "PATCH, members one by one",
                patch(
                        group,
                        i -> "{\"op\":\"" + (i % 2 == 0 ? "add" : "remove") + "\",\"path\":\"members\",\"value\":["
                                + member.apply(i / 2) + "]}"));
        all.put(
                "PUT, as many members as fit",
                json("PUT", group, "{\"displayName\":\"costly\",\"members\":[" + list + "]}"));
        all.put("GET of that group", ScimRequest.of("GET", group));
    }

    private static void bulk(Map<String, ScimRequest> all) {
        String head = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:BulkRequest\"],\"Operations\":[";
        all.put(
                "bulk, as many users as fit",
                post(
                        "/Bulk",
                        head
                                + joined(
                                        i -> "{\"method\":\"POST\",\"path\":\"/Users\",\"bulkId\":\"b" + i
                                                + "\",\"data\":{\"userName\":\"b" + i + "\"}}",
                                        SIZE - 200)
                                + "]}"));
        all.put(
                "bulk, groups in a circle",
                post(
                        "/Bulk",
                        head
                                + joined(
                                        i -> "{\"method\":\"POST\",\"path\":\"/Groups\",\"bulkId\":\"g" + i
                                                + "\",\"data\":{\"displayName\":\"g" + i
                                                + "\",\"members\":[{\"value\":\"bulkId:g" + (i + 1) + "\"}]}}",
                                        SIZE - 200)
                                + "]}"));
    }

    static String group(String name, List<String> members) {
        return "{\"displayName\":\"" + name + "\",\"members\":["
                + members.stream().map(id -> "{\"value\":\"" + id + "\"}").collect(Collectors.joining(",")) + "]}";
    }

    private static ScimRequest get(String filter) {
        return ScimRequest.of("GET", "/Users?filter=" + encoded(filter));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static ScimRequest post(String path, String body) {
        return json("POST", path, body);
    }

    private static ScimRequest json(String method, String path, String body) {
        return ScimRequest.of(method, path).json(body);
    }

    private static ScimRequest patch(String path, IntFunction<String> operation) {
        String head = "{\"schemas\":[\"" + PATCH + "\"],\"Operations\":[";
        return json("PATCH", path, head + joined(operation, SIZE - 200, 1_000) + "]}");
    }

    private static String body(String member) {
        return body(i -> member.formatted(i));
    }

    private static String body(IntFunction<String> member) {
        return "{\"userName\":\"costly\"," + joined(member, SIZE - 200) + "}";
    }

    private static String many(String attribute, String value, int count) {
        return "{\"userName\":\"costly\",\"" + attribute + "\":[" + joined(i -> value.formatted(i), SIZE - 200, count)
                + "]}";
    }

    private static String terms(String term, String operator, int count) {
        return IntStream.range(0, count).mapToObj(term::formatted).collect(Collectors.joining(operator));
    }

    private static String joined(IntFunction<String> part, int size) {
        return joined(part, size, Integer.MAX_VALUE);
    }

    private static String joined(IntFunction<String> part, int size, int count) {
        StringBuilder text = new StringBuilder(part.apply(0));
        for (int i = 1; i < count; i++) {
            String next = part.apply(i);
            if (text.length() + next.length() + 1 > size) {
                break;
            }
            text.append(',').append(next);
        }
        return text.toString();
    }

    /** Texts with one hash code: "Aa" and "BB" have the same. */
    private static String sameHash(int number) {
        StringBuilder text = new StringBuilder();
        for (int bit = 0; bit < 12; bit++) {
            text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return text.toString();
    }

    private static String anyCase(int number) {
        StringBuilder text = new StringBuilder();
        String name = "preferredlanguage";
        for (int i = 0; i < name.length(); i++) {
            text.append((number >> i & 1) == 0 ? name.charAt(i) : Character.toUpperCase(name.charAt(i)));
        }
        return text.toString();
    }
}
