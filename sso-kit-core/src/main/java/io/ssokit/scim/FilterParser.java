package io.ssokit.scim;

import io.ssokit.scim.FilterLexer.Kind;
import io.ssokit.scim.FilterLexer.Token;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Operator;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The filter grammar of RFC 7644 §3.4.2.2, figure 1, by recursive descent. Bounded while it parses: {@value #MAX_LENGTH}
 * characters, {@value #MAX_TERMS} comparisons, {@value #MAX_DEPTH} deep. Also reads Entra's
 * {@code emails[type eq "work"].value eq "x"}, which the RFC's grammar lacks.
 */
final class FilterParser {
    static final int MAX_LENGTH = 4_096;
    static final int MAX_TERMS = 100;
    static final int MAX_DEPTH = 20;
    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?");

    private final FilterLexer lexer;
    private FilterTerms terms;
    private int depth;
    private int count;

    FilterParser(FilterLexer lexer, FilterTerms terms) {
        this.lexer = lexer;
        this.terms = terms;
    }

    /** @throws ScimException invalidFilter for wrong syntax, unknown attributes, impossible comparisons or beyond bounds */
    static UserFilter parse(ResourceType type, String text) {
        return parse(FilterTerms.of(type), text);
    }

    /** @param terms what attributes there are; else as above */
    static UserFilter parse(FilterTerms terms, String text) {
        if (text.length() > MAX_LENGTH) {
            throw ScimException.invalidFilter("the filter is longer than " + MAX_LENGTH + " characters");
        }
        FilterLexer lexer = new FilterLexer(text);
        UserFilter filter = new FilterParser(lexer, terms).any();
        if (lexer.peek().kind() != Kind.END) {
            throw expected("and, or, or the end", lexer.peek());
        }
        return filter;
    }

    /** What stands in square brackets behind a multi-valued attribute; the opening bracket is taken already. */
    UserFilter element(AttributePath path) {
        FilterTerms outer = terms;
        terms = outer.within(path);
        deeper();
        UserFilter filter = any();
        take(Kind.CLOSE_ELEMENT, "]");
        depth--;
        terms = outer;
        return filter;
    }

    private UserFilter any() {
        List<UserFilter> alternatives = new ArrayList<>();
        alternatives.add(all());
        while (lexer.peek().isWord("or")) {
            lexer.take();
            alternatives.add(all());
        }
        return alternatives.size() == 1 ? alternatives.get(0) : new UserFilter.Or(alternatives);
    }

    private UserFilter all() {
        List<UserFilter> conditions = new ArrayList<>();
        conditions.add(condition());
        while (lexer.peek().isWord("and")) {
            lexer.take();
            conditions.add(condition());
        }
        return conditions.size() == 1 ? conditions.get(0) : new UserFilter.And(conditions);
    }

    private UserFilter condition() {
        Token token = lexer.take();
        if (token.kind() == Kind.OPEN) {
            return group();
        }
        if (token.kind() != Kind.WORD) {
            throw expected("an attribute name", token);
        }
        // "not" is also a possible attribute name; before a parenthesis it is the operator.
        if (token.isWord("not") && lexer.peek().kind() == Kind.OPEN) {
            lexer.take();
            return new UserFilter.Not(group());
        }
        AttributePath path = terms.resolve(token.text());
        if (lexer.peek().kind() != Kind.OPEN_ELEMENT) {
            return term(path);
        }
        lexer.take();
        return elementCondition(path);
    }

    private UserFilter group() {
        deeper();
        UserFilter filter = any();
        take(Kind.CLOSE, ")");
        depth--;
        return filter;
    }

    private UserFilter elementCondition(AttributePath path) {
        UserFilter element = element(path);
        Optional<String> behind = SubAttributeBehindBrackets.name(lexer.peek());
        if (behind.isEmpty()) {
            return terms.element(path, element);
        }
        lexer.take();
        FilterTerms outer = terms;
        terms = outer.within(path);
        UserFilter ofSub = term(terms.resolve(behind.get()));
        terms = outer;
        return terms.element(path, SubAttributeBehindBrackets.both(element, ofSub));
    }

    private UserFilter term(AttributePath path) {
        if (++count > MAX_TERMS) {
            throw ScimException.invalidFilter("the filter has more than " + MAX_TERMS + " comparisons");
        }
        Token word = lexer.take();
        if (word.isWord("pr")) {
            return terms.present(path);
        }
        Operator operator = operator(word);
        Token value = lexer.take();
        return terms.compare(path, operator, BareResourceType.of(path, value).or(() -> literal(value)));
    }

    private static Operator operator(Token word) {
        for (Operator operator : Operator.values()) {
            if (word.isWord(operator.name())) {
                return operator;
            }
        }
        throw expected("one of eq, ne, co, sw, ew, pr, gt, ge, lt, le", word);
    }

    private static Optional<Object> literal(Token token) {
        if (token.kind() == Kind.STRING) {
            return Optional.of(token.text());
        }
        if (token.kind() == Kind.WORD) {
            String word = token.text().toLowerCase(Locale.ROOT);
            if (word.equals("null")) {
                return Optional.empty();
            }
            Object value = word.equals("true") || word.equals("false") ? Boolean.valueOf(word) : number(word);
            if (value != null) {
                return Optional.of(value);
            }
        }
        throw expected("a value: text in quotation marks, a number, true, false or null", token);
    }

    private static @Nullable Object number(String word) {
        if (!NUMBER.matcher(word).matches()) {
            return null;
        }
        BigDecimal decimal = new BigDecimal(word);
        boolean isLong = decimal.stripTrailingZeros().scale() <= 0 && decimal.precision() - decimal.scale() <= 18;
        return isLong ? (Object) decimal.longValueExact() : decimal;
    }

    private void deeper() {
        if (++depth > MAX_DEPTH) {
            throw ScimException.invalidFilter("the filter is nested more than " + MAX_DEPTH + " deep");
        }
    }

    private void take(Kind kind, String symbol) {
        Token token = lexer.take();
        if (token.kind() != kind) {
            throw expected(symbol, token);
        }
    }

    private static ScimException expected(String what, Token found) {
        return ScimException.invalidFilter("the filter needs " + what + " at position " + found.position()
                + (found.kind() == Kind.END ? "" : ", not " + ScimException.excerpt(found.text())));
    }
}
