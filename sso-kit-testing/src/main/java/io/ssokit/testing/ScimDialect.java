package io.ssokit.testing;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the common SCIM clients word the same wish, as their vendors document it or as it was recorded. */
public enum ScimDialect {
    /** As RFC 7644 words it. */
    RFC("application/scim+json", "application/scim+json"),
    /**
     * Okta's catalogue apps (OIN): people are switched on and off by PATCH without a path and otherwise PUT, groups are patched
     * with the id repeated inside the value; people are never deleted.
     */
    OKTA(
            Type.SCIM_UTF8,
            Type.SCIM_UTF8,
            Trait.ACTIVE_WITHOUT_PATH,
            Trait.PUTS_USERS,
            Trait.ID_IN_VALUE,
            Trait.PASSWORD_AND_GROUPS,
            Trait.KEEPS_USERS),
    /** Apps made with Okta's App Integration Wizard: PUT for everything; people are never deleted. */
    OKTA_WIZARD(
            Type.SCIM_UTF8,
            Type.SCIM_UTF8,
            Trait.PUTS_USERS,
            Trait.PUTS_ACTIVE,
            Trait.PUTS_GROUPS,
            Trait.PASSWORD_AND_GROUPS,
            Trait.KEEPS_USERS),
    /** Entra ID by default: capitalised operations, booleans as text, members removed by a list of values. */
    ENTRA(
            Type.SCIM_UTF8,
            "application/scim+json",
            Trait.CAPITAL_OPS,
            Trait.TEXT_BOOLEANS,
            Trait.NULL_REFS,
            Trait.REMOVES_BY_VALUE,
            Trait.WITHOUT_MEMBERS,
            Trait.PLUS_FOR_BLANK),
    /** Entra ID with the flag {@code aadOptscim062020}: the RFC's form, but dotted names in values without a path. */
    ENTRA_STRICT(
            Type.SCIM_UTF8,
            "application/scim+json",
            Trait.REPLACES_WITHOUT_PATH,
            Trait.WITHOUT_MEMBERS,
            Trait.PLUS_FOR_BLANK),
    /**
     * OneLogin: plain JSON, PUT for users, keys in an unusual order, members removed by a list of values; groups are found by
     * listing them, and never deleted.
     */
    ONELOGIN(
            "application/json",
            "application/json",
            Trait.PUTS_USERS,
            Trait.PUTS_ACTIVE,
            Trait.LISTS_GROUPS,
            Trait.VALUE_FIRST,
            Trait.REMOVES_BY_VALUE,
            Trait.KEEPS_GROUPS),
    /** PingFederate and PingOne: people are looked up by {@code emails eq}, without naming a sub-attribute; PUT for users. */
    PING("application/scim+json", "application/scim+json", Trait.EMAIL_LOOKUP, Trait.PUTS_USERS),
    /** JumpCloud: testing the connection creates and deletes a user and a group; members removed by a list of values. */
    JUMPCLOUD(
            "application/json", "application/json", Trait.TESTS_BY_CREATING, Trait.REMOVES_BY_VALUE, Trait.PUTS_USERS),
    /** A SCIM extension of Keycloak: booleans as text, the whole list of members at each change, relative references. */
    KEYCLOAK(
            "application/scim+json",
            "application/scim+json",
            Trait.TEXT_BOOLEANS,
            Trait.WHOLE_MEMBERSHIP,
            Trait.RELATIVE_REFS),
    /** authentik: PUT for users, groups patched by several attributes in a value without a path. */
    AUTHENTIK(
            "application/scim+json",
            "application/scim+json",
            Trait.PUTS_USERS,
            Trait.PUTS_ACTIVE,
            Trait.RENAMES_WITHOUT_PATH);

    private final String contentType;
    private final String accept;
    private final Set<Trait> traits;

    ScimDialect(String contentType, String accept, Trait... traits) {
        this.contentType = contentType;
        this.accept = accept;
        this.traits = traits.length == 0 ? EnumSet.noneOf(Trait.class) : EnumSet.copyOf(Arrays.asList(traits));
    }

