package io.ssokit.internal.saml;

import org.jspecify.annotations.Nullable;

/** The canonicalisation methods a signature may name (SAML Core 5.4.3, 5.4.4; XML-DSig 1.1 §6.5). */
enum C14n {
    EXCLUSIVE("http://www.w3.org/2001/10/xml-exc-c14n#", true, false, false),
    EXCLUSIVE_WITH_COMMENTS("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", true, true, false),
    INCLUSIVE("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", false, false, false),
    INCLUSIVE_WITH_COMMENTS("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", false, true, false),
    INCLUSIVE_11("http://www.w3.org/2006/12/xml-c14n11", false, false, true),
    INCLUSIVE_11_WITH_COMMENTS("http://www.w3.org/2006/12/xml-c14n11#WithComments", false, true, true);

    private static final C14n[] ALL = values();

    private final String uri;
    private final boolean exclusive;
    private final boolean comments;
    private final boolean version11;

    C14n(String uri, boolean exclusive, boolean comments, boolean version11) {
        this.uri = uri;
        this.exclusive = exclusive;
        this.comments = comments;
        this.version11 = version11;
    }

    /** The method with this identifier, or null if it is not one we allow. */
    static @Nullable C14n of(@Nullable String uri) {
        for (C14n method : ALL) {
            if (method.uri.equals(uri)) {
                return method;
            }
        }
        return null;
    }

    /** The same method leaving comments out. */
    C14n withoutComments() {
        if (exclusive) {
            return EXCLUSIVE;
        }
        return version11 ? INCLUSIVE_11 : INCLUSIVE;
    }

    String uri() {
        return uri;
    }

    boolean exclusive() {
        return exclusive;
    }

    boolean comments() {
        return comments;
    }

    boolean version11() {
        return version11;
    }
}
