package io.ssokit.internal.transform;

/**
 * A word of a script.
 *
 * @param text as written; of a {@link Kind#TEXT} what it means
 * @param newLine whether a line ends before it
 */
record Token(Kind kind, String text, int line, int column, boolean newLine) {
    enum Kind {
        NAME,
        NUMBER,
        TEXT,
        SIGN,
        END
    }

    boolean is(String sign) {
        return kind == Kind.SIGN && text.equals(sign);
    }

    boolean isWord(String word) {
        return kind == Kind.NAME && text.equals(word);
    }

    TransformProblem problem(String sentence) {
        return new TransformProblem(line, column, sentence);
    }

    /** For sentences: what stands here, shortened. */
    String shown() {
        if (kind == Kind.END) {
            return "the end of the script";
        }
        return kind == Kind.TEXT ? "a text" : "'" + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + "'";
    }
}
