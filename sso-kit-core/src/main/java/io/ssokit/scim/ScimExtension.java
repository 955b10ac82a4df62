package io.ssokit.scim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of the app's own for users or groups (RFC 7643 §3.3): a schema extension under its URN, or attributes beside those
 * of the core schema. Declared once, they are known to discovery, bodies, PATCH, filters and projections, and their values are
 * {@code User.attributes()}: of an extension a map under its URN, of the core resource under the attribute's name. Immutable;
 * the methods return a changed copy.
 *
 * <p>Declarations are held against RFC 7643 when the endpoint is built, or by {@link #problems}; nothing here throws for a
 * mistake, so that all are reported at once.
 */
public final class ScimExtension {
    private static final String USER = ResourceType.USER.name();
    private static final String GROUP = ResourceType.GROUP.name();

    // A schema (RFC 7643 §7) with two members more: resourceType and required.
    private final Map<String, @Nullable Object> json;

    private ScimExtension(Map<String, @Nullable Object> json) {
        this.json = Collections.unmodifiableMap(json);
    }

    private static ScimExtension of(String resourceType, String urn) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", urn);
        json.put("resourceType", resourceType);
        json.put("attributes", List.of());
        return new ScimExtension(json);
    }

    /**
     * An extension of users.
     *
     * @param urn for example {@code urn:example:params:scim:schemas:hr:2.0:User}; not below {@code urn:ietf:params:scim:}
     */
    public static ScimExtension ofUsers(String urn) {
        return of(USER, urn);
    }

    /**
     * An extension of groups.
     *
     * @param urn as in {@link #ofUsers}
     */
    public static ScimExtension ofGroups(String urn) {
        return of(GROUP, urn);
    }

    /** Attributes of every user, beside those of the core schema. */
    public static ScimExtension onUsers(ScimAttribute... attributes) {
        return of(USER, ResourceType.USER.core().id()).attributes(attributes);
    }

    /** Attributes of every group, beside those of the core schema. */
    public static ScimExtension onGroups(ScimAttribute... attributes) {
        return of(GROUP, ResourceType.GROUP.core().id()).attributes(attributes);
    }

    /**
     * A schema as {@code /Schemas} would show it (RFC 7643 §7), with two members more: {@code resourceType} ({@code "User"} or
     * {@code "Group"}; {@code "User"} if missing) and {@code required}. With a core schema's URN as {@code id} its attributes
     * are those of the core resource.
     */
    public static ScimExtension json(String schema) {
        try {
            return new ScimExtension(JsonText.object(schema.getBytes(StandardCharsets.UTF_8)));
        } catch (ScimException wrong) {
            return new ScimExtension(Map.of(OwnSchemas.NOT_JSON, wrong.detail()));
        }
    }

    /**
     * As {@link #json(String)}, in UTF-8; reads to the end and leaves the stream open.
     *
     * @throws UncheckedIOException if the stream cannot be read
     */
    public static ScimExtension json(InputStream schema) {
        try {
            return json(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** More attributes. */
    public ScimExtension attributes(ScimAttribute... more) {
        List<?> before = json.get("attributes") instanceof List<?> list ? list : List.of();
        return with(
                "attributes",
                Stream.<Object>concat(before.stream(), Stream.of(more).map(ScimAttribute::json))
                        .toList());
    }

    /** What {@code /Schemas} calls it; the last part of the URN unless told otherwise. */
    public ScimExtension name(String text) {
        return with("name", text);
    }

    /** For people who read {@code /Schemas}. */
    public ScimExtension description(String text) {
        return with("description", text);
    }

    /** Every resource of the type has this extension, with what is required in it (RFC 7643 §6). */
    public ScimExtension required() {
        return with("required", true);
    }

    /** What is wrong with these declarations, one by one and together; empty if an endpoint can serve them. */
    public static List<String> problems(Collection<ScimExtension> declared) {
        return OwnSchemas.of(declared).problems();
    }

    Map<String, @Nullable Object> json() {
        return json;
    }

    private ScimExtension with(String member, Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(json);
        changed.put(member, value);
        return new ScimExtension(changed);
    }
}
