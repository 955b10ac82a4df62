package io.ssokit.internal.transform;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which variables a script knows where: {@code let} and {@code const} end with their block, {@code var} does not. */
final class Scope {
    /** How a variable was declared. */
    enum Kind {
        VAR,
        LET,
        CONST,
        /** Another name for {@code tidp_attributes}. */
        ATTRIBUTES
    }

    /** One variable. */
    record Entry(Kind kind, int slot) {}

    private final Deque<Map<String, Entry>> blocks = new ArrayDeque<>();
    private int slots;

    Scope() {
        open();
    }

    void open() {
        blocks.push(new HashMap<>());
    }

    void close() {
        blocks.pop();
    }

    int slots() {
        return slots;
    }

    Optional<Entry> find(String name) {
        return blocks.stream()
                .map(block -> block.get(name))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /** The variable that a declaration speaks of. */
    Entry declare(Token name, Kind kind) {
        boolean everywhere = kind == Kind.VAR;
        Map<String, Entry> block = everywhere ? blocks.getLast() : blocks.getFirst();
        Optional<Entry> visible = everywhere ? find(name.text()) : Optional.ofNullable(block.get(name.text()));
        if (visible.isPresent()) {
            if (everywhere && visible.get().kind() == Kind.VAR) {
                return visible.get();
            }
            throw name.problem("'" + name.text() + "' is declared already");
        }
        Entry entry = new Entry(kind, slots++);
        block.put(name.text(), entry);
        return entry;
    }
}
