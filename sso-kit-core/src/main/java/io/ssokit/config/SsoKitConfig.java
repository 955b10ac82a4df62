package io.ssokit.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ssokit.SsoKit;
import io.ssokit.connection.ConfigKey;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.internal.config.ConnectionReader;
import io.ssokit.internal.config.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kit's configuration as a tree of keys: a YAML file, or what stands under {@code sso-kit:} in Spring Boot. Unknown
 * keys and wrong values are refused with the key's full path, all of them at once. Immutable.
 *
 * <p>{@code ${NAME}} is replaced by the environment variable of that name, {@code ${NAME:usual}} has a default.
 */
public final class SsoKitConfig {
    private static final int MAX_FILE = 1 << 20;

    private final Map<String, Object> tree;
    private final List<String> problems;

    private SsoKitConfig(Map<String, Object> tree, List<String> problems) {
        this.tree = tree;
        this.problems = List.copyOf(problems);
    }

    /**
     * Reads a YAML file.
     *
     * @throws ConfigurationProblems if it cannot be read or is not YAML
     */
    public static SsoKitConfig yaml(Path file) {
        try {
            if (Files.size(file) > MAX_FILE) {
                throw new ConfigurationProblems(List.of(file + ": is larger than 1 MiB"));
            }
            return yaml(Files.readString(file), file.toString());
        } catch (NoSuchFileException missing) {
            throw new ConfigurationProblems(List.of(file + ": there is no such file"));
        } catch (IOException unreadable) {
            throw new ConfigurationProblems(
                    List.of(file + ": cannot be read (" + unreadable.getClass().getSimpleName() + ")"));
        }
    }

    /**
     * Reads YAML text.
     *
     * @throws ConfigurationProblems if it is not YAML
     */
    public static SsoKitConfig yaml(String text) {
        return yaml(text, "configuration");
    }

    /** Takes keys as they are, without looking for placeholders. */
    public static SsoKitConfig of(Map<String, ?> tree) {
        return new SsoKitConfig(new LinkedHashMap<>(tree), List.of());
    }

    /**
     * Every key that a configuration may have, by path: for completion in editors and for tables in documents. They are
     * those that the reader asks for.
     */
    public static List<ConfigKey> keys() {
        SortedMap<String, ConfigKey> keys = new TreeMap<>();
        for (String type : ConnectionReader.types()) {
            Map<String, Object> connection = Map.of("type", type, "attributes", ConnectionReader.attributeKeys());
            Map<String, Object> tree = Map.of(
                    "connections", Map.of("*", connection),
                    "scim", Map.of("directories", Map.of("*", Map.of())),
                    "launch", Map.of("targets", Map.of("*", Map.of())));
            List<String> problems = new ArrayList<>();
            new KitReader(problems).read(Node.root(tree, problems, key -> keys.put(key.path(), key)));
        }
        return List.copyOf(keys.values());
    }

    /** This configuration with a value for a top-level key that it does not have. */
    public SsoKitConfig withDefault(String key, Object value) {
        Map<String, Object> next = new LinkedHashMap<>(tree);
        next.putIfAbsent(key, value);
        return new SsoKitConfig(next, problems);
    }

    /** The builder with all of these options set; the app may set more. Its {@code build()} reports every problem. */
    public SsoKit.Builder toBuilder() {
        List<String> found = new ArrayList<>(problems);
        return new KitReader(found).read(Node.root(tree, found)).problems(found);
    }

    /**
     * The kit.
     *
     * @throws ConfigurationProblems listing everything that is wrong
     */
    public SsoKit build() {
        return toBuilder().build();
    }

    private static SsoKitConfig yaml(String text, String source) {
        Map<String, @Nullable Object> parsed;
        try {
            parsed = YamlText.read(text);
        } catch (IOException notYaml) {
            // The original message quotes the text, which may hold a secret.
            String at = notYaml instanceof JsonProcessingException located && located.getLocation() != null
                    ? " near line " + located.getLocation().getLineNr()
                    : "";
            throw new ConfigurationProblems(List.of(source + ": is not a YAML block of keys" + at));
        }
        Placeholders placeholders = new Placeholders(name -> Optional.ofNullable(System.getenv(name)));
        Map<String, Object> resolved = placeholders.resolve(parsed);
        return new SsoKitConfig(resolved, placeholders.problems());
    }

    /** Replaces {@code ${NAME}} in every text of a tree. Not thread-safe. */
    static final class Placeholders {
        private final Function<String, Optional<String>> environment;
        private final List<String> problems = new ArrayList<>();

        Placeholders(Function<String, Optional<String>> environment) {
            this.environment = environment;
        }

        List<String> problems() {
            return problems;
        }

        Map<String, Object> resolve(Map<String, @Nullable Object> tree) {
            return block("", tree);
        }

        private Map<String, Object> block(String path, Map<?, ?> block) {
            Map<String, Object> resolved = new LinkedHashMap<>();
            block.forEach((key, value) -> {
                String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
                if (value != null) {
                    resolved.put(String.valueOf(key), value(at, value));
                }
            });
            return resolved;
        }

        private Object value(String path, Object value) {
            if (value instanceof Map<?, ?> map) {
                return block(path, map);
            }
            if (value instanceof List<?> list) {
                return list.stream().map(element -> value(path, element)).toList();
            }
            return value instanceof String text ? text(path, text) : value;
        }

        private String text(String path, String text) {
            StringBuilder resolved = new StringBuilder();
            int at = 0;
            for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", at)) {
                int close = text.indexOf('}', open);
                if (close < 0) {
                    break;
                }
                resolved.append(text, at, open).append(one(path, text.substring(open + 2, close)));
                at = close + 1;
            }
            return resolved.append(text, at, text.length()).toString();
        }

        private String one(String path, String expression) {
            int colon = expression.indexOf(':');
            String name = colon < 0 ? expression : expression.substring(0, colon);
            Optional<String> value = environment.apply(name);
            if (value.isPresent()) {
                return value.get();
            }
            if (colon < 0) {
                problems.add(path + ": environment variable " + name + " is not set");
                return "unset";
            }
            return expression.substring(colon + 1);
        }
    }
}
