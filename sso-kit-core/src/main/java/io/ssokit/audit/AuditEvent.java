package io.ssokit.audit;

import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LaunchError;
import io.ssokit.error.LoginError;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What happened. Immutable; holds no assertion, token or secret. */
public sealed interface AuditEvent {
    /** When, by the kit's clock. */
    Instant at();

    /** The customer, or {@code -} where none could be told. */
    String tenant();

    /** The stable dotted name for logs and streams, for example {@code login.signed-in}. */
    String name();

    /**
     * Somebody signed in.
     *
     * @param connection through which connection
     * @param userId the person's id in the user store
     * @param userName the person's user name
     * @param problems what was left out of the assertion and why, for example a session tag with two values
     */
    record SignedIn(Instant at, String tenant, String connection, String userId, String userName, List<String> problems)
            implements AuditEvent {
        @Override
        public String name() {
            return "login.signed-in";
        }
    }

    /**
     * A sign-in was refused.
     *
     * @param connection through which connection, or {@code -}
     * @param reference what the person's page shows
     * @param error why
     * @param expected what the check wanted
     * @param received what came instead, bounded and without secrets
     * @param fix what to do
     */
    record SignInRefused(
            Instant at,
            String tenant,
            String connection,
            String reference,
            LoginError error,
            String expected,
            String received,
            String fix)
            implements AuditEvent {
        @Override
        public String name() {
            return "login.refused";
        }
    }

    /**
     * Somebody signs in by a message that was read only because the connection lets something weak or unusual pass by name.
     *
     * @param connection through which connection
     * @param exemptions what it took; never empty
     */
    record ExemptionUsed(Instant at, String tenant, String connection, Set<Exemption> exemptions)
            implements AuditEvent {
        public ExemptionUsed {
            exemptions = Set.copyOf(exemptions);
        }

        @Override
        public String name() {
            return "login.exemption-used";
        }
    }

    /** An unsolicited response was dropped and a login of our own was started. */
    record SignInBounced(Instant at, String tenant, String connection) implements AuditEvent {
        @Override
        public String name() {
            return "login.bounced";
        }
    }

    /** Somebody signed out of the app. */
    record SignedOut(Instant at, String tenant, String connection, String userId) implements AuditEvent {
        @Override
        public String name() {
            return "login.signed-out";
        }
    }

    /** An identity provider ended a session of ours. */
    record SignedOutByIdp(Instant at, String tenant, String connection, String userId) implements AuditEvent {
        @Override
        public String name() {
            return "logout.by-idp";
        }
    }

    /** What an identity provider said of a sign-out that was passed on to it. */
    enum SignOutOutcome {
        /** Its session and those of its other applications are over. */
        EVERYWHERE,
        /** Some of its other applications may still have somebody signed in. */
        PARTIAL,
        /** It did not end its session. */
        UNCONFIRMED
    }

