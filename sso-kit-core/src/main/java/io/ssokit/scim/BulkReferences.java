package io.ssokit.scim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code bulkId:qwerty} in the data of an operation stands for the id of what the operation with this bulkId makes (RFC 7644
 * §3.7.2): as a whole value, at the end of a {@code $ref}, or quoted in the path of a PATCH operation. The depth of data is
 * bounded by {@link JsonText}.
 */
final class BulkReferences {
    private static final String PREFIX = "bulkId:";
    private static final Pattern VALUE = Pattern.compile("^bulkId:.+$", Pattern.DOTALL);
    private static final Pattern URL = Pattern.compile("(?:^|(?<=/))bulkId:[^/]++$");
    private static final Pattern FILTER = Pattern.compile("(?<=\")bulkId:[^\"\\\\]++(?=\")");
    /** What a reference identifies as a whole: without it nothing is left of the member, the manager. */
    private static final Set<String> IDENTIFYING = Set.of("value", "$ref");

    private final Map<String, String> ids;
    private final Set<String> later;

    /**
     * @param ids what has been made, by bulkId
     * @param later bulkIds of what has not been made yet
     */
    BulkReferences(Map<String, String> ids, Set<String> later) {
        this.ids = ids;
        this.later = later;
    }

    /** Adds the bulkIds that {@code value}, which stands under {@code key}, refers to. */
    static void find(String key, @Nullable Object value, Set<String> found) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> find(String.valueOf(name), inner, found));
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> find(key, inner, found));
        } else if (value instanceof String text && text.contains(PREFIX)) {
            Matcher matcher = pattern(key).matcher(text);
            while (matcher.find()) {
                found.add(bulkId(matcher));
            }
        }
    }

    /** A JSON object with names as text; empty for anything else. */
    static Map<String, @Nullable Object> copy(@Nullable Object json) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> map) {
            map.forEach((name, value) -> copy.put(String.valueOf(name), value));
        }
        return copy;
    }

    String resolve(String segment) {
        return resolve("", segment);
    }

    /** The data with ids, but without what refers to something later. */
    Map<String, @Nullable Object> now(Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        data.forEach((name, value) -> {
            if (!refersToLater(name, value)) {
                parts.put(name, resolved(name, value));
            } else if (value instanceof List<?> list) {
                parts.put(name, elements(name, list, false));
            } else if (value instanceof Map<?, ?> map && !isLater(map)) {
                parts.put(name, now(copy(map)));
            }
        });
        return parts;
    }

    /** The rest of {@link #now}: with ids, for somebody who knows them by now. */
    Map<String, @Nullable Object> rest(Map<String, @Nullable Object> data) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        data.forEach((name, value) -> {
            if (refersToLater(name, value)) {
                if (value instanceof List<?> list) {
                    parts.put(name, elements(name, list, true));
                } else if (value instanceof Map<?, ?> map && !isLater(map)) {
                    parts.put(name, rest(copy(map)));
                } else {
                    parts.put(name, resolved(name, value));
                }
            }
        });
        return parts;
    }

    private List<@Nullable Object> elements(String name, List<?> list, boolean ofLater) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (Object element : list) {
            if (refersToLater(name, element) == ofLater) {
                elements.add(resolved(name, element));
            }
        }
        return elements;
    }

    private boolean refersToLater(String key, @Nullable Object value) {
        if (later.isEmpty()) {
            return false;
        }
        Set<String> found = new HashSet<>();
        find(key, value, found);
        return found.stream().anyMatch(later::contains);
    }

    private boolean isLater(Map<?, ?> map) {
        return map.entrySet().stream()
                .anyMatch(entry -> IDENTIFYING.contains(String.valueOf(entry.getKey()))
                        && refersToLater(String.valueOf(entry.getKey()), entry.getValue()));
    }

    private @Nullable Object resolved(String key, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = copy(map);
            copy.replaceAll(this::resolved);
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list);
            copy.replaceAll(element -> resolved(key, element));
            return copy;
        }
        return value instanceof String text ? resolve(key, text) : value;
    }

    private String resolve(String key, String text) {
        if (!text.contains(PREFIX)) {
            return text;
        }
        return pattern(key).matcher(text).replaceAll(reference -> {
            String bulkId = reference.group().substring(PREFIX.length());
            return Matcher.quoteReplacement(Optional.ofNullable(ids.get(bulkId)).orElse(reference.group()));
        });
    }

    private static String bulkId(Matcher matcher) {
        return matcher.group().substring(PREFIX.length());
    }

    private static Pattern pattern(String key) {
        switch (key) {
            case "$ref":
                return URL;
            case "path":
                return FILTER;
            default:
                return VALUE;
        }
    }
}
