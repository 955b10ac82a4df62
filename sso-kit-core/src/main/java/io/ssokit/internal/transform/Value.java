package io.ssokit.internal.transform;

import java.util.ArrayList;
import java.util.List;

/** What an expression yields. Only {@link Items} change, and only within one run. */
sealed interface Value {
    /** What there is not. */
    enum Missing implements Value {
        UNDEFINED,
        NULL
    }

    /** A string. */
    record Text(String value) implements Value {}

    /** A number. */
    record Num(double value) implements Value {}

    /** True or false. */
    record Flag(boolean value) implements Value {}

    /** {@code tidp_attributes} itself, of which nothing can be asked but whether it is there. */
    enum Attributes implements Value {
        ALL
    }

    /** An array; holds no arrays, so that it never holds itself. */
    final class Items implements Value {
        final List<Value> list = new ArrayList<>();
    }

    static Value of(boolean value) {
        return new Flag(value);
    }

    static Value of(double value) {
        return new Num(value);
    }

    static Value of(String value) {
        return new Text(value);
    }
}
