package io.ssokit.scim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PATCH once more, written down from RFC 7644 §3.5.2 for a handful of attributes and nothing else: no schema, no paths as text,
 * no store. What it says is compared with what the endpoint does.
 */
final class PatchModel {
    /** One operation. {@code type} and {@code sub} are of an e-mail address or a name; null where there is none. */
    record Op(String kind, String attribute, String filterType, String sub, Object value) {}

    private final Map<String, Object> texts = new TreeMap<>();
    private final Map<String, Object> name = new TreeMap<>();
    private List<Map<String, Object>> emails = new ArrayList<>();

    /** The person as the test creates them. */
    static PatchModel start() {
        PatchModel model = new PatchModel();
        model.texts.put("userName", "u");
        model.texts.put("active", true);
        return model;
    }

    PatchModel copy() {
        PatchModel copy = new PatchModel();
        copy.texts.putAll(texts);
        copy.name.putAll(name);
        emails.forEach(email -> copy.emails.add(new TreeMap<>(email)));
        return copy;
    }

    /** What a GET must show of these attributes. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new TreeMap<>(texts);
        if (!name.isEmpty()) {
            shown.put("name", name);
        }
        if (!emails.isEmpty()) {
            List<Map<String, Object>> full = new ArrayList<>();
            for (Map<String, Object> email : emails) {
                Map<String, Object> one = new TreeMap<>(email);
                one.putIfAbsent("primary", false);
                full.add(one);
            }
            shown.put("emails", full);
        }
        return shown;
    }

    /** Applies one operation; the {@code scimType} of the refusal if the RFC demands one. */
    Optional<String> apply(Op op) {
        return switch (op.attribute()) {
            case "emails" -> op.filterType() == null ? wholeEmails(op) : filteredEmails(op);
            case "name" -> name(op);
            default -> text(op);
        };
    }

    private Optional<String> text(Op op) {
        boolean required = op.attribute().equals("userName") || op.attribute().equals("active");
        boolean none = op.kind().equals("remove") || op.value().equals("");
        if (none && op.kind().equals("add")) {
            return Optional.empty();
        }
        if (none && required) {
            return Optional.of("mutability");
        }
        if (none) {
            texts.remove(op.attribute());
        } else {
            texts.put(op.attribute(), op.value());
        }
        return Optional.empty();
    }

    // §3.5.2.3: "Sub-attributes that are not specified in the "value" parameter are left unchanged."
    private Optional<String> name(Op op) {
        if (op.kind().equals("remove")) {
            if (op.sub() == null) {
                name.clear();
            } else {
                name.remove(op.sub());
            }
        } else if (op.sub() == null) {
            ((Map<?, ?>) op.value()).forEach((key, value) -> name.put(String.valueOf(key), value));
        } else {
            name.put(op.sub(), op.value());
        }
        return Optional.empty();
    }

    private Optional<String> wholeEmails(Op op) {
        if (!op.kind().equals("add")) {
            emails = new ArrayList<>();
        }
        if (op.kind().equals("remove")) {
            return Optional.empty();
        }
        List<Map<String, Object>> written = new ArrayList<>();
        for (Object element : (List<?>) op.value()) {
            Map<String, Object> given = new TreeMap<>();
            ((Map<?, ?>) element).forEach((key, value) -> given.put(String.valueOf(key), value));
            Map<String, Object> same = emails.stream()
                    .filter(other -> other.get("value").equals(given.get("value"))
                            && (given.get("type") == null || Objects.equals(other.get("type"), given.get("type"))))
                    .findFirst()
                    .orElse(null);
            if (same == null) {
                emails.add(given);
                written.add(given);
            } else {
                same.putAll(given);
                written.add(same);
            }
        }
        return onePrimary(written);
    }

    private Optional<String> filteredEmails(Op op) {
        List<Map<String, Object>> matching = emails.stream()
                .filter(email -> op.filterType().equals(email.get("type")))
                .toList();
        if (op.kind().equals("remove")) {
            if (op.sub() == null || op.sub().equals("value")) {
                emails.removeIf(email -> matching.stream().anyMatch(one -> one == email));
            } else {
                matching.forEach(email -> email.remove(op.sub()));
            }
            return Optional.empty();
        }
        List<Map<String, Object>> targets = new ArrayList<>(matching);
        if (targets.isEmpty()) {
            if (op.kind().equals("replace") && op.sub() == null) {
                return Optional.of("noTarget");
            }
            Map<String, Object> made = new TreeMap<>(Map.of("type", op.filterType()));
            emails.add(made);
            targets.add(made);
        }
        Map<String, Object> given = new LinkedHashMap<>();
        if (op.sub() == null) {
            ((Map<?, ?>) op.value()).forEach((key, value) -> given.put(String.valueOf(key), value));
            given.putIfAbsent("type", op.filterType());
        } else {
            given.put(op.sub(), op.value());
        }
        for (Map<String, Object> email : targets) {
            Object before = email.get("value");
            if (op.kind().equals("replace") && op.sub() == null) {
                email.clear();
            }
            email.putAll(given);
            if (before != null) {
                email.putIfAbsent("value", before);
            }
        }
        Optional<String> refused = onePrimary(targets);
        emails.removeIf(email -> !email.containsKey("value"));
        return refused;
    }

    // §3.5.2: the value that is made primary demotes all others; RFC 7643 §2.4: there is one at most.
    private Optional<String> onePrimary(List<Map<String, Object>> written) {
        List<Map<String, Object>> primary = written.stream()
                .filter(email -> Boolean.TRUE.equals(email.get("primary")))
                .toList();
        long different =
                primary.stream().map(System::identityHashCode).distinct().count();
        if (different > 1) {
            return Optional.of("invalidValue");
        }
        if (different == 1) {
            emails.stream()
                    .filter(email -> email != primary.get(0) && Boolean.TRUE.equals(email.get("primary")))
                    .forEach(email -> email.put("primary", false));
        }
        return Optional.empty();
    }
}
