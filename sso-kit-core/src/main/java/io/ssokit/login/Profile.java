package io.ssokit.login;

import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.error.LoginError;
import io.ssokit.user.Email;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A person's fields as the mapping reads them from an identity. None holds a control character: they end up in headers,
 * logs and databases, which read those in ways of their own. Immutable.
 *
 * @param userName never blank
 * @param email the address to write to
 * @param provenEmail the same, unless the identity provider says that nobody has verified it
 * @param groups asserted group names
 */
record Profile(
        String userName,
        Optional<String> email,
        Optional<String> provenEmail,
        Optional<String> givenName,
        Optional<String> familyName,
        Optional<String> displayName,
        Set<String> groups) {
    /** As for provisioning. */
    private static final int MAX_USER_NAME = 500;

    /** @throws LoginException if there is nothing to call the person by */
    static Profile of(AttributeMapping mapping, Identity identity) {
        Optional<String> email = first(mapping, identity, Field.EMAIL).filter(Profile::isPlain);
        Optional<String> provenEmail = email.filter(address -> !isSaidUnverified(identity, email, address));
        String userName = first(mapping, identity, Field.USER_NAME)
                .filter(name -> !isSaidUnverified(identity, email, name))
                .or(identity::subjectName)
                .or(() -> provenEmail)
                .or(() -> openIdSubject(identity))
                .orElseThrow(() -> LoginException.of(
                        LoginError.ATTRIBUTE_MISSING,
                        "one of " + String.join(", ", mapping.sources(Field.USER_NAME)) + ", a verified e-mail address"
                                + " or a NameID that is a name",
                        "attributes " + String.join(", ", identity.attributes().keySet())));
        return new Profile(
                usable(userName),
                email,
                provenEmail,
                first(mapping, identity, Field.GIVEN_NAME).filter(Profile::isPlain),
                first(mapping, identity, Field.FAMILY_NAME).filter(Profile::isPlain),
                first(mapping, identity, Field.DISPLAY_NAME).filter(Profile::isPlain),
                groups(mapping, identity));
    }

    /** The group names that the identity provider asserts now. */
    static Set<String> groups(AttributeMapping mapping, Identity identity) {
        return mapping.read(Field.GROUPS, identity.attributes()).stream()
                .filter(Profile::isPlain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** A person to create. */
    User draft(String tenant) {
        return applyTo(User.named(tenant, userName).build());
    }

    /** The person with the groups that are asserted now. */
    User groupsOnly(User user) {
        return user.toBuilder().assertedGroups(groups).build();
    }

    /** The person without the groups of earlier sign-ins that are not asserted any more: a right must not stay behind. */
    User groupsNarrowed(User user) {
        Set<String> still = new TreeSet<>(user.assertedGroups());
        still.retainAll(groups);
        return user.toBuilder().assertedGroups(still).build();
    }

    /** The person with the values the identity provider sent; what it did not send stays. The user name stays too. */
    User applyTo(User user) {
        PersonName name = user.name();
        PersonName newName = new PersonName(
                name.formatted(),
                givenName.or(name::givenName),
                familyName.or(name::familyName),
                name.middleName(),
                name.honorificPrefix(),
                name.honorificSuffix());
        return user.toBuilder()
                .name(newName)
                .displayName(displayName.or(user::displayName))
                .emails(emails(user.emails()))
                .assertedGroups(groups)
                .build();
    }

    private List<Email> emails(List<Email> before) {
        String address = email.orElse("");
        if (address.isEmpty() || before.stream().anyMatch(e -> e.value().equalsIgnoreCase(address))) {
            return before;
        }
        List<Email> after = new ArrayList<>();
        after.add(Email.work(address));
        before.stream().filter(e -> !e.primary()).forEach(after::add);
        return after;
    }

    private static Optional<String> first(AttributeMapping mapping, Identity identity, Field field) {
        return mapping.read(field, identity.attributes()).stream().findFirst().map(String::strip);
    }

    /** OpenID Connect Core 5.7: the one claim that every provider sends and never gives to somebody else. */
    private static Optional<String> openIdSubject(Identity identity) {
        return identity.attributes().getOrDefault("sub", List.of()).stream()
                .filter(identity.subject()::equals)
                .findFirst();
    }

    /**
     * OpenID Connect Core 5.1: whoever typed in an address that is not verified may be anybody. It is no name either, in
     * whatever field it stands.
     *
     * @param email the mapped address, which is what {@code email_verified} is about
     */
    static boolean isSaidUnverified(Identity identity, Optional<String> email, String text) {
        return says(identity, "email_verified", "false")
                && text.indexOf('@') >= 0
                && email.map(text::equalsIgnoreCase).orElse(true);
    }

    private static boolean says(Identity identity, String attribute, String value) {
        return identity.attributes().getOrDefault(attribute, List.of()).stream().anyMatch(value::equalsIgnoreCase);
    }

    private static String usable(String userName) {
        if (userName.isBlank() || userName.length() > MAX_USER_NAME || !isPlain(userName)) {
            throw LoginException.of(
                    LoginError.ATTRIBUTE_MISSING,
                    "a user name of 1-" + MAX_USER_NAME + " characters, none of them a control character",
                    "another one");
        }
        return userName;
    }

    private static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        });
    }
}
