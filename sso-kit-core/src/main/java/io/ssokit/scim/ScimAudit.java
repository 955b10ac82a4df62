package io.ssokit.scim;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.audit.ProvisioningEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that tells what provisioning did: to the listeners, to the log, and, through the log, to the directory's
 * webhook. Called when the change is stored; nothing here can fail a request. What the log cannot take is written to the
 * application's log, and no webhook hears of it.
 */
final class ScimAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);
    private static final int MAX_PATH = 200;

    private final List<AuditListener> listeners;
    private final Clock clock;
    private final Optional<ScimEventStore> log;
    private final SecurityEvents tokens;
    private final Function<String, Optional<ScimSettings>> webhookOf;
    private final Consumer<String> wake;

    /**
     * @param log empty if nobody keeps one
     * @param webhookOf the tenant's directory with a webhook, if there is one
     * @param wake called with the tenant when something waits for its webhook
     */
    ScimAudit(
            List<AuditListener> listeners,
            Clock clock,
            Optional<ScimEventStore> log,
            SecurityEvents tokens,
            Function<String, Optional<ScimSettings>> webhookOf,
            Consumer<String> wake) {
        this.listeners = List.copyOf(listeners);
        this.clock = clock;
        this.log = log;
        this.tokens = tokens;
        this.webhookOf = webhookOf;
        this.wake = wake;
    }

    /** A resource and what became of it. */
    private record Change(
            String name,
            String path,
            String id,
            String label,
            Optional<String> externalId,
            ScimDiff diff,
            Map<String, Object> events) {}

    void created(Exchange exchange, User user) {
        if (isUnheard()) {
            return;
        }
        ScimDiff diff = ScimDiff.ofUser(Map.of(), RecordAttributes.of(user));
        tell(
                exchange,
                change(
                        user,
                        "created",
                        diff,
                        tokens.changed("create", diff.paths(), user.version(), Optional.empty())));
    }

    /** @param before what was stored until now */
    void updated(Exchange exchange, User before, User after) {
        if (isUnheard()) {
            return;
        }
        ScimDiff diff = ScimDiff.ofUser(RecordAttributes.of(before), RecordAttributes.of(after));
        boolean switched = before.active() != after.active();
        String name = !switched ? "updated" : after.active() ? "reactivated" : "deactivated";
        Optional<String> event = switched ? Optional.of(after.active() ? "activate" : "deactivate") : Optional.empty();
        tell(exchange, change(after, name, diff, tokens.changed(verb(exchange), diff.paths(), after.version(), event)));
    }

    void deleted(Exchange exchange, User user) {
        tell(exchange, change(user, "deleted", ScimDiff.NONE, tokens.deleted()));
    }

    /** @param members who is in it from the start */
    void created(Exchange exchange, Group group, MembershipChange members) {
        ScimDiff diff = ScimDiff.ofGroup(Map.of(), RecordAttributes.of(group), members);
        tell(
                exchange,
                change(
                        group,
                        "created",
                        diff,
                        tokens.changed("create", diff.paths(), group.version(), Optional.empty())));
    }

    /**
     * @param before what was stored until now; empty if only members changed, for then nobody has read it
     * @param members who joined and who left
     */
    void updated(Exchange exchange, Optional<Group> before, Group after, MembershipChange members) {
        Map<String, Object> now = RecordAttributes.of(after);
        ScimDiff diff = ScimDiff.ofGroup(before.map(RecordAttributes::of).orElse(now), now, members);
        tell(
                exchange,
                change(
                        after,
                        "updated",
                        diff,
                        tokens.changed(verb(exchange), diff.paths(), after.version(), Optional.empty())));
    }

    void deleted(Exchange exchange, Group group) {
        tell(exchange, change(group, "deleted", ScimDiff.NONE, tokens.deleted()));
    }

    /**
     * An asynchronous request, or one operation of it, is done (RFC 9967 §2.5.1): told to the webhook, if there is one.
     *
     * @param txn what {@code Set-Txn} said; for an operation of a bulk request followed by a colon and its index
     * @param path of the resource below the SCIM base URL, for example {@code /Users/2819c223}
     * @param operation as in a bulk response
     */
    void done(ScimDirectory directory, String txn, String path, Map<String, Object> operation) {
        if (directory.settings().webhook().isPresent()) {
            Instant now = clock.instant();
            String status = String.valueOf(operation.get("status"));
            append(
                    event(now, directory.tenant(), "scim.request.done", path, "", ScimDiff.NONE, status),
                    Optional.of(tokens.claims(
                            directory.settings(), now, txn, path, Optional.empty(), tokens.done(operation))));
        }
    }

    /** @param directory empty if nobody knows who asks; then the log, which they could fill, does not hear of it */
    void refused(Optional<ScimDirectory> directory, ScimRequest request, ScimException refusal) {
        Instant now = clock.instant();
        String tenant = directory.map(ScimDirectory::tenant).orElse("-");
        String path = request.path();
        String shortened = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
        AuditEvent.ScimRefused event = new AuditEvent.ScimRefused(
                now, tenant, request.method(), shortened, refusal.status(), refusal.scimType(), refusal.detail());
        tell(event);
        if (directory.isPresent()) {
            String detail = request.method() + " " + refusal.status()
                    + refusal.scimType().map(type -> " " + type).orElse("") + ": " + refusal.detail();
            append(event(now, tenant, event.name(), shortened, "", ScimDiff.NONE, detail), Optional.empty());
        }
    }

    /** The app deleted a group itself; the webhook hears of it as of any deletion. */
    void deletedByApp(Group group, ProvisioningEvent.GroupDeleted event) {
        tell(event);
        Change change = change(group, "deleted", ScimDiff.NONE, tokens.deleted());
        Optional<String> claims = webhook(event.tenant()).map(settings -> claims(settings, event.at(), change));
        append(
                event(
                        event.at(),
                        event.tenant(),
                        event.name(),
                        change.path(),
                        change.label(),
                        ScimDiff.NONE,
                        "by " + event.actor()),
                claims);
    }

    private Optional<ScimSettings> webhook(String tenant) {
        try {
            return webhookOf.apply(tenant);
        } catch (StoreException unknown) {
            LOG.error("the webhook of {} does not hear of a group that the app deleted", tenant, unknown);
            return Optional.empty();
        }
    }

    /** What befell a directory as a whole: to the listeners and to the log. */
    void tell(AuditEvent event, String resource, String label, String detail) {
        tell(event);
        append(
                event(event.at(), event.tenant(), event.name(), resource, label, ScimDiff.NONE, detail),
                Optional.empty());
    }

    private void tell(Exchange exchange, Change change) {
        Instant now = clock.instant();
        ScimDirectory directory = exchange.directory();
        ScimDiff diff = change.diff();
        if (!listeners.isEmpty()) {
            tell(new AuditEvent.ScimChanged(
                    now, directory.tenant(), change.name(), change.id(), change.label(), diff.changes(), diff.more()));
        }
        Optional<String> claims = Optional.of(directory.settings())
                .filter(settings -> settings.webhook().isPresent())
                .map(settings -> claims(settings, now, change));
        append(event(now, directory.tenant(), change.name(), change.path(), change.label(), diff, ""), claims);
    }

    private String claims(ScimSettings settings, Instant now, Change change) {
        return tokens.claims(settings, now, RandomToken.bits128(), change.path(), change.externalId(), change.events());
    }

    private static Change change(User user, String what, ScimDiff diff, Map<String, Object> events) {
        return new Change(
                "scim.user." + what,
                "/Users/" + user.id(),
                user.id(),
                user.userName(),
                user.externalId(),
                diff,
                events);
    }

    private static Change change(Group group, String what, ScimDiff diff, Map<String, Object> events) {
        return new Change(
                "scim.group." + what,
                "/Groups/" + group.id(),
                group.id(),
                group.displayName(),
                group.externalId(),
                diff,
                events);
    }

    private static String verb(Exchange exchange) {
        return exchange.request().method().equals("PUT") ? "put" : "patch";
    }

    private static ScimEvent event(
            Instant at, String tenant, String name, String resource, String label, ScimDiff diff, String detail) {
        return new ScimEvent(0, at, tenant, name, resource, label, diff.changes(), diff.more(), detail, Delivery.NONE);
    }

    /** Then a difference is not worth finding. */
    private boolean isUnheard() {
        return listeners.isEmpty() && log.isEmpty();
    }

    private void append(ScimEvent event, Optional<String> claims) {
        if (log.isEmpty()) {
            return;
        }
        try {
            log.get().append(event, claims);
        } catch (RuntimeException failed) {
            LOG.error("the provisioning log did not take {} of {}", event.name(), event.resource(), failed);
            return;
        }
        if (claims.isPresent()) {
            wake.accept(event.tenant());
        }
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
