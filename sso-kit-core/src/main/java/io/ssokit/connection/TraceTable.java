package io.ssokit.connection;

import java.util.ArrayList;
import java.util.List;

/** A trace as text in columns. */
final class TraceTable {
    private static final int MAX_CELL = 60;
    private static final List<String> HEAD = List.of("field", "from", "found", "transform", "result", "notes");

    private TraceTable() {}

    static String of(Mapped mapped) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        mapped.trace()
                .forEach(step -> rows.add(List.of(
                        cell(step.field().key()),
                        cell(step.source()
                                .orElse(step.tried().isEmpty() ? "-" : "none of " + String.join(", ", step.tried()))),
                        cell(String.join(" | ", step.found())),
                        cell(step.transform()),
                        cell(String.join(" | ", step.result())),
                        cell(String.join(", ", step.notes())))));
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append(line(row, rows)).append('\n'));
        mapped.problem()
                .ifPresentOrElse(
                        problem -> table.append("refused: ")
                                .append(problem.field().key())
                                .append(": expected ")
                                .append(plain(problem.expected()))
                                .append(", received ")
                                .append(plain(problem.received()))
                                .append('\n'),
                        () -> table.append("not refused\n"));
        return table.toString();
    }

    private static String line(List<String> row, List<List<String>> rows) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            int column = i;
            int width =
                    rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
            line.append(row.get(i)).append(" ".repeat(width - row.get(i).length() + 2));
        }
        return line.toString().stripTrailing();
    }

    private static String cell(String text) {
        String plain = plain(text);
        return plain.length() > MAX_CELL ? plain.substring(0, MAX_CELL - 1) + "…" : plain;
    }

    /** A value must not draw lines or columns of its own. */
    private static String plain(String text) {
        return text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]", "?");
    }
}
