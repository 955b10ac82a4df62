package io.ssokit.user;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the values that a canonical attribute path names; empty where there is none. */
final class UserFilterValues {
    private UserFilterValues() {}

    static List<?> of(User user, Function<User, List<Group>> groupsOf, String path) {
        if (path.equals("groups") || path.startsWith("groups.")) {
            List<Map<String, String>> groups = groupsOf.apply(user).stream()
                    .map(UserFilterValues::membership)
                    .toList();
            return in(Map.of("groups", groups), path);
        }
        return of(user, path);
    }

    static List<?> of(User user, String path) {
        if (path.startsWith("name.") || path.equals("name")) {
            return path.equals("name")
                    ? List.of(user.name().attributes())
                    : in(user.name().attributes(), path.substring("name.".length()));
        }
        if (path.startsWith("emails.") || path.equals("emails")) {
            List<Map<String, Object>> emails =
                    user.emails().stream().map(Email::attributes).toList();
            return path.equals("emails") ? emails : in(Map.of("emails", emails), path);
        }
        switch (path) {
            case "id":
                return List.of(user.id());
            case "userName":
                return List.of(user.userName());
            case "active":
                return List.of(user.active());
            case "externalId":
                return list(user.externalId());
            case "displayName":
                return list(user.displayName());
            case "meta.created":
                return List.of(user.created());
            case "meta.lastModified":
                return List.of(user.lastModified());
            case "meta.resourceType":
                return List.of("User");
            case "meta.version":
                return List.of(version(user.version()));
            default:
                return in(user.attributes(), path);
        }
    }

    static List<?> of(Group group, String path) {
        switch (path) {
            case "id":
                return List.of(group.id());
            case "externalId":
                return list(group.externalId());
            case "displayName":
                return List.of(group.displayName());
            case "meta.created":
                return List.of(group.created());
            case "meta.lastModified":
                return List.of(group.lastModified());
            case "meta.resourceType":
                return List.of("Group");
            case "meta.version":
                return List.of(version(group.version()));
            default:
                return in(group.attributes(), path);
        }
    }

    /** The values at a path below a JSON object; a list on the way is followed into each of its elements. */
    static List<?> in(Map<?, ?> attributes, String path) {
        Object whole = attributes.get(path);
        if (whole != null) {
            return flat(whole);
        }
        // An extension is stored under its URN, which may hold dots itself (…:2.0:User).
        int colon = path.lastIndexOf(':');
        if (colon >= 0) {
            return attributes.get(path.substring(0, colon)) instanceof Map<?, ?> extension
                    ? in(extension, path.substring(colon + 1))
                    : List.of();
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return List.of();
        }
        String rest = path.substring(dot + 1);
        return flat(attributes.get(path.substring(0, dot))).stream()
                .filter(Map.class::isInstance)
                .flatMap(element -> in((Map<?, ?>) element, rest).stream())
                .toList();
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
