package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.error.StoreException;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link UserStore} must do with people; groups and queries have contracts of their own. */
public abstract class UserStoreContract {
    /** A tenant that no other test has. */
    protected final String tenant = "t" + UUID.randomUUID();

    /** The store under test. */
    protected abstract UserStore users();

    @Test
    void create_draftWithEverything_storedAndFound() {
        User draft = everything("BJensen@acme.example");
        User created = users().create(draft, Origin.PROVISIONING);
        assertThat(created.id()).isNotBlank();
        assertThat(created.version()).isPositive();
        assertThat(created.created()).isEqualTo(created.lastModified()).isAfter(draft.created());
        assertThat(created.toBuilder()
                        .stored(draft.id(), draft.version(), draft.created(), draft.lastModified())
                        .build())
                .isEqualTo(draft);
        assertThat(users().find(tenant, created.id())).contains(created);
    }

    @Test
    void create_userNameTakenInOtherCase_conflict() {
        create("ada@acme.example");
        assertConflict("userName", false, () -> create("ADA@Acme.Example"));
        assertThat(users().query(tenant, UserQuery.page(0, 9)).total()).isEqualTo(1);
    }

    @Test
    void create_letterThatOnlyFoldsToAscii_isAnotherName() {
        create("kim@acme.example");
        // U+212A is the Kelvin sign: its lower case is an ASCII k.
        assertThat(users().findByUserName(tenant, "\u212Aim@acme.example")).isEmpty();
        create("\u212Aim@acme.example");
    }

    @Test
    void create_sameNameInOtherTenant_both() {
        User here = create("ada");
        User there = users().create(User.named(tenant + "x", "ada").build(), Origin.PROVISIONING);
        assertThat(there.id()).isNotEqualTo(here.id());
        assertThat(users().findByUserName(tenant, "ada")).contains(here);
    }

