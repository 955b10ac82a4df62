package io.ssokit.connection;

import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeMapping.Row;
import io.ssokit.connection.AttributeRule.Values;
import io.ssokit.connection.Mapped.Problem;
import io.ssokit.connection.Mapped.Reason;
import io.ssokit.internal.transform.TransformInput;
import io.ssokit.internal.transform.TransformOutcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of a mapping: every row is read, then scripts run in the order of the rows, then what is required is looked
 * for. Not thread-safe.
 */
final class MappingRun {
    private final Map<Field, Row> rows;
    private final Map<String, List<String>> attributes;
    private final Supplier<String> message;
    private final Map<Field, RowState> states = new EnumMap<>(Field.class);
    private @Nullable String response;
    private @Nullable Problem problem;

    MappingRun(Map<Field, Row> rows, Map<String, List<String>> attributes, Supplier<String> message) {
        this.rows = rows;
        this.attributes = attributes;
        this.message = message;
    }

    Mapped run() {
        rows.forEach((field, row) -> states.put(field, read(row)));
        rows.values().forEach(this::transform);
        rows.values().forEach(this::require);
        Map<Field, List<String>> values = new EnumMap<>(Field.class);
        List<Mapped.Step> trace = new ArrayList<>(states.size());
        states.forEach((field, state) -> {
            values.put(field, List.copyOf(state.values));
            trace.add(state.step());
        });
        return new Mapped(Collections.unmodifiableMap(values), trace, Optional.ofNullable(problem));
    }

    private RowState read(Row row) {
        RowState state = new RowState(row.rule());
        for (String name : row.names()) {
            if (row.field() == Field.USER_NAME && isUnverified() && isEmailName(name)) {
                state.notes.add(name + " is not verified and names nobody");
                continue;
            }
            state.tried.add(name);
            List<String> found = filled(lookUp(row.rule(), name));
            if (!found.isEmpty()) {
                state.found(name, found);
                break;
            }
        }
        if (state.found.isEmpty() && row.rule().defaultValue().isPresent()) {
            state.values = List.of(row.rule().defaultValue().get());
            state.notes.add("default");
        } else {
            state.values = oneOrAll(state, state.found);
        }
        return state;
    }

    private List<String> lookUp(AttributeRule rule, String name) {
        List<String> exact = attributes.get(name);
        if (exact != null && !filled(exact).isEmpty() || rule.caseSensitive()) {
            return exact == null ? List.of() : exact;
        }
        return attributes.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .filter(values -> !filled(values).isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static List<String> filled(List<String> values) {
        for (String value : values) {
            if (value.isBlank()) {
                return values.stream().filter(v -> !v.isBlank()).toList();
            }
        }
        return values;
    }

    /** The row's rule for several values. */
    private List<String> oneOrAll(RowState state, List<String> values) {
        if (values.size() < 2 || state.rule.values() == Values.ALL) {
            return values;
        }
        switch (state.rule.values()) {
            case JOIN:
                return List.of(String.join(state.rule.separator(), values));
            case REFUSE:
                problem(state.rule.field(), Reason.SEVERAL, "one value", values.size() + " values");
                return List.of();
            default:
                return List.of(values.get(0));
        }
    }

    private void transform(Row row) {
        if (row.transform().isEmpty() || problem != null) {
            return;
        }
        RowState state = state(row.field());
        TransformOutcome outcome = row.transform()
                .get()
                .run(new TransformInput(
                        state.values, attributes, row.transform().get().readsResponse() ? response() : ""));
        if (outcome instanceof TransformOutcome.Assigned assigned) {
            state.transform = "called " + String.join(", ", assigned.values().keySet());
            assigned.values().forEach((setter, values) -> assign(row.field(), Setters.field(setter), values));
        } else if (outcome instanceof TransformOutcome.Rejected rejected) {
            state.transform = "rejected";
            problem(row.field(), Reason.REJECTED, "a transform that does not reject", rejected.reason());
        } else if (outcome instanceof TransformOutcome.Failed failed) {
            state.transform = "failed at line " + failed.line();
            problem(
                    row.field(),
                    Reason.FAILED,
                    "a transform that ends",
                    "line " + failed.line() + ": " + failed.problem());
        } else {
            state.transform = "changed nothing";
        }
    }

    private void assign(Field by, Field field, List<String> values) {
        RowState state = state(field);
        state.values = oneOrAll(state, filled(values));
        if (by != field) {
            state.notes.add("set by the transform of " + by.key());
        }
    }

    private RowState state(Field field) {
        return states.computeIfAbsent(field, missing -> new RowState(AttributeRule.of(missing)));
    }

    private String response() {
        if (response == null) {
            response = message.get();
        }
        return response;
    }

    /** OpenID Connect Core 5.1: whoever typed in an address that is not verified may be anybody. */
    private boolean isUnverified() {
        return attributes.getOrDefault("email_verified", List.of()).stream().anyMatch("false"::equalsIgnoreCase);
    }

    private boolean isEmailName(String name) {
        Row email = rows.get(Field.EMAIL);
        return contains(Field.EMAIL.usual(), name) || (email != null && contains(email.names(), name));
    }

    private static boolean contains(List<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private void require(Row row) {
        if (row.rule().required() && state(row.field()).values.isEmpty()) {
            problem(
                    row.field(),
                    Reason.MISSING,
                    "a value for " + row.field().key() + " in "
                            + (row.names().isEmpty() ? "its transform" : String.join(", ", row.names())),
                    "none");
        }
    }

    /** The first problem is the one that is told. */
    private void problem(Field field, Reason reason, String expected, String received) {
        if (problem == null) {
            problem = new Problem(field, reason, expected, received);
        }
    }

    /** How far a row has come. */
    private static final class RowState {
        final AttributeRule rule;
        final List<String> tried = new ArrayList<>(4);
        final List<String> notes = new ArrayList<>(0);
        Optional<String> source = Optional.empty();
        List<String> found = List.of();
        String transform = "";
        List<String> values = List.of();

        RowState(AttributeRule rule) {
            this.rule = rule;
        }

        void found(String name, List<String> what) {
            this.source = Optional.of(name);
            this.found = what;
        }

        Mapped.Step step() {
            return new Mapped.Step(rule.field(), tried, source, found, transform, values, notes);
        }
    }
}
