package io.ssokit.testing;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A form on a {@link TestBrowser.Page}. Immutable.
 *
 * @param method {@code GET} or {@code POST}
 * @param action where it goes, absolute
 * @param fields names and present values of everything but buttons, in document order
 * @param types type of each field: {@code hidden}, {@code text}, {@code password}, {@code textarea}, {@code select} …
 * @param buttons submit buttons, in document order; a button without a name has an empty one
 */
public record HtmlForm(
        String method, URI action, Map<String, String> fields, Map<String, String> types, List<Button> buttons) {

    /**
     * A submit button.
     *
     * @param name form field it sends, or empty
     * @param value what it sends
     * @param text what is written on it, or its value
     */
    public record Button(String name, String value, String text) {}

    /** Whether it has a field or a button of that name. */
    public boolean has(String field) {
        return fields.containsKey(field)
                || buttons.stream().anyMatch(button -> button.name().equals(field));
    }

    /** The name of the first field of that type. */
    public Optional<String> fieldOfType(String type) {
        return types.entrySet().stream()
                .filter(entry -> entry.getValue().equals(type))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether there is anything to fill in, beyond hidden fields and buttons. */
    public boolean asksSomething() {
        return !types.values().stream().allMatch("hidden"::equals);
    }

    /** What is sent when the user fills in these values and presses the named button, or else the first one. */
    Map<String, String> filled(Map<String, String> values) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        boolean pressed = buttons.stream().anyMatch(button -> values.containsKey(button.name()));
        if (!pressed && !buttons.isEmpty() && !buttons.get(0).name().isEmpty()) {
            all.put(buttons.get(0).name(), buttons.get(0).value());
        }
        all.putAll(values);
        return all;
    }
}
