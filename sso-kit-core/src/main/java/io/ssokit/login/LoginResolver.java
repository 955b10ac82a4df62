package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.user.User;
import java.util.Optional;

/**
 * The app's own word on who signs in (SPI). Asked at each sign-in by an identity provider, once what came is verified and
 * before anything is written: whom the kit would let in is known by then, and nothing has happened yet. Called
 * concurrently; may block, for the person waits; asked again if the record changes meanwhile. An exception, or null,
 * refuses the sign-in ({@code RESOLVER_FAILED}): a security question without an answer is a no.
 *
 * <p>Its word is the last but not the only one: whoever is deactivated, pinned to another way of signing in, or lacks a
 * role that the connection expects is refused whatever it says.
 */
@FunctionalInterface
public interface LoginResolver {
    /** Leaves everything to the connection's policy. */
    LoginResolver PROCEED = candidate -> Decision.proceed();

    /** What to do with somebody. */
    Decision decide(Candidate candidate);

    /** What the connection's policy makes of somebody. */
    enum Plan {
        /** The identity is linked: its person signs in. */
        SIGN_IN,
        /** The identity is linked with a person who is there already. */
        LINK,
        /** A person is created. */
        CREATE,
        /** There is nobody to sign in, and nobody is created. */
        REFUSE
    }

    /**
     * Somebody whom a connection's identity provider vouches for.
     *
     * @param connection through which connection; its tenant is the only one whose people can be meant
     * @param identity what was verified
     * @param userName the mapped user name
     * @param email the mapped address, unless the identity provider says that nobody has verified it
     * @param plan what happens unless the app decides otherwise
     * @param person who is signed in or linked; empty where somebody is created or refused
     */
    record Candidate(
            IdpConnection connection,
            Identity identity,
            String userName,
            Optional<String> email,
            Plan plan,
            Optional<User> person) {}

    /** What the app decides. Immutable. */
    sealed interface Decision {
        /** As planned. */
        static Decision proceed() {
            return new Proceed();
        }

        /**
         * This person of the connection's tenant signs in, and will at each later sign-in of this identity. Refused if the
         * identity signs in somebody else already, or another identity of this connection signs in this person.
         */
        static Decision link(String userId) {
            return new Link(userId);
        }

        /**
         * Nobody signs in.
         *
         * @param reason for the audit event; the person's page does not show it
         */
        static Decision reject(String reason) {
            return new Reject(reason);
        }

        /** As planned. */
        record Proceed() implements Decision {}

        /** This person, whatever was planned. */
        record Link(String userId) implements Decision {}

        /** Nobody. */
        record Reject(String reason) implements Decision {}
    }
}
