package io.ssokit.internal.transform;

import java.util.List;
import java.util.Map;

/** What came of a script. Exactly one of four. Immutable. */
public sealed interface TransformOutcome {
    /** The script ended and called no setter. */
    record Unchanged() implements TransformOutcome {}

    /**
     * The script ended.
     *
     * @param values by setter ({@code setRoles}), in the order of their first calls; of several calls the last counts
     */
    record Assigned(Map<String, List<String>> values) implements TransformOutcome {}

    /**
     * The script called {@code reject}.
     *
     * @param reason as the script says it, at most 200 characters
     */
    record Rejected(String reason) implements TransformOutcome {}

    /**
     * The script could not be carried on.
     *
     * @param line counted from 1
     * @param problem what is wrong; holds no value of an attribute
     */
    record Failed(int line, String problem) implements TransformOutcome {}
}
