package io.ssokit.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the common SCIM clients word the same wish. */
public enum ScimDialect {
    /** As RFC 7644 words it. */
    RFC("application/scim+json", "application/scim+json"),
    /** Okta: PATCH without a path, the id repeated inside the value. */
    OKTA("application/scim+json; charset=utf-8", "application/scim+json; charset=utf-8"),
    /** Entra ID by default: capitalised operations, booleans as text, members removed by a list of values. */
    ENTRA("application/scim+json; charset=utf-8", "application/scim+json"),
    /** Entra ID with the flag {@code aadOptscim062020}: the RFC's form, but dotted names in values without a path. */
    ENTRA_STRICT("application/scim+json; charset=utf-8", "application/scim+json"),
    /** OneLogin: plain JSON, PUT for users, keys in an unusual order, members removed by a list of values. */
    ONELOGIN("application/json", "application/json");

    private final String contentType;
    private final String accept;

    ScimDialect(String contentType, String accept) {
        this.contentType = contentType;
        this.accept = accept;
    }

    String contentType() {
        return contentType;
    }

    String accept() {
        return accept;
    }

    /** Whether users are changed by GET, modify, PUT instead of by PATCH. */
    boolean putsUsers() {
        return this == ONELOGIN;
    }

    /** Whether groups are listed and compared by the client instead of filtered by the server. */
    boolean listsGroups() {
        return this == ONELOGIN;
    }

    List<Map<String, Object>> activation(boolean active) {
        return List.of(
                switch (this) {
                    case RFC, ENTRA_STRICT -> operation("replace", "active", active);
                    case OKTA, ONELOGIN -> operation("replace", null, Map.of("active", active));
                    case ENTRA -> operation("replace", "active", active ? "True" : "False");
                });
    }

    List<Map<String, Object>> rename(String groupId, String displayName) {
        if (this != OKTA) {
            return List.of(operation("replace", "displayName", displayName));
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("id", groupId);
        value.put("displayName", displayName);
        return List.of(operation("replace", null, value));
    }

    /** Attributes may be dotted ({@code name.givenName}) or begin with a schema's URN. */
    List<Map<String, Object>> replacement(Map<String, ?> attributes) {
        if (this == OKTA || this == ENTRA_STRICT) {
            return List.of(operation("replace", null, new LinkedHashMap<>(attributes)));
        }
        return attributes.entrySet().stream()
                .map(entry -> operation("replace", entry.getKey(), entry.getValue()))
                .toList();
    }

    List<Map<String, Object>> addition(String... userIds) {
        return List.of(operation("add", "members", members(userIds)));
    }

    List<Map<String, Object>> membership(String... userIds) {
        return List.of(operation("replace", "members", members(userIds)));
    }

    List<Map<String, Object>> removal(String... userIds) {
        if (this == ENTRA || this == ONELOGIN) {
            return List.of(operation("remove", "members", members(userIds)));
        }
        return Arrays.stream(userIds)
                .map(id -> operation("remove", "members[value eq \"" + id + "\"]", null))
                .toList();
    }

    private List<Map<String, @Nullable Object>> members(String... userIds) {
        return Arrays.stream(userIds).map(this::member).toList();
    }

    private Map<String, @Nullable Object> member(String userId) {
        Map<String, @Nullable Object> member = new LinkedHashMap<>();
        if (this == ENTRA) {
            member.put("$ref", null);
        }
        member.put("value", userId);
        return member;
    }

    private Map<String, Object> operation(String op, @Nullable String path, @Nullable Object value) {
        String verb = this == ENTRA ? op.substring(0, 1).toUpperCase(Locale.ROOT) + op.substring(1) : op;
        Map<String, Object> operation = ScimClient.operation(verb, path, value);
        if (this != ONELOGIN || value == null) {
            return operation;
        }
        Map<String, Object> valueFirst = new LinkedHashMap<>();
        valueFirst.put("value", value);
        valueFirst.putAll(operation);
        return valueFirst;
    }
}
