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

/**
 * A person's fields as the mapping reads them from an identity. Immutable.
 *
 * @param userName never blank
 * @param groups asserted group names
 */
record Profile(
        String userName,
        Optional<String> email,
        Optional<String> givenName,
        Optional<String> familyName,
        Optional<String> displayName,
        Set<String> groups) {
    /** @throws LoginException if there is nothing to call the person by */
    static Profile of(AttributeMapping mapping, Identity identity) {
        Optional<String> email = first(mapping, identity, Field.EMAIL);
        String userName = first(mapping, identity, Field.USER_NAME)
                .or(identity::subjectName)
                .or(() -> email)
                .orElseThrow(() -> LoginException.of(
                        LoginError.ATTRIBUTE_MISSING,
                        "one of " + String.join(", ", mapping.sources(Field.USER_NAME)) + ", an e-mail address or a"
                                + " NameID that is a name",
                        "attributes " + String.join(", ", identity.attributes().keySet())));
        List<String> groups = mapping.read(Field.GROUPS, identity.attributes());
        return new Profile(
                userName,
                email,
                first(mapping, identity, Field.GIVEN_NAME),
                first(mapping, identity, Field.FAMILY_NAME),
                first(mapping, identity, Field.DISPLAY_NAME),
                new TreeSet<>(groups));
    }

    /** A person to create. */
    User draft(String tenant) {
        return applyTo(User.named(tenant, userName).build());
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
}
