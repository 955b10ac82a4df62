package io.ssokit.session;

import java.util.Optional;

/**
 * Whom a SAML assertion is about (SAML Core 2.2.2), as the identity provider wrote it: a logout request has to repeat all of
 * it, and one that comes in means us only if all of it agrees (SAML Core 3.3.4). Equal if every part is; immutable.
 *
 * @param value the identifier without surrounding white space; never blank
 * @param format the {@code Format} attribute
 * @param nameQualifier the {@code NameQualifier} attribute
 * @param spNameQualifier the {@code SPNameQualifier} attribute
 */
public record NameId(
        String value, Optional<String> format, Optional<String> nameQualifier, Optional<String> spNameQualifier) {
    private static final String TRANSIENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient";

    /** Whether it means this one sign-in and nobody at the next (SAML Core 8.3.8). */
    public boolean isTransient() {
        return format.filter(TRANSIENT::equals).isPresent();
    }

    /** Without the value, which may be somebody's address. */
    @Override
    public String toString() {
        return "NameId[" + format.orElse("no format") + "]";
    }
}