    /** What sets a client apart from the RFC's words. */
    enum Trait {
        CAPITAL_OPS,
        TEXT_BOOLEANS,
        NULL_REFS,
        RELATIVE_REFS,
        VALUE_FIRST,
        ACTIVE_WITHOUT_PATH,
        REPLACES_WITHOUT_PATH,
        RENAMES_WITHOUT_PATH,
        ID_IN_VALUE,
        PUTS_USERS,
        PUTS_ACTIVE,
        PUTS_GROUPS,
        REMOVES_BY_VALUE,
        WHOLE_MEMBERSHIP,
        LISTS_GROUPS,
        EMAIL_LOOKUP,
        WITHOUT_MEMBERS,
        PLUS_FOR_BLANK,
        PASSWORD_AND_GROUPS,
        TESTS_BY_CREATING,
        KEEPS_USERS,
        KEEPS_GROUPS
    }

    private static final class Type {
        static final String SCIM_UTF8 = "application/scim+json; charset=utf-8";
    }

    /** Whether the provider deletes people; one that does not switches them off for good. */
    public boolean deletesUsers() {
        return !has(Trait.KEEPS_USERS);
    }

    /** Whether the provider deletes groups here when they are deleted there. */
    public boolean deletesGroups() {
        return !has(Trait.KEEPS_GROUPS);
    }

    String contentType() {
        return contentType;
    }

    String accept() {
        return accept;
    }

    boolean has(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether a change of members needs the members there are. */
    boolean sendsWholeMembership() {
        return has(Trait.WHOLE_MEMBERSHIP) || has(Trait.PUTS_GROUPS);
    }

    /** The filter as it stands in a URL. */
    String encoded(String filter) {
        String encoded = Params.encode(filter);
        return has(Trait.PLUS_FOR_BLANK) ? encoded : encoded.replace("+", "%20");
    }

    /** A truth value as it stands in a PATCH. */
    Object flag(boolean value) {
        if (!has(Trait.TEXT_BOOLEANS)) {
            return value;
        }
        return has(Trait.CAPITAL_OPS) ? capital(Boolean.toString(value)) : Boolean.toString(value);
    }

    List<Map<String, Object>> activation(boolean active) {
        return List.of(
                has(Trait.ACTIVE_WITHOUT_PATH)
                        ? operation("replace", null, Map.of("active", active))
                        : operation("replace", "active", flag(active)));
    }

    List<Map<String, Object>> rename(String groupId, String displayName) {
        Map<String, Object> value = new LinkedHashMap<>();
        if (has(Trait.ID_IN_VALUE)) {
            value.put("id", groupId);
        }
        value.put("displayName", displayName);
        if (has(Trait.RENAMES_WITHOUT_PATH)) {
            value.put("externalId", "external-" + groupId);
        }
        return List.of(
                value.size() > 1
                        ? operation("replace", null, value)
                        : operation("replace", "displayName", displayName));
    }

    /** Attributes may be dotted ({@code name.givenName}) or begin with a schema's URN. */
    List<Map<String, Object>> replacement(Map<String, ?> attributes) {
        if (has(Trait.REPLACES_WITHOUT_PATH)) {
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
        if (has(Trait.REMOVES_BY_VALUE)) {
            return List.of(operation("remove", "members", members(userIds)));
        }
        return Arrays.stream(userIds)
                .map(id -> operation("remove", "members[value eq \"" + id + "\"]", null))
                .toList();
    }

    List<Map<String, @Nullable Object>> members(String... userIds) {
        return Arrays.stream(userIds).map(this::member).toList();
    }

    private Map<String, @Nullable Object> member(String userId) {
        Map<String, @Nullable Object> member = new LinkedHashMap<>();
        if (has(Trait.NULL_REFS)) {
            member.put("$ref", null);
        }
        if (has(Trait.RELATIVE_REFS)) {
            member.put("$ref", "Users/" + userId);
        }
        member.put("value", userId);
        return member;
    }

    private Map<String, Object> operation(String op, @Nullable String path, @Nullable Object value) {
        String verb = has(Trait.CAPITAL_OPS) ? capital(op) : op;
        Map<String, Object> operation = ScimClient.operation(verb, path, value);
        if (!has(Trait.VALUE_FIRST) || value == null) {
            return operation;
        }
        Map<String, Object> valueFirst = new LinkedHashMap<>();
        valueFirst.put("value", value);
        valueFirst.putAll(operation);
        return valueFirst;
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }
}
