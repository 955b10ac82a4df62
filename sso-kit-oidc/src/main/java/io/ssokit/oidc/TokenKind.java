package io.ssokit.oidc;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds of signed tokens (RFC 8725 §3.11, §3.12): one of another kind is none of this kind, whoever signed it. */
enum TokenKind {
    /** Says who signed in. */
    ID_TOKEN("an ID token", Set.of("jwt")),
    /** Says more of somebody. */
    USER_INFO("signed user info", Set.of("jwt")),
    /** Demands that sessions end. OpenID Connect Back-Channel Logout 2.4 recommends a type of its own; older providers say JWT. */
    LOGOUT_TOKEN("a logout token", Set.of("logout+jwt", "application/logout+jwt", "jwt"));

    private final String words;
    private final Set<String> types;

    TokenKind(String words, Set<String> types) {
        this.words = words;
        this.types = types;
    }

    /** Whether the header's {@code typ}, or its absence, leaves it open that this is such a token. */
    boolean admits(@Nullable Object type) {
        // RFC 7515 §4.1.9: media types are compared without regard to case
        return type == null || type instanceof String text && types.contains(text.toLowerCase(Locale.ROOT));
    }

    /** As a sentence names it. */
    @Override
    public String toString() {
        return words;
    }
}
