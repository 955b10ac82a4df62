package io.ssokit.user;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the values that a canonical attribute path names; empty where there is none. */
final class UserFilterValues {
    private UserFilterValues() {}

    /** Where a path leads, for one user. */
    static List<?> of(User user, String path) {
        return ofUser(path).apply(user);
    }

    /** Where a path leads, for one group. */
    static List<?> of(Group group, String path) {
        return ofGroups(path).apply(group);
    }

    static Function<User, List<?>> ofUsers(String path, Function<User, List<Group>> groupsOf) {
        if (path.equals("groups")) {
            return user -> memberships(groupsOf.apply(user));
        }
        if (path.startsWith("groups.")) {
            Function<Map<?, ?>, List<?>> sub = below(path.substring("groups.".length()));
            return user -> each(memberships(groupsOf.apply(user)), sub);
        }
        return ofUser(path);
    }

    static Function<User, List<?>> ofUser(String path) {
        if (path.startsWith("name.")) {
            Function<Map<?, ?>, List<?>> part = below(path.substring("name.".length()));
            return user -> part.apply(user.name().attributes());
        }
        if (path.startsWith("emails.") && !path.equals("emails.value")) {
            Function<Map<?, ?>, List<?>> sub = below(path.substring("emails.".length()));
            return user -> each(emails(user), sub);
        }
        switch (path) {
            case "name":
                return user -> List.of(user.name().attributes());
            case "emails":
                return UserFilterValues::emails;
            case "emails.value":
                return user -> user.emails().stream().map(Email::value).toList();
            case "id":
                return user -> List.of(user.id());
            case "userName":
                return user -> List.of(user.userName());
            case "active":
                return user -> List.of(user.active());
            case "externalId":
                return user -> list(user.externalId());
            case "displayName":
                return user -> list(user.displayName());
            case "meta.created":
                return user -> List.of(user.created());
            case "meta.lastModified":
                return user -> List.of(user.lastModified());
            case "meta.resourceType":
                return user -> List.of("User");
            case "meta.version":
                return user -> List.of(version(user.version()));
            default:
                Function<Map<?, ?>, List<?>> attribute = below(path);
                return user -> attribute.apply(user.attributes());
        }
    }

    static Function<Group, List<?>> ofGroups(String path) {
        switch (path) {
            case "id":
                return group -> List.of(group.id());
            case "externalId":
                return group -> list(group.externalId());
            case "displayName":
                return group -> List.of(group.displayName());
            case "meta.created":
                return group -> List.of(group.created());
            case "meta.lastModified":
                return group -> List.of(group.lastModified());
            case "meta.resourceType":
                return group -> List.of("Group");
            case "meta.version":
                return group -> List.of(version(group.version()));
            default:
                Function<Map<?, ?>, List<?>> attribute = below(path);
                return group -> attribute.apply(group.attributes());
        }
    }

    /** The values at a path below a JSON object; a list on the way is followed into each of its elements. */
    static Function<Map<?, ?>, List<?>> below(String path) {
        // An extension is stored under its URN, which may hold dots itself (…:2.0:User).
        int colon = path.lastIndexOf(':');
        int dot = path.indexOf('.');
        if (colon < 0 && dot < 0) {
            return attributes -> flat(attributes.get(path));
        }
        Function<Map<?, ?>, List<?>> rest = below(path.substring((colon >= 0 ? colon : dot) + 1));
        String first = path.substring(0, colon >= 0 ? colon : dot);
        return attributes -> {
            Object whole = attributes.get(path);
            if (whole != null) {
                return flat(whole);
            }
            Object owner = attributes.get(first);
            if (colon >= 0) {
                return owner instanceof Map<?, ?> extension ? rest.apply(extension) : List.of();
            }
            return owner instanceof Map<?, ?> complex ? rest.apply(complex) : each(flat(owner), rest);
        };
    }

    private static List<?> each(List<?> elements, Function<Map<?, ?>, List<?>> rest) {
        List<Object> values = new ArrayList<>(elements.size());
        for (Object element : elements) {
            if (element instanceof Map<?, ?> map) {
                values.addAll(rest.apply(map));
            }
        }
        return values;
    }

    private static List<?> emails(User user) {
        return user.emails().stream().map(Email::attributes).toList();
    }

    private static List<?> memberships(List<Group> groups) {
        return groups.stream().map(UserFilterValues::membership).toList();
    }

    // RFC 7643 §4.1.2: the sub-attributes of a user's groups.
    private static Map<String, String> membership(Group group) {
        return Map.of("value", group.id(), "display", group.displayName(), "type", "direct");
    }

    private static List<?> flat(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static List<?> list(Optional<String> value) {
        return value.map(List::of).orElse(List.of());
    }

    // RFC 7644 §3.14: the version is the entity tag of the resource.
    private static String version(long version) {
        return "W/\"" + version + "\"";
    }
}
