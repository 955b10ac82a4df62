package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Value.Flag;
import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import io.ssokit.internal.transform.Value.Num;
import io.ssokit.internal.transform.Value.Text;

/** How values become others and when they are the same: as in JavaScript, but that nothing becomes "undefined". */
final class Convert {
    private static final int LONGEST_NUMBER = 20;

    private Convert() {}

    static boolean truthy(Value value) {
        if (value instanceof Text text) {
            return !text.value().isEmpty();
        }
        if (value instanceof Num num) {
            return num.value() != 0 && !Double.isNaN(num.value());
        }
        return value instanceof Flag flag ? flag.value() : !(value instanceof Missing);
    }

    /** For messages; never the value itself. */
    static String kind(Value value) {
        if (value instanceof Missing missing) {
            return missing == Missing.NULL ? "null" : "undefined (an attribute that did not come?)";
        }
        if (value instanceof Text) {
            return "a text";
        }
        if (value instanceof Num) {
            return "a number";
        }
        if (value instanceof Flag) {
            return "true or false";
        }
        return value instanceof Items ? "an array" : "tidp_attributes itself";
    }

    /** ECMA-262 13.5.3. */
    static String typeof(Value value) {
        if (value instanceof Text) {
            return "string";
        }
        if (value instanceof Num) {
            return "number";
        }
        if (value instanceof Flag) {
            return "boolean";
        }
        return value == Missing.UNDEFINED ? "undefined" : "object";
    }

    /** A text for {@code +} and for methods. A user called "undefined" helps nobody: what is missing fails the run. */
    static String text(Evaluation run, Value value) {
        if (value instanceof Text text) {
            return text.value();
        }
        if (value instanceof Num num) {
            return text(num.value());
        }
        if (value instanceof Flag flag) {
            return String.valueOf(flag.value());
        }
        if (value instanceof Items items) {
            return ArrayMethods.join(run, items, ",");
        }
        throw run.failure("a text was needed, not " + kind(value));
    }

    private static String text(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            return String.valueOf((long) number);
        }
        return String.valueOf(number);
    }

    static double number(Value value) {
        if (value instanceof Num num) {
            return num.value();
        }
        if (value instanceof Flag flag) {
            return flag.value() ? 1 : 0;
        }
        if (value instanceof Text text) {
            return number(text.value());
        }
        return value == Missing.NULL ? 0 : Double.NaN;
    }

    private static double number(String text) {
        if (text.length() > LONGEST_NUMBER) {
            return Double.NaN;
        }
        String digits = text.strip();
        if (digits.isEmpty()) {
            return 0;
        }
        return digits.matches("[+-]?[0-9]+(\\.[0-9]+)?") ? Double.parseDouble(digits) : Double.NaN;
    }

    /** {@code ===} */
    static boolean same(Evaluation run, Value a, Value b) {
        if (a instanceof Text left && b instanceof Text right) {
            run.looksAt(Math.min(left.value().length(), right.value().length()));
            return left.value().equals(right.value());
        }
        if (a instanceof Num left && b instanceof Num right) {
            // Not equals(): NaN is not itself, and 0 is -0.
            return left.value() == right.value();
        }
        if (a instanceof Flag left && b instanceof Flag right) {
            return left.value() == right.value();
        }
        return a == b;
    }

    /** {@code ==}: ECMA-262 7.2.14. */
    static boolean alike(Evaluation run, Value a, Value b) {
        if (a instanceof Missing || b instanceof Missing) {
            return a instanceof Missing && b instanceof Missing;
        }
        if (a instanceof Items != b instanceof Items) {
            return a instanceof Items items
                    ? alike(run, Value.of(ArrayMethods.join(run, items, ",")), b)
                    : alike(run, b, a);
        }
        if (a.getClass() == b.getClass()) {
            return same(run, a, b);
        }
        return number(a) == number(b);
    }
}
