package io.ssokit.scim;

import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.User;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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

    /** @param groups asked only if the client wants them, and at once */
    JsonObject user(User user, Supplier<List<Group>> groups, Projection projection) {
        List<Group> memberships = projection.wants("groups") ? groups.get() : List.of();
        return projection.of(each -> each(types.user(), user.id(), user.attributes(), each, ofUsers, name -> {
            if (name.equals("meta")) {
                return meta(types.user(), user.id(), user.version(), user.created(), user.lastModified());
            }
            return name.equals("groups") && !memberships.isEmpty()
                    ? memberships.stream().map(this::membership).toList()
                    : RecordAttributes.value(user, name);
        }));
    }

    /** @param members asked only if the client wants them, and at once */
    JsonObject group(Group group, Supplier<List<Member>> members, Projection projection) {
        Optional<List<Member>> all =
                projection.wants(Members.ATTRIBUTE) ? Optional.of(members.get()) : Optional.empty();
        return projection.of(each -> each(types.group(), group.id(), group.attributes(), each, ofGroups, name -> {
            if (name.equals("meta")) {
                return meta(types.group(), group.id(), group.version(), group.created(), group.lastModified());
            }
            return name.equals(Members.ATTRIBUTE) && all.isPresent()
                    ? all.get().stream().map(this::member).toList()
                    : RecordAttributes.value(group, name);
        }));
    }

    private static void each(
            ResourceType type,
            String id,
            Map<String, Object> attributes,
            BiConsumer<? super String, ? super Object> each,
            List<String> names,
            Function<String, @Nullable Object> values) {
        List<Schema> extensions = extensions(type, attributes);
        each.accept("schemas", schemas(type, extensions));
        each.accept("id", id);
        for (String name : names) {
            Object value = values.apply(name);
            if (value != null) {
                each.accept(name, value);
            }
        }
        for (Schema extension : extensions) {
            each.accept(extension.id(), Objects.requireNonNull(attributes.get(extension.id())));
        }
    }

    private static List<Schema> extensions(ResourceType type, Map<String, Object> attributes) {
        List<Schema> used = new ArrayList<>(type.extensions().size());
        for (Schema extension : type.extensions()) {
            if (attributes.containsKey(extension.id())) {
                used.add(extension);
            }
        }
        return used;
    }

    private static List<String> schemas(ResourceType type, List<Schema> extensions) {
        List<String> schemas = new ArrayList<>(1 + extensions.size());
        schemas.add(type.core().id());
        for (Schema extension : extensions) {
            schemas.add(extension.id());
        }
        return schemas;
    }

    private JsonObject meta(ResourceType type, String id, long version, Instant created, Instant lastModified) {
        return each -> {
            each.accept("resourceType", type.name());
            each.accept("created", Timestamps.text(created));
            each.accept("lastModified", Timestamps.text(lastModified));
            each.accept("location", links.to(type, id));
            each.accept("version", Precondition.tag(version));
        };
    }

    private JsonObject membership(Group group) {
        return each -> {
            each.accept("value", group.id());
            each.accept("$ref", links.to(types.group(), group.id()));
            each.accept("display", group.displayName());
            each.accept("type", "direct");
        };
    }

    private JsonObject member(Member member) {
        return each -> {
            each.accept("value", member.userId());
            each.accept("$ref", links.to(types.user(), member.userId()));
            each.accept("display", member.display());
            each.accept("type", types.user().name());
        };
    }
}
