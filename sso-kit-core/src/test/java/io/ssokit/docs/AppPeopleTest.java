package io.ssokit.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.contract.GroupStoreContract;
import io.ssokit.contract.ProvisioningRaceContract;
import io.ssokit.contract.UserQueryContract;
import io.ssokit.contract.UserStoreContract;
import io.ssokit.jdbc.AppSql;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.user.UserStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The page's app with a users table of its own keeps every promise of a user store. */
class AppPeopleTest {
    private static JdbcConnectionPool pool;
    private static Stores jdbc;
    private static Stores memory;

    @BeforeAll
    static void open() throws Exception {
        pool = JdbcConnectionPool.create("jdbc:h2:mem:people;DB_CLOSE_DELAY=-1", "sa", "");
        pool.setMaxConnections(20);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            String page = Files.readString(Path.of("..", "docs", "spi.md"));
            int from = page.indexOf("```sql") + "```sql".length();
            statement.execute(page.substring(from, page.indexOf("```", from)));
        }
        jdbc = JdbcStores.of(pool).createSchema().withPeople(new AppPeople(AppSql.of(pool)));
        AppSql sql = AppSql.of(pool);
        memory = MemoryStores.create().withPeople(new ManyPeople(new AppPeople(sql), sql));
    }

    @AfterAll
    static void close() {
        pool.dispose();
    }

    @Test
    void spiMd_itsPeopleStore_isThisOneAndShort() throws Exception {
        String shown = DocRegion.of(AppPeople.class, "people");
        assertThat(DocRegion.page("spi.md")).contains(shown, DocRegion.of(ManyPeople.class, "many"));
        assertThat(shown.lines().filter(line -> !line.isBlank() && !line.startsWith("```")))
                .hasSizeLessThan(60);
    }

    @Nested
    class People extends UserStoreContract {
        @Override
        protected UserStore users() {
            return jdbc.users();
        }
    }

    @Nested
    class Groups extends GroupStoreContract {
        @Override
        protected UserStore users() {
            return jdbc.users();
        }
    }

    @Nested
    class Queries extends UserQueryContract {
        @Override
        protected UserStore users() {
            return jdbc.users();
        }
    }

    @Nested
    class QueriesPushedDown extends UserQueryContract {
        @Override
        protected UserStore users() {
            return memory.users();
        }
    }

    @Nested
    class GroupsInMemory extends GroupStoreContract {
        @Override
        protected UserStore users() {
            return memory.users();
        }
    }

    @Nested
    class PeopleWithGroupsInMemory extends UserStoreContract {
        @Override
        protected UserStore users() {
            return memory.users();
        }
    }

    @Nested
    class Races extends ProvisioningRaceContract {
        @Override
        protected Stores node(int number) {
            return jdbc;
        }

        @Override
        protected int adds() {
            return 3;
        }

        @Override
        protected int rounds() {
            return 3;
        }
    }
}
