package io.ssokit.audit;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What becomes of connections while the app runs. Immutable; holds no secret. */
public sealed interface ConnectionEvent extends AuditEvent.Administration {
    /** What an administrator did to a run-time connection. */
    enum Change {
        CREATED,
        SAVED,
        ENABLED,
        DISABLED,
        DELETED,
        DOMAIN_VERIFIED,
        RESEALED
    }

    /**
     * An administrator changed a run-time connection.
     *
     * @param actor who, as the app named them
     * @param version the connection's version from now on
     * @param keys which keys changed, by path, the first 50 of them; never their values
     */
    record Changed(
            Instant at, String tenant, String connection, String actor, Change change, long version, List<String> keys)
            implements ConnectionEvent {
        public Changed {
            keys = List.copyOf(keys);
        }

        @Override
        public String name() {
            return "connection." + change.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A run-time connection cannot be read and signs nobody in on this node, though an administrator has enabled it. */
    record Unreadable(Instant at, String tenant, String connection, String detail) implements ConnectionEvent {
        @Override
        public String name() {
            return "connection.unreadable";
        }
    }

    /**
     * The store of run-time connections does not answer this node. Told when that begins.
     *
     * @param asOf when those were read that go on serving; empty if none ever were
     */
    record StoreOutdated(Instant at, Optional<Instant> asOf) implements ConnectionEvent {
        @Override
        public String tenant() {
            return "-";
        }

        @Override
        public String name() {
            return "connections.outdated";
        }
    }

    /** The store of run-time connections answers this node again. */
    record StoreCurrent(Instant at) implements ConnectionEvent {
        @Override
        public String tenant() {
            return "-";
        }

        @Override
        public String name() {
            return "connections.current";
        }
    }
}
