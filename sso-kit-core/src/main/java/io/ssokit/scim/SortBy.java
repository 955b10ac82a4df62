package io.ssokit.scim;

import io.ssokit.user.UserQuery.Sort;
import java.util.List;
import java.util.Optional;

/** Which attribute a list is sorted by (RFC 7644 §3.4.2.3). */
final class SortBy {
    private SortBy() {}

    /**
     * What to ask of a store.
     *
     * @param types what is listed; an attribute that only others than {@code type} have is one without values
     * @throws ScimException invalidValue if nothing can be sorted by it, invalidFilter if nobody may see it
     */
    static Sort of(ResourceType type, List<ResourceType> types, String notation, boolean descending) {
        Optional<AttributePath> own = type.resolve(notation);
        AttributePath path = own.or(() -> types.stream()
                        .flatMap(other -> other.resolve(notation).stream())
                        .findFirst())
                .orElseThrow(() ->
                        ScimException.invalidValue("sortBy: there is no attribute " + ScimException.excerpt(notation)));
        AttributePath leaf = simple(path);
        // RFC 7643 §7, returned "never": an order would tell piece by piece what nobody may see.
        if (leaf.isHidden()) {
            throw ScimException.invalidFilter("resources cannot be sorted by " + leaf.canonical());
        }
        boolean caseExact = leaf.leaf().map(Attribute::caseExact).orElse(false);
        return new Sort(leaf.canonical(), descending, caseExact);
    }

    private static AttributePath simple(AttributePath path) {
        Attribute leaf = path.leaf().orElseThrow(() -> notSimple(path));
        String top = path.attribute().map(Attribute::name).orElse("");
        boolean relation = path.extension().isEmpty()
                && List.of("groups", Members.ATTRIBUTE, "schemas").contains(top);
        if (relation || path.canonical().equals("meta.location")) {
            throw ScimException.invalidValue("resources cannot be sorted by " + path.canonical());
        }
        if (!leaf.isComplex()) {
            return path;
        }
        // As in filters, a multi-valued attribute means its value.
        Attribute value = leaf.sub("value").orElseThrow(() -> notSimple(path));
        return new AttributePath(path.extension(), path.attribute(), Optional.of(value));
    }

    private static ScimException notSimple(AttributePath path) {
        return ScimException.invalidValue(
                "sortBy: " + path.canonical() + " has sub-attributes: name one of them, like name.familyName");
    }
}
