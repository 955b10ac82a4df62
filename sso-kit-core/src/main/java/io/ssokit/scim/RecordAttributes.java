package io.ssokit.scim;

import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Users and groups as the one map of attributes that bodies and PATCH speak of, and back. What has a field of its own in the
 * record goes there, everything else into {@code attributes()}.
 */
final class RecordAttributes {
    /** What stores index fits their indexes. */
    private static final int MAX_INDEXED = 500;

    private static final List<String> FIELDS_OF_USERS =
            List.of("userName", "active", "externalId", "displayName", "name", "emails");

    private RecordAttributes() {}

    /** What clients can write of a user. */
    static Map<String, Object> of(User user) {
        Map<String, Object> attributes = new LinkedHashMap<>(user.attributes());
        for (String name : FIELDS_OF_USERS) {
            Object value = value(user, name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    /** One of {@link #of(User)}, without the others; null if there is none. */
    static @Nullable Object value(User user, String name) {
        Object field = switch (name) {
            case "userName" -> user.userName();
            case "active" -> user.active();
            case "externalId" -> user.externalId().orElse(null);
            case "displayName" -> user.displayName().orElse(null);
            case "name" -> name(user);
            case "emails" -> emails(user);
            default -> null;
        };
        return field != null ? field : user.attributes().get(name);
    }

    private static @Nullable Object name(User user) {
        Map<String, Object> parts = user.name().attributes();
        return parts.isEmpty() ? null : parts;
    }

    private static @Nullable Object emails(User user) {
        if (user.emails().isEmpty()) {
            return null;
        }
        List<Map<String, Object>> emails = new ArrayList<>(user.emails().size());
        for (Email email : user.emails()) {
            emails.add(email.attributes());
        }
        return Collections.unmodifiableList(emails);
    }

    /** What clients can write of a group, but for its members. */
    static Map<String, Object> of(Group group) {
        Map<String, Object> attributes = new LinkedHashMap<>(group.attributes());
        attributes.put("displayName", group.displayName());
        group.externalId().ifPresent(value -> attributes.put("externalId", value));
        return attributes;
    }

    /** One of {@link #of(Group)}, without the others; null if there is none. */
    static @Nullable Object value(Group group, String name) {
        Object field = switch (name) {
            case "displayName" -> group.displayName();
            case "externalId" -> group.externalId().orElse(null);
            default -> null;
        };
        return field != null ? field : group.attributes().get(name);
    }

    /** A user who exists nowhere yet. */
    static User newUser(String tenant, Map<String, Object> attributes) {
        return apply(User.named(tenant, userName(attributes)).build(), attributes);
    }

    /** The user with these attributes instead; who does not say whether to be active stays as they are. */
    static User apply(User user, Map<String, Object> attributes) {
        Map<String, Object> rest = new LinkedHashMap<>(attributes);
        User.Builder builder = user.toBuilder()
                .userName(userName(attributes))
                .active(rest.getOrDefault("active", user.active()).equals(true))
                .externalId(indexed(rest, "externalId"))
                .displayName(indexed(rest, "displayName"))
                .name(name(rest.get("name")))
                .emails(emails(rest.get("emails")));
        FIELDS_OF_USERS.forEach(rest::remove);
        return builder.attributes(rest).build();
    }

    /** A group that exists nowhere yet. */
    static Group newGroup(String tenant, Map<String, Object> attributes) {
        return apply(Group.named(tenant, groupName(attributes)), attributes);
    }

    /** The group with these attributes instead. */
    static Group apply(Group group, Map<String, Object> attributes) {
        Map<String, Object> rest = new LinkedHashMap<>(attributes);
        Optional<String> externalId = indexed(rest, "externalId");
        List.of("displayName", "externalId").forEach(rest::remove);
        return group.with(groupName(attributes), externalId, rest);
    }

    /** What the app keeps with a user beside SCIM's attributes, which no client sees or writes. */
    static Map<String, Object> beyondSchema(ResourceType type, User user) {
        return beyondSchema(type, user.attributes());
    }

    /** What the app keeps with a group beside SCIM's attributes, which no client sees or writes. */
    static Map<String, Object> beyondSchema(ResourceType type, Group group) {
        return beyondSchema(type, group.attributes());
    }

    private static Map<String, Object> beyondSchema(ResourceType type, Map<String, Object> attributes) {
        Map<String, Object> beyond = new LinkedHashMap<>(attributes);
        beyond.keySet().removeIf(name -> type.resolve(name).isPresent());
        return beyond;
    }

    private static String userName(Map<String, Object> attributes) {
        return required(attributes, "userName");
    }

    private static String groupName(Map<String, Object> attributes) {
        return required(attributes, "displayName");
    }

    private static String required(Map<String, Object> attributes, String name) {
        return indexed(attributes, name)
                .filter(value -> !value.isBlank())
                .orElseThrow(() -> ScimException.invalidValue(name + " is required"));
    }

    private static Optional<String> indexed(Map<?, ?> attributes, String name) {
        Optional<String> text = text(attributes, name);
        if (text.isPresent() && text.get().length() > MAX_INDEXED) {
            throw ScimException.invalidValue(name + " is longer than " + MAX_INDEXED + " characters");
        }
        return text;
    }

    private static Optional<String> text(Map<?, ?> attributes, String name) {
        return attributes.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    private static PersonName name(@Nullable Object value) {
        Map<?, ?> parts = value instanceof Map<?, ?> map ? map : Map.of();
        return new PersonName(
                text(parts, "formatted"),
                text(parts, "givenName"),
                text(parts, "familyName"),
                text(parts, "middleName"),
                text(parts, "honorificPrefix"),
                text(parts, "honorificSuffix"));
    }

    private static List<Email> emails(@Nullable Object value) {
        List<?> list = value instanceof List<?> elements ? elements : List.of();
        return list.stream().map(element -> email((Map<?, ?>) element)).toList();
    }

    private static Email email(Map<?, ?> parts) {
        return new Email(
                indexed(parts, "value").orElseThrow(),
                text(parts, "type"),
                Boolean.TRUE.equals(parts.get("primary")),
                text(parts, "display"));
    }
}
