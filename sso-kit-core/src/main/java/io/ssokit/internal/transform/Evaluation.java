package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import io.ssokit.internal.transform.Value.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One run of one script: variables, what setters were given, and what may still be spent. Not thread-safe. */
final class Evaluation {
    static final int MAX_REASON = 200;

    /** A script without loops comes nowhere near; long arrays do. */
    private static final int MAX_STEPS = 20_000;

    /** Characters that all texts made in a run may have together, and 16 for each element of an array. */
    private static final int MAX_CHARACTERS = 256 * 1024;

    /** Characters that all searches of a run may look at together: eight times the largest response. */
    private static final int MAX_WORK = 8 * 512 * 1024;

    private static final int ELEMENT = 16;

    private final TransformInput input;
    private final Value[] variables;
    private final Map<String, Value> attributes = new HashMap<>();
    private final Map<String, List<String>> assigned = new LinkedHashMap<>();
    private final Value currentValue;
    private int steps;
    private int characters;
    private int work;
    private int line = 1;

    Evaluation(TransformInput input, int variables) {
        this.input = input;
        this.variables = new Value[variables];
        Arrays.fill(this.variables, Missing.UNDEFINED);
        this.currentValue = value(input.currentValue());
    }

    TransformOutcome run(List<Statement> statements) {
        try {
            runAll(statements);
        } catch (Halt halt) {
            return halt.outcome();
        }
        return assigned.isEmpty()
                ? new TransformOutcome.Unchanged()
                : new TransformOutcome.Assigned(Collections.unmodifiableMap(assigned));
    }

    void runAll(List<Statement> statements) {
        for (Statement statement : statements) {
            step(1);
            statement.run(this);
        }
    }

    Value eval(Expression expression) {
        step(1);
        return expression.eval(this);
    }

    /** Where the script is, for the message of a failure. */
    void at(int nowLine) {
        this.line = nowLine;
    }

    Value variable(int slot) {
        return variables[slot];
    }

    void store(int slot, Value value) {
        variables[slot] = value;
    }

    Value currentValue() {
        return currentValue;
    }

    Value response() {
        return Value.of(input.samlResponse());
    }

    /** The same array each time, so that what a script adds to it stays in it for this run. */
    Value attribute(String name) {
        return attributes.computeIfAbsent(name, n -> value(input.attributes().getOrDefault(n, List.of())));
    }

    /** Gives a field its value. */
    void assign(String setter, Value value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof Text text) {
            texts.add(text.value());
        } else if (value instanceof Items items) {
            step(items.list.size());
            for (Value item : items.list) {
                if (!(item instanceof Text text)) {
                    throw failure(
                            setter + " takes a text or an array of texts, not an array with " + Convert.kind(item));
                }
                texts.add(text.value());
            }
        } else {
            throw failure(setter + " takes a text or an array of texts, not " + Convert.kind(value));
        }
        assigned.put(setter, List.copyOf(texts));
    }

    Halt rejection(String reason) {
        return new Halt(new TransformOutcome.Rejected(
                reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) + "…" : reason));
    }

    Halt failure(String problem) {
        return new Halt(new TransformOutcome.Failed(line, problem));
    }

    void step(int count) {
        steps += count;
        if (steps > MAX_STEPS) {
            throw failure("the script takes more than " + MAX_STEPS + " steps");
        }
    }

    /** Before a text of this length is made. */
    void makes(long length) {
        if (length > MAX_CHARACTERS - characters) {
            throw failure("the script makes texts and arrays of more than " + MAX_CHARACTERS + " characters");
        }
        characters += (int) length;
    }

    /** Before elements are added to an array. */
    void addsElements(long count) {
        makes(count * ELEMENT);
    }

    /** Before a text of this length is looked through. */
    void looksAt(long length) {
        if (length > MAX_WORK - work) {
            throw failure("the script looks through texts of more than " + MAX_WORK + " characters");
        }
        work += (int) length;
    }

    private static Value value(List<String> values) {
        if (values.isEmpty()) {
            return Missing.UNDEFINED;
        }
        if (values.size() == 1) {
            return Value.of(values.get(0));
        }
        Items items = new Items();
        for (String value : values) {
            items.list.add(Value.of(value));
        }
        return items;
    }
}
