package io.ssokit.internal.config;

import io.ssokit.connection.ConfigKey;
import io.ssokit.connection.ConfigKey.Kind;
import io.ssokit.connection.Secret;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One block of a configuration while it is read: every key that is asked for counts as known, every problem is noted
 * under its full path, nothing is thrown before the end. Not thread-safe.
 */
public final class Node {
    private final String path;
    private final Map<String, Object> values;
    private final List<String> problems;
    private final Consumer<ConfigKey> known;
    private final boolean files;
    private final Set<String> asked = new LinkedHashSet<>();

    private Node(
            String path, Map<String, Object> values, List<String> problems, Consumer<ConfigKey> known, boolean files) {
        this.path = path;
        this.values = values;
        this.problems = problems;
        this.known = known;
        this.files = files;
    }

    /** The top of a tree. */
    public static Node root(Map<String, ?> tree, List<String> problems) {
        return root(tree, problems, key -> {});
    }

    /** @param known told every key that is asked for, whether it is there or not */
    public static Node root(Map<String, ?> tree, List<String> problems, Consumer<ConfigKey> known) {
        return new Node("", copy(tree), problems, known, true);
    }

    /** This block and those below it, whose values must not name files: not everybody who may write it may read those. */
    public Node withoutFiles() {
        return new Node(path, values, problems, known, false);
    }

    /** Whether values may name files of this machine. */
    public boolean allowsFiles() {
        return files;
    }

    /** Reads this block and then refuses the keys that nobody asked for. */
    public <T> T read(Function<Node, T> reader) {
        T result = reader.apply(this);
        for (String key : values.keySet()) {
            if (!asked.contains(key)) {
                problem(key, "is not a known key" + suggestion(key));
            }
        }
        return result;
    }

    /** A single value. */
    public Optional<String> text(String key) {
        return scalar(key, Kind.TEXT);
    }

    /** A text with the blanks around it, where they mean something. */
    public Optional<String> verbatim(String key) {
        return single(key, Kind.TEXT).filter(text -> {
            if (text.isEmpty()) {
                problem(key, "must not be empty");
            }
            return !text.isEmpty();
        });
    }

    private Optional<String> scalar(String key, Kind kind, String... choices) {
        return single(key, kind, choices).map(String::strip).filter(text -> {
            if (text.isEmpty()) {
                problem(key, "must not be empty");
            }
            return !text.isEmpty();
        });
    }

    private Optional<String> single(String key, Kind kind, String... choices) {
        Object value = value(key, kind, choices);
        if (value instanceof Map || value instanceof List) {
            problem(key, "must be a single value");
            return Optional.empty();
        }
        return Optional.ofNullable(value).map(Object::toString);
    }

    /** A single value that is never printed. */
    public Optional<Secret> secret(String key) {
        return scalar(key, Kind.SECRET).map(Secret::of);
    }

    /** Truth values as YAML has them; {@code usual} if there is none. */
    public boolean flag(String key, boolean usual) {
        Optional<String> text = scalar(key, Kind.FLAG);
        if (text.isEmpty()) {
            return usual;
        }
        switch (text.get().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on":
                return true;
            case "false", "no", "off":
                return false;
            default:
                problem(key, "must be true or false");
                return usual;
        }
    }

    /** A list, or a single value as a list of one; Spring hands lists over as blocks with the keys 0, 1, 2 … */
    public List<String> list(String key) {
        Object value = value(key, Kind.LIST);
        if (value == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (Object element : elements(value)) {
            if (element instanceof Map
                    || element instanceof List
                    || element.toString().isBlank()) {
                problem(key, "must be a list of texts");
                return List.of();
            }
            texts.add(element.toString().strip());
        }
        return texts;
    }

    /** A single value that is a URI. */
    public Optional<URI> url(String key) {
        return scalar(key, Kind.URL).flatMap(text -> {
            try {
                return Optional.of(URI.create(text));
            } catch (IllegalArgumentException notAUri) {
                problem(key, "is not a URL");
                return Optional.empty();
            }
        });
    }

    /** As {@link #list}, of URLs. */
    public List<URI> urls(String key) {
        List<URI> urls = new ArrayList<>();
        for (String text : list(key)) {
            try {
                urls.add(URI.create(text));
            } catch (IllegalArgumentException notAUri) {
                problem(key, "'" + text + "' is not a URL");
            }
        }
        return urls;
    }

    /** ISO-8601 ({@code PT8H}) or a number with unit ({@code 8h}, {@code 30m}, {@code 300s}). */
    public Optional<Duration> duration(String key) {
        return scalar(key, Kind.DURATION).flatMap(text -> {
            try {
                boolean iso = text.startsWith("P") || text.startsWith("p");
                return Optional.of(Duration.parse(iso ? text : "PT" + text.toUpperCase(Locale.ROOT)));
            } catch (DateTimeParseException notADuration) {
                problem(key, "is not a duration such as 8h, 30m, 300s or PT8H");
                return Optional.empty();
            }
        });
    }

    /** A whole number. */
    public Optional<Integer> number(String key) {
        return scalar(key, Kind.NUMBER).flatMap(text -> {
            try {
                return Optional.of(Integer.valueOf(text));
            } catch (NumberFormatException notANumber) {
                problem(key, "is not a whole number");
                return Optional.empty();
            }
        });
    }

    /** One of an enum's constants; case, {@code -} and {@code _} do not matter. */
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        // Spring Boot reads a bare off as YAML 1.1 does: as false.
        return scalar(key, Kind.CHOICE, spellings(type))
                .flatMap(text -> constant(key, text.equals("false") ? "off" : text, type));
    }

