package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.PatchModel.Op;
import io.ssokit.scim.ScimLab.Reply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random PATCH requests, each in one of the many ways of writing it, against a second implementation. */
@DisplayName("RFC 7644 §3.5.2: PATCH does what a second reading of the RFC says")
class PatchDifferentialTest {
    private static final int PEOPLE = 60;
    private static final int REQUESTS = 40;
    private static final List<String> KINDS = List.of("add", "replace", "remove");
    private static final List<String> TYPES = List.of("work", "home", "other");

    private final ScimLab lab = new ScimLab();
    private final Random random = new Random(7644);

    @Test
    void patch_randomRequests_asTheModel() {
        int refused = 0;
        for (int person = 0; person < PEOPLE; person++) {
            String id = lab.post("/Users", ScimLab.json("{'userName':'u'}")).created();
            PatchModel model = PatchModel.start();
            for (int request = 0; request < REQUESTS; request++) {
                List<Op> ops = new ArrayList<>();
                for (int i = 0; i <= random.nextInt(3); i++) {
                    ops.add(op());
                }
                PatchModel next = model.copy();
                Optional<String> refusal = Optional.empty();
                for (int i = 0; i < ops.size() && refusal.isEmpty(); i++) {
                    refusal = next.apply(ops.get(i));
                }
                String body = json(ops);
                Reply before = lab.get("/Users/" + id);
                Reply reply = lab.send("PATCH", "/Users/" + id, body);
                String story = before.response().text() + "\n" + body + "\n"
                        + reply.response().text();
                assertThat(reply.status()).as(story).isEqualTo(refusal.isPresent() ? 400 : 200);
                if (refusal.isPresent()) {
                    assertThat(reply.scimType()).as(story).isEqualTo(refusal.get());
                    assertThat(lab.get("/Users/" + id).json()).as(story).isEqualTo(before.json());
                    refused++;
                } else {
                    model = next;
                }
                assertThat(seen(lab.get("/Users/" + id))).as(story).isEqualTo(model.shown());
                boolean same = seen(before).equals(model.shown());
                assertThat(lab.get("/Users/" + id).at("meta/version").equals(before.at("meta/version")))
                        .as(story)
                        .isEqualTo(same);
            }
            lab.send(ScimRequest.of("DELETE", "/Users/" + id));
        }
        System.out.println(
                "patch: " + PEOPLE * REQUESTS + " random requests, " + refused + " refused, 0 unlike the model");
        assertThat(refused).isBetween(50, PEOPLE * REQUESTS / 2);
    }

    private static Map<String, Object> seen(Reply reply) {
        Map<String, Object> seen = new TreeMap<>(reply.json());
        List.of("schemas", "id", "meta").forEach(seen::remove);
        return seen;
    }

    private Op op() {
        String kind = one(KINDS);
        switch (random.nextInt(8)) {
            case 0:
                return new Op(kind, "nickName", null, null, one(List.of("Babs", "Jo", "")));
            case 1:
                return new Op(kind, "active", null, null, random.nextBoolean());
            case 2:
                return new Op(kind, "userName", null, null, one(List.of("u", "v", "")));
            case 3:
                return new Op(kind, "name", null, one(List.of("givenName", "familyName")), one(List.of("A", "B")));
            case 4:
                return new Op(
                        kind,
                        "name",
                        null,
                        null,
                        Map.of(one(List.of("givenName", "familyName")), one(List.of("C", "D"))));
            case 5:
                return new Op(kind, "emails", null, null, emails());
            case 6:
                return new Op(kind, "emails", one(TYPES), null, email());
            default:
                String sub = one(List.of("value", "display", "primary"));
                Object value =
                        sub.equals("primary") ? (Object) random.nextBoolean() : one(List.of("a@x", "b@x", "c@x"));
                return new Op(kind, "emails", one(TYPES), sub, value);
        }
    }

    private List<Map<String, Object>> emails() {
        List<Map<String, Object>> emails = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(2); i++) {
            Map<String, Object> email = new LinkedHashMap<>(email());
            email.putIfAbsent("value", one(List.of("a@x", "b@x", "c@x")));
            emails.add(email);
        }
        return emails;
    }

    private Map<String, Object> email() {
        Map<String, Object> email = new LinkedHashMap<>();
        if (random.nextInt(4) > 0) {
            email.put("value", one(List.of("a@x", "b@x", "c@x")));
        }
        if (random.nextInt(3) > 0) {
            email.put("type", one(TYPES));
        }
        if (random.nextInt(3) == 0) {
            email.put("primary", random.nextBoolean());
        }
        if (random.nextInt(4) == 0) {
            email.put("display", one(List.of("x", "y")));
        }
        return email;
    }

    private String json(List<Op> ops) {
        List<Map<String, Object>> operations = ops.stream().map(this::written).toList();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("schemas", List.of(PatchRequest.SCHEMA));
        body.put("Operations", operations);
        return new String(JsonText.bytes(body), StandardCharsets.UTF_8);
    }

    /** The operation with or without path, with or without the schema's URN, in any case, by sub-attribute or as object. */
    private Map<String, Object> written(Op op) {
        String path = op.attribute();
        if (op.filterType() != null) {
            path += one(List.of("[type eq \"" + op.filterType() + "\"]", "[ (TYPE EQ \"" + op.filterType() + "\") ]"));
        }
        if (op.sub() != null) {
            path += "." + op.sub();
        }
        if (random.nextInt(4) == 0) {
            path = ScimLab.USER + ":" + path;
        }
        if (random.nextInt(4) == 0 && op.filterType() == null) {
            path = path.toUpperCase(Locale.ROOT);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("op", random.nextInt(4) == 0 ? op.kind().toUpperCase(Locale.ROOT) : op.kind());
        if (op.kind().equals("remove")) {
            json.put("path", path);
        } else if (random.nextInt(3) == 0) {
            json.put("value", Map.of(path, op.value()));
        } else {
            json.put("path", path);
            json.put("value", op.value());
        }
        return json;
    }

    private <T> T one(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
