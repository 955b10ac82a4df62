package io.ssokit.connection;

import io.ssokit.connection.AttributeMapping.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a mapping has made of one person's attributes, and how. Immutable.
 *
 * <p>{@link #table} and {@link #trace} hold what the identity provider sent: show them to administrators, do not log them.
 */
public final class Mapped {
    private final Map<Field, List<String>> values;
    private final List<Step> trace;
    private final Optional<Problem> problem;

    Mapped(Map<Field, List<String>> values, List<Step> trace, Optional<Problem> problem) {
        this.values = values;
        this.trace = List.copyOf(trace);
        this.problem = problem;
    }

    /** Why the sign-in cannot go on. */
    public enum Reason {
        /** A required row has no value. */
        MISSING,
        /** A row that takes one value got several. */
        SEVERAL,
        /** A script called {@code reject}. */
        REJECTED,
        /** A script could not be carried on. */
        FAILED
    }

    /**
     * What refuses the sign-in.
     *
     * @param field the row
     * @param reason what kind of problem it is
     * @param expected what the row wanted
     * @param received what came instead; of values it says how many there were, but a reason is told as the script gave it
     */
    public record Problem(Field field, Reason reason, String expected, String received) {}

    /**
     * One row of the mapping, after it has been carried out.
     *
     * @param field what is filled
     * @param tried the attributes that were looked for, up to the one that had a value
     * @param source the one that had a value
     * @param found its values
     * @param transform what the row's script did; empty text if there is none
     * @param result the field's values in the end
     * @param notes what else there is to know; without values
     */
    public record Step(
            Field field,
            List<String> tried,
            Optional<String> source,
            List<String> found,
            String transform,
            List<String> result,
            List<String> notes) {
        public Step {
            tried = List.copyOf(tried);
            found = List.copyOf(found);
            result = List.copyOf(result);
            notes = List.copyOf(notes);
        }

        /** The same without any value: {@code groups: 3 from memberOf, 1 in the end}. */
        String summary() {
            StringBuilder text = new StringBuilder(field.key())
                    .append(": ")
                    .append(source.map(name -> found.size() + " from " + name).orElse("none"));
            if (!transform.isEmpty()) {
                text.append(", transform ").append(transform);
            }
            notes.forEach(note -> text.append(", ").append(note));
            return text.append(", ").append(result.size()).append(" in the end").toString();
        }
    }

    /** The values of a field; empty if it has none. */
    public List<String> values(Field field) {
        return values.getOrDefault(field, List.of());
    }

    /** The first value of a field. */
    public Optional<String> first(Field field) {
        return values(field).stream().findFirst();
    }

    /** Why the sign-in cannot go on; empty if it can. */
    public Optional<Problem> problem() {
        return problem;
    }

    /** Every row, in order. */
    public List<Step> trace() {
        return trace;
    }

    /** The rows without any value, the one with the problem first: for audit events. */
    public String summary() {
        return summary(problem.map(Problem::field).stream().toList());
    }

    /** The rows without any value, those of {@code first} first: an audit event may have no room for all. */
    public String summary(List<Field> first) {
        List<String> rows = new ArrayList<>();
        trace.stream().filter(step -> first.contains(step.field())).forEach(step -> rows.add(step.summary()));
        trace.stream().filter(step -> !first.contains(step.field())).forEach(step -> rows.add(step.summary()));
        return String.join("; ", rows);
    }

    /** All rows with their values as a table, for people. */
    public String table() {
        return TraceTable.of(this);
    }

    /** Without values. */
    @Override
    public String toString() {
        return "Mapped[" + summary() + "]";
    }
}
