package io.ssokit.connection;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * From which attribute or claim each field of a person is read. The app's own sources come first, then the usual names
 * that identity providers send; the first that has a value wins. Immutable.
 */
public final class AttributeMapping {
    /** The fields a mapping may fill. */
    public enum Field {
        USER_NAME(List.of(
                "userName",
                "username",
                "preferred_username",
                "User.Username",
                "login",
                "urn:oid:0.9.2342.19200300.100.1.1",
                "uid",
                "urn:oid:1.3.6.1.4.1.5923.1.1.1.6",
                "eduPersonPrincipalName",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn",
                "http://schemas.xmlsoap.org/claims/UPN")),
        EMAIL(List.of(
                "email",
                "mail",
                "Email",
                "emailAddress",
                "User.email",
                "user.email",
                "urn:oid:0.9.2342.19200300.100.1.3",
                "urn:oid:1.2.840.113549.1.9.1",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
                "http://schemas.xmlsoap.org/claims/EmailAddress")),
        GIVEN_NAME(List.of(
                "givenName",
                "given_name",
                "firstName",
                "FirstName",
                "first_name",
                "User.FirstName",
                "user.firstName",
                "urn:oid:2.5.4.42",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname")),
        FAMILY_NAME(List.of(
                "familyName",
                "family_name",
                "lastName",
                "LastName",
                "last_name",
                "User.LastName",
                "user.lastName",
                "surname",
                "sn",
                "urn:oid:2.5.4.4",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname")),
        DISPLAY_NAME(List.of(
                "displayName",
                "DisplayName",
                "name",
                "urn:oid:2.16.840.1.113730.3.1.241",
                "http://schemas.microsoft.com/identity/claims/displayname",
                "cn",
                "urn:oid:2.5.4.3",
                "http://schemas.xmlsoap.org/claims/CommonName",
                "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name")),
        GROUPS(List.of(
                "groups",
                "Groups",
                "memberOf",
                "isMemberOf",
                "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
                "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
                "http://schemas.xmlsoap.org/claims/Group"));

        private final List<String> usual;

        Field(List<String> usual) {
            this.usual = usual;
        }
    }

    /** The usual names only. */
    public static final AttributeMapping DEFAULT = new AttributeMapping(Map.of());

    private final Map<Field, String> own;

    private AttributeMapping(Map<Field, String> own) {
        this.own = Map.copyOf(own);
    }

    /** This mapping with one field read from {@code source} first. */
    public AttributeMapping with(Field field, String source) {
        Map<Field, String> next = new EnumMap<>(Field.class);
        next.putAll(own);
        next.put(field, source);
        return new AttributeMapping(next);
    }

    /** The names to try for a field, in order; the app's own first. */
    public List<String> sources(Field field) {
        String first = own.get(field);
        if (first == null) {
            return field.usual;
        }
        List<String> all = new ArrayList<>(field.usual.size() + 1);
        all.add(first);
        all.addAll(field.usual);
        return List.copyOf(all);
    }

    /** All values of the first source that has any; empty if none has. */
    public List<String> read(Field field, Map<String, List<String>> attributes) {
        for (String source : sources(field)) {
            List<String> values = attributes.get(source);
            if (values != null && values.stream().anyMatch(v -> !v.isBlank())) {
                return values.stream().filter(v -> !v.isBlank()).toList();
            }
        }
        return List.of();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AttributeMapping that && own.equals(that.own);
    }

    @Override
    public int hashCode() {
        return own.hashCode();
    }

    @Override
    public String toString() {
        return "AttributeMapping" + own;
    }
}
