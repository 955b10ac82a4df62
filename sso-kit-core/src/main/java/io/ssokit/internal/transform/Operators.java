package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Value.Flag;
import io.ssokit.internal.transform.Value.Missing;
import io.ssokit.internal.transform.Value.Num;
import io.ssokit.internal.transform.Value.Text;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** The operators between two operands: ECMA-262 13. */
final class Operators {
    /** How tightly an operator binds, and what it makes of its operands. */
    record Operator(int binding, Making making) {}

    /** Makes the expression. */
    @FunctionalInterface
    interface Making {
        Expression of(int line, Expression left, Expression right);
    }

    private static final Map<String, Operator> ALL = Map.ofEntries(
            Map.entry("??", choice(1, value -> !(value instanceof Missing))),
            Map.entry("||", choice(1, Convert::truthy)),
            Map.entry("&&", choice(2, value -> !Convert.truthy(value))),
            Map.entry("===", binary(3, (run, a, b) -> Value.of(Convert.same(run, a, b)))),
            Map.entry("!==", binary(3, (run, a, b) -> Value.of(!Convert.same(run, a, b)))),
            Map.entry("==", binary(3, (run, a, b) -> Value.of(Convert.alike(run, a, b)))),
            Map.entry("!=", binary(3, (run, a, b) -> Value.of(!Convert.alike(run, a, b)))),
            Map.entry("<", compare(4, sign -> sign < 0)),
            Map.entry("<=", compare(4, sign -> sign <= 0)),
            Map.entry(">", compare(4, sign -> sign > 0)),
            Map.entry(">=", compare(4, sign -> sign >= 0)),
            Map.entry("+", binary(5, Operators::plus)),
            Map.entry("-", binary(5, (run, a, b) -> Value.of(Convert.number(a) - Convert.number(b)))),
            Map.entry("*", binary(6, (run, a, b) -> Value.of(Convert.number(a) * Convert.number(b)))),
            Map.entry("/", binary(6, (run, a, b) -> Value.of(Convert.number(a) / Convert.number(b)))),
            Map.entry("%", binary(6, (run, a, b) -> Value.of(Convert.number(a) % Convert.number(b)))));

    private Operators() {}

    /** The operator of this sign. */
    static Optional<Operator> find(Token token) {
        return token.kind() == Token.Kind.SIGN ? Optional.ofNullable(ALL.get(token.text())) : Optional.empty();
    }

    static Value plus(Evaluation run, Value a, Value b) {
        if (isNumber(a) && isNumber(b)) {
            return Value.of(Convert.number(a) + Convert.number(b));
        }
        String left = Convert.text(run, a);
        String right = Convert.text(run, b);
        run.makes((long) left.length() + right.length());
        return Value.of(left + right);
    }

    private static boolean isNumber(Value value) {
        return value instanceof Num || value instanceof Flag;
    }

    private static Operator binary(int binding, Expression.Binary.Operation operation) {
        return new Operator(binding, (line, left, right) -> new Expression.Binary(line, operation, left, right));
    }

    private static Operator choice(int binding, Function<Value, Boolean> decides) {
        return new Operator(binding, (line, left, right) -> new Expression.Choice(decides, left, right));
    }

    private static Operator compare(int binding, IntPredicate wanted) {
        return binary(binding, (run, a, b) -> {
            if (a instanceof Text left && b instanceof Text right) {
                run.looksAt(Math.min(left.value().length(), right.value().length()));
                return Value.of(wanted.test(left.value().compareTo(right.value())));
            }
            double left = Convert.number(a);
            double right = Convert.number(b);
            // NaN is neither less than, nor greater than, nor the same as anything.
            return Value.of(!Double.isNaN(left)
                    && !Double.isNaN(right)
                    && wanted.test(Double.compare(left + 0.0, right + 0.0)));
        });
    }
}
