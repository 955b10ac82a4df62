package io.ssokit.scim;

import java.util.Map;

/**
 * Entra sends the manager as text, authentik's and Okta's mappings send e-mail addresses so: the value alone where the
 * attribute has sub-attributes.
 *
 * <pre>{@code
 * {"op": "Add", "path": "urn:…:enterprise:2.0:User:manager", "value": "42"}
 *
 * {"op": "add", "path": "urn:…:enterprise:2.0:User:manager", "value": {"value": "42"}}
 * }</pre>
 */
final class TextForComplex {
    private TextForComplex() {}

    /** The text as a complex value, if the attribute has a sub-attribute {@code value}; anything else as it is. */
    static Object read(Attribute attribute, Object json) {
        return json instanceof String text && attribute.sub("value").isPresent() ? Map.of("value", text) : json;
    }
}
