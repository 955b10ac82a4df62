package io.ssokit.scim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An attribute of a resource, found by its name (RFC 7644 §3.10).
 *
 * @param extension the extension it belongs to; empty for the core schema
 * @param attribute empty if the extension as a whole is meant
 * @param sub one of its sub-attributes
 */
record AttributePath(Optional<Schema> extension, Optional<Attribute> attribute, Optional<Attribute> sub) {

    /** The one spelling that stores see. */
    String canonical() {
        String local = attribute.map(Attribute::name).orElse("")
                + sub.map(name -> "." + name.name()).orElse("");
        return extension
                .map(schema -> local.isEmpty() ? schema.id() : schema.id() + ":" + local)
                .orElse(local);
    }

    /** The attribute and the extension around what is named. */
    List<String> owners() {
        List<String> owners = new ArrayList<>(2);
        if (sub.isPresent()) {
            owners.add(new AttributePath(extension, attribute, Optional.empty()).canonical());
        }
        if (attribute.isPresent()) {
            extension.ifPresent(schema -> owners.add(schema.id()));
        }
        return owners;
    }

    /** The attribute a value would be of: the sub-attribute, if one is named. */
    Optional<Attribute> leaf() {
        return sub.or(() -> attribute);
    }

    /** Whether clients never see it: it, or the attribute around it, is returned never. */
    boolean isHidden() {
        return attribute.filter(Attribute::isHidden).isPresent()
                || sub.filter(Attribute::isHidden).isPresent();
    }

    /** Whether clients cannot write it: it, or the attribute around it, is readOnly. */
    boolean isReadOnly() {
        return attribute.filter(Attribute::isReadOnly).isPresent()
                || sub.filter(Attribute::isReadOnly).isPresent();
    }
}
