package io.ssokit.scim;

import java.util.List;

/** The types of resources of an endpoint. Immutable. */
record ResourceTypes(ResourceType user, ResourceType group) {
    /** Those of RFC 7643. */
    static final ResourceTypes STANDARD = new ResourceTypes(ResourceType.USER, ResourceType.GROUP);

    List<ResourceType> all() {
        return List.of(user, group);
    }
}
