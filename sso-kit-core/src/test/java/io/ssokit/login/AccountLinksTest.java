package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.session.SsoSession;
import io.ssokit.user.Group;
import io.ssokit.user.IdentityLinks.Key;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an administrator does about who signs in as whom. */
class AccountLinksTest {
    private static final Key ANN_AT_ACME = AccountLinks.identity("acme", "acme", "a-1");

    private final LoginLab lab = new LoginLab(
            saml("acme"),
            saml("second"),
            IdpConnection.saml("foreign").tenant("globex").metadataXml("<none/>"));
    private final User ann = lab.provision("ann");
    private final User other = lab.provision("other");

    @Test
    void link_identityOfNobody_signsThePersonIn() {
        lab.accounts.link(ANN_AT_ACME, ann.id(), "root@app");
        lab.accounts.link(ANN_AT_ACME, ann.id(), "root@app");

        assertThat(session("acme", "a-1", "whatever").userId()).isEqualTo(ann.id());
        assertThat(lab.accounts.of("acme", ann.id())).containsExactly(ANN_AT_ACME);
        assertThat(lab.events.get(0))
                .isEqualTo(new AuditEvent.LinkChanged(
                        lab.clock.instant(),
                        "acme",
                        "acme",
                        AuditEvent.LinkAction.LINKED,
                        "a-1",
                        ann.id(),
                        "root@app"));
        assertThat(lab.events.get(0).name()).isEqualTo("account.linked");
    }

    /** Where people choose their NameID, one may choose the text of somebody else's link. */
    @Test
    void identity_subjectSpelledLikeTheLinkOfATransientOne_isNotThatOne() {
        assertThat(AccountLinks.identity("acme", "acme", "user-name:ann").subject())
                .isEqualTo("name-id:user-name:ann");
        lab.accounts.link(AccountLinks.identity("acme", "acme", "user-name:ann"), ann.id(), "root");
        assertThat(session("acme", "user-name:ann", "x").userId()).isEqualTo(ann.id());
    }

    @Test
    void link_takenIdentityOrSecondSubjectOfAConnection_conflictAndNothingChanges() {
        lab.accounts.link(ANN_AT_ACME, ann.id(), "root");

        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(() -> lab.accounts.link(ANN_AT_ACME, other.id(), "root"));
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(() -> lab.accounts.link(AccountLinks.identity("acme", "acme", "a-2"), ann.id(), "root"));
        assertThat(lab.accounts.of("acme", ann.id())).containsExactly(ANN_AT_ACME);
        assertThat(lab.accounts.of("acme", other.id())).isEmpty();
        assertThat(lab.events).hasSize(1);
    }

    @Test
    void linkAndPin_strangerOrConnectionOfAnotherTenant_notFound() {
        for (Runnable wrong : List.<Runnable>of(
                () -> lab.accounts.link(ANN_AT_ACME, "nobody", "root"),
                () -> lab.accounts.link(AccountLinks.identity("acme", "foreign", "x"), ann.id(), "root"),
                () -> lab.accounts.link(AccountLinks.identity("acme", "ACME", "x"), ann.id(), "root"),
                () -> lab.accounts.link(AccountLinks.identity("globex", "foreign", "x"), ann.id(), "root"),
                () -> lab.accounts.pin("acme", ann.id(), Pin.to("foreign"), "root"),
                () -> lab.accounts.pin("acme", "nobody", Pin.NONE, "root"),
                () -> lab.accounts.pin("globex", ann.id(), Pin.NONE, "root"),
                () -> lab.accounts.unlink(AccountLinks.identity("acme", "acme", "unlinked"), "root"))) {
            assertThatExceptionOfType(StoreException.NotFound.class).isThrownBy(wrong::run);
        }
        assertThat(lab.events).isEmpty();
    }

    @Test
    void unlink_identity_signsInNobodyAndEndsTheSessions() {
        SsoSession session = session("acme", "a-1", "ann");
        lab.events.clear();
        lab.accounts.unlink(ANN_AT_ACME, "root");

        assertThat(isLive(session)).isFalse();
        assertThat(lab.accounts.of("acme", ann.id())).isEmpty();
        assertThat(lab.events).extracting(AuditEvent::name).containsExactly("session.revoked", "account.unlinked");
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(session("acme", "a-2", "ann").userId())
                .as("another subject may have the record now")
                .isEqualTo(ann.id());
    }

