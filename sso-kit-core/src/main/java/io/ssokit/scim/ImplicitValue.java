package io.ssokit.scim;

import java.util.Optional;

/**
 * PingFederate and PingOne, and Entra for members, compare an attribute that has sub-attributes without naming one:
 *
 * <pre>{@code
 * emails eq "bjensen@example.com"
 *
 * emails.value eq "bjensen@example.com"
 * }</pre>
 *
 * The RFC's own examples do so too ({@code emails co "example.com"}, RFC 7644 §3.4.2.2), but its text does not say what it means.
 */
final class ImplicitValue {
    private ImplicitValue() {}

    /** @throws ScimException invalidFilter for an extension, or an attribute that has no sub-attribute {@code value} */
    static AttributePath of(AttributePath path) {
        Attribute leaf =
                path.leaf().orElseThrow(() -> ScimException.invalidFilter("an extension can be compared by pr only"));
        if (!leaf.isComplex()) {
            return path;
        }
        Optional<Attribute> value = leaf.sub("value");
        if (value.isEmpty()) {
            throw ScimException.invalidFilter(leaf.name() + " has sub-attributes: compare one of them, like "
                    + leaf.name() + "."
                    + leaf.subAttributes().values().iterator().next().name());
        }
        return new AttributePath(path.extension(), path.attribute(), value);
    }
}
