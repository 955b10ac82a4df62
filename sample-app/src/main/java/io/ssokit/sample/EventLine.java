package io.ssokit.sample;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.ProvisioningEvent;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * One audit event in words.
 *
 * @param time of day, UTC
 * @param tenant whose
 * @param name the event's name
 * @param text what happened
 */
public record EventLine(String time, String tenant, String name, String text) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    static EventLine of(AuditEvent event) {
        return new EventLine(TIME.format(event.at()), event.tenant(), event.name(), text(event));
    }

    /** Java 17 has no exhaustive switch over types; an event that is new to this page shows its name alone. */
    private static String text(AuditEvent event) {
        if (event instanceof AuditEvent.SignedIn in) {
            String left = in.problems().isEmpty() ? "" : "; left out: " + String.join("; ", in.problems());
            return in.userName() + " by " + in.connection() + left;
        }
        if (event instanceof AuditEvent.SignInRefused refused) {
            return refused.error() + " by " + refused.connection() + ", reference " + refused.reference()
                    + ". Expected " + refused.expected() + ", received " + refused.received() + ". " + refused.fix();
        }
        if (event instanceof AuditEvent.SignInBounced bounced) {
            return "an unsolicited response by " + bounced.connection() + " was dropped for a sign-in of our own";
        }
        if (event instanceof AuditEvent.SignedOut out) {
            return out.userId() + " by " + out.connection();
        }
        if (event instanceof AuditEvent.JitProvisioned jit) {
            return jit.userName() + " by " + jit.connection();
        }
        if (event instanceof AuditEvent.SignedInLocally in) {
            return in.userName() + in.breakGlass().map(why -> ": " + why).orElse("");
        }
        return otherText(event);
    }

    private static String otherText(AuditEvent event) {
        if (event instanceof AuditEvent.ScimChanged changed) {
            return changed.resourceName();
        }
        if (event instanceof AuditEvent.ScimRefused refused) {
            return refused.status() + " to " + refused.method() + " " + refused.path() + ": " + refused.detail();
        }
        if (event instanceof AuditEvent.LaunchCreated created) {
            return created.target() + " for profile " + created.profile();
        }
        if (event instanceof AuditEvent.LaunchRedeemed redeemed) {
            return redeemed.target() + " for profile " + redeemed.profile();
        }
        if (event instanceof AuditEvent.LaunchRefused refused) {
            return refused.error() + ", reference " + refused.reference() + ": " + refused.detail();
        }
        return event instanceof AuditEvent.SessionsRevoked revoked
                ? revoked.userId() + ": " + revoked.reason()
                : accountText(event);
    }

    private static String accountText(AuditEvent event) {
        if (event instanceof AuditEvent.LinkChanged changed) {
            return changed.userId() + " at " + changed.connection() + ", by " + changed.actor();
        }
        if (event instanceof AuditEvent.PinChanged changed) {
            String to = changed.connection().map(id -> " to " + id).orElse("");
            return changed.userId() + to + ", by " + changed.actor();
        }
        if (event instanceof ProvisioningEvent.BreakerTripped tripped) {
            return tripped.people() + " of " + tripped.active()
                    + " people have gone; nobody else does until it is resumed";
        }
        return event instanceof AuditEvent.AccountsMerged merged
                ? merged.userName() + " into " + merged.intoUserName() + ", by " + merged.actor()
                : "";
    }
}
