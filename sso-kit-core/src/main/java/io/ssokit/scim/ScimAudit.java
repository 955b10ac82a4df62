package io.ssokit.scim;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the listeners what provisioning did; none of them can fail a request. */
final class ScimAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);
    private static final int MAX_PATH = 200;

    private final List<AuditListener> listeners;
    private final Clock clock;

    ScimAudit(List<AuditListener> listeners, Clock clock) {
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
    }

    void created(User user) {
        tell(user, "user.created");
    }

    /** @param before what was stored until now */
    void updated(User before, User after) {
        tell(after, before.active() && !after.active() ? "user.deactivated" : "user.updated");
    }

    void deleted(User user) {
        tell(user, "user.deleted");
    }

    /** @param members who is in it from the start */
    void created(Group group, MembershipChange members) {
        tell(group, "group.created");
    }

    /**
     * @param before what was stored until now; empty if only members changed, for then nobody has read it
     * @param members who joined and who left
     */
    void updated(Optional<Group> before, Group after, MembershipChange members) {
        tell(after, "group.updated");
    }

    void deleted(Group group) {
        tell(group, "group.deleted");
    }

    void refused(String tenant, ScimRequest request, ScimException refusal) {
        String path = request.path();
        tell(new AuditEvent.ScimRefused(
                clock.instant(),
                tenant,
                request.method(),
                path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH),
                refusal.status(),
                refusal.scimType(),
                refusal.detail()));
    }

    private void tell(User user, String what) {
        tell(new AuditEvent.ScimChanged(clock.instant(), user.tenant(), "scim." + what, user.id(), user.userName()));
    }

    private void tell(Group group, String what) {
        tell(new AuditEvent.ScimChanged(
                clock.instant(), group.tenant(), "scim." + what, group.id(), group.displayName()));
    }

    private void tell(AuditEvent event) {
        for (AuditListener listener : listeners) {
            try {
                listener.on(event);
            } catch (RuntimeException itsOwnProblem) {
                LOG.warn("an audit listener failed on {}", event.name(), itsOwnProblem);
            }
        }
    }
}
