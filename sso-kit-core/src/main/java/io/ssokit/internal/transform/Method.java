package io.ssokit.internal.transform;

import io.ssokit.internal.transform.Value.Items;
import io.ssokit.internal.transform.Value.Missing;
import io.ssokit.internal.transform.Value.Text;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A method that texts, arrays or both have; there are no others. Immutable.
 *
 * @param most how many arguments it takes at most
 */
record Method(String name, int least, int most, Optional<OnText> ofText, Optional<OnItems> ofItems) {
    /** Of texts. */
    @FunctionalInterface
    interface OnText {
        Value call(Evaluation run, String self, List<Value> arguments);
    }

    /** Of arrays. */
    @FunctionalInterface
    interface OnItems {
        Value call(Evaluation run, Items self, List<Value> arguments);
    }

    private static final Map<String, Method> ALL = all();

    /** The method of this name. */
    static Optional<Method> find(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    /** For messages. */
    static String names() {
        return String.join(", ", ALL.keySet());
    }

    Value call(Evaluation run, Value self, List<Value> arguments) {
        if (self instanceof Text text && ofText.isPresent()) {
            return ofText.get().call(run, text.value(), arguments);
        }
        if (self instanceof Items items && ofItems.isPresent()) {
            return ofItems.get().call(run, items, arguments);
        }
        throw run.failure(name + "() was called on " + Convert.kind(self));
    }

    /** A whole number among the arguments: ECMA-262 7.1.5, within the range of {@code int}. */
    static int integer(List<Value> arguments, int index, int absent) {
        if (index >= arguments.size() || arguments.get(index) == Missing.UNDEFINED) {
            return absent;
        }
        return (int) Convert.number(arguments.get(index));
    }

    /** A position counted from the end if it is negative: ECMA-262 22.1.3.22 and 23.1.3.28. */
    static int relative(int position, int length) {
        return position < 0 ? Math.max(0, length + position) : Math.min(position, length);
    }

    private static Map<String, Method> all() {
        Map<String, Method> all = new TreeMap<>();
        TextMethods.addTo(all);
        ArrayMethods.addTo(all);
        return Collections.unmodifiableMap(all);
    }

    /** The method with what it does on arrays added to what it does on texts. */
    Method and(OnItems more) {
        return new Method(name, least, most, ofText, Optional.of(more));
    }
}
