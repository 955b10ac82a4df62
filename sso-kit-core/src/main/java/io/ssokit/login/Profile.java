package io.ssokit.login;

import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.Mapped;
import io.ssokit.error.LoginError;
import io.ssokit.user.Email;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A person's fields as the mapping reads them from an identity. None holds a control character: they end up in headers,
 * logs and databases, which read those in ways of their own. Immutable.
 *
 * @param userName never blank
 * @param email the address to write to
 * @param provenEmail the same, unless the identity provider says that nobody has verified it
 * @param groups asserted group names, and roles with them
 * @param attributes what else the mapping fills
 * @param once what is written for a person who is created, and left alone from then on
 * @param mapped where all this comes from
 */
record Profile(
        String userName,
        Optional<String> email,
        Optional<String> provenEmail,
        Optional<String> givenName,
        Optional<String> familyName,
        Optional<String> displayName,
        Set<String> groups,
        Map<Field, String> attributes,
        Set<Field> once,
        Mapped mapped) {
    /** As for provisioning. */
    private static final int MAX_USER_NAME = 500;

    /** @throws LoginException if the mapping refuses the sign-in, or there is nothing to call the person by */
    static Profile of(AttributeMapping mapping, Identity identity) {
        Mapped mapped =
                mapping.evaluate(identity.attributes(), identity.evidence().message());
        mapped.problem().ifPresent(problem -> {
            throw refusal(problem, mapped);
        });
        Optional<String> email = text(mapped, Field.EMAIL);
        Optional<String> provenEmail = email.filter(address -> !isSaidUnverified(identity, email, address));
        String userName = mapped.first(Field.USER_NAME)
                .map(String::strip)
                .filter(name -> !isSaidUnverified(identity, email, name))
                .or(identity::subjectName)
                .or(() -> provenEmail)
                .or(() -> openIdSubject(identity))
                .orElseThrow(() -> LoginException.of(
                                LoginError.ATTRIBUTE_MISSING,
                                "one of " + String.join(", ", mapping.sources(Field.USER_NAME))
                                        + ", a verified e-mail address or a NameID that is a name",
                                "attributes "
                                        + String.join(
                                                ", ", identity.attributes().keySet()))
                        .naming(List.of(Field.USER_NAME.key())));
        return new Profile(
                usable(userName),
                email,
                provenEmail,
                text(mapped, Field.GIVEN_NAME),
                text(mapped, Field.FAMILY_NAME),
                text(mapped, Field.DISPLAY_NAME),
                groups(mapped),
                ScimFields.of(mapped),
                once(mapping),
                mapped);
    }

    private static LoginException refusal(Mapped.Problem problem, Mapped mapped) {
        LoginError error = switch (problem.reason()) {
            case MISSING -> LoginError.ATTRIBUTE_MISSING;
            case REJECTED -> LoginError.MAPPING_REJECTED;
            case SEVERAL, FAILED -> LoginError.MAPPING_FAILED;
        };
        return LoginException.of(
                        error,
                        problem.field().key() + ": " + problem.expected(),
                        problem.received() + "; " + mapped.summary())
                .naming(List.of(problem.field().key()));
    }

    private static Set<String> groups(Mapped mapped) {
        return Stream.of(Field.GROUPS, Field.ROLES)
                .flatMap(field -> mapped.values(field).stream())
                .filter(Profile::isPlain)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<Field> once(AttributeMapping mapping) {
        Set<Field> once = EnumSet.noneOf(Field.class);
        for (AttributeRule rule : mapping.rules()) {
            if (!rule.updatable()) {
                once.add(rule.field());
            }
        }
        return once;
    }

    /** A person to create. */
    User draft(String tenant) {
        return write(User.named(tenant, userName).build(), field -> true);
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

    /**
     * The person with the values the identity provider sent, but for what is written once; what it did not send stays. The
     * user name stays too.
     */
    User applyTo(User user) {
        return write(user, field -> !once.contains(field));
    }

    private User write(User user, Predicate<Field> wanted) {
        PersonName name = user.name();
        PersonName newName = new PersonName(
                name.formatted(),
                givenName.filter(text -> wanted.test(Field.GIVEN_NAME)).or(name::givenName),
                familyName.filter(text -> wanted.test(Field.FAMILY_NAME)).or(name::familyName),
                name.middleName(),
                name.honorificPrefix(),
                name.honorificSuffix());
        return user.toBuilder()
                .name(newName)
                .displayName(displayName
                        .filter(text -> wanted.test(Field.DISPLAY_NAME))
                        .or(user::displayName))
                .emails(wanted.test(Field.EMAIL) ? emails(user.emails()) : user.emails())
                .assertedGroups(groups)
                .attributes(ScimFields.write(user.attributes(), attributes, wanted))
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

    private static Optional<String> text(Mapped mapped, Field field) {
        return mapped.first(field).map(String::strip).filter(Profile::isPlain);
    }

    /** OpenID Connect Core 5.7: the one claim that every provider sends and never gives to somebody else. */
    private static Optional<String> openIdSubject(Identity identity) {
        return identity.attributes().getOrDefault("sub", List.of()).stream()
                .flatMap(sub -> Stream.concat(Stream.of(sub), withDirectory(identity, sub)))
                .filter(identity.subject()::equals)
                .findFirst();
    }

    /** Where a provider serves many directories, its subjects are told apart by {@code tid}. */
    private static Stream<String> withDirectory(Identity identity, String sub) {
        return identity.attributes().getOrDefault("tid", List.of()).stream().map(tid -> tid + "/" + sub);
    }

    /**
     * OpenID Connect Core 5.1: whoever typed in an address that is not verified may be anybody. It is no name either, in
     * whatever field it stands.
     *
     * @param email the mapped address, which is what {@code email_verified} is about
     */
    static boolean isSaidUnverified(Identity identity, Optional<String> email, String text) {
        if (text.indexOf('@') < 0) {
            return false;
        }
        if (identity.evidence().assurance() == Identity.Assurance.USER_INFO) {
            // Nothing of this is signed, and several endpoints may speak of several addresses: it has to be said of
            // this one.
            return !isSaidVerified(identity, text);
        }
        return says(identity, "email_verified", "false")
                && email.map(text::equalsIgnoreCase).orElse(true);
    }

    /** Whether the provider vouches for this very address, in so many words. */
    static boolean isSaidVerified(Identity identity, String address) {
        return says(identity, "email", address)
                && says(identity, "email_verified", "true")
                && !says(identity, "email_verified", "false");
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

    static boolean isPlain(String text) {
        return text.codePoints().noneMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        });
    }
}
