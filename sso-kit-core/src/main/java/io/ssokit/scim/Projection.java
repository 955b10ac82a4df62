package io.ssokit.scim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Which attributes a client wants back (RFC 7644 §3.9). What nobody wants is not even read: ask {@link #wants} before loading
 * members. Immutable.
 */
final class Projection {
    private static final int MAX_NAMES = 200;
    // RFC 7643 §3 and §3.1, returned "always".
    private static final Set<String> ALWAYS = Set.of("schemas", "id");

    private final boolean only;
    private final Set<String> paths;
    private final Returns returns;
    // Attributes and extensions of which some part is named, or of which some part is not returned by default.
    private final Set<String> owners = new LinkedHashSet<>();
    private final Set<String> written;

    private Projection(ResourceType type, boolean only, Optional<String> names) {
        this.only = only;
        this.paths = new LinkedHashSet<>();
        this.returns = type.returns();
        this.owners.addAll(returns.owners());
        this.written = Set.of();
        List<String> list = names.map(text -> List.of(text.split(","))).orElse(List.of());
        if (list.size() > MAX_NAMES) {
            throw ScimException.invalidValue("more than " + MAX_NAMES + " attribute names");
        }
        // Names that the schema does not have ask for nothing.
        list.stream()
                .map(String::trim)
                .flatMap(name -> type.resolve(name).stream())
                .forEach(this::add);
    }

    /** @throws ScimException invalidValue if the query has both parameters, which exclude each other */
    static Projection of(ResourceType type, QueryString query) {
        Optional<String> attributes = query.find("attributes");
        Optional<String> excluded = query.find("excludedAttributes");
        if (attributes.isPresent() && excluded.isPresent()) {
            throw ScimException.invalidValue("attributes and excludedAttributes exclude each other");
        }
        return new Projection(type, attributes.isPresent(), attributes.or(() -> excluded));
    }

    private Projection(Projection other, Set<String> written) {
        this.only = other.only;
        this.paths = other.paths;
        this.returns = other.returns;
        this.owners.addAll(other.owners);
        this.written = Set.copyOf(written);
    }

    /**
     * For the answer to a write: what is returned on request is returned if the client has just written it (RFC 7643 §7).
     *
     * @param canonicalPaths asked only if there is such an attribute
     */
    Projection withWritten(Supplier<Set<String>> canonicalPaths) {
        return returns.onRequest().isEmpty() ? this : new Projection(this, canonicalPaths.get());
    }

    /** Whether any part of this core attribute is to be returned. */
    boolean wants(String attribute) {
        return only ? paths.contains(attribute) || owners.contains(attribute) : !paths.contains(attribute);
    }

    /** What is left of a representation. */
    JsonObject of(JsonObject representation) {
        return !only && paths.isEmpty() && returns.isPlain()
                ? representation
                : each -> representation.forEach((name, value) -> {
                    if (ALWAYS.contains(name)) {
                        each.accept(name, value);
                    } else {
                        String separator = name.indexOf(':') >= 0 ? ":" : ".";
                        part(name, value, separator, !only).ifPresent(part -> each.accept(name, part));
                    }
                });
    }

    private Optional<Object> part(String path, Object value, String separator, boolean otherwise) {
        if (returns.never().contains(path)) {
            return Optional.empty();
        }
        boolean wanted = wanted(path, otherwise);
        if (owners.contains(path)) {
            return inside(value, path + separator, wanted);
        }
        return wanted ? Optional.of(value) : Optional.empty();
    }

    private boolean wanted(String path, boolean otherwise) {
        if (returns.always().contains(path)) {
            return true;
        }
        if (paths.contains(path)) {
            return only;
        }
        return returns.onRequest().contains(path) ? written.contains(path) : otherwise;
    }

    private Optional<Object> inside(Object value, String prefix, boolean otherwise) {
        if (value instanceof List<?> list) {
            List<Object> parts = new ArrayList<>();
            list.forEach(element -> inside(element, prefix, otherwise).ifPresent(parts::add));
            return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
        }
        Object members = value instanceof JsonObject object ? object.toMap() : value;
        if (!(members instanceof Map<?, ?> map)) {
            return otherwise ? Optional.of(value) : Optional.empty();
        }
        Map<Object, Object> parts = new LinkedHashMap<>();
        map.forEach((name, element) ->
                part(prefix + name, element, ".", otherwise).ifPresent(part -> parts.put(name, part)));
        return parts.isEmpty() ? Optional.empty() : Optional.of(parts);
    }

    private void add(AttributePath path) {
        paths.add(path.canonical());
        owners.addAll(path.owners());
    }
}
