package io.ssokit.jdbc;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ssokit.internal.CaseKey;
import io.ssokit.user.UserFilter.Compare;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where attributes are found in SQL: in columns of their own, or somewhere in the JSON text of all others.
 *
 * @param own attribute path to its column
 * @param rest the column of the JSON text ({@link Rest})
 */
record Columns(Map<String, Column> own, String rest) {
    /** Attributes that are made, not stored. */
    private static final List<String> MADE = List.of("id", "meta", "groups", "members", "schemas");

    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    Optional<Column> at(String path) {
        return Optional.ofNullable(own.get(path));
    }

    /**
     * A condition that holds wherever a comparison of text does, and elsewhere: what the comparison looks for stands in the JSON
     * text. Spares most records being read. Empty if there is none.
     */
    Optional<Sql> wider(Compare compare) {
        if (!(compare.value() instanceof String operand) || isMade(compare.path())) {
            return Optional.empty();
        }
        String text = compare.caseExact() ? operand : CaseKey.of(operand);
        // Without regard to case, letters outside ASCII have spellings that the database does not know.
        boolean comparable = compare.caseExact() || text.chars().allMatch(c -> c < 0x80);
        String written = new String(JsonStringEncoder.getInstance().quoteAsString(text));
        Optional<String> needle = switch (compare.operator()) {
            case EQ -> Optional.of('"' + written + '"');
            case SW -> Optional.of('"' + written);
            case EW -> Optional.of(written + '"');
            case CO -> Optional.of(written).filter(some -> !some.isEmpty());
            default -> Optional.empty();
        };
        return needle.filter(found -> comparable).map(this::contains);
    }

    /** As {@link #wider(Compare)}, for an attribute that has a value: its name stands in the JSON text. */
    Optional<Sql> wider(String presentPath) {
        String name = presentPath.substring(Math.max(presentPath.lastIndexOf('.'), presentPath.lastIndexOf(':')) + 1);
        return isMade(presentPath) ? Optional.empty() : Optional.of(contains(name + "\":"));
    }

    private Sql contains(String needle) {
        // Neither lower() nor ilike: what they fold depends on the server's locale.
        return Sql.of(
                "translate(" + rest + ", '" + UPPER + "', '" + UPPER.toLowerCase(Locale.ROOT) + "') like ? escape '!'",
                "%" + Column.escaped(asciiLower(needle)) + "%");
    }

    private static boolean isMade(String path) {
        return path.indexOf(':') < 0 && MADE.contains(path.split("\\.", 2)[0]);
    }

    private static String asciiLower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.chars().map(c -> c >= 'A' && c <= 'Z' ? c + 32 : c).forEach(c -> lower.append((char) c));
        return lower.toString();
    }
}
