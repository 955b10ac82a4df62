package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Method.OnItems;
import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What arrays can do: ECMA-262 23.1.3, without anything that takes a function. Arrays do not nest. */
final class ArrayMethods {
    private ArrayMethods() {}

    static void addTo(Map<String, Method> all) {
        add(
                all,
                "join",
                0,
                1,
                (run, self, arguments) ->
                        Value.of(join(run, self, arguments.isEmpty() ? "," : Convert.text(run, arguments.get(0)))));
        add(
                all,
                "indexOf",
                1,
                2,
                (run, self, arguments) ->
                        Value.of((double) indexOf(run, self, arguments.get(0), Method.integer(arguments, 1, 0))));
        add(
                all,
                "includes",
                1,
                2,
                (run, self, arguments) ->
                        Value.of(indexOf(run, self, arguments.get(0), Method.integer(arguments, 1, 0)) >= 0));
        add(all, "concat", 0, 16, ArrayMethods::concat);
        add(all, "slice", 0, 2, ArrayMethods::slice);
        add(all, "push", 1, 16, ArrayMethods::push);
        add(all, "pop", 0, 0, (run, self, arguments) -> remove(self, self.list.size() - 1));
        add(all, "shift", 0, 0, (run, self, arguments) -> {
            run.step(self.list.size());
            return remove(self, 0);
        });
        add(all, "toString", 0, 0, (run, self, arguments) -> Value.of(join(run, self, ",")));
    }

    private static void add(Map<String, Method> all, String name, int least, int most, OnItems call) {
        Method text = all.get(name);
        all.put(
                name,
                text == null ? new Method(name, least, most, Optional.empty(), Optional.of(call)) : text.and(call));
    }

    static String join(Evaluation run, Items items, String separator) {
        StringBuilder made = new StringBuilder();
        boolean first = true;
        for (Value item : items.list) {
            run.step(1);
            // What is missing is empty here, also in JavaScript: ECMA-262 23.1.3.18.
            String text = item instanceof Missing ? "" : Convert.text(run, item);
            run.makes((first ? 0L : separator.length()) + text.length());
            made.append(first ? "" : separator).append(text);
            first = false;
        }
        return made.toString();
    }

    static void add(Evaluation run, Items items, Value item) {
        if (item instanceof Items || item instanceof Value.Attributes) {
            throw run.failure(
                    "an array holds texts and numbers, not " + Convert.kind(item) + "; concat joins two arrays");
        }
        run.step(1);
        run.addsElements(1);
        items.list.add(item);
    }

    private static int indexOf(Evaluation run, Items self, Value wanted, int from) {
        for (int i = Method.relative(from, self.list.size()); i < self.list.size(); i++) {
            run.step(1);
            if (Convert.same(run, self.list.get(i), wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static Value concat(Evaluation run, Items self, List<Value> arguments) {
        Items made = new Items();
        addAll(run, made, self.list);
        for (Value argument : arguments) {
            addAll(run, made, argument instanceof Items more ? more.list : List.of(argument));
        }
        return made;
    }

    private static Value slice(Evaluation run, Items self, List<Value> arguments) {
        int size = self.list.size();
        int from = Method.relative(Method.integer(arguments, 0, 0), size);
        int to = Math.max(from, Method.relative(Method.integer(arguments, 1, size), size));
        Items made = new Items();
        addAll(run, made, self.list.subList(from, to));
        return made;
    }

    private static Value push(Evaluation run, Items self, List<Value> arguments) {
        addAll(run, self, arguments);
        return Value.of((double) self.list.size());
    }

    private static void addAll(Evaluation run, Items items, List<Value> more) {
        for (Value item : more) {
            add(run, items, item);
        }
    }

    private static Value remove(Items self, int index) {
        return self.list.isEmpty() ? Missing.UNDEFINED : self.list.remove(index);
    }
}
