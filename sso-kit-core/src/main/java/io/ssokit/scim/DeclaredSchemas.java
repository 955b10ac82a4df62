package io.ssokit.scim;

import io.ssokit.connection.ScimStrictness;
import java.util.List;
import java.util.Map;

/**
 * What a body says that it is. Entra names a schema of its own beside the core one, and extensions of which the body has
 * nothing; templates in OneLogin and small scripts leave {@code schemas} out:
 *
 * <pre>{@code
 * {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group",
 *              "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"], "displayName": "Tour Guides"}
 * {"displayName": "Tour Guides"}
 *
 * {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Tour Guides"}
 * }</pre>
 *
 * RFC 7643 §3 demands the attribute; foreign schemas it does not forbid.
 */
final class DeclaredSchemas {
    private DeclaredSchemas() {}

    /**
     * Refuses a body that says it is something else only.
     *
     * @throws ScimException invalidSyntax if schemas are named and this one is not among them, or none is named and the
     *     directory is strict about that
     */
    static void require(Map<?, ?> body, String schema, Values values) {
        List<?> named = OneForMany.elements(Keys.find(body, "schemas"));
        boolean mayBeMissing = named.isEmpty() && !values.isStrict(ScimStrictness.MISSING_SCHEMAS);
        if (!mayBeMissing && named.stream().noneMatch(urn -> schema.equalsIgnoreCase(String.valueOf(urn)))) {
            throw ScimException.invalidSyntax("schemas must contain " + schema);
        }
    }
}
