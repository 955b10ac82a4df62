package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.error.StoreException;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Not;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What every {@link UserStore} must do with groups and memberships. */
public abstract class GroupStoreContract {
    private final String tenant = "t" + UUID.randomUUID();

    /** The store under test. */
    protected abstract UserStore users();

    @Test
    void createGroup_withEverything_storedAndFound() {
        Group draft = Group.named(tenant, "Tour Guides")
                .with("Tour Guides", Optional.of("ext-g"), Map.of("urn:x", Map.of("cost", 7L)));
        String ada = person("ada");
        Group created = users().createGroup(draft, MembershipChange.adding(Set.of(ada)));
        assertThat(created.id()).isNotBlank();
        assertThat(created.version()).isPositive();
        assertThat(created.attributes()).isEqualTo(draft.attributes());
        assertThat(users().findGroup(tenant, created.id())).contains(created);
        assertThat(users().findGroup(tenant + "x", created.id())).isEmpty();
        assertThat(memberIds(created)).containsExactly(ada);
        assertThat(users().queryGroups(tenant, UserQuery.equal("displayName", "tour guides"))
                        .items())
                .containsExactly(created);
        assertThat(users().queryGroups(tenant, UserQuery.equal("externalId", "ext-g"))
                        .items())
                .containsExactly(created);
    }

    @Test
    void createGroup_nameTakenInOtherCase_conflict() {
        group("Team");
        assertConflict("displayName", () -> group("TEAM"));
        users().createGroup(Group.named(tenant + "x", "team"), MembershipChange.NONE);
    }

    @Test
    void createGroup_unknownOrForeignMember_conflictAndNothingMade() {
        User foreign = users().create(User.named(tenant + "x", "mallory").build(), Origin.PROVISIONING);
        for (String stranger : List.of("no such id", foreign.id())) {
            assertConflict(
                    "members",
                    () -> users().createGroup(
                                    Group.named(tenant, "team"),
                                    MembershipChange.adding(Set.of(person("p" + stranger.length()), stranger))));
        }
        assertThat(users().queryGroups(tenant, UserQuery.page(0, 9)).total()).isZero();
    }

    @Test
    void changeMembers_joinAndLeave_versionGrows() {
        String ada = person("ada");
        String bob = person("bob");
        Group team = group("team");
        Group joined = users().changeMembers(
                        tenant, team.id(), MembershipChange.adding(Set.of(ada, bob)), OptionalLong.of(team.version()));
        assertThat(joined.version()).isGreaterThan(team.version());
        Group left =
                users().changeMembers(tenant, team.id(), MembershipChange.removing(Set.of(ada)), OptionalLong.empty());
        assertThat(left.version()).isGreaterThan(joined.version());
        assertThat(memberIds(team)).containsExactly(bob);
        assertThat(users().findGroup(tenant, team.id())).contains(left);
    }

