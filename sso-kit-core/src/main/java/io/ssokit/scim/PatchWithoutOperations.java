package io.ssokit.scim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ConnId's connector (Apache Syncope, midPoint) sends an empty PATCH before it changes the members of a group, and gives up if
 * that is refused:
 *
 * <pre>{@code
 * {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}
 *
 * {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": []}
 * }</pre>
 *
 * It changes nothing. A body that has neither {@code schemas} nor {@code Operations} is no PATCH but a mistake, and is told so.
 */
final class PatchWithoutOperations {
    private PatchWithoutOperations() {}

    /** @throws ScimException invalidSyntax if the body is no PATCH */
    static List<?> operations(Map<String, @Nullable Object> body) {
        Object operations = Keys.find(body, "Operations");
        if (operations instanceof List<?> list) {
            return list;
        }
        if (operations != null) {
            throw ScimException.invalidSyntax("Operations must be an array");
        }
        if (Keys.find(body, "schemas") == null) {
            throw ScimException.invalidSyntax(
                    "the body needs schemas [\"" + PatchRequest.SCHEMA + "\"] and Operations");
        }
        return List.of();
    }
}
