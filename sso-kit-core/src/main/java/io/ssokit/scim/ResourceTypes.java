package io.ssokit.scim;

import java.util.List;
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

    /** The same types, but for this one. */
    ResourceTypes with(ResourceType changed) {
        return changed.name().equals(user.name())
                ? new ResourceTypes(changed, group)
                : new ResourceTypes(user, changed);
    }
}
