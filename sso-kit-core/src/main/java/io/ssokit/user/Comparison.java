package io.ssokit.user;

import io.ssokit.internal.CaseKey;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;

/** A comparison with its operand made ready for many values; its operator is not {@code ne}. Immutable. */
final class Comparison {
    private final Operator operator;
    private final Object operand;
    private final String exactText;
    private final String foldedText;
    private final Optional<Instant> instant;
    /** Whether text compares with regard to case: the attribute's own, that of its {@code value}, and what is deeper. */
    private final boolean[] caseExact;

    /** @param path the whole path, also within an element */
    Comparison(Compare compare, Object operand, String path) {
        this.operator = compare.operator();
        this.operand = operand;
        this.exactText = operand instanceof String text ? text : "";
        this.foldedText = CaseKey.of(exactText);
        this.instant = UserFilters.instant(operand);
        this.caseExact = new boolean[] {
            compare.caseExact() || UserFilters.isCaseExact(path),
            compare.caseExact() || UserFilters.isCaseExact(path + ".value"),
            compare.caseExact()
        };
    }

    /** Whether it holds for one of the values. */
    boolean holds(Cells cells) {
        if (isLookUp(cells.raw())) {
            return cells.raw().contains(operand);
        }
        for (Cell cell : cells.cells()) {
            if (holds(cell)) {
                return true;
            }
        }
        return false;
    }

    /** The same for values that no other comparison is about. */
    boolean holds(Collection<?> values) {
        if (isLookUp(values)) {
            return values.contains(operand);
        }
        for (Object value : values) {
            if (holds(Cell.of(value))) {
                return true;
            }
        }
        return false;
    }

    private boolean isLookUp(Collection<?> values) {
        return values instanceof Set && operator == Operator.EQ && caseExact[0] && operand instanceof String;
    }

    private boolean holds(Cell cell) {
        Object value = cell.value();
        if (value instanceof String text && operand instanceof String) {
            boolean exact = caseExact[Math.min(cell.depth(), 2)];
            return texts(cell.text(text, exact), exact ? exactText : foldedText);
        }
        if (value instanceof Boolean) {
            return operator == Operator.EQ && value.equals(operand);
        }
        if (value instanceof Instant || operand instanceof Instant) {
            Optional<Instant> left = cell.instant();
            return left.isPresent() && instant.isPresent() && ordered(left.get().compareTo(instant.get()));
        }
        if (value instanceof Long number && operand instanceof Long other) {
            return ordered(number.compareTo(other));
        }
        return value instanceof Number number
                && operand instanceof Number other
                && ordered(decimal(number).compareTo(decimal(other)));
    }

    private boolean texts(String left, String right) {
        return switch (operator) {
            case EQ -> left.equals(right);
            case CO -> left.contains(right);
            case SW -> left.startsWith(right);
            case EW -> left.endsWith(right);
            default -> ordered(left.compareTo(right));
        };
    }

    private boolean ordered(int order) {
        return switch (operator) {
            case EQ -> order == 0;
            case GT -> order > 0;
            case GE -> order >= 0;
            case LT -> order < 0;
            case LE -> order <= 0;
            default -> false;
        };
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }
}