    @Test
    void pin_andUnpin_audited() {
        lab.accounts.pin("acme", ann.id(), Pin.NONE, "root");
        assertThat(lab.accounts.pinOf("acme", ann.id())).contains(Pin.NONE);
        lab.accounts.pin("acme", ann.id(), Pin.to("second"), "root");
        lab.accounts.unpin("acme", ann.id(), "root\nforged line");

        assertThat(lab.accounts.pinOf("acme", ann.id())).isEmpty();
        assertThat(lab.events)
                .containsExactly(
                        pinned(Optional.of("none"), "root"),
                        pinned(Optional.of("second"), "root"),
                        pinned(Optional.empty(), "root?forged line"));
    }

    @Test
    void merge_twoRecords_oneIsLeftWithTheLinksGroupsAndPinOfBoth() {
        SsoSession before = session("acme", "a-1", "ann");
        session("second", "s-9", "other");
        group("staff", ann, other);
        group("admins", ann);
        lab.stores.links().pin("acme", ann.id(), Pin.to("acme"));
        lab.clock.advance(Duration.ofSeconds(1));
        lab.events.clear();

        AccountLinks.Merged merged = lab.accounts.merge("acme", ann.id(), other.id(), "root");

        assertThat(merged.links()).isEqualTo(1);
        assertThat(merged.groups()).isEqualTo(2);
        assertThat(merged.merged().userName()).isEqualTo("ann");
        assertMerged();
        assertThat(lab.accounts.pinOf("acme", other.id())).contains(Pin.to("acme"));
        assertThat(isLive(before)).isFalse();
        assertThat(lab.events).extracting(AuditEvent::name).containsExactly("session.revoked", "account.merged");
        AuditEvent.AccountsMerged event = (AuditEvent.AccountsMerged) lab.events.get(1);
        assertThat(event.userName() + ">" + event.intoUserName() + " by " + event.actor())
                .isEqualTo("ann>other by root");
        assertThat(signedIn(signIn("acme", "a-1", "ann")).session().userId()).isEqualTo(other.id());
        assertThat(refused(signIn("acme", "a-7", "ann")).error())
                .as("signing in under the merged name")
                .isEqualTo(LoginError.USER_DELETED);
    }

    @Test
    void merge_survivorWithAPin_keepsIt() {
        lab.stores.links().pin("acme", ann.id(), Pin.NONE);
        lab.stores.links().pin("acme", other.id(), Pin.to("second"));
        lab.accounts.merge("acme", ann.id(), other.id(), "root");
        assertThat(lab.accounts.pinOf("acme", other.id())).contains(Pin.to("second"));
        assertThat(lab.accounts.pinOf("acme", ann.id())).isEmpty();
    }

    @Test
    void merge_nonsense_refusedAndNothingChanges() {
        User off = lab.provision(User.named("acme", "off").active(false));
        User there = lab.stores.users().create(User.named("globex", "ann").build(), UserStore.Origin.PROVISIONING);
        AccountLinks accounts = lab.accounts;

        assertThatIllegalArgumentException().isThrownBy(() -> accounts.merge("acme", ann.id(), ann.id(), "root"));
        for (String stranger : List.of(there.id(), "nobody")) {
            assertThatExceptionOfType(StoreException.NotFound.class)
                    .isThrownBy(() -> accounts.merge("acme", stranger, ann.id(), "root"));
            assertThatExceptionOfType(StoreException.NotFound.class)
                    .isThrownBy(() -> accounts.merge("acme", ann.id(), stranger, "root"));
        }
        assertThatExceptionOfType(LoginException.class)
                .isThrownBy(() -> accounts.merge("acme", ann.id(), off.id(), "root"))
                .matches(refused -> refused.error() == LoginError.USER_DEACTIVATED);
        assertThat(lab.stores.users().find("acme", ann.id())).contains(ann);
        assertThat(lab.events).isEmpty();
    }

    /** The process dies at each store call in turn, before it is done or just behind it; the administrator tries again. */
    @Test
    @Tag("F-09")
    void merge_diesAtAnyStoreCall_nobodySignsInAsTheMergedAndTheNextTryEndsIt() {
        int deaths = 0;
        for (boolean afterwards : new boolean[] {false, true}) {
            for (int fatal = 1; ; fatal++) {
                AccountLinksTest fresh = new AccountLinksTest();
                if (!fresh.mergeDies(new Crashes(fatal, afterwards))) {
                    break;
                }
                deaths++;
            }
        }
        System.out.printf("crashes: a merge died %d times, 0 left half (F-09)%n", deaths);
        assertThat(deaths).isGreaterThan(20);
    }

