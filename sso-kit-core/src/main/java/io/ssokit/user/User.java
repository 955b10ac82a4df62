package io.ssokit.user;

import io.ssokit.internal.CaseKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A person as the app keeps them, in the terms of RFC 7643 §4.1. Immutable.
 *
 * @param tenant the customer this person belongs to
 * @param id the store's own id; empty text before the store has created the person
 * @param version grows with each change; 0 before the store has created the person
 * @param created when the store created the person; {@link Instant#EPOCH} before
 * @param lastModified when the store last changed the person; {@link Instant#EPOCH} before
 * @param userName unique in the tenant, compared without regard to case (RFC 7643 §4.1.1)
 * @param active false after provisioning switched the person off
 * @param externalId the identity provider's id for the person
 * @param displayName the name to show
 * @param name its parts
 * @param emails addresses, at most one of them primary
 * @param assertedGroups group names the identity provider sent with the last sign-in; beside the memberships of
 *     {@link Group}, which provisioning writes
 * @param attributes every further attribute of SCIM, by name or extension URN; values are {@code String},
 *     {@code Boolean}, {@code Long}, {@code BigDecimal}, {@code List} or {@code Map} of these, all immutable
 */
public record User(
        String tenant,
        String id,
        long version,
        Instant created,
        Instant lastModified,
        String userName,
        boolean active,
        Optional<String> externalId,
        Optional<String> displayName,
        PersonName name,
        List<Email> emails,
        Set<String> assertedGroups,
        Map<String, Object> attributes) {
    /**
     * The attribute by which the kit knows that provisioning has written a person; {@code true} then. Stores that keep no
     * attributes they do not know need not keep it either.
     */
    public static final String PROVISIONED = "urn:sso-kit:provisioned";

    public User {
        if (userName.isBlank()) {
            throw new IllegalArgumentException("userName must not be blank");
        }
        emails = List.copyOf(emails);
        assertedGroups = assertedGroups.isEmpty()
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(assertedGroups));
        attributes = Json.immutable(attributes);
    }

    /** Starts a person whom no store has created yet. */
    public static Builder named(String tenant, String userName) {
        return new Builder(tenant, userName);
    }

    /**
     * What is equal for user names that are the same, and for no others: what a store's unique index is over. Folds case
     * without regard to any locale, and no other letter into an ASCII one.
     */
    public static String userNameKey(String userName) {
        return CaseKey.of(userName);
    }

    /** The address to write to: the primary one, else the first. */
    public Optional<String> email() {
        return emails.stream()
                .filter(Email::primary)
                .findFirst()
                .or(() -> emails.stream().findFirst())
                .map(Email::value);
    }

    /** The name to show: display name, else the parts of the name, else the user name. */
    public String label() {
        return displayName.or(name::formatted).or(this::joinedName).orElse(userName);
    }

    /** A builder that holds all of this person's values. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    private Optional<String> joinedName() {
        List<String> parts = new ArrayList<>(2);
        name.givenName().ifPresent(parts::add);
        name.familyName().ifPresent(parts::add);
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", parts));
    }

    /** Makes and changes people. Not thread-safe. */
    public static final class Builder {
        private final String tenant;
        private String id = "";
        private long version;
        private Instant created = Instant.EPOCH;
        private Instant lastModified = Instant.EPOCH;
        private String userName;
        private boolean active = true;
        private Optional<String> externalId = Optional.empty();
        private Optional<String> displayName = Optional.empty();
        private PersonName name = PersonName.NONE;
        private List<Email> emails = List.of();
        private Set<String> assertedGroups = Set.of();
        private Map<String, Object> attributes = Map.of();

        private Builder(String tenant, String userName) {
            this.tenant = tenant;
            this.userName = userName;
        }

        private Builder(User user) {
            this(user.tenant, user.userName);
            this.id = user.id;
            this.version = user.version;
            this.created = user.created;
            this.lastModified = user.lastModified;
            this.active = user.active;
            this.externalId = user.externalId;
            this.displayName = user.displayName;
            this.name = user.name;
            this.emails = user.emails;
            this.assertedGroups = user.assertedGroups;
            this.attributes = user.attributes;
        }

        /** For stores: what the store itself decides. */
        public Builder stored(String id, long version, Instant created, Instant lastModified) {
            this.id = id;
            this.version = version;
            this.created = created;
            this.lastModified = lastModified;
            return this;
        }

        /** Unique in the tenant. */
        public Builder userName(String value) {
            this.userName = value;
            return this;
        }

        /** Whether the person may sign in. */
        public Builder active(boolean value) {
            this.active = value;
            return this;
        }

        /** The identity provider's id for the person. */
        public Builder externalId(Optional<String> value) {
            this.externalId = value;
            return this;
        }

        /** The name to show. */
        public Builder displayName(Optional<String> value) {
            this.displayName = value;
            return this;
        }

        /** The parts of the name. */
        public Builder name(PersonName value) {
            this.name = value;
            return this;
        }

        /** All addresses. */
        public Builder emails(List<Email> value) {
            this.emails = value;
            return this;
        }

        /** The group names of the last sign-in. */
        public Builder assertedGroups(Collection<String> value) {
            this.assertedGroups = Set.copyOf(value);
            return this;
        }

        /** Every further attribute of SCIM. */
        public Builder attributes(Map<String, Object> value) {
            this.attributes = value;
            return this;
        }

        /** @throws IllegalArgumentException if the user name is blank or an attribute's value is of another type */
        public User build() {
            return new User(
                    tenant,
                    id,
                    version,
                    created,
                    lastModified,
                    userName,
                    active,
                    externalId,
                    displayName,
                    name,
                    emails,
                    assertedGroups,
                    attributes);
        }
    }
}
