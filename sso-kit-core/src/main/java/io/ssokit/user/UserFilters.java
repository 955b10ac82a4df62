package io.ssokit.user;

import io.ssokit.user.UserFilter.Compare;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
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
        return ofUsers(filter, groupsOf).test(user);
    }

    /**
     * Whether this group fulfils the filter.
     *
     * @param hasMember answers {@code members.value eq "id"}; other comparisons of members do not hold
     */
    public static boolean matches(UserFilter filter, Group group, Predicate<String> hasMember) {
        return ofGroups(filter, (same, id) -> hasMember.test(id)).test(group);
    }

    /**
     * The filter made ready for many people: whoever looks at more than one should use this.
     *
     * @param groupsOf the groups of a person; asked only if the filter is about them, and once for each attribute of them
     * @return immutable, and thread-safe if {@code groupsOf} is
     */
    public static Predicate<User> ofUsers(UserFilter filter, Function<User, List<Group>> groupsOf) {
        return people(filter, path -> UserFilterValues.ofUsers(path, groupsOf));
    }

    /**
     * The same, for a store that knows the ids of somebody's groups without reading the groups.
     *
     * @param groupIdsOf the ids of {@code groupsOf}
     */
    public static Predicate<User> ofUsers(
            UserFilter filter, Function<User, List<Group>> groupsOf, Function<User, Set<String>> groupIdsOf) {
        return people(
                filter, path -> path.equals("groups.value") ? groupIdsOf : UserFilterValues.ofUsers(path, groupsOf));
    }

    /**
     * The filter made ready for many groups.
     *
     * @param hasMember answers {@code members.value eq "id"}; other comparisons of members do not hold
     * @return immutable, and thread-safe if {@code hasMember} is
     */
    public static Predicate<Group> ofGroups(UserFilter filter, BiPredicate<Group, String> hasMember) {
        return CompiledFilter.of(filter, new Columns<>("", UserFilterValues::ofGroups), hasMember);
    }

    /**
     * A filter over sub-attributes made ready for many elements of a multi-valued attribute, whose sub-attributes are in
     * them by name.
     *
     * @param path the multi-valued attribute
     * @return immutable and thread-safe
     */
    public static Predicate<Map<?, ?>> ofElements(UserFilter filter, String path) {
        return CompiledFilter.of(filter, Columns.ofElements(path), (element, id) -> false);
    }

    private static Predicate<User> people(UserFilter filter, Columns.Readers<User> readers) {
        return CompiledFilter.of(filter, new Columns<>("", readers), (user, id) -> false);
    }

    /**
     * Whether one element of a multi-valued attribute fulfils a filter over its sub-attributes.
     *
     * @param path the multi-valued attribute
     * @param element its sub-attributes by name
     */
    public static boolean matchesElement(UserFilter filter, String path, Map<?, ?> element) {
        return ofElements(filter, path).test(element);
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
}
