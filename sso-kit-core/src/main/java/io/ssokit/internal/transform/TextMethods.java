package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Method.OnText;
import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What texts can do: ECMA-262 22.1.3, without regular expressions and without {@code $} in replacements. */
final class TextMethods {
    private TextMethods() {}

    static void addTo(Map<String, Method> all) {
        add(all, "split", 0, 2, TextMethods::split);
        add(
                all,
                "indexOf",
                1,
                2,
                (run, self, arguments) -> Value.of(
                        (double) Search.first(run, self, text(run, arguments, 0), Method.integer(arguments, 1, 0))));
        add(
                all,
                "lastIndexOf",
                1,
                2,
                (run, self, arguments) -> Value.of((double) Search.last(
                        run, self, text(run, arguments, 0), Method.integer(arguments, 1, Integer.MAX_VALUE))));
        add(
                all,
                "includes",
                1,
                2,
                (run, self, arguments) -> Value.of(
                        Search.first(run, self, text(run, arguments, 0), Method.integer(arguments, 1, 0)) >= 0));
        add(all, "startsWith", 1, 2, TextMethods::startsWith);
        add(all, "endsWith", 1, 2, TextMethods::endsWith);
        add(all, "toLowerCase", 0, 0, (run, self, arguments) -> cased(run, self, false));
        add(all, "toUpperCase", 0, 0, (run, self, arguments) -> cased(run, self, true));
        add(all, "trim", 0, 0, (run, self, arguments) -> {
            run.makes(self.length());
            return Value.of(self.strip());
        });
        add(all, "substring", 1, 2, TextMethods::substring);
        add(all, "substr", 1, 2, TextMethods::substr);
        add(all, "slice", 0, 2, TextMethods::slice);
        add(all, "charAt", 0, 1, (run, self, arguments) -> charAt(run, self, Method.integer(arguments, 0, 0)));
        add(all, "replace", 2, 2, (run, self, arguments) -> replace(run, self, arguments, false));
        add(all, "replaceAll", 2, 2, (run, self, arguments) -> replace(run, self, arguments, true));
        add(all, "concat", 0, 16, TextMethods::concat);
        add(all, "toString", 0, 0, (run, self, arguments) -> Value.of(self));
        // An attribute that happens to have one value is joined to that value.
        add(all, "join", 0, 1, (run, self, arguments) -> Value.of(self));
    }

    private static void add(Map<String, Method> all, String name, int least, int most, OnText call) {
        all.put(name, new Method(name, least, most, Optional.of(call), Optional.empty()));
    }

    private static String text(Evaluation run, List<Value> arguments, int index) {
        return Convert.text(run, arguments.get(index));
    }

    private static Value split(Evaluation run, String self, List<Value> arguments) {
        int limit = Method.integer(arguments, 1, Integer.MAX_VALUE);
        Items parts = new Items();
        if (arguments.isEmpty() || arguments.get(0) == Missing.UNDEFINED) {
            add(run, parts, self);
            return parts;
        }
        String separator = text(run, arguments, 0);
        if (separator.isEmpty()) {
            for (int i = 0; i < self.length() && parts.list.size() < limit; i++) {
                add(run, parts, self.substring(i, i + 1));
            }
            return parts;
        }
        int from = 0;
        while (parts.list.size() < limit) {
            int to = Search.first(run, self, separator, from);
            if (to < 0) {
                add(run, parts, self.substring(from));
                break;
            }
            add(run, parts, self.substring(from, to));
            from = to + separator.length();
        }
        return parts;
    }

    private static void add(Evaluation run, Items parts, String part) {
        run.addsElements(1);
        run.makes(part.length());
        run.step(1);
        parts.list.add(Value.of(part));
    }

    private static Value startsWith(Evaluation run, String self, List<Value> arguments) {
        String wanted = text(run, arguments, 0);
        run.looksAt(wanted.length());
        int at = Math.max(0, Method.integer(arguments, 1, 0));
        return Value.of(self.startsWith(wanted, Math.min(at, self.length())));
    }

    private static Value endsWith(Evaluation run, String self, List<Value> arguments) {
        String wanted = text(run, arguments, 0);
        run.looksAt(wanted.length());
        int end = Math.max(0, Math.min(Method.integer(arguments, 1, self.length()), self.length()));
        return Value.of(wanted.length() <= end && self.startsWith(wanted, end - wanted.length()));
    }

    private static Value cased(Evaluation run, String self, boolean upper) {
        run.makes(self.length());
        return Value.of(upper ? self.toUpperCase(Locale.ROOT) : self.toLowerCase(Locale.ROOT));
    }

    private static Value substring(Evaluation run, String self, List<Value> arguments) {
        int a = Math.max(0, Math.min(Method.integer(arguments, 0, 0), self.length()));
        int b = Math.max(0, Math.min(Method.integer(arguments, 1, self.length()), self.length()));
        return part(run, self, Math.min(a, b), Math.max(a, b));
    }

    private static Value substr(Evaluation run, String self, List<Value> arguments) {
        int from = Method.relative(Method.integer(arguments, 0, 0), self.length());
        int length = Math.max(0, Method.integer(arguments, 1, self.length()));
        return part(run, self, from, (int) Math.min(self.length(), (long) from + length));
    }

    private static Value slice(Evaluation run, String self, List<Value> arguments) {
        int from = Method.relative(Method.integer(arguments, 0, 0), self.length());
        int to = Method.relative(Method.integer(arguments, 1, self.length()), self.length());
        return part(run, self, from, Math.max(from, to));
    }

    private static Value part(Evaluation run, String self, int from, int to) {
        run.makes(to - (long) from);
        return Value.of(self.substring(from, to));
    }

    static Value charAt(Evaluation run, String self, int index) {
        run.makes(1);
        return Value.of(index < 0 || index >= self.length() ? "" : self.substring(index, index + 1));
    }

    private static Value replace(Evaluation run, String self, List<Value> arguments, boolean all) {
        String wanted = text(run, arguments, 0);
        String replacement = text(run, arguments, 1);
        StringBuilder made = new StringBuilder();
        int from = 0;
        int at = Search.first(run, self, wanted, 0);
        while (at >= 0) {
            run.step(1);
            run.makes((long) at - from + replacement.length());
            made.append(self, from, at).append(replacement);
            from = at + wanted.length();
            // ECMA-262 22.1.3.20: an empty text stands between all characters.
            int next = wanted.isEmpty() ? at + 1 : from;
            at = !all || next > self.length() ? -1 : Search.first(run, self, wanted, next);
        }
        run.makes((long) self.length() - from);
        return Value.of(made.append(self, from, self.length()).toString());
    }

    private static Value concat(Evaluation run, String self, List<Value> arguments) {
        StringBuilder made = new StringBuilder();
        run.makes(self.length());
        made.append(self);
        for (Value argument : arguments) {
            String more = Convert.text(run, argument);
            run.makes(more.length());
            made.append(more);
        }
        return Value.of(made.toString());
    }
}
