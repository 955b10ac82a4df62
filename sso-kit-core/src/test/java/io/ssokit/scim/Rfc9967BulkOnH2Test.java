package io.ssokit.scim;

import io.ssokit.jdbc.JdbcStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;

/** The same on a database. */
class Rfc9967BulkOnH2Test extends Rfc9967BulkTest {
    @Override
    Stores stores(MovableClock time) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return JdbcStores.of(source, time).createSchema();
    }

    @Override
    Rfc9967BulkTest another() {
        return new Rfc9967BulkOnH2Test();
    }
}