    @Test
    void changeMembers_nothingToDo_groupUnchanged() {
        String ada = person("ada");
        String bob = person("bob");
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.of(ada)));
        for (MembershipChange nothing : List.of(
                MembershipChange.adding(Set.of(ada)),
                MembershipChange.removing(Set.of(bob, "no such id")),
                MembershipChange.replacing(Set.of(ada)),
                MembershipChange.NONE)) {
            assertThat(users().changeMembers(tenant, team.id(), nothing, OptionalLong.empty()))
                    .isEqualTo(team);
        }
        assertThat(memberIds(team)).containsExactly(ada);
    }

    @Test
    void changeMembers_replaceAll_theseAndOnlyThese() {
        String ada = person("ada");
        String bob = person("bob");
        String cyd = person("cyd");
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.of(ada, bob)));
        MembershipChange change = new MembershipChange(Optional.of(Set.of(bob)), Set.of(cyd), Set.of());
        users().changeMembers(tenant, team.id(), change, OptionalLong.empty());
        assertThat(memberIds(team)).containsExactlyElementsOf(new TreeSet<>(Set.of(bob, cyd)));
        users().changeMembers(tenant, team.id(), MembershipChange.replacing(Set.of()), OptionalLong.empty());
        assertThat(memberIds(team)).isEmpty();
    }

    @Test
    void changeMembers_unknownAmongKnown_conflictAndNobodyJoins() {
        String ada = person("ada");
        Group team = group("team");
        assertConflict(
                "members",
                () -> users().changeMembers(
                                tenant,
                                team.id(),
                                MembershipChange.adding(Set.of(ada, "no such id")),
                                OptionalLong.empty()));
        assertThat(memberIds(team)).isEmpty();
        assertThat(users().findGroup(tenant, team.id())).contains(team);
    }

    @Test
    void changeMembers_olderVersionUnknownOrForeignGroup_refused() {
        String ada = person("ada");
        Group team = group("team");
        MembershipChange join = MembershipChange.adding(Set.of(ada));
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> users().changeMembers(tenant, team.id(), join, OptionalLong.of(team.version() + 1)));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().changeMembers(tenant, "nope", join, OptionalLong.empty()));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().changeMembers(tenant + "x", team.id(), join, OptionalLong.empty()));
        assertThat(memberIds(team)).isEmpty();
    }

    @Test
    void changeMembers_manyAtOnce_noChangeIsLost() throws Exception {
        List<String> leavers = people("old", 16);
        List<String> joiners = people("new", 16);
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.copyOf(leavers)));
        InParallel.call(
                16,
                i -> () -> users().changeMembers(
                                tenant,
                                team.id(),
                                new MembershipChange(Optional.empty(), Set.of(joiners.get(i)), Set.of(leavers.get(i))),
                                OptionalLong.empty()));
        assertThat(memberIds(team)).containsExactlyElementsOf(new TreeSet<>(joiners));
        assertThat(users().findGroup(tenant, team.id()).orElseThrow().version()).isEqualTo(team.version() + 16);
    }

    @Test
    void changeMembers_racingWithDeletions_noStrangerStays() throws Exception {
        List<String> people = people("p", 16);
        List<Group> teams = List.of(group("a"), group("b"));
        InParallel.call(32, i -> () -> {
            String person = people.get(i / 2);
            try {
                if (i % 2 == 0) {
                    users().delete(tenant, person, OptionalLong.empty());
                } else {
                    for (Group team : teams) {
                        users().changeMembers(
                                        tenant,
                                        team.id(),
                                        MembershipChange.adding(Set.of(person)),
                                        OptionalLong.empty());
                    }
                }
                return "";
            } catch (StoreException.Conflict gone) {
                return gone.attribute();
            }
        });
        assertThat(memberIds(teams.get(0))).isEmpty();
        assertThat(memberIds(teams.get(1))).isEmpty();
    }

    @Test
    void replaceGroup_valuesAndMembers_oneNewVersion() {
        String ada = person("ada");
        String bob = person("bob");
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.of(ada)));
        Group after = users().replaceGroup(
                        team.with("TEAM 2", Optional.of("x"), Map.of("k", "v")),
                        MembershipChange.replacing(Set.of(bob)),
                        OptionalLong.of(team.version()));
        assertThat(after.version()).isEqualTo(team.version() + 1);
        assertThat(after.displayName()).isEqualTo("TEAM 2");
        assertThat(after.created()).isEqualTo(team.created());
        assertThat(users().findGroup(tenant, team.id())).contains(after);
        assertThat(memberIds(team)).containsExactly(bob);
        group("team");
    }

    @Test
    void replaceGroup_refused_nothingChanges() {
        String ada = person("ada");
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.of(ada)));
        group("taken");
        assertConflict(
                "displayName",
                () -> users().replaceGroup(
                                team.with("TAKEN", Optional.empty(), Map.of()),
                                MembershipChange.removing(Set.of(ada)),
                                OptionalLong.empty()));
        assertConflict(
                "members",
                () -> users().replaceGroup(
                                team.with("new", Optional.empty(), Map.of()),
                                MembershipChange.adding(Set.of("no such id")),
                                OptionalLong.empty()));
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> users().replaceGroup(
                                team.with("new", Optional.empty(), Map.of()),
                                MembershipChange.removing(Set.of(ada)),
                                OptionalLong.of(team.version() + 1)));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().replaceGroup(
                                team.stored("nope", 1, team.created(), team.lastModified()),
                                MembershipChange.NONE,
                                OptionalLong.empty()));
        assertThat(users().findGroup(tenant, team.id())).contains(team);
        assertThat(memberIds(team)).containsExactly(ada);
    }

    @Test
    void deleteGroup_group_goneFromItsPeople() {
        String ada = person("ada");
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.of(ada)));
        assertThatExceptionOfType(StoreException.StaleVersion.class)
                .isThrownBy(() -> users().deleteGroup(tenant, team.id(), OptionalLong.of(team.version() + 1)));
        assertThatExceptionOfType(StoreException.NotFound.class)
                .isThrownBy(() -> users().deleteGroup(tenant + "x", team.id(), OptionalLong.empty()));
        users().deleteGroup(tenant, team.id(), OptionalLong.of(team.version()));
        assertThat(users().findGroup(tenant, team.id())).isEmpty();
        assertThat(users().groupsOf(tenant, ada)).isEmpty();
        assertThat(memberIds(team)).isEmpty();
        assertThat(users().find(tenant, ada)).isPresent();
        group("team");
    }

    @Test
    void members_pages_orderedByIdWithLabels() {
        List<String> people = people("p", 7);
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.copyOf(people)));
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<Member> page = users().members(tenant, team.id(), after, 3);
            assertThat(page.counted()).isEqualTo(after.isEmpty() ? OptionalLong.of(7) : OptionalLong.empty());
            assertThat(page.items()).isNotEmpty();
            page.items().forEach(member -> seen.add(member.userId()));
            after = page.next();
        } while (after.isPresent());
        assertThat(seen).containsExactlyElementsOf(new TreeSet<>(people));
        Member first =
                users().members(tenant, team.id(), Optional.empty(), 1).items().get(0);
        assertThat(first.display())
                .isEqualTo(users().find(tenant, first.userId()).orElseThrow().label());
        assertThat(users().members(tenant, team.id(), Optional.empty(), 0).total())
                .isEqualTo(7);
        assertThat(users().members(tenant + "x", team.id(), Optional.empty(), 9).total())
                .isZero();
    }

    @Test
    void members_lastPageIsFullOrItsPlaceIsGone_goesOnFromThePlace() {
        List<String> people = people("p", 6);
        Group team = users().createGroup(Group.named(tenant, "team"), MembershipChange.adding(Set.copyOf(people)));
        Page<Member> first = users().members(tenant, team.id(), Optional.empty(), 3);
        Optional<String> place = first.next();
        assertThat(place).isPresent();
        // Who leaves between two pages takes nobody else along.
        users().changeMembers(
                        tenant,
                        team.id(),
                        MembershipChange.removing(Set.of(place.orElseThrow())),
                        OptionalLong.empty());
        Page<Member> second = users().members(tenant, team.id(), place, 3);
        assertThat(second.next()).isEmpty();
        assertThat(second.items())
                .extracting(Member::userId)
                .containsExactlyElementsOf(new TreeSet<>(people).tailSet(place.orElseThrow(), false));
    }

    @Test
    void groupsOf_person_orderedByDisplayName() {
        String ada = person("ada");
        for (String name : List.of("Zebra", "apple", "Mango")) {
            users().createGroup(Group.named(tenant, name), MembershipChange.adding(Set.of(ada)));
        }
        group("nobody");
        assertThat(users().groupsOf(tenant, ada))
                .extracting(Group::displayName)
                .containsExactly("apple", "Mango", "Zebra");
        assertThat(users().groupsOf(tenant + "x", ada)).isEmpty();
    }

    @Test
    void queryGroups_byMember_groupsOfThatPerson() {
        String ada = person("ada");
        String bob = person("bob");
        Group both = users().createGroup(Group.named(tenant, "both"), MembershipChange.adding(Set.of(ada, bob)));
        users().createGroup(Group.named(tenant, "bobs"), MembershipChange.adding(Set.of(bob)));
        assertThat(users().queryGroups(tenant, UserQuery.equal("members.value", ada))
                        .items())
                .containsExactly(both);
        UserQuery others = new UserQuery(Optional.of(new Not(new Compare("members.value", Operator.EQ, ada))), 0, 9);
        assertThat(users().queryGroups(tenant, others).items())
                .extracting(Group::displayName)
                .containsExactly("bobs");
        assertThat(users().queryGroups(tenant + "x", UserQuery.equal("members.value", ada))
                        .total())
                .isZero();
    }

    private String person(String userName) {
        return users().create(
                        User.named(tenant, userName)
                                .displayName(Optional.of(userName.toUpperCase(Locale.ROOT)))
                                .build(),
                        Origin.PROVISIONING)
                .id();
    }

    private List<String> people(String prefix, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(person(prefix + i));
        }
        return ids;
    }

    private Group group(String displayName) {
        return users().createGroup(Group.named(tenant, displayName), MembershipChange.NONE);
    }

    private List<String> memberIds(Group group) {
        return users().members(tenant, group.id(), Optional.empty(), 1000).items().stream()
                .map(Member::userId)
                .toList();
    }

    private static void assertConflict(String attribute, ThrowingCallable call) {
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(call)
                .satisfies(conflict -> assertThat(conflict.attribute()).isEqualTo(attribute));
    }
}
