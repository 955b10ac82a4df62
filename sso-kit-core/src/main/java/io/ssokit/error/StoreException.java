package io.ssokit.error;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a store of the app may answer besides success. Store implementations throw exactly these. */
public abstract sealed class StoreException extends SsoException {
    private static final long serialVersionUID = 1L;

    private StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A value that must be unique in its tenant is taken, or belongs to a deleted person. */
    public static final class Conflict extends StoreException {
        private static final long serialVersionUID = 1L;
        private final String attribute;
        private final boolean deletedBefore;

        private Conflict(String attribute, boolean deletedBefore, String message) {
            super(message, null);
            this.attribute = attribute;
            this.deletedBefore = deletedBefore;
        }

        /** Another user or group of the tenant has this value of {@code attribute}, for example {@code userName}. */
        public static Conflict taken(String attribute) {
            return new Conflict(attribute, false, attribute + " is already taken in this tenant");
        }

        /** The person was deleted by provisioning and may come back by provisioning only, never by signing in. */
        public static Conflict deletedBefore(String attribute) {
            return new Conflict(attribute, true, "the person with this " + attribute + " was deleted by provisioning");
        }

        /** {@code attribute} names somebody who does not exist in this tenant, for example {@code members}. */
        public static Conflict unknown(String attribute) {
            return new Conflict(attribute, false, attribute + " names somebody who does not exist in this tenant");
        }

        /** The attribute that collides, in SCIM spelling. */
        public String attribute() {
            return attribute;
        }

        /** Whether the collision is with a deleted person's tombstone. */
        public boolean deletedBefore() {
            return deletedBefore;
        }
    }

    /** The user or group does not exist in this tenant (any more). */
    public static final class NotFound extends StoreException {
        private static final long serialVersionUID = 1L;

        /** @param what the kind and id, for example {@code User 42} */
        public NotFound(String what) {
            super(what + " does not exist in this tenant", null);
        }
    }

    /** The record has changed since the caller read it; nothing was written. */
    public static final class StaleVersion extends StoreException {
        private static final long serialVersionUID = 1L;

        /** @param what the kind and id, for example {@code User 42} */
        public StaleVersion(String what) {
            super(what + " has changed in the meantime", null);
        }
    }

    /** The store cannot answer now; nothing was written, and the caller may try again after the given time. */
    public static final class Unavailable extends StoreException {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        /**
         * @param message which store, without connection strings or secrets
         * @param retryAfter when to try again; whole seconds are sent to clients
         * @param cause the underlying failure, or null
         */
        public Unavailable(String message, Duration retryAfter, @Nullable Throwable cause) {
            super(message, cause);
            this.retryAfter = retryAfter;
        }

        /** When it is worth trying again. */
        public Duration retryAfter() {
            return retryAfter;
        }
    }
}
