package io.ssokit.spring;

import io.ssokit.config.SsoKitConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.core.env.Environment;

/**
 * The properties under {@code sso-kit} as the tree of keys that {@link SsoKitConfig} reads. Spring Boot's rules hold: the
 * property source that comes first wins, lists are replaced as a whole, and a key may be spelled in several ways.
 */
final class PropertyTree {
    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("sso-kit");
    private static final Bindable<Map<String, Object>> BLOCK = Bindable.mapOf(String.class, Object.class);
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*}");

    private final List<String> problems = new ArrayList<>();
    private final Map<String, Object> keys;

    private PropertyTree(Map<String, Object> bound, KnownKeys known) {
        this.keys = block("", bound, known);
    }

    /** Whether there is any property under {@code sso-kit}. */
    static boolean isIn(Environment environment) {
        return Binder.get(environment).bind(ROOT, BLOCK).isBound();
    }

    static PropertyTree of(Environment environment) {
        KnownKeys known = KnownKeys.of(SsoKitConfig.keys());
        return new PropertyTree(
                Binder.get(environment).bind(ROOT, BLOCK, new Lists(known)).orElseGet(Map::of), known);
    }

    /** The blocks and values at the top, in the spelling of the documentation. */
    Map<String, Object> keys() {
        return keys;
    }

    /** What only Spring can be to blame for. */
    List<String> problems() {
        return problems;
    }

    private Map<String, Object> block(String path, Map<?, ?> bound, KnownKeys known) {
        Map<String, String> names = names(bound, known);
        Map<String, Object> block = new LinkedHashMap<>();
        bound.forEach((spelling, value) -> {
            String key = String.valueOf(spelling);
            String name = names.getOrDefault(KnownKeys.uniform(key), key);
            String at = path.isEmpty() ? name : path + "." + name;
            block.merge(name, value(at, value, known.find(key)), PropertyTree::both);
        });
        return block;
    }

    private Object value(String path, Object value, Optional<KnownKeys> known) {
        if (value instanceof Map<?, ?> map) {
            return known.isPresent() ? block(path, map, known.get()) : map;
        }
        // Left as it stands, a token would be the public text "${TOKEN}".
        if (PLACEHOLDER.matcher(String.valueOf(value)).find()) {
            problems.add(path + ": holds a placeholder that no property or environment variable resolves");
        }
        return value;
    }

    /** How each key is called from here on: as documented, or as the app spelled the name that it chose. */
    private static Map<String, String> names(Map<?, ?> bound, KnownKeys known) {
        Map<String, String> names = new LinkedHashMap<>();
        for (Object spelling : bound.keySet()) {
            String key = String.valueOf(spelling);
            known.find(key).ifPresent(found -> {
                String uniform = KnownKeys.uniform(key);
                // An environment variable can spell acme-eu as ACMEEU only.
                if (!found.isChosenName()) {
                    names.put(uniform, found.name());
                } else if (!key.equals(uniform) || !names.containsKey(uniform)) {
                    names.put(uniform, key);
                }
            });
        }
        return names;
    }

    /** Two spellings of one key: the binder gave both the value that wins, only blocks may differ. */
    private static Object both(Object first, Object second) {
        if (first instanceof Map<?, ?> one && second instanceof Map<?, ?> other) {
            Map<String, Object> merged = new LinkedHashMap<>();
            other.forEach((key, value) -> merged.put(String.valueOf(key), value));
            one.forEach((key, value) -> merged.merge(String.valueOf(key), value, (theirs, ours) -> both(ours, theirs)));
            return merged;
        }
        return first;
    }

    /** Binds lists as lists: as blocks of numbers, those of two property sources would be mixed. */
    private static final class Lists extends AbstractBindHandler {
        private final KnownKeys known;

        Lists(KnownKeys known) {
            this.known = known;
        }

        @Override
        @SuppressWarnings("unchecked") // the value of a map of objects
        public <T> Bindable<T> onStart(ConfigurationPropertyName name, Bindable<T> target, BindContext context) {
            Optional<KnownKeys> found = Optional.of(known);
            for (int i = ROOT.getNumberOfElements(); i < name.getNumberOfElements(); i++) {
                String element = name.getElement(i, Form.ORIGINAL);
                found = found.flatMap(at -> at.find(element));
            }
            return found.filter(KnownKeys::isList).isPresent() ? (Bindable<T>) Bindable.listOf(String.class) : target;
        }
    }
}
