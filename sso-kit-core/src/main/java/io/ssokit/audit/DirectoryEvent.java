package io.ssokit.audit;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What becomes of SCIM directories while the app runs. Immutable; holds no token or secret. */
public sealed interface DirectoryEvent extends AuditEvent.Administration {
    /** What was done to a directory. */
    enum Change {
        CREATED,
        SETTINGS_CHANGED,
        PAUSED,
        RESUMED,
        DELETED,
        TOKEN_CREATED,
        TOKEN_REVOKED,
        CLIENT_CREATED,
        CLIENT_REVOKED,
        RESEALED
    }

    /**
     * Somebody changed a directory.
     *
     * @param actor who, as the app named them
     * @param version the directory's version from now on
     * @param detail id and label of the token or client, or the settings that changed, by name; may be empty
     */
    record Changed(Instant at, String tenant, String actor, Change change, long version, String detail)
            implements DirectoryEvent {
        @Override
        public String name() {
            return "scim.directory." + change.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A directory cannot be read and lets nobody in on this node. */
    record Unreadable(Instant at, String tenant, String detail) implements DirectoryEvent {
        @Override
        public String name() {
            return "scim.directory.unreadable";
        }
    }

    /**
     * The store of run-time directories does not answer this node, which answers their identity providers 503. Told when that
     * begins.
     *
     * @param asOf when they were read last; empty if they never were
     */
    record StoreOutdated(Instant at, Optional<Instant> asOf) implements DirectoryEvent {
        @Override
        public String tenant() {
            return "-";
        }

        @Override
        public String name() {
            return "scim.directories.outdated";
        }
    }

    /** The store of run-time directories answers this node again. */
    record StoreCurrent(Instant at) implements DirectoryEvent {
        @Override
        public String tenant() {
            return "-";
        }

        @Override
        public String name() {
            return "scim.directories.current";
        }
    }
}
