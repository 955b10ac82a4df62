package io.ssokit.provisioning;

import io.ssokit.audit.AttributeChange;
import java.time.Instant;
import java.util.List;

/**
 * One line of the provisioning log. Immutable; holds no values of personal attributes but for the name of the resource.
 *
 * @param number the place in the log: grows with time, unique in the store; 0 before the store has taken the event
 * @param at when, by the kit's clock
 * @param tenant the customer
 * @param name the audit event's name, for example {@code scim.user.created}
 * @param resource path below the SCIM base URL, for example {@code /Users/2819c223}; empty if it is about none
 * @param label user name or group name; empty if unknown
 * @param changes what changed
 * @param more how many further attributes changed
 * @param detail a sentence: why a request failed, who did it; empty if there is nothing to say
 * @param delivery what became of it at the webhook
 */
public record ScimEvent(
        long number,
        Instant at,
        String tenant,
        String name,
        String resource,
        String label,
        List<AttributeChange> changes,
        int more,
        String detail,
        Delivery delivery) {
    /** What became of an event at the customer's webhook. */
    public enum Delivery {
        /** Nobody wants it. */
        NONE,
        /** It is being tried. */
        WAITING,
        /** The webhook has it. */
        DELIVERED,
        /** It was given up. */
        DEAD
    }

    public ScimEvent {
        changes = List.copyOf(changes);
    }

    /** For stores: what the store itself decides. */
    public ScimEvent stored(long newNumber, Delivery newDelivery) {
        return new ScimEvent(newNumber, at, tenant, name, resource, label, changes, more, detail, newDelivery);
    }
}
