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
    private static final String UNSPECIFIED = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified";

    /** Whether it means this one sign-in and nobody at the next (SAML Core 8.3.8). */
    public boolean isTransient() {
        return format.filter(TRANSIENT::equals).isPresent();
    }

    /**
     * Equal for names that mean the same person and for no others (SAML Core 3.3.4): value and qualifiers exactly as they came;
     * no format and "unspecified" are the same (SAML Core 2.2.2). As long as its parts together, and a little more.
     */
    public String key() {
        return value.length()
                + ":"
                + value
                + part(format.filter(name -> !name.equals(UNSPECIFIED)))
                + part(nameQualifier)
                + part(spNameQualifier);
    }

    /** The length goes first, so that no two lists of parts read alike. */
    private static String part(Optional<String> text) {
        return text.map(present -> " " + present.length() + ":" + present).orElse(" -");
    }

    /** Without the value, which may be somebody's address. */
    @Override
    public String toString() {
        return "NameId[" + format.orElse("no format") + "]";
    }
}
