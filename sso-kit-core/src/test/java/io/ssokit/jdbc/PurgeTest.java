package io.ssokit.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.contract.PurgeContract;
import io.ssokit.store.Retention;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

class PurgeTest extends PurgeContract {
    private final JdbcDataSource source = new JdbcDataSource();
    private final Db db = new Db(Connections.of(source));

    PurgeTest() {
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        JdbcStores.of(source).createSchema();
    }

    @Override
    protected DataSource database() {
        return source;
    }

    @Test
    void run_moreThanItMayDelete_nextRunsGoOn() throws SQLException {
        useIds(3_500);
        stores().oneTime().take(tenant, "alive", clock.instant().plusSeconds(1));
        Purge purge = new Purge(db, clock, Retention.DEFAULT);
        int tables = Purge.tables(Retention.DEFAULT).size();
        assertThat(purge.run(tables + 1)).isEqualTo(2_000);
        assertThat(purge.run(tables + 1)).isEqualTo(1_500);
        assertThat(purge.run(tables + 1)).isZero();
        assertThat(usedIds()).isEqualTo(1);
    }

    @Test
    void find_everyTable_byItsIndexOnTime() {
        for (Perishable table : Purge.tables(Retention.DEFAULT)) {
            Sql find = table.find(Instant.EPOCH, 10);
            Sql explain = Sql.of("explain ").add(find);
            String plan = db.transaction(tx -> tx.list(explain, row -> row.getString(1)))
                    .get(0);
            assertThat(plan)
                    .doesNotContain("tableScan")
                    .containsPattern("SSO_\\w+_(EXPIRES|DELETED): ")
                    .contains("index sorted");
        }
    }
}
