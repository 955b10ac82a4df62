package io.ssokit.internal.transform;

/** A script is not written in the language of transforms. Says where, and what to write instead. */
public final class TransformProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    TransformProblem(int line, int column, String sentence) {
        super(sentence);
        this.line = line;
        this.column = column;
    }

    /** Counted from 1. */
    public int line() {
        return line;
    }

    /** Counted from 1. */
    public int column() {
        return column;
    }

    /** What is wrong and where: {@code line 3, column 5: …}. Quotes at most one word of the script. */
    @Override
    public String getMessage() {
        return "line " + line + ", column " + column + ": " + super.getMessage();
    }
}
