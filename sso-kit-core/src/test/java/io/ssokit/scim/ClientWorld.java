package io.ssokit.scim;

import io.ssokit.scim.ScimLab.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The people and groups that a line of {@code clients.jsonl} takes for given, and the names it uses for them: <code>{userId}</code>,
 * <code>{userName}</code>, <code>{groupId}</code> and so on.
 */
final class ClientWorld {
    private final ScimLab lab;
    private final Map<String, String> names = new LinkedHashMap<>();

    ClientWorld(ScimLab lab, List<?> given) {
        this.lab = lab;
        names.put("uuid", UUID.randomUUID().toString());
        names.put("newName", "new-" + UUID.randomUUID() + "@x.test");
        List<?> people = given.stream()
                .filter(one -> String.valueOf(one).startsWith("user"))
                .toList();
        // The manager is there before whoever has them.
        people.stream().filter("user2"::equals).forEach(kind -> user("2", ""));
        people.stream().filter(kind -> !"user2".equals(kind)).forEach(kind -> user("", String.valueOf(kind)));
        given.stream()
                .filter(one -> String.valueOf(one).startsWith("group"))
                .forEach(kind -> group(String.valueOf(kind)));
    }

    @SuppressWarnings("unchecked")
    Reply send(Map<?, ?> request) {
        ScimRequest scim =
                ScimRequest.of(String.valueOf(request.get("method")), String.valueOf(fill(request.get("path"))));
        Map<?, ?> headers = request.get("headers") instanceof Map<?, ?> map ? map : Map.of();
        if (request.get("body") instanceof Map<?, ?> body) {
            byte[] json = JsonText.bytes((Map<String, ?>) Objects.requireNonNull(fill(body)));
            ScimRequest typed =
                    headers.containsKey("Content-Type") ? scim : scim.header("Content-Type", "application/scim+json");
            scim = new ScimRequest(typed.method(), typed.path(), typed.query(), typed.headers(), json);
        }
        for (Map.Entry<?, ?> header : headers.entrySet()) {
            scim = scim.header(String.valueOf(header.getKey()), String.valueOf(header.getValue()));
        }
        return headers.containsKey("Authorization") ? new Reply(lab.endpoint.handle(scim)) : lab.send(scim);
    }

    /** The same JSON with names for placeholders. */
    @Nullable
    Object fill(@Nullable Object json) {
        if (json instanceof String text) {
            String filled = text;
            for (Map.Entry<String, String> name : names.entrySet()) {
                filled = filled.replace("{" + name.getKey() + "}", name.getValue());
            }
            return filled;
        }
        if (json instanceof List<?> list) {
            List<Object> filled = new ArrayList<>();
            list.forEach(element -> filled.add(fill(element)));
            return filled;
        }
        if (json instanceof Map<?, ?> map) {
            Map<Object, Object> filled = new LinkedHashMap<>();
            map.forEach((key, value) -> filled.put(key, fill(value)));
            return filled;
        }
        return json;
    }

    /** What stands at a path: names, positions, {@code #} for how many, an object for the first element that has all of it. */
    static @Nullable Object at(@Nullable Object json, List<?> path) {
        Object value = json;
        for (Object step : path) {
            value = step(value, step);
        }
        return value;
    }

    private static @Nullable Object step(@Nullable Object value, Object step) {
        List<?> list = value instanceof List<?> elements ? elements : List.of();
        if (step.equals("#")) {
            return (long) list.size();
        }
        if (step instanceof Long position) {
            return position < list.size() ? list.get(position.intValue()) : null;
        }
        if (step instanceof Map<?, ?> wanted) {
            return list.stream()
                    .filter(element ->
                            element instanceof Map<?, ?> map && map.entrySet().containsAll(wanted.entrySet()))
                    .findFirst()
                    .orElse(null);
        }
        return value instanceof Map<?, ?> map ? map.get(step) : null;
    }

    private void user(String suffix, String kind) {
        String userName = "u" + suffix + "-" + UUID.randomUUID() + "@x.test";
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schemas", List.of(ScimLab.USER));
        body.put("userName", userName);
        body.put("active", !kind.equals("user-inactive"));
        if (!kind.equals("user-bare")) {
            body.put("name", Map.of("givenName", "Some", "familyName", "User"));
            body.put("emails", List.of(Map.of("value", userName, "type", "work", "primary", true)));
        }
        if (kind.equals("user-managed")) {
            body.put(ScimLab.ENTERPRISE, Map.of("manager", Map.of("value", names.get("userId2"))));
        }
        names.put("userName" + suffix, userName);
        names.put("USERNAME" + suffix, userName.toUpperCase(Locale.ROOT));
        names.put(
                "userId" + suffix,
                lab.post("/Users", new String(JsonText.bytes(body), StandardCharsets.UTF_8))
                        .created());
    }

    private void group(String kind) {
        if (!kind.equals("group") && !names.containsKey("userId")) {
            user("", "user");
        }
        String name = "g-" + UUID.randomUUID();
        names.put("groupName", name);
        names.put(
                "groupId",
                switch (kind) {
                    case "group" -> lab.group(name);
                    case "group-1" -> lab.group(name, names.get("userId"));
                    default -> lab.group(name, names.get("userId"), names.get("userId2"));
                });
    }
}