    private boolean mergeDies(Crashes crashes) {
        session("acme", "a-1", "ann");
        session("second", "s-9", "other");
        group("staff", ann, other);
        group("admins", ann);
        lab.stores.links().pin("acme", ann.id(), Pin.to("acme"));
        lab.clock.advance(Duration.ofSeconds(1));
        lab.connect(crashes.of(lab.stores), saml("acme"), saml("second"));
        try {
            lab.accounts.merge("acme", ann.id(), other.id(), "root");
        } catch (StoreException.Unavailable died) {
            assertThat(crashes.happened()).isTrue();
        }
        lab.connect(saml("acme"), saml("second"));
        if (crashes.happened()) {
            boolean ended = lab.stores.users().find("acme", ann.id()).isEmpty();
            if (!ended) {
                lab.accounts.merge("acme", ann.id(), other.id(), "root");
            }
        }
        assertMerged();
        assertThat(lab.accounts.pinOf("acme", other.id())).contains(Pin.to("acme"));
        return crashes.happened();
    }

    private void assertMerged() {
        UserStore users = lab.stores.users();
        assertThat(users.find("acme", ann.id())).isEmpty();
        assertThat(users.findByUserName("acme", "ann")).isEmpty();
        assertThat(lab.accounts.of("acme", ann.id())).isEmpty();
        assertThat(lab.accounts.pinOf("acme", ann.id())).isEmpty();
        assertThat(lab.accounts.of("acme", other.id()))
                .containsExactlyInAnyOrder(ANN_AT_ACME, AccountLinks.identity("acme", "second", "s-9"));
        assertThat(users.find("acme", other.id()).orElseThrow().active()).isTrue();
        assertThat(users.groupsOf("acme", other.id()))
                .extracting(Group::displayName)
                .containsExactly("admins", "staff");
        for (Group group : users.groupsOf("acme", other.id())) {
            assertThat(users.members("acme", group.id(), Optional.empty(), 10).total())
                    .isEqualTo(1);
        }
        assertThat(lab.stores.revocations().revokedAt("acme", ann.id())).contains(lab.clock.instant());
    }

    /** Until the merge has ended, neither identity gets the record that goes. */
    @Test
    @Tag("F-09")
    void merge_diedHalfWay_identityOfTheMergedIsRefusedUntilItIsTheSurvivors() {
        session("acme", "a-1", "ann");
        lab.clock.advance(Duration.ofSeconds(1));
        Crashes crashes = new Crashes(5, false);
        lab.connect(crashes.of(lab.stores), saml("acme"));
        assertThatExceptionOfType(StoreException.Unavailable.class)
                .isThrownBy(() -> lab.accounts.merge("acme", ann.id(), other.id(), "root"));

        lab.connect(saml("acme"));
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(refused(signIn("acme", "a-1", "ann")).error()).isEqualTo(LoginError.USER_DEACTIVATED);
        lab.accounts.merge("acme", ann.id(), other.id(), "root");
        assertThat(session("acme", "a-1", "ann").userId()).isEqualTo(other.id());
    }

    private AuditEvent.PinChanged pinned(Optional<String> connection, String actor) {
        return new AuditEvent.PinChanged(lab.clock.instant(), "acme", ann.id(), connection, actor);
    }

    private void group(String name, User... members) {
        Set<String> ids = new HashSet<>();
        for (User member : members) {
            ids.add(member.id());
        }
        lab.stores.users().createGroup(Group.named("acme", name), MembershipChange.adding(ids));
    }

    private boolean isLive(SsoSession session) {
        return !lab.stores
                .revocations()
                .ended(session.tenant(), session.userId())
                .contains(session);
    }

    private LoginReply signIn(String connection, String subject, String userName) {
        return lab.signIn(connection, Map.of("subject", List.of(subject), "a.userName", List.of(userName)));
    }

    private SsoSession session(String connection, String subject, String userName) {
        return signedIn(signIn(connection, subject, userName)).session();
    }
}
