package io.ssokit.scim;

import io.ssokit.connection.ScimStrictness;
import io.ssokit.scim.PatchOperation.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entra, OneLogin and JumpCloud name the values to remove in {@code value}, which the RFC does not know; read by the RFC alone,
 * their request would empty the attribute:
 *
 * <pre>{@code
 * {"op": "Remove", "path": "members", "value": [{"$ref": null, "value": "42"}]}
 *
 * {"op": "remove", "path": "members[value eq \"42\"]"}
 * }</pre>
 */
final class RemoveWithValue {
    private RemoveWithValue() {}

    static List<PatchOperation> rewrite(ResourceType type, PatchOperation operation, Values values) {
        Object value = operation.value();
        if (operation.kind() != Kind.REMOVE || value == null) {
            return List.of(operation);
        }
        if (values.isStrict(ScimStrictness.REMOVE_WITH_VALUE)) {
            throw ScimException.invalidSyntax("a remove has no value: name what to remove in the path");
        }
        String path = operation.path().orElseThrow();
        Optional<Attribute> list = type.resolve(path)
                .filter(found -> found.sub().isEmpty())
                .flatMap(AttributePath::attribute)
                .filter(Attribute::multiValued);
        if (list.isEmpty()) {
            return List.of(operation);
        }
        if (list.get().isComplex() && list.get().sub("value").isEmpty()) {
            throw ScimException.invalidValue(
                    "name what to remove in the path, like " + list.get().name() + "[type eq \"work\"]");
        }
        return OneForMany.elements(value).stream()
                .map(RemoveWithValue::valueOf)
                .map(text -> operation.with(Kind.REMOVE, path + "[value eq \"" + quoted(text) + "\"]", null))
                .toList();
    }

    private static String valueOf(@Nullable Object element) {
        Object value = element instanceof Map<?, ?> map ? Keys.find(map, "value") : element;
        if (!(value instanceof String text)) {
            throw ScimException.invalidValue("a value to remove needs its sub-attribute value");
        }
        return text;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder();
        text.chars().forEach(c -> {
            if (c < ' ') {
                quoted.append(String.format("\\u%04x", c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        });
        return quoted.toString();
    }
}
