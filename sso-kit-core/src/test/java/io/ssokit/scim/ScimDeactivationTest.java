package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ScimSettings;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * P-23: however provisioning takes somebody's access away, it counts on the other node as well. Two nodes share a database, and
 * the other one asks it again after two seconds at the latest ({@code JdbcRevocations}); here it has not been asked before.
 */
@Tag("P-23")
class ScimDeactivationTest {
    private final JdbcDataSource database = database();
    private final MovableClock clock = MovableClock.at("2026-05-01T10:00:00Z");
    private final GuardLab lab =
            new GuardLab(JdbcStores.of(database, clock).createSchema(), clock, ScimSettings.usual());
    private final Stores otherNode = JdbcStores.of(database, clock);

    @Test
    void deactivation_inEveryForm_endsSessionsAndLaunchLinksOnBothNodes() {
        Map<String, Function<String, Integer>> forms = new LinkedHashMap<>();
        forms.put("PATCH active false", id -> lab.switchOff(id).status());
        forms.put("PATCH active \"False\"", id -> patch(id, "{'op':'Replace','path':'active','value':'False'}"));
        forms.put("PATCH without path", id -> patch(id, "{'op':'replace','value':{'active':false}}"));
        forms.put("PUT active false", id -> put(id, ",'active':false"));
        forms.put("PUT active \"false\"", id -> put(id, ",'active':'false'"));
        forms.put("DELETE", id -> lab.send("DELETE", "/Users/" + id, "").status());
        int accepted = 0;
        for (Map.Entry<String, Function<String, Integer>> form : forms.entrySet()) {
            String id = lab.user(UUID.randomUUID() + "@x");
            Instant signedIn = clock.instant();
            clock.advance(Duration.ofSeconds(1));
            assertThat(form.getValue().apply(id)).as(form.getKey()).isIn(200, 204);
            boolean ended = isEnded(lab.stores, id, signedIn) && isEnded(otherNode, id, signedIn);
            boolean out = otherNode
                    .users()
                    .find("acme", id)
                    .filter(user -> user.active())
                    .isEmpty();
            accepted += ended && out ? 0 : 1;
        }
        System.out.printf("attacks: %d tried, %d accepted (P-23)%n", forms.size(), accepted);
        assertThat(accepted).isZero();
    }

    @Test
    void put_thatDoesNotSayActive_changesNothingOfIt() {
        String on = lab.user("on@x");
        Instant signedIn = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        assertThat(put(on, "")).isEqualTo(200);
        assertThat(isEnded(otherNode, on, signedIn)).isFalse();
        String off = lab.user("off@x");
        lab.switchOff(off);
        assertThat(put(off, "")).isEqualTo(200);
        assertThat(otherNode.users().find("acme", off).orElseThrow().active()).isFalse();
    }

    @Test
    void group_personRemovedFromIt_countsOnTheOtherNodeAtOnce() {
        String ada = lab.user("ada@x");
        String group = lab.group("Staff", ada);
        assertThat(otherNode.users().groupsOf("acme", ada)).hasSize(1);
        lab.patch("/Groups/" + group, "{'op':'remove','path':'members[value eq \\\"" + ada + "\\\"]'}");
        assertThat(otherNode.users().groupsOf("acme", ada)).isEmpty();
        lab.patch("/Groups/" + group, "{'op':'add','path':'members','value':[{'value':'" + ada + "'}]}");
        lab.send("DELETE", "/Groups/" + group, "");
        assertThat(otherNode.users().groupsOf("acme", ada)).isEmpty();
    }

    private Integer patch(String id, String operation) {
        return lab.patch("/Users/" + id, operation).status();
    }

    private Integer put(String id, String more) {
        String name = lab.stores.users().find("acme", id).orElseThrow().userName();
        return lab.send(
                        "PUT",
                        "/Users/" + id,
                        "{'schemas':['" + ScimLab.USER + "'],'userName':'" + name + "'" + more + "}")
                .status();
    }

    /** Sessions and launch links alike: both are held against this epoch. */
    private static boolean isEnded(Stores node, String id, Instant began) {
        return node.revocations()
                .revokedAt("acme", id)
                .filter(epoch -> !began.isAfter(epoch))
                .isPresent();
    }

    private static JdbcDataSource database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        return source;
    }
}
