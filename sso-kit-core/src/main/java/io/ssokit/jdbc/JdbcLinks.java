package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Pin;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Links in table {@code sso_link}, pins in {@code sso_pin}. */
final class JdbcLinks implements IdentityLinks {
    private static final int TRIES = 5;

    private final Db db;

    JdbcLinks(Db db) {
        this.db = db;
    }

    @Override
    public Optional<String> find(Key identity) {
        return db.transaction(tx -> find(tx, identity));
    }

    @Override
    public String link(Key identity, String userId) {
        for (int tries = 1; ; tries++) {
            try {
                return db.transaction(tx -> linkUnlessLinked(tx, identity, userId));
            } catch (StoreException.Conflict raced) {
                // A parallel call linked first; the next look finds its link, unless that is gone again already.
                if (tries == TRIES) {
                    throw raced;
                }
            }
        }
    }

    @Override
    public void relink(Key identity, String from, String to) {
        Sql update = Sql.of("update sso_link set user_id = ?", to)
                .add(where(identity))
                .add(" and user_id = ?", from);
        if (db.transaction(tx -> tx.update(update)) == 0) {
            throw new StoreException.StaleVersion("The link of this identity");
        }
    }

    @Override
    public List<Key> linksOf(String tenant, String userId) {
        return db.transaction(tx -> tx.list(
                Sql.of(
                        "select connection, subject from sso_link where tenant = ? and user_id = ?"
                                + " order by connection, subject_key",
                        tenant,
                        userId),
                row -> new Key(tenant, row.getString("connection"), row.getString("subject"))));
    }

    @Override
    public void unlink(Key identity) {
        db.run(tx -> tx.update(Sql.of("delete from sso_link").add(where(identity))));
    }

    @Override
    public Optional<Pin> pinOf(String tenant, String userId) {
        Sql select = Sql.of("select connection from sso_pin where tenant = ? and user_id = ?", tenant, userId);
        return db.transaction(tx -> tx.first(select, row -> new Pin(Optional.ofNullable(row.getString(1)))));
    }

    @Override
    public void pin(String tenant, String userId, Pin pin) {
        Races.retried(() -> db.run(tx -> pin(tx, tenant, userId, pin.connection())));
    }

    @Override
    public void unpin(String tenant, String userId) {
        db.run(tx -> tx.update(Sql.of("delete from sso_pin where tenant = ? and user_id = ?", tenant, userId)));
    }

    private static void pin(Tx tx, String tenant, String userId, Optional<String> connection) throws SQLException {
        String orNull = connection.orElse(null);
        int changed = tx.update(Sql.of("update sso_pin set connection = ?", orNull)
                .add(" where tenant = ? and user_id = ?", tenant, userId));
        if (changed == 0) {
            tx.writeUnique(
                    Sql.of(
                            "insert into sso_pin (tenant, user_id, connection) values (?, ?, ?)",
                            tenant,
                            userId,
                            orNull),
                    "userId");
        }
    }

    private static String linkUnlessLinked(Tx tx, Key identity, String userId) throws SQLException {
        Optional<String> before = find(tx, identity);
        if (before.isPresent()) {
            return before.get();
        }
        tx.writeUnique(
                Sql.of(
                        "insert into sso_link (tenant, connection, subject_key, subject, user_id)"
                                + " values (?, ?, ?, ?, ?)",
                        identity.tenant(),
                        identity.connection(),
                        Keys.exact(identity.subject()),
                        identity.subject(),
                        userId),
                "subject");
        return userId;
    }

    private static Optional<String> find(Tx tx, Key identity) throws SQLException {
        return tx.first(Sql.of("select user_id from sso_link").add(where(identity)), row -> row.getString(1));
    }

    private static Sql where(Key identity) {
        return Sql.of(
                " where tenant = ? and connection = ? and subject_key = ?",
                identity.tenant(),
                identity.connection(),
                Keys.exact(identity.subject()));
    }
}
