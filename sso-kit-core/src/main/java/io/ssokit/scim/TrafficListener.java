package io.ssokit.scim;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.directory.Traffic;

/** Tells of provisioning what an administrator's status shows. Thread-safe. */
final class TrafficListener implements AuditListener {
    private final Traffic traffic;

    TrafficListener(Traffic traffic) {
        this.traffic = traffic;
    }

    @Override
    public void on(AuditEvent event) {
        if (event instanceof AuditEvent.ScimChanged changed) {
            switch (changed.name()) {
                case "scim.user.created" -> traffic.created(event.tenant(), 1, 0);
                case "scim.group.created" -> traffic.created(event.tenant(), 0, 1);
                default -> {
                    return;
                }
            }
        } else if (event instanceof AuditEvent.ScimRefused refused && refused.status() != 401) {
            traffic.failure(
                    event.tenant(),
                    refused.method() + " " + refused.path() + " " + refused.status() + ": " + refused.detail());
        }
    }
}
