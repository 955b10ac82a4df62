package io.ssokit.scim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the app has declared, held against RFC 7643 and made into resource types. Used once. */
final class OwnSchemas {
    /** Stands in a declaration instead of a schema that is no JSON object. */
    static final String NOT_JSON = "";

    private static final String RESERVED = "urn:ietf:params:scim:";
    // RFC 8141 §2, and nothing that attribute notation or a filter would take for its own.
    private static final Pattern URN = Pattern.compile("(?i)urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[a-z0-9._:-]{1,200}");

    private final List<String> problems = new ArrayList<>();
    private ResourceTypes types = ResourceTypes.STANDARD;

    private OwnSchemas() {}

    static OwnSchemas of(Collection<ScimExtension> declared) {
        OwnSchemas schemas = new OwnSchemas();
        declared.forEach(schemas::add);
        schemas.refuseAmbiguous();
        return schemas;
    }

    List<String> problems() {
        return List.copyOf(problems);
    }

    /** @throws IllegalArgumentException listing every problem */
    ResourceTypes types() {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return types;
    }

    private void add(ScimExtension extension) {
        Map<String, ?> json = extension.json();
        if (json.get(NOT_JSON) instanceof String why) {
            problems.add("an extension is no JSON schema: " + why);
            return;
        }
        String id = json.get("id") instanceof String text ? text : "";
        String place = "extension " + ScimException.excerpt(id);
        Optional<ResourceType> type = typeOf(json, id);
        if (type.isEmpty()) {
            problems.add(place + ": resourceType must be User or Group");
            return;
        }
        boolean onCore = type.get().isCoreUrn(id);
        checkUrn(place, id, onCore, type.get());
        List<String> found = SchemaChecks.problems(json, place, onCore);
        problems.addAll(found);
        if (found.isEmpty()) {
            keep(place, type.get(), Schema.of(extension.json(), true), onCore);
        }
    }

    private Optional<ResourceType> typeOf(Map<String, ?> json, String id) {
        Object name = json.get("resourceType");
        if (name == null) {
            return Optional.of(types.group().isCoreUrn(id) ? types.group() : types.user());
        }
        return types.all().stream().filter(type -> type.name().equals(name)).findFirst();
    }

    private void checkUrn(String place, String id, boolean onCore, ResourceType type) {
        if (!URN.matcher(id).matches()) {
            problems.add(place + ": id must be a URN of letters, digits and . _ : -, such as urn:example:hr:2.0:User");
        } else if (!onCore && id.toLowerCase(Locale.ROOT).startsWith(RESERVED)) {
            problems.add(place + ": URNs below " + RESERVED + " are reserved (RFC 7643 section 10); only "
                    + type.core().id() + " can get attributes of your own");
        }
    }

    private void keep(String place, ResourceType type, Schema schema, boolean onCore) {
        if (!onCore) {
            List<Schema> extensions = new ArrayList<>(type.extensions());
            extensions.add(schema);
            types = types.with(type.with(type.core(), extensions));
            return;
        }
        for (Attribute attribute : schema.attributes().values()) {
            if (type.attribute(attribute.name()).isPresent()) {
                problems.add(place + ": attribute " + attribute.name() + " is there already");
            }
        }
        types = types.with(type.with(type.core().with(schema), type.extensions()));
    }

    /** RFC 7643 §3.1: every schema has an id of its own; and urn:a:b with attribute c must not read like schema urn:a:b:c. */
    private void refuseAmbiguous() {
        List<String> ids = new ArrayList<>();
        types.schemas().forEach(schema -> ids.add(schema.id().toLowerCase(Locale.ROOT)));
        for (int i = 0; i < ids.size(); i++) {
            for (int j = 0; j < ids.size(); j++) {
                if (i < j && ids.get(i).equals(ids.get(j))) {
                    problems.add("extension " + ScimException.excerpt(ids.get(i)) + ": is declared twice");
                } else if (ids.get(j).startsWith(ids.get(i) + ":")) {
                    problems.add("extension " + ScimException.excerpt(ids.get(j)) + ": starts with the whole URN of "
                            + ScimException.excerpt(ids.get(i)) + ", so that its attributes could be meant by either");
                }
            }
        }
    }
}
