package io.ssokit.scim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The three discovery endpoints (RFC 7644 §4), true to what this server does. Immutable. */
final class Discovery {
    static final String CONFIG = "ServiceProviderConfig";
    static final String SCHEMAS = "Schemas";
    static final String TYPES = "ResourceTypes";

    private final ResourceTypes resourceTypes;
    private final ServiceProviderConfig config;
    private final Links links;

    Discovery(ResourceTypes resourceTypes, ServiceProviderConfig config, Links links) {
        this.resourceTypes = resourceTypes;
        this.config = config;
        this.links = links;
    }

    /** {@code GET /ServiceProviderConfig} */
    Answer config() {
        Map<String, Object> json = config.json();
        json.put("meta", meta(CONFIG, links.to(CONFIG)));
        return Answer.ok(json);
    }

    /** {@code GET /Schemas} */
    Answer schemas() {
        return Answer.ok(
                ListResponse.whole(resourceTypes.schemas().map(this::json).toList()));
    }

    /** {@code GET /Schemas/urn} */
    Answer schema(String id) {
        return resourceTypes
                .schemas()
                .filter(schema -> schema.id().equalsIgnoreCase(id))
                .findFirst()
                .map(schema -> Answer.ok(json(schema)))
                .orElseThrow(() -> ScimException.notFound("schema " + ScimException.excerpt(id)));
    }

    /** {@code GET /ResourceTypes} */
    Answer types() {
        return Answer.ok(
                ListResponse.whole(resourceTypes.all().stream().map(this::json).toList()));
    }

    /** {@code GET /ResourceTypes/name} */
    Answer type(String name) {
        return resourceTypes.all().stream()
                .filter(type -> type.name().equalsIgnoreCase(name))
                .findFirst()
                .map(type -> Answer.ok(json(type)))
                .orElseThrow(() -> ScimException.notFound("resource type " + ScimException.excerpt(name)));
    }

    private Map<String, Object> json(Schema schema) {
        Map<String, Object> json = schema.toJson();
        json.put("meta", meta("Schema", links.to(SCHEMAS, schema.id())));
        return json;
    }

    private Map<String, Object> json(ResourceType type) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("schemas", List.of("urn:ietf:params:scim:schemas:core:2.0:ResourceType"));
        json.put("id", type.name());
        json.put("name", type.name());
        json.put("description", type.description());
        json.put("endpoint", "/" + type.endpoint());
        json.put("schema", type.core().id());
        List<Map<String, Object>> extensions = type.extensions().stream()
                .map(extension -> Map.<String, Object>of("schema", extension.id(), "required", extension.required()))
                .toList();
        if (!extensions.isEmpty()) {
            json.put("schemaExtensions", extensions);
        }
        json.put("meta", meta("ResourceType", links.to(TYPES, type.name())));
        return json;
    }

    private static Map<String, Object> meta(String resourceType, String location) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("resourceType", resourceType);
        meta.put("location", location);
        return meta;
    }
}
