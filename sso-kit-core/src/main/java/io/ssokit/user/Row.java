package io.ssokit.user;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** One record, or one element of a multi-valued attribute, of which a filter reads each attribute once. Used by one thread. */
final class Row<T> {
    private final Columns<T> columns;
    private final T item;
    private @Nullable Cells @Nullable [] cells;

    Row(Columns<T> columns, T item) {
        this.columns = columns;
        this.item = item;
    }

    T item() {
        return item;
    }

    Cells at(int column) {
        @Nullable Cells[] all = cells;
        if (all == null) {
            all = new Cells[columns.size()];
            cells = all;
        }
        Cells known = all[column];
        if (known == null) {
            known = new Cells(read(column));
            all[column] = known;
        }
        return known;
    }

    /** The values of an attribute, without remembering them. */
    Collection<?> read(int column) {
        return columns.read(column, item);
    }
}
