package io.ssokit.user;

import io.ssokit.internal.CaseKey;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a user or group fulfils a filter: what a {@link UserFilter} means, for stores that evaluate one and as the
 * oracle for stores that push one down. By RFC 7644 §3.4.2.2:
 *
 * <ul>
 *   <li>a comparison holds if it holds for one value of the attribute; a multi-valued complex attribute compares its
 *       {@code value};
 *   <li>{@code ne} is the negation of {@code eq}, so it holds for an attribute without value; every other comparison
 *       does not;
 *   <li>{@code eq null} means "has no value";
 *   <li>text compares without regard to case, but for {@link UserFilter.Compare#caseExact case-exact} attributes;
 *   <li>dates compare as points in time, numbers by value; unlike types are not equal.
 * </ul>
 *
 * Stateless.
 */
public final class UserFilters {
    // RFC 7643 §3.1 and §7: ids, references and binary values are compared exactly.
    private static final Set<String> CASE_EXACT = Set.of(
            "id",
            "externalId",
            "meta.resourceType",
            "meta.location",
            "meta.version",
            "members.value",
            "groups.value",
            "profileUrl",
            "photos.value",
            "x509Certificates.value",
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value");
    private static final Pattern DATE_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

    private UserFilters() {}

    /** Whether this person fulfils the filter; for filters over {@code groups}, as somebody who is in none. */
    public static boolean matches(UserFilter filter, User user) {
        return matches(filter, user, person -> List.of());
    }

    /**
     * Whether this person fulfils the filter.
     *
     * @param groupsOf the groups of a person; asked only if the filter is about them
     */
    public static boolean matches(UserFilter filter, User user, Function<User, List<Group>> groupsOf) {
        Values values = path -> UserFilterValues.of(user, groupsOf, path);
        return new Subject(remembered(filter, values), "", id -> false).test(filter);
    }

    /**
     * Whether this group fulfils the filter.
     *
     * @param hasMember answers {@code members.value eq "id"}; other comparisons of members do not hold
     */
    public static boolean matches(UserFilter filter, Group group, Predicate<String> hasMember) {
        return new Subject(path -> UserFilterValues.of(group, path), "", hasMember).test(filter);
    }

    /**
     * Whether one element of a multi-valued attribute fulfils a filter over its sub-attributes.
     *
     * @param path the multi-valued attribute
     * @param element its sub-attributes by name
     */
    public static boolean matchesElement(UserFilter filter, String path, Map<?, ?> element) {
        return new Subject(name -> UserFilterValues.in(element, name), path, id -> false).test(filter);
    }

    /**
     * The comparisons that all must hold for the filter to hold: what a store may push down as far as it has an index,
     * leaving the rest to {@link UserPages}. Empty if the filter is of another form, for example an {@code or}.
     */
    public static List<Compare> mustHold(UserFilter filter) {
        if (filter instanceof UserFilter.And and) {
            return and.all().stream().flatMap(part -> mustHold(part).stream()).toList();
        }
        return filter instanceof Compare compare ? List.of(compare) : List.of();
    }

    /** Whether text of this attribute compares with regard to case; the path is canonical. */
    public static boolean isCaseExact(String path) {
        return CASE_EXACT.contains(path) || path.endsWith("$ref");
    }

    /** The values at a path of one resource, or of one element of a multi-valued attribute. */
    @FunctionalInterface
    private interface Values {
        List<?> at(String path);
    }

    /** A filter may compare one attribute a hundred times, whose values then are looked for once. */
    private static Values remembered(UserFilter filter, Values values) {
        if (!(filter instanceof UserFilter.And || filter instanceof UserFilter.Or)) {
            return values;
        }
        Map<String, List<?>> known = new HashMap<>();
        return path -> known.computeIfAbsent(path, values::at);
    }

    // Loops: a hundred comparisons on ten thousand records are a million streams.
    private static <T> boolean any(Iterable<T> all, Predicate<? super T> wanted) {
        for (T one : all) {
            if (wanted.test(one)) {
                return true;
            }
        }
        return false;
    }

    /** What a filter is held against; {@code base} is the path of the multi-valued attribute whose element this is. */
    private record Subject(Values values, String base, Predicate<String> hasMember) {
        boolean test(UserFilter filter) {
            if (filter instanceof UserFilter.And and) {
                return !any(and.all(), part -> !test(part));
            }
            if (filter instanceof UserFilter.Or or) {
                return any(or.any(), this::test);
            }
            if (filter instanceof UserFilter.Not not) {
                return !test(not.negated());
            }
            if (filter instanceof UserFilter.Present present) {
                return isPresent(present.path());
            }
            if (filter instanceof UserFilter.Element element) {
                return hasElement(element);
            }
            return compares((Compare) filter);
        }

        private boolean isPresent(String path) {
            return any(values.at(path), UserFilters::hasContent);
        }

        private boolean hasElement(UserFilter.Element element) {
            return any(
                    values.at(element.path()),
                    value -> matchesElement(
                            element.element(),
                            element.path(),
                            value instanceof Map<?, ?> map ? map : Map.of("value", value)));
        }

        private boolean compares(Compare compare) {
            if (compare.operator() == Operator.NE) {
                return !compares(compare.by(Operator.EQ));
            }
            Object operand = compare.value();
            String path = base.isEmpty() ? compare.path() : base + "." + compare.path();
            if (operand == null) {
                return compare.operator() == Operator.EQ && !isPresent(compare.path());
            }
            if (path.equals("members.value")) {
                return compare.operator() == Operator.EQ && operand instanceof String id && hasMember.test(id);
            }
            return any(values.at(compare.path()), value -> holds(path, value, compare, operand));
        }
    }

    private static boolean holds(String path, @Nullable Object value, Compare compare, Object operand) {
        Operator operator = compare.operator();
        if (value instanceof Map<?, ?> complex) {
            return holds(path + ".value", complex.get("value"), compare, operand);
        }
        if (value instanceof Boolean flag) {
            return operator == Operator.EQ && flag.equals(operand);
        }
        if (value instanceof Instant || operand instanceof Instant) {
            Optional<Instant> left = instant(value);
            Optional<Instant> right = instant(operand);
            return left.isPresent()
                    && right.isPresent()
                    && ordered(operator, left.get().compareTo(right.get()));
        }
        if (value instanceof Number number) {
            return operand instanceof Number other
                    && ordered(operator, decimal(number).compareTo(decimal(other)));
        }
        return value instanceof String text
                && operand instanceof String other
                && texts(compare.caseExact() || isCaseExact(path), text, operator, other);
    }

    private static boolean texts(boolean caseExact, String value, Operator operator, String operand) {
        String left = caseExact ? value : CaseKey.of(value);
        String right = caseExact ? operand : CaseKey.of(operand);
        switch (operator) {
            case CO:
                return left.contains(right);
            case SW:
                return left.startsWith(right);
            case EW:
                return left.endsWith(right);
            default:
                return ordered(operator, left.compareTo(right));
        }
    }

    private static boolean ordered(Operator operator, int order) {
        switch (operator) {
            case EQ:
                return order == 0;
            case GT:
                return order > 0;
            case GE:
                return order >= 0;
            case LT:
                return order < 0;
            case LE:
                return order <= 0;
            default:
                return false;
        }
    }

    /** The point in time that a value or operand names: its text is XML Schema dateTime with an offset (RFC 7643 §2.3.5). */
    public static Optional<Instant> instant(@Nullable Object value) {
        if (value instanceof Instant instant) {
            return Optional.of(instant);
        }
        if (!(value instanceof String text) || !DATE_TIME.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private static BigDecimal decimal(Number number) {
        return number instanceof BigDecimal decimal ? decimal : BigDecimal.valueOf(number.longValue());
    }

    // RFC 7644, table 3, "pr": a non-empty value, or a complex attribute with one non-empty sub-attribute.
    private static boolean hasContent(@Nullable Object value) {
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(UserFilters::hasContent);
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(UserFilters::hasContent);
        }
        return value != null;
    }
}
