package io.ssokit.scim;

import io.ssokit.scim.FilterLexer.Kind;
import io.ssokit.scim.FilterLexer.Token;
import io.ssokit.user.UserFilter;
import java.util.Optional;

/**
 * Where a PATCH operation aims (RFC 7644 §3.5.2, figure 7): {@code attribute}, {@code attribute.sub},
 * {@code attribute[filter]} or {@code attribute[filter].sub}, each with or without a schema's URN. Immutable.
 *
 * @param path the attribute, with {@code sub} if one is named before or behind the brackets
 * @param filter which elements of a multi-valued attribute
 */
record PatchPath(AttributePath path, Optional<UserFilter> filter) {

    /**
     * Reads a path.
     *
     * @return empty if it is well-formed but names an attribute that the schema does not have
     * @throws ScimException invalidPath or invalidFilter if it is not well-formed
     */
    static Optional<PatchPath> parse(ResourceType type, String text) {
        if (text.length() > FilterParser.MAX_LENGTH) {
            throw ScimException.invalidPath("the path is longer than " + FilterParser.MAX_LENGTH + " characters");
        }
        FilterLexer lexer = new FilterLexer(text);
        Token name = lexer.take();
        Token next = lexer.peek();
        boolean bracket = next.kind() == Kind.OPEN_ELEMENT;
        if (name.kind() != Kind.WORD || !(bracket || next.kind() == Kind.END)) {
            throw malformed(text);
        }
        Optional<AttributePath> found = type.resolve(name.text());
        if (found.isEmpty() || !bracket) {
            return found.map(path -> new PatchPath(path, Optional.empty()));
        }
        lexer.take();
        return Optional.of(withFilter(type, text, lexer, found.get()));
    }

    /** The same path without its filter and sub-attribute. */
    Attribute attribute() {
        return path.attribute().orElseThrow();
    }

    /** How many comparisons the filter makes of one element. */
    long comparisons() {
        return filter.map(PatchPath::comparisons).orElse(0L);
    }

    private static long comparisons(UserFilter filter) {
        if (filter instanceof UserFilter.And and) {
            return and.all().stream().mapToLong(PatchPath::comparisons).sum();
        }
        if (filter instanceof UserFilter.Or or) {
            return or.any().stream().mapToLong(PatchPath::comparisons).sum();
        }
        return filter instanceof UserFilter.Not not ? comparisons(not.negated()) : 1;
    }

    private static PatchPath withFilter(ResourceType type, String text, FilterLexer lexer, AttributePath path) {
        UserFilter filter = new FilterParser(lexer, FilterTerms.of(type)).element(path);
        Token next = lexer.take();
        if (next.kind() == Kind.END) {
            return new PatchPath(path, Optional.of(filter));
        }
        boolean subAttribute = next.kind() == Kind.WORD
                && next.text().startsWith(".")
                && lexer.peek().kind() == Kind.END;
        if (!subAttribute) {
            throw malformed(text);
        }
        AttributePath sub =
                FilterTerms.of(type).within(path).resolve(next.text().substring(1));
        return new PatchPath(sub, Optional.of(filter));
    }

    private static ScimException malformed(String text) {
        return ScimException.invalidPath("the path " + ScimException.excerpt(text)
                + " is malformed: it needs the form attribute, attribute.sub or attribute[filter].sub");
    }
}