    /**
     * An identity provider answered a sign-out that was passed on to it. Our own session was over before.
     *
     * @param userId the person's id in the user store
     */
    record SignOutAnswered(Instant at, String tenant, String connection, String userId, SignOutOutcome outcome)
            implements AuditEvent {
        @Override
        public String name() {
            return "logout." + outcome.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A logout message was refused and ended nothing, or a sign-out could not be passed on. Our own session does not depend on it.
     *
     * @param connection at which connection, or {@code -}
     * @param reference what the person's page shows
     * @param error why
     * @param expected what the check wanted
     * @param received what came instead, bounded and without secrets
     * @param fix what to do
     */
    record SignOutRefused(
            Instant at,
            String tenant,
            String connection,
            String reference,
            LoginError error,
            String expected,
            String received,
            String fix)
            implements AuditEvent {
        @Override
        public String name() {
            return "logout.refused";
        }
    }

    /**
     * A session ended because its identity provider did not confirm it when it was asked again.
     *
     * @param userId the person's id in the user store
     * @param error why
     * @param expected what the check wanted
     * @param received what came instead, bounded and without secrets
     * @param fix what to do
     */
    record SessionNotRenewed(
            Instant at,
            String tenant,
            String connection,
            String userId,
            LoginError error,
            String expected,
            String received,
            String fix)
            implements AuditEvent {
        @Override
        public String name() {
            return "session.not-renewed";
        }
    }

    /** What just-in-time provisioning did with a person. */
    enum JitAction {
        CREATED,
        UPDATED,
        LINKED
    }

    /** A sign-in changed the user store. */
    record JitProvisioned(
            Instant at, String tenant, String connection, JitAction action, String userId, String userName)
            implements AuditEvent {
        @Override
        public String name() {
            return "jit." + action.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Somebody signed in by the app's own login, without an identity provider.
     *
     * @param userId the person's id in the user store
     * @param breakGlass why somebody did who is pinned to a connection: the app's own words
     */
    record SignedInLocally(Instant at, String tenant, String userId, String userName, Optional<String> breakGlass)
            implements AuditEvent {
        @Override
        public String name() {
            return breakGlass.isPresent() ? "login.break-glass" : "login.local";
        }
    }

    /** What an administrator did with a link. */
    enum LinkAction {
        LINKED,
        UNLINKED
    }

    /**
     * An administrator changed which identities sign in a person.
     *
     * @param subject the identity, as links name it
     * @param userId the person's id in the user store
     * @param actor who did it, as the app says
     */
    record LinkChanged(
            Instant at,
            String tenant,
            String connection,
            LinkAction action,
            String subject,
            String userId,
            String actor)
            implements AuditEvent {
        @Override
        public String name() {
            return "account." + action.name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A person is bound to one way of signing in, or no longer.
     *
     * @param connection the only connection; {@code none} for the app's own login only; empty where any way will do again
     * @param actor who did it, as the app says; {@code sign-in} for the sign-in that has created the person
     */
    record PinChanged(Instant at, String tenant, String userId, Optional<String> connection, String actor)
            implements AuditEvent {
        @Override
        public String name() {
            return connection.isPresent() ? "account.pinned" : "account.unpinned";
        }
    }

    /**
     * An administrator made one person of two records.
     *
     * @param userId the record that is no more
     * @param intoUserId the person who is left
     * @param actor who did it, as the app says
     */
    record AccountsMerged(
            Instant at,
            String tenant,
            String userId,
            String userName,
            String intoUserId,
            String intoUserName,
            String actor)
            implements AuditEvent {
        @Override
        public String name() {
            return "account.merged";
        }
    }

    /** All sessions and launch links of a person ended. */
    record SessionsRevoked(Instant at, String tenant, String userId, String reason) implements AuditEvent {
        @Override
        public String name() {
            return "session.revoked";
        }
    }

    /**
     * Provisioning changed a user or group.
     *
     * @param name {@code scim.user.created}, {@code .updated}, {@code .deactivated}, {@code .reactivated},
     *     {@code .deleted}, or {@code scim.group.created}, {@code .updated}, {@code .deleted}
     * @param resourceId the id in the user store
     * @param resourceName user name or group name
     * @param changes the first 50 attributes that changed, without the values of personal ones; empty for a deletion
     * @param more how many further attributes changed
     */
    record ScimChanged(
            Instant at,
            String tenant,
            String name,
            String resourceId,
            String resourceName,
            List<AttributeChange> changes,
            int more)
            implements AuditEvent {
        public ScimChanged {
            changes = List.copyOf(changes);
        }
    }

    /**
     * A provisioning request failed.
     *
     * @param method HTTP method
     * @param path path below the SCIM base URL, without the query
     * @param status HTTP status of the answer
     * @param scimType the RFC 7644 error type, if any
     * @param detail the sentence the client got
     */
    record ScimRefused(
            Instant at, String tenant, String method, String path, int status, Optional<String> scimType, String detail)
            implements AuditEvent {
        @Override
        public String name() {
            return "scim.request.failed";
        }
    }

    /** A launch link was made. */
    record LaunchCreated(
            Instant at, String tenant, String launchId, String target, String profile, String userId, Instant expiresAt)
            implements AuditEvent {
        @Override
        public String name() {
            return "launch.created";
        }
    }

    /** A launch link was redeemed. */
    record LaunchRedeemed(Instant at, String tenant, String launchId, String target, String profile, String userId)
            implements AuditEvent {
        @Override
        public String name() {
            return "launch.redeemed";
        }
    }

    /**
     * A launch link was not made, or was refused.
     *
     * @param launchId empty where the link could not be read
     * @param detail what exactly, without the token
     */
    record LaunchRefused(
            Instant at, String tenant, Optional<String> launchId, LaunchError error, String detail, String reference)
            implements AuditEvent {
        @Override
        public String name() {
            return "launch.rejected";
        }
    }

    /** What becomes of the metadata and certificates that trust rests on. */
    sealed interface Monitoring extends AuditEvent permits TrustEvent {}

    /** What becomes of connections and directories while the app runs. */
    sealed interface Administration extends AuditEvent permits ConnectionEvent, DirectoryEvent {}

    /** What protects customers from their identity provider's mistakes. */
    sealed interface Guarding extends AuditEvent permits ProvisioningEvent {}
}
