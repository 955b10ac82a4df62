package io.ssokit.user;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A group as the app keeps it (RFC 7643 §4.2), without its members: those are a relation of the store, because a group
 * may have a million. Immutable.
 *
 * @param tenant the customer this group belongs to
 * @param id the store's own id; empty text before the store has created the group
 * @param version grows with each change; 0 before the store has created the group
 * @param created when the store created the group; {@link Instant#EPOCH} before
 * @param lastModified when the store last changed the group or its members; {@link Instant#EPOCH} before
 * @param displayName unique in the tenant, compared without regard to case
 * @param externalId the identity provider's id for the group
 * @param attributes every further attribute of SCIM, as in {@link User#attributes()}
 */
public record Group(
        String tenant,
        String id,
        long version,
        Instant created,
        Instant lastModified,
        String displayName,
        Optional<String> externalId,
        Map<String, Object> attributes) {
    public Group {
        if (displayName.isBlank()) {
            throw new IllegalArgumentException("displayName must not be blank");
        }
        attributes = Json.immutable(attributes);
    }

    /** A group that no store has created yet. */
    public static Group named(String tenant, String displayName) {
        return new Group(tenant, "", 0, Instant.EPOCH, Instant.EPOCH, displayName, Optional.empty(), Map.of());
    }

    /** For stores: what the store itself decides. */
    public Group stored(String newId, long newVersion, Instant newCreated, Instant newLastModified) {
        return new Group(tenant, newId, newVersion, newCreated, newLastModified, displayName, externalId, attributes);
    }

    /** The same group with other values. */
    public Group with(String newDisplayName, Optional<String> newExternalId, Map<String, Object> newAttributes) {
        return new Group(tenant, id, version, created, lastModified, newDisplayName, newExternalId, newAttributes);
    }
}
