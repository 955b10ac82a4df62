package io.ssokit.jdbc;

import io.ssokit.audit.AttributeChange;
import io.ssokit.audit.AttributeChange.Kind;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.provisioning.ScimEventStore;
import io.ssokit.store.Retention;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The provisioning log in table {@code sso_scim_event}; what waits for a webhook has its claims there. */
final class JdbcScimEvents implements ScimEventStore {
    private static final String COLUMNS = "number, happened, tenant, name, resource, label, body, delivery";
    private static final int LONGEST_RESOURCE = 300;

    private final Db db;
    private final Duration kept;

    /** @param kept how long an event stays */
    JdbcScimEvents(Db db, Duration kept) {
        this.db = db;
        this.kept = kept;
    }

    @Override
    public void append(ScimEvent event, Optional<String> claims) {
        Delivery delivery = claims.isPresent() ? Delivery.WAITING : Delivery.NONE;
        db.run(tx -> tx.update(Sql.of(
                "insert into sso_scim_event (happened, tenant, name, resource, label, body, delivery, claims, expires)"
                        + " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                event.at(),
                event.tenant(),
                event.name(),
                cut(event.resource()),
                event.label(),
                Rest.write(body(event)),
                delivery.name(),
                claims.orElse(null),
                Retention.until(event.at(), kept))));
    }

    @Override
    public List<ScimEvent> recent(String tenant, int limit, OptionalLong before) {
        return db.transaction(tx -> tx.list(
                Sql.of(
                        "select " + COLUMNS + " from sso_scim_event where tenant = ? and number < ?"
                                + " order by number desc fetch first ? rows only",
                        tenant,
                        before.orElse(Long.MAX_VALUE),
                        limit),
                JdbcScimEvents::event));
    }

    @Override
    public List<Token> waiting(String tenant, int limit) {
        return db.transaction(tx -> tx.list(
                Sql.of(
                        "select number, happened, claims from sso_scim_event where tenant = ? and delivery = 'WAITING'"
                                + " order by number fetch first ? rows only",
                        tenant,
                        limit),
                row -> new Token(row.getLong("number"), Stamp.instant(row, "happened"), row.getString("claims"))));
    }

    @Override
    public void settle(String tenant, long number, Delivery outcome) {
        db.run(tx -> tx.update(Sql.of(
                "update sso_scim_event set delivery = ?, claims = null where tenant = ? and number = ?",
                outcome.name(),
                tenant,
                number)));
    }

    @Override
    public int giveUp(String tenant, Instant before, int keep) {
        return db.transaction(tx -> {
            // The newest of those that are too many; 0 if none is.
            long last = tx.number(Sql.of(
                    "select number from sso_scim_event where tenant = ? and delivery = 'WAITING'"
                            + " order by number desc offset ? rows fetch next 1 rows only",
                    tenant,
                    keep));
            return tx.update(Sql.of(
                    "update sso_scim_event set delivery = ?, claims = null"
                            + " where tenant = ? and delivery = 'WAITING' and (number <= ? or happened < ?)",
                    Delivery.DEAD.name(),
                    tenant,
                    last,
                    before));
        });
    }

    private static String cut(String resource) {
        return resource.length() <= LONGEST_RESOURCE ? resource : resource.substring(0, LONGEST_RESOURCE);
    }

    private static Map<String, Object> body(ScimEvent event) {
        Map<String, Object> body = new LinkedHashMap<>();
        List<Map<String, Object>> changes = new ArrayList<>();
        for (AttributeChange change : event.changes()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("path", change.path());
            json.put("kind", change.kind().name());
            change.before().ifPresent(value -> json.put("before", value));
            change.after().ifPresent(value -> json.put("after", value));
            changes.add(json);
        }
        body.put("changes", changes);
        body.put("more", event.more());
        body.put("detail", event.detail());
        return body;
    }

    private static ScimEvent event(ResultSet row) throws SQLException {
        Map<String, Object> body = Rest.read(row.getString("body"));
        List<AttributeChange> changes = new ArrayList<>();
        if (body.get("changes") instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> change) {
                    changes.add(change(change));
                }
            }
        }
        return new ScimEvent(
                row.getLong("number"),
                Stamp.instant(row, "happened"),
                row.getString("tenant"),
                row.getString("name"),
                row.getString("resource"),
                row.getString("label"),
                changes,
                body.get("more") instanceof Number more ? more.intValue() : 0,
                text(body.get("detail")).orElse(""),
                Delivery.valueOf(row.getString("delivery")));
    }

    private static AttributeChange change(Map<?, ?> json) {
        return new AttributeChange(
                text(json.get("path")).orElse(""),
                Kind.valueOf(text(json.get("kind")).orElse(Kind.REPLACED.name())),
                text(json.get("before")),
                text(json.get("after")));
    }

    private static Optional<String> text(@Nullable Object value) {
        return value instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
