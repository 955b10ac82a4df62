package io.ssokit.scim;

import io.ssokit.scim.Attribute.Type;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilter.Present;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the terms of a filter into what stores see: canonical paths, values of the attribute's type, and only comparisons
 * that make sense for it (RFC 7644 §3.4.2.2, table 3). Immutable.
 */
final class FilterTerms {
    // Every record has an id.
    static final UserFilter ALWAYS = new Present("id");
    static final UserFilter NEVER = new UserFilter.Not(ALWAYS);
    private static final Set<Operator> EQUALITY = Set.of(Operator.EQ, Operator.NE);
    private static final Set<Operator> TEXT_ONLY = Set.of(Operator.CO, Operator.SW, Operator.EW);

    private final ResourceType type;
    private final List<ResourceType> others;
    private final Optional<AttributePath> inside;

    private FilterTerms(ResourceType type, List<ResourceType> others, Optional<AttributePath> inside) {
        this.type = type;
        this.others = others;
        this.inside = inside;
    }

    static FilterTerms of(ResourceType type) {
        return of(type, List.of());
    }

    /** @param others whose attributes are known but without a value here (RFC 7644 §3.4.2.1) */
    static FilterTerms of(ResourceType type, List<ResourceType> others) {
        return new FilterTerms(type, others, Optional.empty());
    }

    /** The terms within square brackets behind a multi-valued attribute, where names are sub-attributes. */
    FilterTerms within(AttributePath path) {
        boolean many = path.sub().isEmpty()
                && path.attribute().filter(Attribute::multiValued).isPresent()
                && !isAt(path, "schemas");
        if (!many || inside.isPresent()) {
            throw ScimException.invalidFilter("[…] is possible behind a multi-valued attribute only, not "
                    + ScimException.excerpt(path.canonical()));
        }
        return new FilterTerms(type, others, Optional.of(path));
    }

    AttributePath resolve(String name) {
        Optional<AttributePath> found = inside.isPresent() ? inside.flatMap(path -> sub(path, name)) : known(name);
        return found.orElseThrow(() ->
                ScimException.invalidFilter("there is no attribute " + ScimException.excerpt(name)
                        + inside.map(path -> " in " + path.canonical()).orElse(" in the schema of " + type.name())));
    }

    private static Optional<AttributePath> sub(AttributePath path, String name) {
        return path.attribute()
                .flatMap(attribute -> attribute.element().sub(name))
                .map(sub -> new AttributePath(path.extension(), path.attribute(), Optional.of(sub)));
    }

    private Optional<AttributePath> known(String name) {
        return type.resolve(name)
                .or(() -> others.stream()
                        .flatMap(other -> other.resolve(name).stream())
                        .findFirst());
    }

    /** Whether records of this type have no such attribute. */
    private boolean isForeign(AttributePath path) {
        return !others.isEmpty() && type.resolve(path.canonical()).isEmpty();
    }

    UserFilter present(AttributePath path) {
        refuseHidden(path);
        if (isForeign(path)) {
            return NEVER;
        }
        if (inside.isEmpty()) {
            if (isAt(path, "schemas") || isAt(path, "meta.resourceType")) {
                return ALWAYS;
            }
            refuseUnanswerable(path);
            if (isAt(path, "members")) {
                throw membersByValueOnly();
            }
        }
        return new Present(name(path));
    }

    UserFilter compare(AttributePath given, Operator operator, Optional<Object> literal) {
        refuseHidden(given);
        AttributePath path = ImplicitValue.of(given);
        Attribute leaf = path.leaf().orElseThrow();
        if (literal.isEmpty() && !EQUALITY.contains(operator)) {
            throw ScimException.invalidFilter("null can be compared by eq and ne only");
        }
        Optional<Object> value = literal.map(text -> typed(leaf, path, operator, text));
        if (isForeign(path)) {
            return (operator == Operator.NE) == value.isPresent() ? ALWAYS : NEVER;
        }
        if (inside.isEmpty()) {
            refuseUnanswerable(path);
            if (isAt(path, "members")) {
                return member(path, operator, value);
            }
            if (isAt(path, "schemas") || isAt(path, "meta.resourceType")) {
                return constant(path, operator, value);
            }
        }
        return new Compare(name(path), operator, value.orElse(null), leaf.caseExact());
    }

