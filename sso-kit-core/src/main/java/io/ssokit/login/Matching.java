package io.ssokit.login;

import io.ssokit.connection.CustomConnection;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.error.LoginError;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Which person of the tenant a first sign-in means, by the one attribute that the connection's policy names. Thread-safe. */
final class Matching {
    private final UserStore users;
    private final IdentityLinks links;
    private final IdpConnectionStore connections;

    Matching(LoginFlow.Parts parts) {
        this.users = parts.stores().users();
        this.links = parts.stores().links();
        this.connections = parts.connections();
    }

    /** @throws LoginException if there are several, or if there is one of whom the connection may not speak */
    Optional<User> find(Applicant applicant) {
        return switch (applicant.connection().trust().jit().matchOn()) {
            case USER_NAME -> byUserName(applicant);
            case EXTERNAL_ID ->
                externalId(applicant)
                        .flatMap(id -> by("externalId", applicant, id))
                        .map(found -> notClaimed(applicant, found));
            case EMAIL ->
                // An address proves nothing unless its domain is this connection's own.
                address(applicant)
                        .filter(address -> proves(applicant, address))
                        .flatMap(address -> by("emails.value", applicant, address))
                        .map(found -> notPlanted(applicant, found, other -> false));
        };
    }

    /** What is compared with {@code externalId}: the subject, unless the policy names an attribute. */
    static Optional<String> externalId(Applicant applicant) {
        Optional<String> source = applicant.connection().trust().jit().userAttribute();
        return source.isPresent()
                ? value(applicant, source.get())
                : Optional.of(applicant.key().subject());
    }

    /** Whoever has one of many directories writes what he likes into it; only his subject is his own there. */
    private static User notClaimed(Applicant applicant, User found) {
        boolean bySubject =
                found.externalId().equals(Optional.of(applicant.identity().subject()));
        if (!bySubject && isTemplate(applicant.connection())) {
            throw LoginException.of(
                    LoginError.LINK_COLLISION,
                    "a subject as external id, from a provider with many directories",
                    "an attribute that is the external id of user " + found.id(),
                    "Match on the subject, or link the person through the API.");
        }
        return found;
    }

    private static Optional<String> address(Applicant applicant) {
        Optional<String> source = applicant.connection().trust().jit().userAttribute();
        return source.isPresent()
                ? value(applicant, source.get())
                : applicant.profile().provenEmail();
    }

    private Optional<User> byUserName(Applicant applicant) {
        Optional<String> source = applicant.connection().trust().jit().userAttribute();
        Optional<String> name = source.isPresent()
                ? value(applicant, source.get())
                : Optional.of(applicant.profile().userName());
        Optional<User> found = name.flatMap(text -> users.findByUserName(applicant.tenant(), text));
        if (found.isPresent() && !speaksOf(applicant, name.get())) {
            throw LoginException.of(
                    LoginError.LINK_COLLISION,
                    "a verified address in one of the email-domains of connection "
                            + applicant.connection().id() + " as a user name",
                    "another one, which user " + found.get().id() + " has already",
                    "Add the domain to the connection's email-domains if its people are the connection's, or link the"
                            + " person through the API.");
        }
        return found.map(user -> notPlanted(applicant, user, other -> speaksOf(other, name.get())));
    }

    /**
     * Whoever came first by another connection may have had no right to the name that the owner comes with now (matrix O-14).
     *
     * @param mayHave whether people of that connection may have the record; those of connections that are gone sign in no more
     */
    private User notPlanted(Applicant applicant, User user, Predicate<IdpConnection> mayHave) {
        for (IdentityLinks.Key key : links.linksOf(user.tenant(), user.id())) {
            boolean own = key.connection().equals(applicant.connection().id());
            if (!own
                    && connections
                            .find(key.connection())
                            .filter(mayHave.negate())
                            .isPresent()) {
                throw LoginException.of(
                        LoginError.LINK_COLLISION,
                        "a record that no other connection signs in on the strength of an address",
                        "user " + user.id() + ", whom connection " + key.connection() + " signs in",
                        "If both are the same person, link the identity through the API.");
            }
        }
        return user;
    }

    private boolean speaksOf(Applicant applicant, String name) {
        if (isOpenToAll(applicant)) {
            return proves(applicant, name);
        }
        IdpConnection connection = applicant.connection();
        return (speaksOf(connection, name) || speaksOfAll(connection))
                && !Profile.isSaidUnverified(
                        applicant.identity(), applicant.profile().email(), name);
    }

    /**
     * Whether a connection may say that its person is the one of this name. A name that is an address is worth what the address
     * is worth: a connection that says which domains are its own speaks of addresses in those only (matrix O-14); one that
     * names none speaks of all people of its tenant (decision 9). One whose domains are not verified yet has named some.
     */
    static boolean speaksOf(IdpConnection connection, String name) {
        if (isOpenToAll(connection)) {
            return isOwn(connection, name);
        }
        return name.indexOf('@') < 0 || !connection.trust().domainsOnly() || isOwn(connection, name);
    }

    /** The only connection of a tenant speaks of all its people: guests have addresses of domains that are nobody's to name. */
    private boolean speaksOfAll(IdpConnection connection) {
        return !isOpenToAll(connection)
                && connections.list().stream()
                        .filter(other -> other.tenant().equals(connection.tenant()))
                        .allMatch(other -> other.id().equals(connection.id()));
    }

    /**
     * Whether an address is one that this connection may speak of. Where anybody may have an account, whatever field it stands
     * in, it is only the one that the provider says it has verified.
     */
    private static boolean proves(Applicant applicant, String address) {
        return isOwn(applicant.connection(), address) && isWorthItsWord(applicant, address);
    }

    /** Where anybody may have an account, an address that the provider does not vouch for is what somebody has typed. */
    static boolean isWorthItsWord(Applicant applicant, String address) {
        return !isOpenToAll(applicant) || Profile.isSaidVerified(applicant.identity(), address);
    }

    /**
     * Whether anybody may have an account there, and call himself by any name that is free: a provider with many directories
     * (whoever has one writes what names he likes into it), the large services, and one that says who somebody is by user info alone, as the
     * large services do where everybody registers himself.
     */
    private static boolean isOpenToAll(Applicant applicant) {
        return applicant.identity().evidence().assurance() != Identity.Assurance.SIGNED
                || isOpenToAll(applicant.connection());
    }

    private static boolean isOpenToAll(IdpConnection connection) {
        return connection instanceof OAuth2Connection
                || connection instanceof CustomConnection
                || (connection instanceof OidcConnection oidc && oidc.isOpenToAll());
    }

    private static boolean isTemplate(IdpConnection connection) {
        return connection instanceof OidcConnection oidc && oidc.isTemplate();
    }

    /** An address that nobody has verified is nobody's, whatever field it stands in. */
    private static Optional<String> value(Applicant applicant, String attribute) {
        return applicant.identity().attributes().getOrDefault(attribute, List.of()).stream()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .filter(text -> !Profile.isSaidUnverified(
                        applicant.identity(), applicant.profile().email(), text));
    }

    private Optional<User> by(String attribute, Applicant applicant, String value) {
        return only(users.query(applicant.tenant(), UserQuery.equal(attribute, value)));
    }

    private static boolean isOwn(IdpConnection connection, String address) {
        return EmailDomain.ofAddress(address)
                .filter(connection.emailDomains()::contains)
                .isPresent();
    }

    private static Optional<User> only(Page<User> found) {
        if (found.total() > 1) {
            throw LoginException.of(LoginError.LINK_COLLISION, "one person with the matching attribute", "several");
        }
        return found.items().stream().findFirst();
    }
}
