package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Token.Kind;
import java.util.List;

/** Where the parser is. Bounds how deep a script may be nested: parser and run go as deep as it is. */
final class Cursor {
    private static final int MAX_DEPTH = 64;

    private final List<Token> tokens;
    private int at;
    private int depth;

    Cursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The word after the next one. */
    Token second() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    boolean accept(String sign) {
        boolean there = peek().is(sign);
        if (there) {
            at++;
        }
        return there;
    }

    boolean acceptWord(String word) {
        boolean there = peek().isWord(word);
        if (there) {
            at++;
        }
        return there;
    }

    void expect(String sign) {
        if (!accept(sign)) {
            throw peek().problem("'" + sign + "' is missing before " + peek().shown());
        }
    }

    boolean atEnd() {
        return peek().kind() == Kind.END;
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw peek().problem("this is nested more than " + MAX_DEPTH + " deep");
        }
    }

    void leave() {
        depth--;
    }
}
