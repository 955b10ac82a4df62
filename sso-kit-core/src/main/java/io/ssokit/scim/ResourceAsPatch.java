package io.ssokit.scim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ConnId's connector (Apache Syncope, midPoint), told to update by PATCH, sends the resource itself instead of operations:
 *
 * <pre>{@code
 * {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "42", "userName": "bjensen", "active": false}
 *
 * {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
 *  "Operations": [{"op": "replace", "value": {"userName": "bjensen", "active": false}}]}
 * }</pre>
 *
 * What the resource does not mention stays, for it came by PATCH and not by PUT.
 */
final class ResourceAsPatch {
    private ResourceAsPatch() {}

    /** A PATCH message for a body that says to be such a resource and has no operations; any other body as it is. */
    static Map<String, @Nullable Object> rewrite(ResourceType type, Map<String, @Nullable Object> body) {
        boolean resource = OneForMany.elements(Keys.find(body, "schemas")).stream()
                .anyMatch(urn -> type.isCoreUrn(String.valueOf(urn)));
        return resource && !Keys.has(body, "Operations")
                ? Map.of(
                        "schemas",
                        List.of(PatchRequest.SCHEMA),
                        "Operations",
                        List.of(Map.of("op", "replace", "value", body)))
                : body;
    }
}
