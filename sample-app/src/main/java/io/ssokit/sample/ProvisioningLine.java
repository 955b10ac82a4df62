package io.ssokit.sample;

import io.ssokit.SsoKit;
import io.ssokit.audit.AttributeChange;
import io.ssokit.provisioning.ScimEvent;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * One line of the provisioning log in words.
 *
 * @param time of day, UTC
 * @param who the user or group, or what was asked for
 * @param what the attributes that changed, or why nothing did
 */
public record ProvisioningLine(String time, String tenant, String name, String who, String what) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    /** The latest of all tenants, the newest first. */
    static List<ProvisioningLine> latest(SsoKit kit, Collection<String> tenants, int count) {
        return tenants.stream()
                .flatMap(tenant -> kit.provisioning().recent(tenant, count, OptionalLong.empty()).stream())
                .sorted(Comparator.comparing(ScimEvent::number).reversed())
                .limit(count)
                .map(ProvisioningLine::of)
                .toList();
    }

    private static ProvisioningLine of(ScimEvent event) {
        String changes = event.changes().stream().map(ProvisioningLine::words).collect(Collectors.joining("; "));
        return new ProvisioningLine(
                TIME.format(event.at()),
                event.tenant(),
                event.name(),
                event.label().isEmpty() ? event.resource() : event.label(),
                event.detail().isEmpty() ? changes : event.detail());
    }

    private static String words(AttributeChange change) {
        return switch (change.kind()) {
            case ADDED -> change.path() + change.after().map(" "::concat).orElse("");
            case REMOVED -> change.path() + " removed";
            case REPLACED ->
                change.path() + change.before().map(" "::concat).orElse("") + " → "
                        + change.after().orElse("…");
        };
    }
}
