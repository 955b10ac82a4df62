package io.ssokit.testing;

import java.util.List;

/**
 * What came of {@link ScimClient#provision}. Immutable.
 *
 * @param dialect whose way of provisioning it was
 * @param steps in their order; after a step that failed those that need it are missing
 */
public record ScimLife(ScimDialect dialect, List<Step> steps) {
    public ScimLife {
        steps = List.copyOf(steps);
    }

    /**
     * One step.
     *
     * @param name for example {@code switch off}
     * @param status HTTP status of the answer
     * @param problem what is wrong with it; empty if nothing is
     */
    public record Step(String name, int status, String problem) {
        /** Whether it went as the provider expects. */
        public boolean isFine() {
            return problem.isEmpty();
        }
    }

    /** The steps that did not go as the provider expects. */
    public List<Step> problems() {
        return steps.stream().filter(step -> !step.isFine()).toList();
    }

    /**
     * This, if every step went well.
     *
     * @throws IllegalStateException with all problems if not
     */
    public ScimLife orThrow() {
        if (!problems().isEmpty()) {
            throw new IllegalStateException(dialect + " could not provision: " + problems());
        }
        return this;
    }
}
