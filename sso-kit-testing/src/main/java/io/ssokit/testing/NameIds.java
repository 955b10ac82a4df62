package io.ssokit.testing;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** NameID values by format (SAML Core 8.3). */
final class NameIds {
    private static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
    private static final String TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";
    private static final String UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

    private NameIds() {}

    static String value(@Nullable String format, Persona persona, String idp, String serviceProvider) {
        if (PERSISTENT.equals(format)) {
            // Core 8.3.7: opaque, and another one for each service provider
            String pair = idp + '\n' + serviceProvider + '\n' + persona.name();
            return UUID.nameUUIDFromBytes(pair.getBytes(StandardCharsets.UTF_8)).toString();
        }
        if (TRANSIENT.equals(format)) {
            return Random.xmlId();
        }
        return UNSPECIFIED.equals(format) ? persona.name() : persona.email();
    }
}