    /** As {@link #list}, of an enum's constants. */
    public <E extends Enum<E>> Set<E> choices(String key, Class<E> type) {
        Set<E> constants = EnumSet.noneOf(type);
        list(key).forEach(text -> constant(key, text, type).ifPresent(constants::add));
        return constants;
    }

    private <E extends Enum<E>> Optional<E> constant(String key, String text, Class<E> type) {
        for (E constant : type.getEnumConstants()) {
            if (folded(constant.name()).equals(folded(text))) {
                return Optional.of(constant);
            }
        }
        problem(key, "'" + text + "' must be one of " + String.join(", ", spellings(type)));
        return Optional.empty();
    }

    /** A block below this one; an empty one if it is absent. */
    public Node block(String key) {
        asked.add(key);
        Object value = values.get(key);
        if (value != null && !(value instanceof Map)) {
            problem(key, "must be a block of keys");
        }
        return new Node(path(key), value instanceof Map<?, ?> map ? copy(map) : Map.of(), problems, known, files);
    }

    /** The blocks below this one, by name, in order. */
    public Map<String, Node> blocks() {
        Map<String, Node> blocks = new LinkedHashMap<>();
        values.keySet().forEach(key -> blocks.put(key, block(key)));
        return blocks;
    }

    /** The keys of this block, in order. */
    public Set<String> keys() {
        return values.keySet();
    }

    /** Whether keys stand below {@code key}, and not a value. */
    public boolean isBlock(String key) {
        return values.get(key) instanceof Map<?, ?> map
                && !map.keySet().stream().allMatch(k -> isIndex(k.toString()));
    }

    /** Nothing is known about the keys of this block, so none of them is called unknown. */
    public void skip() {
        asked.addAll(values.keySet());
    }

    /** Whether there is anything at this key; does not ask for it. */
    public boolean has(String key) {
        return values.containsKey(key);
    }

    /** Notes what is wrong with a key of this block, or with the block itself if the key is empty. */
    public void problem(String key, String what) {
        problems.add(path(key) + ": " + what);
    }

    private @Nullable Object value(String key, Kind kind, String... choices) {
        asked.add(key);
        known.accept(new ConfigKey(path(key), kind, List.of(choices)));
        return values.get(key);
    }

    private String path(String key) {
        if (path.isEmpty() || key.isEmpty()) {
            return path + key;
        }
        return path + "." + key;
    }

    private static List<?> elements(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Map<?, ?> map && map.keySet().stream().allMatch(k -> isIndex(k.toString()))) {
            return List.copyOf(map.values());
        }
        return List.of(value);
    }

    private static boolean isIndex(String key) {
        return !key.isEmpty() && key.chars().allMatch(Character::isDigit);
    }

    private String suggestion(String unknown) {
        String folded = folded(unknown);
        for (String known : asked) {
            if (folded(known).equals(folded)) {
                return "; did you mean " + known + "?";
            }
        }
        List<String> known = asked.stream().sorted().toList();
        return known.isEmpty() ? "" : "; known here: " + String.join(", ", known);
    }

    /** The form in which spellings of a key are compared. */
    public static String folded(String text) {
        return text.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** A constant as it is usually spelled: {@code create-and-update}. */
    public static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String[] spellings(Class<? extends Enum<?>> type) {
        return Arrays.stream(type.getEnumConstants()).map(Node::kebab).toArray(String[]::new);
    }

    private static Map<String, Object> copy(Map<?, ?> source) {
        Map<String, Object> copy = new LinkedHashMap<>();
        source.forEach((key, value) -> {
            if (value != null) {
                copy.put(String.valueOf(key), value);
            }
        });
        return copy;
    }
}
