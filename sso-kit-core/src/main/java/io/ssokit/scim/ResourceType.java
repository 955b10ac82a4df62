package io.ssokit.scim;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Users or groups (RFC 7643 §6): which attributes they have and where they live. Immutable.
 *
 * @param name for example {@code User}
 * @param endpoint for example {@code Users}
 * @param core the schema whose attributes need no prefix
 * @param extensions schemas whose attributes stand under their URN
 * @param returns follows from the schemas
 */
record ResourceType(
        String name, String endpoint, String description, Schema core, List<Schema> extensions, Returns returns) {
    static final ResourceType USER = new ResourceType(
            "User", "Users", "User account", Schema.load("user.json"), List.of(Schema.load("enterprise-user.json")));
    static final ResourceType GROUP =
            new ResourceType("Group", "Groups", "Group of users", Schema.load("group.json"), List.of());

    ResourceType(String name, String endpoint, String description, Schema core, List<Schema> extensions) {
        this(name, endpoint, description, core, List.copyOf(extensions), Returns.of(core, extensions));
    }

    private static final Schema COMMON = Schema.load("common.json");

    /** The same type with another core schema and other extensions. */
    ResourceType with(Schema newCore, List<Schema> newExtensions) {
        return new ResourceType(name, endpoint, description, newCore, newExtensions);
    }

    /** The core attributes and the common ones (RFC 7643 §3.1), in the order of a representation. */
    Stream<Attribute> attributes() {
        return Stream.concat(COMMON.attributes().values().stream(), core.attributes().values().stream());
    }

    /** The attribute of this name in the core schema or of every resource. */
    Optional<Attribute> attribute(String attributeName) {
        return core.attribute(attributeName).or(() -> COMMON.attribute(attributeName));
    }

    /** The extension of this URN, in any case. */
    Optional<Schema> extension(String urn) {
        return extensions.stream()
                .filter(extension -> extension.id().equalsIgnoreCase(urn))
                .findFirst();
    }

    /**
     * What attribute notation (RFC 7644 §3.10) names: {@code name.familyName}, with or without the core URN,
     * {@code urn:…:User:department}, or an extension's URN alone. Empty if there is no such attribute.
     */
    Optional<AttributePath> resolve(String notation) {
        Optional<Schema> whole = extension(notation);
        if (whole.isPresent()) {
            return Optional.of(new AttributePath(whole, Optional.empty(), Optional.empty()));
        }
        Optional<String> inCore = below(core.id(), notation);
        if (inCore.isPresent() || notation.indexOf(':') < 0) {
            String local = inCore.orElse(notation);
            return path(Optional.empty(), local, attribute(head(local)));
        }
        for (Schema extension : extensions) {
            Optional<String> local = below(extension.id(), notation);
            if (local.isPresent()) {
                return path(Optional.of(extension), local.get(), extension.attribute(head(local.get())));
            }
        }
        return Optional.empty();
    }

    boolean isCoreUrn(String notation) {
        return core.id().equalsIgnoreCase(notation);
    }

    private static Optional<AttributePath> path(Optional<Schema> extension, String local, Optional<Attribute> found) {
        int dot = local.indexOf('.');
        if (dot < 0) {
            return found.map(attribute -> new AttributePath(extension, found, Optional.empty()));
        }
        return found.flatMap(attribute -> attribute.sub(local.substring(dot + 1)))
                .map(sub -> new AttributePath(extension, found, Optional.of(sub)));
    }

    private static String head(String local) {
        int dot = local.indexOf('.');
        return dot < 0 ? local : local.substring(0, dot);
    }

    private static Optional<String> below(String urn, String notation) {
        String prefix = urn + ":";
        return notation.length() > prefix.length() && notation.regionMatches(true, 0, prefix, 0, prefix.length())
                ? Optional.of(notation.substring(prefix.length()))
                : Optional.empty();
    }
}
