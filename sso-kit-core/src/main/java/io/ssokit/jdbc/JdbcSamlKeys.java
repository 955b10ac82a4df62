package io.ssokit.jdbc;

import io.ssokit.error.StoreException;
import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Our keys in table {@code sso_saml_key}. Column {@code slot} is the state, but the id for previous keys: unique together
 * with the use, so that of many nodes one makes the first key.
 */
final class JdbcSamlKeys implements SamlKeyStore {
    private final Db db;

    JdbcSamlKeys(Db db) {
        this.db = db;
    }

    @Override
    public List<Entry> list() {
        return db.transaction(tx -> tx.list(
                Sql.of("select id, key_use, state, created, certificate, sealed_key from sso_saml_key order by id"),
                JdbcSamlKeys::entry));
    }

    @Override
    public boolean add(Entry entry) {
        try {
            db.run(tx -> tx.writeUnique(
                    Sql.of(
                            "insert into sso_saml_key (id, key_use, state, slot, created, certificate, sealed_key)"
                                    + " values (?, ?, ?, ?, ?, ?, ?)",
                            entry.id(),
                            entry.use().name(),
                            entry.state().name(),
                            entry.state().name(),
                            entry.created(),
                            entry.certificate(),
                            entry.sealedKey()),
                    "key"));
            return true;
        } catch (StoreException.Conflict othersWereFaster) {
            return false;
        }
    }

    @Override
    public boolean rotate(Use use, String next) {
        return db.transaction(tx -> {
            // Locked, so that nobody retires or rotates it meanwhile.
            boolean isNext = tx.first(
                            Sql.of(
                                    "select id from sso_saml_key where id = ? and key_use = ? and state = ? for update",
                                    next,
                                    use.name(),
                                    State.NEXT.name()),
                            row -> true)
                    .isPresent();
            if (isNext) {
                tx.update(Sql.of(
                        "update sso_saml_key set state = ?, slot = id where key_use = ? and state = ?",
                        State.PREVIOUS.name(),
                        use.name(),
                        State.CURRENT.name()));
                String current = State.CURRENT.name();
                tx.update(Sql.of("update sso_saml_key set state = ?, slot = ? where id = ?", current, current, next));
            }
            return isNext;
        });
    }

    @Override
    public boolean remove(String id) {
        return db.transaction(tx -> tx.update(
                        Sql.of("delete from sso_saml_key where id = ? and state <> ?", id, State.CURRENT.name())))
                == 1;
    }

    @Override
    public boolean reseal(Entry before, String sealedKey) {
        return db.transaction(tx -> tx.update(Sql.of(
                        "update sso_saml_key set sealed_key = ? where id = ? and sealed_key = ?",
                        sealedKey,
                        before.id(),
                        before.sealedKey())))
                == 1;
    }

    @Override
    public boolean isDurable() {
        return true;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("id"),
                Use.valueOf(row.getString("key_use")),
                State.valueOf(row.getString("state")),
                Stamp.instant(row, "created"),
                row.getString("certificate"),
                row.getString("sealed_key"));
    }
}
