package io.ssokit.it.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.contract.PurgeContract;
import io.ssokit.jdbc.JdbcStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PurgeOnPostgresIT extends PurgeContract {
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
        JdbcStores.of(server.getPostgresDatabase()).createSchema();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    @Override
    protected DataSource database() {
        return server.getPostgresDatabase();
    }

    @Test
    void purge_moreThanOneRunMayDelete_nextRunsGoOn() throws SQLException {
        useIds(110_000);
        stores().oneTime().take(tenant, "alive", clock.instant().plusSeconds(1));
        int first = stores().purge();
        assertThat(first).isBetween(80_000, 100_000).isEqualTo(first / 1_000 * 1_000);
        assertThat(stores().purge()).isEqualTo(110_000 - first);
        assertThat(stores().purge()).isZero();
        assertThat(usedIds()).isEqualTo(1);
    }
}