    UserFilter element(AttributePath path, UserFilter element) {
        if (isForeign(path)) {
            return NEVER;
        }
        refuseUnanswerable(path);
        return isAt(path, "members") ? members(element) : new UserFilter.Element(path.canonical(), element);
    }

    private String name(AttributePath path) {
        return inside.isPresent() ? path.sub().orElseThrow().name() : path.canonical();
    }

    private static boolean isAt(AttributePath path, String canonical) {
        return path.canonical().equals(canonical) || path.canonical().startsWith(canonical + ".");
    }

    // RFC 7644 §7.5.2 and RFC 7643 §7, returned "never": a filter would tell piece by piece what nobody may see.
    private static void refuseHidden(AttributePath path) {
        if (path.isHidden()) {
            throw ScimException.invalidFilter(path.canonical() + " cannot be filtered by");
        }
    }

    private static void refuseUnanswerable(AttributePath path) {
        if (isAt(path, "meta.location")) {
            throw ScimException.invalidFilter("meta.location cannot be filtered by: use id");
        }
        if (isAt(path, "groups.$ref")) {
            throw ScimException.invalidFilter("groups.$ref cannot be filtered by: use groups.value");
        }
    }

    private static Object typed(Attribute leaf, AttributePath path, Operator operator, Object literal) {
        boolean ordered = !EQUALITY.contains(operator) && !TEXT_ONLY.contains(operator);
        boolean partial = TEXT_ONLY.contains(operator);
        boolean possible;
        switch (leaf.type()) {
            case BOOLEAN:
            case BINARY:
                possible = !ordered && !partial;
                break;
            case INTEGER:
            case DECIMAL:
            case DATE_TIME:
                possible = !partial;
                break;
            default:
                possible = true;
                break;
        }
        if (!possible) {
            throw ScimException.invalidFilter(
                    path.canonical() + " is " + leaf.type().wire() + " and cannot be compared by " + operator.name());
        }
        return value(leaf, path, literal);
    }

    private static Object value(Attribute leaf, AttributePath path, Object literal) {
        try {
            Object value = Values.TOLERANT.simple(leaf, literal);
            return leaf.type() == Type.DATE_TIME
                    ? OffsetDateTime.parse(value.toString()).toInstant()
                    : value;
        } catch (ScimException | DateTimeException wrongType) {
            throw ScimException.invalidFilter(path.canonical() + " is "
                    + leaf.type().wire() + " and cannot be compared with " + ScimException.excerpt(literal.toString()));
        }
    }

    private static UserFilter member(AttributePath path, Operator operator, Optional<Object> id) {
        if (!path.canonical().equals("members.value") || !EQUALITY.contains(operator) || id.isEmpty()) {
            throw membersByValueOnly();
        }
        UserFilter isMember = new Compare(path.canonical(), Operator.EQ, id.get());
        return operator == Operator.EQ ? isMember : new UserFilter.Not(isMember);
    }

    // The store tells whether somebody is a member; it does not hand out all members of all groups to compare them.
    private static UserFilter members(UserFilter element) {
        if (element instanceof UserFilter.Or or) {
            List<UserFilter> any = or.any().stream().map(FilterTerms::members).toList();
            return new UserFilter.Or(any);
        }
        if (element instanceof Compare compare
                && compare.path().equals("value")
                && compare.operator() == Operator.EQ
                && compare.value() != null) {
            return new Compare("members.value", Operator.EQ, compare.value());
        }
        throw membersByValueOnly();
    }

    static ScimException membersByValueOnly() {
        return ScimException.invalidFilter("members can be selected by value only: members[value eq \"…\"]");
    }

    // RFC 7644 §3.4.2.2, figure 2: schemas eq "urn:…"; the store keeps neither schemas nor resource types.
    private UserFilter constant(AttributePath path, Operator operator, Optional<Object> value) {
        if (!EQUALITY.contains(operator)) {
            throw ScimException.invalidFilter(path.canonical() + " can be compared by eq and ne only");
        }
        String wanted = value.map(Object::toString).orElse("");
        UserFilter equal;
        if (isAt(path, "schemas")) {
            Optional<UserFilter> extension = type.extension(wanted).map(schema -> new Present(schema.id()));
            equal = type.isCoreUrn(wanted) ? ALWAYS : extension.orElse(NEVER);
        } else {
            equal = type.name().equals(wanted) ? ALWAYS : NEVER;
        }
        return operator == Operator.EQ ? equal : new UserFilter.Not(equal);
    }
}
