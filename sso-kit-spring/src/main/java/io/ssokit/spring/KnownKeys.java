package io.ssokit.spring;

import io.ssokit.connection.ConfigKey;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a configuration as a tree, found in each of the spellings that Spring Boot allows: {@code base-url},
 * {@code baseUrl}, {@code base_url}, and {@code SSOKIT_BASEURL} in the environment. Immutable once made.
 */
final class KnownKeys {
    private static final String ANY = "*";

    private final String name;
    private final Map<String, KnownKeys> below = new HashMap<>();
    private ConfigKey.@Nullable Kind kind;

    private KnownKeys(String name) {
        this.name = name;
    }

    /** The tree of these keys. */
    static KnownKeys of(Iterable<ConfigKey> keys) {
        KnownKeys root = new KnownKeys("");
        for (ConfigKey key : keys) {
            KnownKeys at = root;
            for (String element : key.path().split("\\.")) {
                at = at.below.computeIfAbsent(
                        element.equals(ANY) ? ANY : uniform(element), any -> new KnownKeys(element));
            }
            at.kind = key.kind();
        }
        return root;
    }

    /** What is known about a key of this block. */
    Optional<KnownKeys> find(String spelling) {
        return Optional.ofNullable(below.getOrDefault(ANY, below.get(uniform(spelling))));
    }

    /** Whether the app chooses this key. */
    boolean isChosenName() {
        return name.equals(ANY);
    }

    /** The one spelling that the reader of configurations knows. */
    String name() {
        return name;
    }

    boolean isList() {
        return kind == ConfigKey.Kind.LIST;
    }

    /** As {@code ConfigurationPropertyName.Form.UNIFORM}: what remains of a name when all its spellings are the same. */
    static String uniform(String spelling) {
        return spelling.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
