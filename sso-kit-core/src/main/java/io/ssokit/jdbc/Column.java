package io.ssokit.jdbc;

import io.ssokit.internal.CaseKey;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How an attribute's comparisons read in SQL. Every condition is true or false and never null, so that it may be negated;
 * what cannot be said exactly is empty and left to {@link UserFilters}. NE and comparisons with null never come here.
 */
interface Column {
    /** Neither equal nor greater: what {@link UserFilters} says of unlike types. */
    static Optional<Sql> never() {
        return Optional.of(Sql.of("1 = 0"));
    }

    /** The attribute compares so with a value that is not null. */
    Optional<Sql> compare(Operator operator, Object value);

    /** The attribute has a value. */
    Optional<Sql> present();

    /** Text that stands for itself in a pattern with {@code escape '!'}. */
    static String escaped(String operand) {
        return operand.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    /** Whether the column knows this regard to case. */
    default boolean serves(boolean caseExact) {
        return true;
    }

    /**
     * Text.
     *
     * @param text the column itself, or its folded form if the attribute compares without regard to case
     * @param key its bounded, indexed form ({@link Keys}), or its indexed {@code …_start}, or the text itself
     * @param folds whether it compares without regard to case
     */
    record Text(String text, String key, boolean folds) implements Column {
        @Override
        public Optional<Sql> compare(Operator operator, Object value) {
            if (!(value instanceof String operand)) {
                // Text may be a point in time to who compares it with one.
                return value instanceof Instant ? Optional.empty() : never();
            }
            String wanted = folds ? CaseKey.of(operand) : operand;
            return switch (operator) {
                case EQ -> Optional.of(equal(wanted));
                case CO -> like("%" + escaped(wanted) + "%");
                case SW ->
                    like(escaped(wanted) + "%")
                            .map(like -> startsWith(wanted).map(like::add).orElse(like));
                case EW -> like("%" + escaped(wanted));
                // The order of texts depends on the server's locale, and Java's is the one that counts.
                default -> Optional.empty();
            };
        }

        @Override
        public Optional<Sql> present() {
            return Optional.of(Sql.of("(" + text + " is not null and " + text + " <> '')"));
        }

        @Override
        public boolean serves(boolean caseExact) {
            return folds != caseExact;
        }

        private Sql equal(String wanted) {
            String present = "(" + key + " is not null and ";
            if (key.endsWith("_start")) {
                // Cut by the database, as it has cut the column.
                return Sql.of(present + key + " = left(?, 200) and " + text + " = ?)", wanted, wanted);
            }
            return Sql.of(present + key + " = ?)", key.equals(text) ? wanted : Keys.exact(wanted));
        }

        /** The part of the index in which all texts lie that start so; the same in UTF-8 and in UTF-16. */
        private Optional<Sql> startsWith(String wanted) {
            String start = wanted.length() <= Keys.SHORT ? wanted : wanted.substring(0, Keys.SHORT - 1);
            int last = start.isEmpty() ? Character.MAX_VALUE : start.charAt(start.length() - 1);
            if (last >= Character.MIN_SURROGATE - 1) {
                return Optional.empty();
            }
            String end = start.substring(0, start.length() - 1) + (char) (last + 1);
            return Optional.of(Sql.of(" and " + key + " >= ? and " + key + " < ?", start, end));
        }

        private Optional<Sql> like(String pattern) {
            return Optional.of(Sql.of("(" + text + " is not null and " + text + " like ? escape '!')", pattern));
        }
    }

    /** True or false, never null. */
    record Flag(String column) implements Column {
        @Override
        public Optional<Sql> compare(Operator operator, Object value) {
            return operator == Operator.EQ && value instanceof Boolean wanted
                    ? Optional.of(Sql.of(column + " = ?", wanted))
                    : never();
        }

        @Override
        public Optional<Sql> present() {
            return Optional.of(Sql.of("1 = 1"));
        }
    }

    /** A point in time, never null, in milliseconds. */
    record Time(String column) implements Column {
        private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");

        @Override
        public Optional<Sql> compare(Operator operator, Object value) {
            Optional<Instant> wanted = UserFilters.instant(value);
            if (wanted.isEmpty()) {
                return never();
            }
            // Databases round to microseconds, and know other years before the first.
            boolean storable = wanted.get().equals(wanted.get().truncatedTo(ChronoUnit.MICROS));
            if (!storable || wanted.get().isBefore(EARLIEST)) {
                return Optional.empty();
            }
            return switch (operator) {
                case EQ -> than(" = ?", wanted.get());
                case GT -> than(" > ?", wanted.get());
                case GE -> than(" >= ?", wanted.get());
                case LT -> than(" < ?", wanted.get());
                case LE -> than(" <= ?", wanted.get());
                default -> never();
            };
        }

        @Override
        public Optional<Sql> present() {
            return Optional.of(Sql.of("1 = 1"));
        }

        private Optional<Sql> than(String comparison, Instant wanted) {
            return Optional.of(Sql.of(column + comparison, wanted));
        }
    }

    /**
     * One of many rows of another table.
     *
     * @param id the column of our record's id
     * @param select the ids of all records of the tenant that have a row for which {@code many} holds, as {@code id} and each
     *     once; ends in "and "
     * @param many compares within a row
     */
    record OneOf(String id, Sql select, Column many) implements Column {
        @Override
        public Optional<Sql> compare(Operator operator, Object value) {
            return many.compare(operator, value).map(this::in);
        }

        @Override
        public Optional<Sql> present() {
            return many.present().map(this::in);
        }

        @Override
        public boolean serves(boolean caseExact) {
            return many.serves(caseExact);
        }

        /** Selects the ids of the records that an index finds. */
        Optional<Sql> ids(UserFilter.Compare compare) {
            return compare.operator() == Operator.EQ && compare.value() != null
                    ? many.compare(Operator.EQ, compare.value())
                            .map(found -> Sql.of("").add(select).add(found))
                    : Optional.empty();
        }

        private Sql in(Sql condition) {
            return Sql.of(id + " in (").add(select).add(condition).add(")");
        }
    }

    /** Ids of members: compared for equality only, and nobody's to list in a filter. */
    record MemberId(String column) implements Column {
        @Override
        public Optional<Sql> compare(Operator operator, Object value) {
            return operator == Operator.EQ && value instanceof String userId
                    ? Optional.of(Sql.of(column + " = ?", userId))
                    : never();
        }

        @Override
        public Optional<Sql> present() {
            return Optional.empty();
        }
    }
}
