package io.ssokit.user;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values of one attribute of one record, for every condition that is about them. Used by one thread. */
final class Cells {
    private final Collection<?> raw;
    private @Nullable List<Cell> cells;
    private @Nullable List<Row<Map<?, ?>>> rows;

    Cells(Collection<?> raw) {
        this.raw = raw;
    }

    /** A set, if its look-ups compare as {@code eq} does with regard to case. */
    Collection<?> raw() {
        return raw;
    }

    List<Cell> cells() {
        List<Cell> known = cells;
        if (known == null) {
            known = new ArrayList<>(raw.size());
            for (Object value : raw) {
                known.add(Cell.of(value));
            }
            cells = known;
        }
        return known;
    }

    /** The values as elements with sub-attributes. */
    List<Row<Map<?, ?>>> rows(Columns<Map<?, ?>> columns) {
        List<Row<Map<?, ?>>> known = rows;
        if (known == null) {
            known = new ArrayList<>(raw.size());
            for (Object value : raw) {
                known.add(new Row<>(columns, value instanceof Map<?, ?> map ? map : Map.of("value", value)));
            }
            rows = known;
        }
        return known;
    }
}
