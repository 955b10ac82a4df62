package io.ssokit.user;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The parts of a person's name (RFC 7643 §4.1.1 {@code name}).
 *
 * @param formatted the whole name as one text
 * @param givenName first name
 * @param familyName last name
 * @param middleName middle names
 * @param honorificPrefix for example {@code Dr.}
 * @param honorificSuffix for example {@code III}
 */
public record PersonName(
        Optional<String> formatted,
        Optional<String> givenName,
        Optional<String> familyName,
        Optional<String> middleName,
        Optional<String> honorificPrefix,
        Optional<String> honorificSuffix) {
    /** No part is known. */
    public static final PersonName NONE = new PersonName(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** A first and a last name, either of which may be unknown. */
    public static PersonName of(Optional<String> givenName, Optional<String> familyName) {
        return new PersonName(
                Optional.empty(), givenName, familyName, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The known parts by their names in SCIM, in the order of RFC 7643. */
    public Map<String, Object> attributes() {
        Map<String, Object> parts = new LinkedHashMap<>();
        formatted.ifPresent(part -> parts.put("formatted", part));
        familyName.ifPresent(part -> parts.put("familyName", part));
        givenName.ifPresent(part -> parts.put("givenName", part));
        middleName.ifPresent(part -> parts.put("middleName", part));
        honorificPrefix.ifPresent(part -> parts.put("honorificPrefix", part));
        honorificSuffix.ifPresent(part -> parts.put("honorificSuffix", part));
        return Collections.unmodifiableMap(parts);
    }
}
