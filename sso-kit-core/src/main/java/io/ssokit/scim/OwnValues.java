package io.ssokit.scim;

import io.ssokit.internal.CaseKey;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Base64;

/**
 * Values of attributes that the app has declared. Of the core schemas' attributes any text is taken: their canonical values are
 * suggestions (RFC 7643 §2.3.1, §7), and identity providers send as a URL of a photo what they have.
 */
final class OwnValues {
    private OwnValues() {}

    /**
     * The value, in the spelling of the canonical one.
     *
     * @throws ScimException invalidValue if the attribute cannot have it
     */
    static Object checked(Attribute attribute, Object value) {
        if (!(value instanceof String text)) {
            return value;
        }
        switch (attribute.type()) {
            case DATE_TIME:
                requireDateTime(attribute, text);
                return text;
            case BINARY:
                requireBase64(attribute, text);
                return text;
            case REFERENCE:
                requireUri(attribute, text);
                return text;
            default:
                return canonical(attribute, text);
        }
    }

    private static String canonical(Attribute attribute, String text) {
        if (attribute.canonicalValues().isEmpty()) {
            return text;
        }
        return attribute.canonicalValues().stream()
                .filter(one -> attribute.caseExact()
                        ? one.equals(text)
                        : CaseKey.of(one).equals(CaseKey.of(text)))
                .findFirst()
                .orElseThrow(() -> ScimException.invalidValue(attribute.name() + " must be one of "
                        + String.join(", ", attribute.canonicalValues()) + ", not " + ScimException.excerpt(text)));
    }

    // RFC 7643 §2.3.5: xsd:dateTime "including both a date and a time".
    private static void requireDateTime(Attribute attribute, String text) {
        try {
            OffsetDateTime.parse(text);
        } catch (DateTimeException other) {
            throw ScimException.invalidValue(
                    attribute.name() + " must be a date and time with offset, such as 2026-05-01T10:00:00Z");
        }
    }

    // RFC 7643 §2.3.6: base64 or base64url.
    private static void requireBase64(Attribute attribute, String text) {
        boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        try {
            (url ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(text);
        } catch (IllegalArgumentException other) {
            throw ScimException.invalidValue(attribute.name() + " must be base64");
        }
    }

    // RFC 7643 §2.3.7: a URI, or one relative to the base URL.
    private static void requireUri(Attribute attribute, String text) {
        try {
            new URI(text);
        } catch (URISyntaxException other) {
            throw ScimException.invalidValue(attribute.name() + " must be a URI");
        }
    }
}
