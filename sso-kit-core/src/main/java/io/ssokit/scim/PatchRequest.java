package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the body of a PATCH request (RFC 7644 §3.5.2) and brings its operations into the RFC's form. */
final class PatchRequest {
    static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final int MAX_OPERATIONS = 1_000;

    private PatchRequest() {}

    /** The operations in their order. */
    static List<PatchOperation> operations(ResourceType type, Map<String, @Nullable Object> body, Values values) {
        Map<String, @Nullable Object> message = ResourceAsPatch.rewrite(type, body);
        DeclaredSchemas.require(message, SCHEMA, values);
        List<?> given = PatchWithoutOperations.operations(message);
        if (given.size() > MAX_OPERATIONS) {
            throw ScimException.tooLarge("a PATCH may have " + MAX_OPERATIONS + " operations at most");
        }
        List<PatchOperation> all = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String place = "Operations[" + i + "]";
            try {
                inRfcForm(type, operation(place, given.get(i)), values).forEach(all::add);
            } catch (ScimException refusal) {
                throw refusal.at(place);
            }
        }
        return all;
    }

    private static Stream<PatchOperation> inRfcForm(ResourceType type, PatchOperation operation, Values values) {
        return PathlessValue.rewrite(type, operation, values).stream()
                .flatMap(single -> RemoveWithValue.rewrite(type, single, values).stream());
    }

    private static PatchOperation operation(String place, @Nullable Object json) {
        if (!(json instanceof Map<?, ?> map)) {
            throw ScimException.invalidSyntax("an operation must be an object");
        }
        Kind kind = OpInAnyCase.kind(Keys.find(map, "op"));
        Object path = Keys.find(map, "path");
        if (path != null && !(path instanceof String)) {
            throw ScimException.invalidPath("path must be text");
        }
        if (kind != Kind.REMOVE && !Keys.has(map, "value")) {
            throw ScimException.invalidSyntax("the operation needs a value");
        }
        Optional<String> text = Optional.ofNullable((String) path).filter(some -> !some.isBlank());
        if (kind == Kind.REMOVE && text.isEmpty()) {
            // RFC 7644 §3.5.2.2
            throw ScimException.noTarget("a remove needs a path");
        }
        return new PatchOperation(place, kind, text, Keys.find(map, "value"), false);
    }
}