    @Test
    void create_manyAtOnce_exactlyOneWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            String name = "race" + round;
            List<Boolean> won = InParallel.call(12, i -> () -> {
                try {
                    users().create(
                                    User.named(tenant, i % 2 == 0 ? name : name.toUpperCase(Locale.ROOT))
                                            .build(),
                                    i % 3 == 0 ? Origin.SIGN_IN : Origin.PROVISIONING);
                    return true;
                } catch (StoreException.Conflict taken) {
                    return false;
                }
            });
            assertThat(won).containsOnlyOnce(true);
        }
    }

    @Test
    void create_deletedPersonBySignIn_refusedUntilProvisioned() {
        User gone = create("ada");
        users().delete(tenant, gone.id(), OptionalLong.empty());
        assertConflict(
                "userName", true, () -> users().create(User.named(tenant, "ADA").build(), Origin.SIGN_IN));
        User again = create("ada");
        assertThat(again.id()).isNotEqualTo(gone.id());
        assertConflict(
                "userName",
                false,
                () -> users().create(User.named(tenant, "ada").build(), Origin.SIGN_IN));
        users().create(User.named(tenant + "x", "ada").build(), Origin.SIGN_IN);
    }

    @Test
    void find_otherTenantsId_empty() {
        User ada = create("ada");
        assertThat(users().find(tenant + "x", ada.id())).isEmpty();
        assertThat(users().find(tenant, "no such id")).isEmpty();
        assertThat(users().find(tenant, "")).isEmpty();
    }

    @Test
    void findByUserName_otherCase_found() {
        User ada = create("Ada@Acme.example");
        assertThat(users().findByUserName(tenant, "aDA@acme.EXAMPLE")).contains(ada);
        assertThat(users().findByUserName(tenant, "ada@acme.example ")).isEmpty();
        assertThat(users().findByUserName(tenant + "x", "ada@acme.example")).isEmpty();
    }

    @Test
    void findByUserName_veryLongNames_toldApart() {
        User one = create("n".repeat(3000) + "1");
        User two = create("n".repeat(3000) + "2");
        assertThat(users().findByUserName(tenant, one.userName())).contains(one);
        assertThat(users().findByUserName(tenant, two.userName())).contains(two);
        assertConflict("userName", false, () -> create("N".repeat(3000) + "1"));
    }

    @Test
    void replace_newValues_versionGrowsIdAndCreatedStay() {
        User before = create("ada");
        User wanted = everything("ada2").toBuilder()
                .stored(before.id(), 0, before.created(), before.lastModified())
                .active(false)
                .build();
        User after = users().replace(wanted, OptionalLong.of(before.version()));
        assertThat(after.version()).isGreaterThan(before.version());
        assertThat(after.created()).isEqualTo(before.created());
        assertThat(after.lastModified()).isAfterOrEqualTo(before.lastModified());
        assertThat(after.attributes()).isEqualTo(wanted.attributes());
        assertThat(after.active()).isFalse();
        assertThat(users().find(tenant, before.id())).contains(after);
        assertThat(users().findByUserName(tenant, "ada")).isEmpty();
        assertThat(users().findByUserName(tenant, "ada2")).contains(after);
    }

    @Test
    void replace_valuesTakenAway_gone() {
        User full = users().create(everything("ada"), Origin.PROVISIONING);
        User bare = User.named(tenant, "ada").build().toBuilder()
                .stored(full.id(), full.version(), full.created(), full.lastModified())
                .build();
        User after = users().replace(bare, OptionalLong.empty());
        assertThat(after.emails()).isEmpty();
        assertThat(after.externalId()).isEmpty();
        assertThat(after.attributes()).isEmpty();
        assertThat(users().query(tenant, UserQuery.equal("externalId", "ext-1")).total())
                .isZero();
        assertThat(users().query(tenant, UserQuery.equal("emails.value", "bj@acme.example"))
                        .total())
                .isZero();
    }

    @Test
    void replace_ownNameInOtherCase_allowed() {
        User ada = create("ada");
        User renamed = users().replace(ada.toBuilder().userName("Ada").build(), OptionalLong.of(ada.version()));
        assertThat(renamed.userName()).isEqualTo("Ada");
    }

    @Test
    void replace_olderVersion_staleAndUnchanged() {
        User first = create("ada");
        User second = users().replace(
                        first.toBuilder().displayName(Optional.of("2")).build(), OptionalLong.of(first.version()));
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> users().replace(
                                first.toBuilder().displayName(Optional.of("3")).build(),
                                OptionalLong.of(first.version())));
        assertThat(users().find(tenant, first.id())).contains(second);
    }

    @Test
    void replace_unknownOrOtherTenants_notFound() {
        User ada = create("ada");
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().replace(
                                ada.toBuilder()
                                        .stored("nope", 1, ada.created(), ada.lastModified())
                                        .build(),
                                OptionalLong.empty()));
        User foreign = User.named(tenant + "x", "mallory").build().toBuilder()
                .stored(ada.id(), ada.version(), ada.created(), ada.lastModified())
                .build();
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().replace(foreign, OptionalLong.of(ada.version())));
        assertThat(users().find(tenant, ada.id())).contains(ada);
    }

    @Test
    void replace_takenName_conflictAndUnchanged() {
        User ada = create("ada");
        create("bob");
        assertConflict(
                "userName",
                false,
                () -> users().replace(
                                ada.toBuilder()
                                        .userName("BOB")
                                        .emails(List.of(Email.work("new@acme.example")))
                                        .build(),
                                OptionalLong.empty()));
        assertThat(users().find(tenant, ada.id())).contains(ada);
    }

    @Test
    void replace_manyAtOnceOnOneVersion_exactlyOneWins() throws Exception {
        User ada = create("ada");
        List<Boolean> won = InParallel.call(12, i -> () -> {
            try {
                users().replace(
                                ada.toBuilder()
                                        .displayName(Optional.of("n" + i))
                                        .build(),
                                OptionalLong.of(ada.version()));
                return true;
            } catch (StoreException.StaleVersion stale) {
                return false;
            }
        });
        assertThat(won).containsOnlyOnce(true);
    }

    @Test
    void delete_person_goneFromGroupsToo() {
        User ada = create("ada");
        User bob = create("bob");
        Group team =
                users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.of(ada.id(), bob.id())));
        users().delete(tenant, ada.id(), OptionalLong.of(ada.version()));
        assertThat(users().find(tenant, ada.id())).isEmpty();
        assertThat(users().findByUserName(tenant, "ada")).isEmpty();
        assertThat(users().groupsOf(tenant, ada.id())).isEmpty();
        assertThat(users().members(tenant, team.id(), Optional.empty(), 9).items())
                .extracting(Member::userId)
                .containsExactly(bob.id());
        assertThat(users().findGroup(tenant, team.id()).orElseThrow().version()).isGreaterThan(team.version());
    }

    @Test
    void delete_olderVersionUnknownOrOtherTenants_refused() {
        User ada = create("ada");
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> users().delete(tenant, ada.id(), OptionalLong.of(ada.version() + 1)));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().delete(tenant + "x", ada.id(), OptionalLong.empty()));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().delete(tenant, "nope", OptionalLong.empty()));
        assertThat(users().find(tenant, ada.id())).contains(ada);
    }

    @Test
    void delete_racingWithSignIn_neverBringsThePersonBack() throws Exception {
        for (int round = 0; round < 10; round++) {
            String name = "gone" + round;
            User ada = create(name);
            InParallel.call(6, i -> () -> {
                try {
                    if (i == 0) {
                        users().delete(tenant, ada.id(), OptionalLong.empty());
                    } else {
                        users().create(User.named(tenant, name).build(), Origin.SIGN_IN);
                    }
                } catch (StoreException.Conflict expected) {
                    return expected.attribute();
                }
                return "";
            });
            assertThat(users().findByUserName(tenant, name)).isEmpty();
        }
    }

    @Test
    void create_namesThatMeanSomethingElsewhere_keptAsTheyAre() {
        List<String> names = List.of(
                "o'brien",
                "a\"b",
                "x'); drop table sso_user; --",
                "100%",
                "under_score",
                "back\\slash",
                "Ünïcödé 日本 😀");
        for (String name : names) {
            User created = users().create(
                            User.named(tenant, name)
                                    .displayName(Optional.of(name))
                                    .externalId(Optional.of(name))
                                    .build(),
                            Origin.PROVISIONING);
            assertThat(users().findByUserName(tenant, name)).contains(created);
            assertThat(users().query(tenant, UserQuery.equal("externalId", name))
                            .items())
                    .containsExactly(created);
        }
    }

    private User create(String userName) {
        return users().create(User.named(tenant, userName).build(), Origin.PROVISIONING);
    }

    private User everything(String userName) {
        return User.named(tenant, userName)
                .externalId(Optional.of("ext-1"))
                .displayName(Optional.of("Babs Jensen"))
                .name(new PersonName(
                        Optional.of("Ms. Barbara J Jensen III"),
                        Optional.of("Barbara"),
                        Optional.of("Jensen"),
                        Optional.of("Jane"),
                        Optional.of("Ms."),
                        Optional.of("III")))
                .emails(List.of(
                        new Email("babs@home.example", Optional.of("home"), false, Optional.of("at home")),
                        Email.work("bj@acme.example")))
                .assertedGroups(Set.of("engineering", "Tour Guides"))
                .attributes(Map.of(
                        "title",
                        "Vice President",
                        "logins",
                        42L,
                        "score",
                        new BigDecimal("1.50"),
                        "vip",
                        true,
                        "addresses",
                        List.of(Map.of("type", "work", "locality", "Oslo"), Map.of("type", "home")),
                        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
                        Map.of("department", "R&D", "manager", Map.of("value", "M-7"))))
                .build();
    }

    private static void assertConflict(String attribute, boolean deletedBefore, ThrowingCallable call) {
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(call)
                .satisfies(conflict -> {
                    assertThat(conflict.attribute()).isEqualTo(attribute);
                    assertThat(conflict.deletedBefore()).isEqualTo(deletedBefore);
                });
    }
}
