package io.ssokit.testing;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decoded query or form parameters. A parameter that occurs twice is an error as soon as somebody asks for it. */
final class Params {
    private final Map<String, List<String>> values;

    private Params(Map<String, List<String>> values) {
        this.values = values;
    }

    /** Reads {@code application/x-www-form-urlencoded} texts, the later ones added to the earlier ones. */
    static Params parse(@Nullable String... encoded) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String text : encoded) {
            for (String pair : text == null || text.isEmpty() ? new String[0] : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
            }
        }
        return new Params(values);
    }

    Optional<String> find(String name) {
        List<String> found = values.getOrDefault(name, List.of());
        if (found.size() > 1) {
            throw new BadRequest("parameter " + name + " occurs " + found.size() + " times");
        }
        return found.stream().findFirst();
    }

    String get(String name) {
        return find(name)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new BadRequest("parameter " + name + " is missing"));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Those of the named parameters that are present, in the given order. */
    Map<String, String> only(List<String> names) {
        Map<String, String> present = new LinkedHashMap<>();
        names.forEach(name -> find(name).ifPresent(value -> present.put(name, value)));
        return present;
    }

    /** Every parameter, in order. */
    Map<String, String> all() {
        return only(List.copyOf(values.keySet()));
    }

    static String encode(Map<String, String> values) {
        return values.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    static String decode(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadRequest("malformed percent-encoding");
        }
    }
}
