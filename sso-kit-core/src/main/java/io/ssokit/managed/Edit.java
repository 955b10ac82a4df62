package io.ssokit.managed;

import io.ssokit.connection.ConfigKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator has made of a connection's keys. Secrets go one way: what is shown has a mask in their place, and the
 * mask coming back keeps the secret. Immutable.
 *
 * @param keys with the secrets that were kept
 * @param problems masks that stand for nothing, or for what must not be kept; below the connection
 * @param changed the paths of the keys that are others than before
 */
record Edit(Map<String, Object> keys, List<String> problems, List<String> changed) {
    /** What is shown instead of a secret. */
    static final String MASK = "********";

    /** Values that look like addresses but are names, or where no secret is sent. */
    private static final Set<String> NO_ADDRESSES =
            Set.of("icon", "acr-values", "expect-acr", "expect-amr", "authn-contexts", "expect-roles", "scopes");

    /** Merges what came into what was there. */
    static Edit of(Map<String, Object> given, Map<String, Object> before) {
        List<String> problems = new ArrayList<>();
        List<String> kept = new ArrayList<>();
        Map<String, Object> keys = merged("", given, before, kept, problems);
        List<String> changed = changed(keys, before);
        if (!kept.isEmpty()) {
            // Or whoever may edit a connection has its secret sent to a server of his own (as CVE-2024-5967)
            changed.stream()
                    .filter(path -> decidesWhereSecretsGo(path, at(keys, path), at(before, path)))
                    .findFirst()
                    .ifPresent(address -> kept.forEach(secret ->
                            problems.add(secret + ": must be given again, because " + address + " has changed")));
        }
        return new Edit(keys, problems, changed);
    }

    /**
     * The keys as an administrator may see them: secrets, and whatever stands where nothing is known to stand, are masked.
     *
     * @param known what may stand at each path
     */
    static Map<String, Object> shown(Map<String, Object> keys, Map<String, ConfigKey.Kind> known) {
        return shown("", keys, known);
    }

    private static Map<String, Object> shown(String path, Map<?, ?> block, Map<String, ConfigKey.Kind> known) {
        Map<String, Object> shown = new LinkedHashMap<>();
        block.forEach((key, value) -> {
            String at = path + key;
            ConfigKey.Kind kind = known.get(at);
            if (value instanceof Map<?, ?> below) {
                shown.put(String.valueOf(key), shown(at + ".", below, known));
            } else {
                boolean open = kind != null && kind != ConfigKey.Kind.SECRET;
                shown.put(String.valueOf(key), open ? value : MASK);
            }
        });
        return Collections.unmodifiableMap(shown);
    }

    private static Map<String, Object> merged(
            String path, Map<?, ?> given, Map<?, ?> before, List<String> kept, List<String> problems) {
        Map<String, Object> merged = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            String at = path + key;
            Object old = before.get(key);
            if (value instanceof Map<?, ?> below) {
                Map<?, ?> oldBelow = old instanceof Map<?, ?> map ? map : Map.of();
                merged.put(String.valueOf(key), merged(at + ".", below, oldBelow, kept, problems));
            } else if (MASK.equals(value) && old != null && !(old instanceof Map)) {
                kept.add(at);
                merged.put(String.valueOf(key), old);
            } else {
                if (isMasked(value)) {
                    problems.add(at + ": is the mask of a secret that is not there; give the secret itself");
                }
                merged.put(String.valueOf(key), value);
            }
        });
        return Collections.unmodifiableMap(merged);
    }

    private static boolean isMasked(Object value) {
        return MASK.equals(value)
                || value instanceof List<?> list && list.stream().anyMatch(Edit::isMasked);
    }

    private static List<String> changed(Map<String, Object> keys, Map<String, Object> before) {
        Map<String, Object> now = Keys.leaves(keys);
        Map<String, Object> then = Keys.leaves(before);
        Set<String> paths = new TreeSet<>(now.keySet());
        paths.addAll(then.keySet());
        return paths.stream()
                .filter(path -> !Objects.equals(now.get(path), then.get(path)))
                .toList();
    }

    private static boolean decidesWhereSecretsGo(String path, @Nullable Object now, @Nullable Object then) {
        if (NO_ADDRESSES.contains(path) || path.startsWith("attributes")) {
            return false;
        }
        boolean named = path.equals("type") || path.equals("issuer") || path.startsWith("insecure-");
        return named
                || String.valueOf(now).contains("//")
                || String.valueOf(then).contains("//");
    }

    private static @Nullable Object at(Map<String, Object> keys, String path) {
        return Keys.leaves(keys).get(path);
    }

    /** Without any value. */
    @Override
    public String toString() {
        return "Edit[" + keys.keySet() + ", changed=" + changed + "]";
    }
}
