package io.ssokit.jdbc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement and its values. The text is only ever written in this package; whatever comes from outside is bound, never
 * written. Not thread-safe.
 */
final class Sql {
    private final StringBuilder text;
    private final List<@Nullable Object> values = new ArrayList<>();

    private Sql(String text) {
        this.text = new StringBuilder(text);
    }

    static Sql of(String text, @Nullable Object... values) {
        Sql sql = new Sql(text);
        sql.values.addAll(Arrays.asList(values));
        return sql;
    }

    /** Parts in parentheses with a word between them. */
    static Sql joined(String word, List<Sql> parts) {
        Sql all = new Sql("");
        for (Sql part : parts) {
            all.add(all.text.length() == 0 ? "(" : word + "(").add(part).add(")");
        }
        return all;
    }

    Sql add(String more, @Nullable Object... moreValues) {
        text.append(more);
        values.addAll(Arrays.asList(moreValues));
        return this;
    }

    Sql add(Sql more) {
        text.append(more.text);
        values.addAll(more.values);
        return this;
    }

    String text() {
        return text.toString();
    }

    List<@Nullable Object> values() {
        return values;
    }

    @Override
    public String toString() {
        return text();
    }
}
