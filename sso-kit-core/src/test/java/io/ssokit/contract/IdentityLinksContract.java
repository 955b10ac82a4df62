package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.error.StoreException;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.IdentityLinks.Key;
import io.ssokit.user.Pin;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every {@link IdentityLinks} must do. */
public abstract class IdentityLinksContract {
    private final String tenant = "t" + UUID.randomUUID();
    private final Key ada = new Key(tenant, "acme", "ada@acme.example");

    /** The store under test. */
    protected abstract IdentityLinks links();

    @Test
    void find_notLinked_empty() {
        assertThat(links().find(ada)).isEmpty();
    }

    @Test
    void link_newIdentity_found() {
        assertThat(links().link(ada, "u1")).isEqualTo("u1");
        assertThat(links().find(ada)).contains("u1");
    }

    @Test
    void link_linkedIdentity_firstStays() {
        links().link(ada, "u1");
        assertThat(links().link(ada, "u2")).isEqualTo("u1");
        assertThat(links().find(ada)).contains("u1");
        assertThat(links().linksOf(tenant, "u2")).isEmpty();
    }

    @Test
    void find_subjectOfOtherCaseConnectionOrTenant_isAnotherIdentity() {
        links().link(ada, "u1");
        assertThat(links().find(new Key(tenant, "acme", "ADA@acme.example"))).isEmpty();
        assertThat(links().find(new Key(tenant, "acme", "ada@acme.example "))).isEmpty();
        assertThat(links().find(new Key(tenant, "globex", ada.subject()))).isEmpty();
        assertThat(links().find(new Key(tenant + "x", "acme", ada.subject()))).isEmpty();
    }

    @Test
    void find_longSubjects_toldApart() {
        Key one = new Key(tenant, "acme", "s".repeat(3000) + "1");
        Key two = new Key(tenant, "acme", "s".repeat(3000) + "2");
        links().link(one, "u1");
        links().link(two, "u2");
        assertThat(links().find(one)).contains("u1");
        assertThat(links().find(two)).contains("u2");
        assertThat(links().linksOf(tenant, "u2")).containsExactly(two);
    }

    @Test
    void linksOf_person_allOfTheirIdentities() {
        Key other = new Key(tenant, "globex", "42");
        links().link(ada, "u1");
        links().link(other, "u1");
        links().link(new Key(tenant, "globex", "43"), "u2");
        assertThat(links().linksOf(tenant, "u1")).containsExactlyInAnyOrder(ada, other);
    }

    @Test
    void relink_fromRightUser_moves() {
        links().link(ada, "u1");
        links().relink(ada, "u1", "u2");
        assertThat(links().find(ada)).contains("u2");
        assertThat(links().linksOf(tenant, "u1")).isEmpty();
        assertThat(links().linksOf(tenant, "u2")).containsExactly(ada);
    }

    @Test
    void relink_fromOtherUserOrUnlinked_stale() {
        links().link(ada, "u1");
        assertThatExceptionOfType(StoreException.StaleVersion.class).isThrownBy(() -> links().relink(ada, "u9", "u2"));
        Key unlinked = new Key(tenant, "acme", "nobody");
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> links().relink(unlinked, "u1", "u2"));
        assertThat(links().find(ada)).contains("u1");
        assertThat(links().find(unlinked)).isEmpty();
    }

    @Test
    void unlink_linkedOrNot_gone() {
        links().link(ada, "u1");
        links().unlink(ada);
        links().unlink(ada);
        assertThat(links().find(ada)).isEmpty();
        assertThat(links().linksOf(tenant, "u1")).isEmpty();
    }

    @Test
    void pinOf_nobodyPinned_empty() {
        assertThat(links().pinOf(tenant, "u1")).isEmpty();
    }

    @Test
    void pin_again_lastOneStands() {
        links().pin(tenant, "u1", Pin.to("acme"));
        assertThat(links().pinOf(tenant, "u1")).contains(Pin.to("acme"));
        links().pin(tenant, "u1", Pin.NONE);
        assertThat(links().pinOf(tenant, "u1")).contains(Pin.NONE);
        links().pin(tenant, "u1", Pin.to("globex"));
        assertThat(links().pinOf(tenant, "u1")).contains(Pin.to("globex"));
    }

    @Test
    void pin_person_onlyInThisTenantAndOnlyThem() {
        links().pin(tenant, "u1", Pin.to("acme"));
        assertThat(links().pinOf(tenant + "x", "u1")).isEmpty();
        assertThat(links().pinOf(tenant, "U1")).isEmpty();
        links().unpin(tenant + "x", "u1");
        assertThat(links().pinOf(tenant, "u1")).contains(Pin.to("acme"));
    }

    @Test
    void unpin_pinnedOrNot_freeAndStillLinked() {
        links().link(ada, "u1");
        links().pin(tenant, "u1", Pin.NONE);
        links().unpin(tenant, "u1");
        links().unpin(tenant, "u1");
        assertThat(links().pinOf(tenant, "u1")).isEmpty();
        assertThat(links().find(ada)).contains("u1");
    }

    @Test
    void pin_manyAtOnce_oneOfThemStands() throws Exception {
        for (int round = 0; round < 10; round++) {
            String person = "p" + round;
            InParallel.call(12, i -> () -> {
                links().pin(tenant, person, Pin.to("c" + i));
                return i;
            });
            assertThat(links().pinOf(tenant, person).orElseThrow().connection().orElseThrow())
                    .startsWith("c");
        }
    }

    @Test
    void link_manyAtOnce_allSeeOneWinner() throws Exception {
        for (int round = 0; round < 10; round++) {
            Key identity = new Key(tenant, "acme", "race" + round);
            List<String> seen = InParallel.call(12, i -> () -> links().link(identity, "u" + i));
            assertThat(new HashSet<>(seen)).hasSize(1);
            assertThat(links().find(identity)).contains(seen.get(0));
        }
    }
}
