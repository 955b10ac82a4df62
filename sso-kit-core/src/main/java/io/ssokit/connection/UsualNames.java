package io.ssokit.connection;

import java.util.List;

/** What identity providers usually call the fields of a person, the clearest names first. */
final class UsualNames {
    static final List<String> USER_NAME = List.of(
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
            "http://schemas.xmlsoap.org/claims/UPN");

    static final List<String> EMAIL = List.of(
            "email",
            "mail",
            "Email",
            "emailAddress",
            "User.email",
            "user.email",
            "urn:oid:0.9.2342.19200300.100.1.3",
            "urn:oid:1.2.840.113549.1.9.1",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            "http://schemas.xmlsoap.org/claims/EmailAddress");

    static final List<String> GIVEN_NAME = List.of(
            "givenName",
            "given_name",
            "firstName",
            "FirstName",
            "first_name",
            "User.FirstName",
            "user.firstName",
            "urn:oid:2.5.4.42",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname");

    static final List<String> FAMILY_NAME = List.of(
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
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname");

    static final List<String> DISPLAY_NAME = List.of(
            "displayName",
            "DisplayName",
            "name",
            "urn:oid:2.16.840.1.113730.3.1.241",
            "http://schemas.microsoft.com/identity/claims/displayname",
            "cn",
            "urn:oid:2.5.4.3",
            "http://schemas.xmlsoap.org/claims/CommonName",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name");

    static final List<String> GROUPS = List.of(
            "groups",
            "Groups",
            "memberOf",
            "isMemberOf",
            "urn:oid:1.3.6.1.4.1.5923.1.5.1.1",
            "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
            "http://schemas.xmlsoap.org/claims/Group");

    private UsualNames() {}
}
