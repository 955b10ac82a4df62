package io.ssokit.internal.transform;

import java.util.List;
import java.util.Set;

/**
 * A script of an attribute mapping: a small part of JavaScript that always ends. There are no loops, no functions and
 * nothing of Java to reach; steps, characters and work are bounded besides, so that a run takes milliseconds whatever the
 * script is. Immutable and thread-safe.
 */
public final class Transform {
    /** How long a script may be, in characters. */
    public static final int MAX_LENGTH = 8000;

    private final List<Statement> statements;
    private final int variables;
    private final boolean readsResponse;

    private Transform(Parser parser) {
        this.statements = parser.script();
        this.variables = parser.variables();
        this.readsResponse = parser.readsResponse();
    }

    /**
     * Reads a script.
     *
     * @param setters the functions that a script may call to give a field its value, for example {@code setRoles}
     * @throws TransformProblem if it is too long, not ASCII, or not written in this language
     */
    public static Transform parse(String source, Set<String> setters) {
        return new Transform(new Parser(new Lexer(source).tokens(), setters));
    }

    /** Whether the script looks at {@code saml_response} at all. */
    public boolean readsResponse() {
        return readsResponse;
    }

    /** Runs the script; never throws. */
    public TransformOutcome run(TransformInput input) {
        return new Evaluation(input, variables).run(statements);
    }
}
