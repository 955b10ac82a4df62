package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a script into words. Used once. */
final class Lexer {
    private static final int MAX_DIGITS = 15;

    /** The longer ones first: {@code ===} is not {@code =} three times. */
    private static final List<String> SIGNS = List.of(
            ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=",
            "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**", "<<", ">>", "{",
            "}", "(", ")", "[", "]", ";", ",", "<", ">", "=", "!", "?", ":", "+", "-", "*", "/", "%", ".", "&", "|",
            "^", "~", "@", "#");

    /** After these a slash divides; after anything else it would begin a regular expression. */
    private static final Set<String> ENDS_OF_VALUES = Set.of(")", "]", "}");

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int lineStart;
    private boolean newLine;

    Lexer(String source) {
        this.source = source;
    }

    List<Token> tokens() {
        requireShortAscii();
        for (skipBlanks(); at < source.length(); skipBlanks()) {
            next();
        }
        add(Kind.END, "", at);
        return tokens;
    }

    private void requireShortAscii() {
        if (source.length() > Transform.MAX_LENGTH) {
            throw new TransformProblem(
                    1,
                    1,
                    "a script has at most " + Transform.MAX_LENGTH + " characters, this one has " + source.length());
        }
        int row = 1;
        int start = 0;
        for (int i = 0; i < source.length(); i++) {
            char c = source.charAt(i);
            if (c == '\n') {
                row++;
                start = i + 1;
            } else if (c > '~' || (c < ' ' && c != '\t' && c != '\r')) {
                throw new TransformProblem(
                        row,
                        i - start + 1,
                        "only ASCII characters may stand in a script; write others as \\uXXXX in a text");
            }
        }
    }

    private void next() {
        char c = source.charAt(at);
        if (isLetter(c)) {
            int from = at;
            while (at < source.length() && (isLetter(source.charAt(at)) || isDigit(source.charAt(at)))) {
                at++;
            }
            add(Kind.NAME, source.substring(from, at), from);
        } else if (isDigit(c)) {
            number();
        } else if (c == '"' || c == '\'') {
            text(c);
        } else {
            sign(c);
        }
    }

    private void skipBlanks() {
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\n') {
                line++;
                lineStart = at + 1;
                newLine = true;
                at++;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                at++;
            } else if (source.startsWith("//", at)) {
                int end = source.indexOf('\n', at);
                at = end < 0 ? source.length() : end;
            } else if (source.startsWith("/*", at)) {
                skipComment();
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        int end = source.indexOf("*/", at + 2);
        if (end < 0) {
            throw problem("this comment does not end: */ is missing");
        }
        for (int i = at; i < end; i++) {
            if (source.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
                newLine = true;
            }
        }
        at = end + 2;
    }

    private void number() {
        int from = at;
        skipDigits();
        if (at + 1 < source.length() && source.charAt(at) == '.' && isDigit(source.charAt(at + 1))) {
            at++;
            skipDigits();
        }
        if (at < source.length() && isLetter(source.charAt(at)) || at - from > MAX_DIGITS) {
            at = from;
            throw problem("a number is written in at most " + MAX_DIGITS + " decimal digits");
        }
        add(Kind.NUMBER, source.substring(from, at), from);
    }

    private void skipDigits() {
        while (at < source.length() && isDigit(source.charAt(at))) {
            at++;
        }
    }

    private void text(char quote) {
        int from = at++;
        StringBuilder meant = new StringBuilder();
        while (at < source.length() && source.charAt(at) != quote && source.charAt(at) != '\n') {
            if (source.charAt(at) == '\\') {
                at++;
                escape(meant);
            } else {
                meant.append(source.charAt(at++));
            }
        }
        if (at >= source.length() || source.charAt(at) == '\n') {
            at = from;
            throw problem("this text does not end on its line: " + quote + " is missing");
        }
        at++;
        add(Kind.TEXT, meant.toString(), from);
    }

    /** ECMA-262 12.9.4, but for octal digits and line continuations. */
    private void escape(StringBuilder meant) {
        char c = at < source.length() ? source.charAt(at) : '\n';
        at++;
        switch (c) {
            case 'n' -> meant.append('\n');
            case 't' -> meant.append('\t');
            case 'r' -> meant.append('\r');
            case 'b' -> meant.append('\b');
            case 'f' -> meant.append('\f');
            case 'v' -> meant.append('\u000b');
            case 'x' -> meant.append((char) hex(2));
            case 'u' -> meant.append((char) hex(4));
            default -> {
                if (isLetter(c) || isDigit(c) || c == '\n' || c == '\r') {
                    at--;
                    throw problem("after \\ in a text stands n, t, r, b, f, v, xHH, uHHHH, a quote or a sign");
                }
                meant.append(c);
            }
        }
    }

    private int hex(int digits) {
        int value = 0;
        for (int i = 0; i < digits; i++, at++) {
            int digit = at < source.length() ? Character.digit(source.charAt(at), 16) : -1;
            if (digit < 0) {
                throw problem("\\x is followed by two, \\u by four hexadecimal digits");
            }
            value = value * 16 + digit;
        }
        return value;
    }

    private void sign(char c) {
        if (c == '`') {
            throw problem("texts in back-quotes are not part of this language; put texts together with +");
        }
        if (c == '/' && !afterValue()) {
            throw problem(
                    "regular expressions are not part of this language; use split, indexOf, startsWith or replace");
        }
        for (String sign : SIGNS) {
            if (source.startsWith(sign, at)) {
                int from = at;
                at += sign.length();
                add(Kind.SIGN, sign, from);
                return;
            }
        }
        throw problem("'" + c + "' does not belong here");
    }

    private boolean afterValue() {
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.get(tokens.size() - 1);
        return last.kind() == Kind.SIGN ? ENDS_OF_VALUES.contains(last.text()) : !Words.KEYWORDS.contains(last.text());
    }

    private void add(Kind kind, String text, int from) {
        tokens.add(new Token(kind, text, line, from - lineStart + 1, newLine));
        newLine = false;
    }

    private TransformProblem problem(String sentence) {
        return new TransformProblem(line, at - lineStart + 1, sentence);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
