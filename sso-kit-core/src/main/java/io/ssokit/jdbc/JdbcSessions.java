package io.ssokit.jdbc;

import io.ssokit.session.NameId;
import io.ssokit.session.SessionIndex;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * Sessions in table {@code sso_session}, logouts in {@code sso_logout}. Each side commits its own row before it looks for rows
 * of the other, so at least one of a sign-in and a logout at the same time sees the other.
 */
final class JdbcSessions implements SessionIndex {
    /** In key columns, where nothing is named. No key of a subject is empty. */
    private static final String ANY = "";

    private static final String COLUMNS =
            "tenant, connection, session_id, subject_key, subject, format, name_qualifier,"
                    + " sp_name_qualifier, index_key, session_index, user_id, started, expires";

    private final Db db;
    private final Clock clock;

    JdbcSessions(Db db, Clock clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public boolean remember(Entry session) {
        Races.retried(() -> db.run(tx -> {
            tx.update(delete(session.tenant(), session.sessionId()));
            tx.writeUnique(insert(session), "sessionId");
        }));
        boolean loggedOut = db.transaction(tx -> tx.number(logoutsOf(session))) > 0;
        if (loggedOut) {
            forget(session.tenant(), session.sessionId());
        }
        return !loggedOut;
    }

    @Override
    public List<Entry> logOut(Logout logout) {
        String subject = logout.nameId().map(name -> Keys.exact(name.key())).orElse(ANY);
        List<String> indexes =
                logout.sessionIndexes().stream().map(JdbcSessions::indexKey).toList();
        List<String> keys = indexes.isEmpty() ? List.of(ANY) : indexes;
        for (String key : keys) {
            Races.retried(() -> db.run(tx -> note(tx, logout, subject, key)));
        }
        return db.transaction(tx -> tx.list(meantBy(logout, subject, indexes), JdbcSessions::entry));
    }

    @Override
    public void forget(String tenant, String sessionId) {
        db.run(tx -> tx.update(delete(tenant, sessionId)));
    }

    /** Never empty: an index may be. */
    private static String indexKey(String index) {
        return Keys.exact("=" + index);
    }

    private static Sql insert(Entry session) {
        NameId name = session.nameId();
        return Sql.of(
                "insert into sso_session (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                session.tenant(),
                session.connection(),
                session.sessionId(),
                Keys.exact(name.key()),
                name.value(),
                name.format().orElse(null),
                name.nameQualifier().orElse(null),
                name.spNameQualifier().orElse(null),
                session.sessionIndex().map(JdbcSessions::indexKey).orElse(null),
                session.sessionIndex().orElse(null),
                session.userId(),
                session.startedAt(),
                roundedUp(session.expiresAt()));
    }

    private static Sql delete(String tenant, String sessionId) {
        return Sql.of("delete from sso_session where tenant = ? and session_id = ?", tenant, sessionId);
    }

    private static void note(Tx tx, Logout logout, String subject, String index) throws SQLException {
        Instant at = logout.at();
        Instant expires = roundedUp(logout.until());
        int known = tx.update(Sql.of(
                "update sso_logout set arrived = case when arrived < ? then ? else arrived end,"
                        + " expires = case when expires < ? then ? else expires end"
                        + " where tenant = ? and connection = ? and subject_key = ? and index_key = ?",
                at,
                at,
                expires,
                expires,
                logout.tenant(),
                logout.connection(),
                subject,
                index));
        if (known == 0) {
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_logout (tenant, connection, subject_key, index_key, arrived, expires)"
                                    + " values (?, ?, ?, ?, ?, ?)",
                            logout.tenant(),
                            logout.connection(),
                            subject,
                            index,
                            at,
                            expires),
                    "logout");
        }
    }

    private static Sql logoutsOf(Entry session) {
        // No key of an index is a lone blank: a session without an index is meant by logouts of all of the subject
        // only.
        String index = session.sessionIndex().map(JdbcSessions::indexKey).orElse(" ");
        return Sql.of(
                "select count(*) from sso_logout where tenant = ? and connection = ? and subject_key in (?, ?)"
                        + " and index_key in (?, ?) and arrived >= ?",
                session.tenant(),
                session.connection(),
                Keys.exact(session.nameId().key()),
                ANY,
                index,
                ANY,
                session.startedAt());
    }

    private Sql meantBy(Logout logout, String subject, List<String> indexes) {
        Sql sql = Sql.of(
                "select " + COLUMNS + " from sso_session where tenant = ? and connection = ? and expires >= ?",
                logout.tenant(),
                logout.connection(),
                clock.instant());
        if (!subject.equals(ANY)) {
            sql.add(" and subject_key = ?", subject);
        }
        if (!indexes.isEmpty()) {
            sql.add(" and index_key in (?" + ", ?".repeat(indexes.size() - 1) + ")", indexes.toArray());
        }
        return sql.add(" order by started, session_id");
    }

    private static Entry entry(ResultSet row) throws SQLException {
        NameId nameId = new NameId(
                row.getString("subject"),
                Optional.ofNullable(row.getString("format")),
                Optional.ofNullable(row.getString("name_qualifier")),
                Optional.ofNullable(row.getString("sp_name_qualifier")));
        return new Entry(
                row.getString("tenant"),
                row.getString("connection"),
                nameId,
                Optional.ofNullable(row.getString("session_index")),
                row.getString("session_id"),
                row.getString("user_id"),
                Stamp.instant(row, "started"),
                Stamp.instant(row, "expires"));
    }

    /** The column has milliseconds, and nothing may be forgotten early. */
    private static Instant roundedUp(Instant time) {
        return time.plusNanos(999_999).truncatedTo(ChronoUnit.MILLIS);
    }
}
