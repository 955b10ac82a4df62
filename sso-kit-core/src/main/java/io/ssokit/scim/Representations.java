package io.ssokit.scim;

import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Users and groups as clients see them (RFC 7643 §3). */
final class Representations {
    private static final List<String> FIRST = List.of("schemas", "id");

    private final ResourceTypes types;
    private final Links links;
    // In the order of a representation.
    private final List<String> ofUsers;
    private final List<String> ofGroups;

    Representations(ResourceTypes types, Links links) {
        this.types = types;
        this.links = links;
        this.ofUsers = names(types.user());
        this.ofGroups = names(types.group());
    }

    private static List<String> names(ResourceType type) {
        return type.attributes()
                .map(Attribute::name)
                .filter(name -> !FIRST.contains(name))
                .toList();
    }

    /** @param groups asked only if the client wants them */
    Map<String, Object> user(User user, Supplier<List<Group>> groups, Projection projection) {
        Map<String, Object> values = RecordAttributes.of(user);
        values.put("meta", meta(types.user(), user.id(), user.version(), user.created(), user.lastModified()));
        List<Group> memberships = projection.wants("groups") ? groups.get() : List.of();
        if (!memberships.isEmpty()) {
            values.put("groups", memberships.stream().map(this::membership).toList());
        }
        return projection.of(ordered(types.user(), ofUsers, user.id(), values));
    }

    /** @param members asked only if the client wants them */
    Map<String, Object> group(Group group, Supplier<List<Member>> members, Projection projection) {
        Map<String, Object> values = RecordAttributes.of(group);
        values.put("meta", meta(types.group(), group.id(), group.version(), group.created(), group.lastModified()));
        if (projection.wants(Members.ATTRIBUTE)) {
            values.put(
                    Members.ATTRIBUTE, members.get().stream().map(this::member).toList());
        }
        return projection.of(ordered(types.group(), ofGroups, group.id(), values));
    }

    private static Map<String, Object> ordered(
            ResourceType type, List<String> names, String id, Map<String, Object> values) {
        List<String> schemas = new ArrayList<>(2);
        schemas.add(type.core().id());
        Map<String, Object> json = new LinkedHashMap<>(32);
        json.put("schemas", schemas);
        json.put("id", id);
        for (String name : names) {
            Object value = values.get(name);
            if (value != null) {
                json.put(name, value);
            }
        }
        for (Schema extension : type.extensions()) {
            Object value = values.get(extension.id());
            if (value != null) {
                schemas.add(extension.id());
                json.put(extension.id(), value);
            }
        }
        return json;
    }

    private Map<String, Object> meta(
            ResourceType type, String id, long version, Instant created, Instant lastModified) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("resourceType", type.name());
        meta.put("created", Timestamps.text(created));
        meta.put("lastModified", Timestamps.text(lastModified));
        meta.put("location", links.to(type, id));
        meta.put("version", Precondition.tag(version));
        return meta;
    }

    private Map<String, Object> membership(Group group) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("value", group.id());
        json.put("$ref", links.to(types.group(), group.id()));
        json.put("display", group.displayName());
        json.put("type", "direct");
        return json;
    }

    private Map<String, Object> member(Member member) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("value", member.userId());
        json.put("$ref", links.to(types.user(), member.userId()));
        json.put("display", member.display());
        json.put("type", types.user().name());
        return json;
    }
}
