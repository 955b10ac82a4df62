package io.ssokit.scim;

import io.ssokit.scim.FilterLexer.Kind;
import io.ssokit.scim.FilterLexer.Token;
import io.ssokit.user.UserFilter;
import java.util.List;
import java.util.Optional;

/**
 * Entra looks people up by their work address in the notation of a PATCH path, which the grammar of filters does not have
 * (RFC 7644 §3.4.2.2, figure 1):
 *
 * <pre>{@code
 * emails[type eq "work"].value eq "bjensen@example.com"
 *
 * emails[type eq "work" and value eq "bjensen@example.com"]
 * }</pre>
 */
final class SubAttributeBehindBrackets {
    private SubAttributeBehindBrackets() {}

    /** The name behind the brackets; empty if something else follows. */
    static Optional<String> name(Token next) {
        return next.kind() == Kind.WORD && next.text().startsWith(".")
                ? Optional.of(next.text().substring(1))
                : Optional.empty();
    }

    /** One element must fulfil both. */
    static UserFilter both(UserFilter inBrackets, UserFilter behind) {
        return new UserFilter.And(List.of(inBrackets, behind));
    }
}
