package io.ssokit.audit;

import java.time.Instant;

/** What protects customers from their identity provider's mistakes, and what is told to their webhooks. Immutable. */
public sealed interface ProvisioningEvent extends AuditEvent.Guarding {
    /**
     * Too many people were to be switched off or deleted: nobody else is, until somebody resumes the directory.
     *
     * @param people how many went within the window
     * @param active how many were active at its beginning
     * @param percent the share that is allowed
     */
    record BreakerTripped(Instant at, String tenant, long people, long active, int percent)
            implements ProvisioningEvent {
        @Override
        public String name() {
            return "scim.breaker.tripped";
        }
    }

    /**
     * Somebody resumed a directory after {@link BreakerTripped}.
     *
     * @param actor who did it, as the app says
     */
    record BreakerResumed(Instant at, String tenant, String actor) implements ProvisioningEvent {
        @Override
        public String name() {
            return "scim.breaker.resumed";
        }
    }

    /**
     * The app deleted a group, its memberships with it.
     *
     * @param actor who did it, as the app says
     */
    record GroupDeleted(Instant at, String tenant, String groupId, String displayName, String actor)
            implements ProvisioningEvent {
        @Override
        public String name() {
            return "scim.group.deleted-by-app";
        }
    }

    /**
     * Security event tokens will not be delivered: they waited for too long, were too many, or were refused for good.
     *
     * @param tokens how many
     * @param reason a sentence
     */
    record DeliveryFailed(Instant at, String tenant, int tokens, String reason) implements ProvisioningEvent {
        @Override
        public String name() {
            return "scim.webhook.failed";
        }
    }
}
