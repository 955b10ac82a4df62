package io.ssokit.internal.transform;

/** Ends a run before its end; never leaves {@link Evaluation}. */
final class Halt extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient TransformOutcome outcome;

    Halt(TransformOutcome outcome) {
        super(null, null, false, false);
        this.outcome = outcome;
    }

    TransformOutcome outcome() {
        return outcome;
    }
}
