package io.ssokit.user;

import org.jspecify.annotations.Nullable;

/** One record, or one element of a multi-valued attribute, of which a filter reads each attribute once. Used by one thread. */
final class Row<T> {
    private final Columns<T> columns;
    private final T item;
    private final @Nullable Cells[] cells;

    Row(Columns<T> columns, T item) {
        this.columns = columns;
        this.item = item;
        this.cells = new Cells[columns.size()];
    }

    T item() {
        return item;
    }

    Cells at(int column) {
        Cells known = cells[column];
        if (known == null) {
            known = new Cells(columns.read(column, item));
            cells[column] = known;
        }
        return known;
    }
}
