package io.ssokit.scim;

import io.ssokit.scim.FilterLexer.Kind;
import io.ssokit.scim.FilterLexer.Token;
import java.util.Optional;

/**
 * The name of a resource type without quotation marks, as RFC 7644 §3.4.2.1 itself writes it against its own grammar:
 *
 * <pre>{@code
 * (meta.resourceType eq User) or (meta.resourceType eq Group)
 *
 * (meta.resourceType eq "User") or (meta.resourceType eq "Group")
 * }</pre>
 */
final class BareResourceType {
    private BareResourceType() {}

    /** The text that is meant; empty if this is nothing of the kind. */
    static Optional<Object> of(AttributePath path, Token value) {
        boolean bare = value.kind() == Kind.WORD
                && path.canonical().equals("meta.resourceType")
                && !value.isWord("null")
                && value.text().chars().allMatch(Character::isLetterOrDigit);
        return bare ? Optional.of(value.text()) : Optional.empty();
    }
}
