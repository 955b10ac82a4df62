package io.ssokit.scim;

/** Cuts a filter or path into tokens, one at a time. Linear in the text's length. */
final class FilterLexer {
    enum Kind {
        WORD,
        STRING,
        OPEN,
        CLOSE,
        OPEN_ELEMENT,
        CLOSE_ELEMENT,
        END
    }

    /**
     * @param text of a word as it stands, of a string without quotes and escapes
     * @param position where it starts, from 1
     */
    record Token(Kind kind, String text, int position) {
        boolean isWord(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }
    }

    private final String text;
    private int index;
    private Token next;

    FilterLexer(String text) {
        this.text = text;
        this.next = read();
    }

    /** The next token, which stays. */
    Token peek() {
        return next;
    }

    /** The next token, which is taken. */
    Token take() {
        Token taken = next;
        next = read();
        return taken;
    }

    private Token read() {
        while (index < text.length() && text.charAt(index) == ' ') {
            index++;
        }
        int start = index;
        if (index == text.length()) {
            return new Token(Kind.END, "", start + 1);
        }
        switch (text.charAt(index)) {
            case '(':
                return symbol(Kind.OPEN);
            case ')':
                return symbol(Kind.CLOSE);
            case '[':
                return symbol(Kind.OPEN_ELEMENT);
            case ']':
                return symbol(Kind.CLOSE_ELEMENT);
            case '"':
                return string();
            default:
                return word();
        }
    }

    private Token symbol(Kind kind) {
        index++;
        return new Token(kind, text.substring(index - 1, index), index);
    }

    private Token word() {
        int start = index;
        while (index < text.length() && isWordCharacter(text.charAt(index))) {
            index++;
        }
        if (index == start) {
            throw refuse("an unexpected character", start);
        }
        return new Token(Kind.WORD, text.substring(start, index), start + 1);
    }

    // Attribute names (RFC 7643 §2.1) with their URN and dots, and the literals true, false, null and numbers.
    private static boolean isWordCharacter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "$-_.:/+#".indexOf(c) >= 0;
    }

    // RFC 7644 §3.4.2.2, compValue: a JSON string (RFC 7159 §7).
    private Token string() {
        int start = index++;
        StringBuilder value = new StringBuilder();
        while (index < text.length()) {
            char c = text.charAt(index++);
            if (c == '"') {
                return new Token(Kind.STRING, value.toString(), start + 1);
            }
            if (c < ' ') {
                throw refuse("a control character", index - 1);
            }
            value.append(c == '\\' ? escaped() : c);
        }
        throw refuse("a text without closing quotation mark", start);
    }

    private char escaped() {
        char c = index < text.length() ? text.charAt(index++) : ' ';
        int known = "\"\\/bfnrt".indexOf(c);
        if (known >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(known);
        }
        if (c == 'u'
                && index + 4 <= text.length()
                && text.substring(index, index + 4).matches("[0-9A-Fa-f]{4}")) {
            index += 4;
            return (char) Integer.parseInt(text.substring(index - 4, index), 16);
        }
        throw refuse("an unknown escape", index - 1);
    }

    private static ScimException refuse(String what, int at) {
        return ScimException.invalidFilter("the filter has " + what + " at position " + (at + 1));
    }
}
