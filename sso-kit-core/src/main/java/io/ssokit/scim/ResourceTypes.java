package io.ssokit.scim;

import io.ssokit.user.UniqueAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The types of resources of an endpoint. Immutable. */
record ResourceTypes(ResourceType user, ResourceType group) {
    /** Those of RFC 7643. */
    static final ResourceTypes STANDARD = new ResourceTypes(ResourceType.USER, ResourceType.GROUP);

    List<ResourceType> all() {
        return List.of(user, group);
    }

    /** The core schemas and the extensions. */
    Stream<Schema> schemas() {
        return all().stream().flatMap(type -> Stream.concat(Stream.of(type.core()), type.extensions().stream()));
    }

    /** The attributes of the app that are to be unique. */
    UniqueAttributes unique() {
        return new UniqueAttributes(unique(user), unique(group));
    }

    private static Map<String, Boolean> unique(ResourceType type) {
        Map<String, Boolean> unique = new HashMap<>();
        type.core().attributes().values().forEach(one -> add(unique, Optional.empty(), one));
        type.extensions()
                .forEach(extension ->
                        extension.attributes().values().forEach(one -> add(unique, Optional.of(extension), one)));
        return unique;
    }

    private static void add(Map<String, Boolean> unique, Optional<Schema> extension, Attribute attribute) {
        AttributePath whole = new AttributePath(extension, Optional.of(attribute), Optional.empty());
        if (attribute.own() && attribute.isUnique()) {
            unique.put(whole.canonical(), attribute.caseExact());
        }
        attribute.subAttributes().values().stream()
                .filter(sub -> sub.own() && sub.isUnique())
                .forEach(sub -> unique.put(whole.canonical() + "." + sub.name(), sub.caseExact()));
    }

    /** The same types, but for this one. */
    ResourceTypes with(ResourceType changed) {
        return changed.name().equals(user.name())
                ? new ResourceTypes(changed, group)
                : new ResourceTypes(user, changed);
    }
}
