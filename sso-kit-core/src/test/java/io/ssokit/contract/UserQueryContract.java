package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.And;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Element;
import io.ssokit.user.UserFilter.Not;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilter.Or;
import io.ssokit.user.UserFilter.Present;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserPages;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserQuery.Sort;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Filters and pages of every {@link UserStore}: what it answers is held against {@link UserFilters}, record by record. */
public abstract class UserQueryContract {
    private static final Comparator<User> ORDER =
            Comparator.comparing(User::created).thenComparing(User::id);
    private static final List<String> TEXTS =
            List.of("ada", "ADA@acme.example", "100%", "a_b", "back\\slash", "!", "'", "", "Ünï", "w", "\u212Aim");
    private static final List<String> PATHS = List.of(
            "id",
            "userName",
            "externalId",
            "displayName",
            "emails",
            "emails.value",
            "emails.type",
            "name.familyName",
            "title",
            "meta.created",
            "meta.lastModified",
            "active",
            "nonsense");

    private final String tenant = "t" + UUID.randomUUID();
    private final List<User> everybody = new ArrayList<>();

    /** The store under test. */
    protected abstract UserStore users();

    @BeforeEach
    void people() {
        int i = 0;
        for (String name : List.of(
                "ada@acme.example", "Ada", "a_b", "axb", "100%", "1000", "back\\slash", "O'Brien", "Ünïcode", "kim")) {
            i++;
            User.Builder draft = User.named(tenant, name).active(i % 3 != 0);
            if (i % 2 == 0) {
                draft.displayName(Optional.of("Dr. " + name)).externalId(Optional.of(name));
                draft.emails(List.of(
                        Email.work(name),
                        new Email("w" + i + "@x.example", Optional.empty(), false, Optional.empty())));
            }
            if (i % 4 == 0) {
                draft.externalId(Optional.of("")).displayName(Optional.of(""));
                draft.name(PersonName.of(Optional.empty(), Optional.of("Ada"))).attributes(Map.of("title", "ada"));
            }
            everybody.add(users().create(draft.build(), Origin.PROVISIONING));
        }
        users().create(User.named(tenant + "x", "ada").build(), Origin.PROVISIONING);
        everybody.sort(ORDER);
    }

    @Test
    void query_everyComparisonOfText_asTheFilterSays() {
        for (String path : PATHS) {
            for (Operator operator : Operator.values()) {
                for (String text : TEXTS) {
                    assertAnswers(new Compare(path, operator, text));
                }
            }
            assertAnswers(new Present(path));
            assertAnswers(new Compare(path, Operator.EQ, null));
            assertAnswers(new Compare(path, Operator.NE, null));
            assertAnswers(new Compare(path, Operator.EQ, true));
            assertAnswers(new Compare(path, Operator.NE, false));
            assertAnswers(new Compare(path, Operator.GT, 1L));
            assertAnswers(new Compare(path, Operator.EQ, new BigDecimal("1.5")));
        }
        assertAnswers(new Compare("id", Operator.EQ, everybody.get(3).id()));
        assertAnswers(new Compare("externalId", Operator.EQ, "Ada"));
        assertAnswers(new Compare("externalId", Operator.EQ, "ada"));
    }

    @Test
    void query_timesOfAllPrecisions_asTheFilterSays() {
        User middle = everybody.get(5);
        List<String> times = List.of(
                middle.created().toString(),
                middle.created().plusNanos(1).toString(),
                middle.created().plusNanos(1_000).toString(),
                middle.created().atOffset(ZoneOffset.ofHours(5)).toString(),
                "1970-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "+1000000-01-01T00:00:00Z",
                "2026-02-30T00:00:00Z",
                "yesterday");
        for (String path : List.of("meta.created", "meta.lastModified")) {
            for (Operator operator : Operator.values()) {
                times.forEach(time -> assertAnswers(new Compare(path, operator, time)));
            }
        }
    }

    @Test
    void query_combinations_asTheFilterSays() {
        UserFilter active = new Compare("active", Operator.EQ, true);
        UserFilter ada = new Compare("userName", Operator.SW, "ada");
        UserFilter mail = new Compare("emails.value", Operator.CO, "EXAMPLE");
        UserFilter title = new Compare("title", Operator.EQ, "ADA");
        UserFilter work = new Element("emails", new Compare("type", Operator.EQ, "work"));
        List<UserFilter> parts = List.of(active, ada, mail, title, work, new Present("externalId"));
        for (UserFilter one : parts) {
            assertAnswers(new Not(one));
            for (UserFilter two : parts) {
                assertAnswers(new And(List.of(one, two)));
                assertAnswers(new Or(List.of(one, two)));
                assertAnswers(new Not(new And(List.of(new Not(one), two))));
                assertAnswers(new And(List.of(new Or(List.of(one, two)), new Not(two), new Present("userName"))));
            }
        }
    }

    @Test
    void query_pages_everyRecordOnceInOneOrder() {
        List<User> seen = new ArrayList<>();
        for (int offset = 0; offset < 12; offset += 3) {
            Page<User> page = users().query(tenant, UserQuery.page(offset, 3));
            assertThat(page.total()).isEqualTo(everybody.size());
            seen.addAll(page.items());
        }
        assertThat(seen).containsExactlyElementsOf(everybody);
        assertThat(users().query(tenant, UserQuery.page(0, 0)).items()).isEmpty();
        assertThat(users().query(tenant, UserQuery.page(Integer.MAX_VALUE, Integer.MAX_VALUE))
                        .items())
                .isEmpty();
    }

    @Test
    void query_pagesOfFilter_totalAndOrderStay() {
        for (UserFilter filter : List.of(
                new Compare("active", Operator.EQ, true),
                new Not(new Compare("title", Operator.EQ, "ada")),
                new And(List.of(new Compare("active", Operator.EQ, true), new Not(new Present("title")))))) {
            List<User> expected = everybody.stream()
                    .filter(user -> UserFilters.matches(filter, user))
                    .toList();
            List<User> seen = new ArrayList<>();
            for (int offset = 0; offset < 12; offset += 2) {
                Page<User> page = users().query(tenant, new UserQuery(Optional.of(filter), offset, 2));
                assertThat(page.total()).isEqualTo(expected.size());
                seen.addAll(page.items());
            }
            assertThat(seen).containsExactlyElementsOf(expected);
            assertThat(users().query(tenant, new UserQuery(Optional.of(filter), 0, 0)))
                    .isEqualTo(new Page<User>(expected.size(), List.of()));
        }
    }

    @Test
    void query_everyOrderForwardsAndBack_eachRecordOnceAsUserPagesSays() {
        List<Optional<UserFilter>> filters = List.of(
                Optional.empty(),
                Optional.of(new Compare("active", Operator.EQ, true)),
                Optional.of(new Not(new Compare("title", Operator.EQ, "ada"))),
                Optional.of(new Compare("userName", Operator.EQ, "nobody")));
        for (String path : PATHS) {
            for (Sort sort : List.of(Sort.by(path), Sort.by(path).reversed())) {
                filters.forEach(filter -> {
                    UserQuery query = new UserQuery(filter, 0, 99).sortedBy(sort);
                    List<User> expected = UserPages.ofUsers(query, everybody.stream(), user -> List.of())
                            .items();
                    assertThat(users().query(tenant, query).items())
                            .as("%s %s", filter, sort)
                            .isEqualTo(expected);
                    assertWalks(new UserQuery(filter, 0, 3).sortedBy(sort), expected);
                    assertOffsets(new UserQuery(filter, 4, 3).sortedBy(sort), expected);
                });
            }
        }
    }

    private void assertWalks(UserQuery query, List<User> expected) {
        List<User> forwards = new ArrayList<>();
        Page<User> page = users().query(tenant, query);
        assertThat(page.previous()).isEmpty();
        while (true) {
            assertThat(page.total()).isEqualTo(expected.size());
            forwards.addAll(page.items());
            if (page.next().isEmpty()) {
                break;
            }
            page = users().query(tenant, query.after(page.next().get()));
        }
        assertThat(forwards).as("%s", query).isEqualTo(expected);
        List<User> backwards = new ArrayList<>(page.items());
        while (page.previous().isPresent()) {
            page = users().query(tenant, query.before(page.previous().get()).uncounted());
            assertThat(page.counted()).isEmpty();
            assertThat(page.items()).isNotEmpty();
            backwards.addAll(0, page.items());
        }
        assertThat(backwards).as("%s backwards", query).isEqualTo(expected);
    }

    private void assertOffsets(UserQuery query, List<User> expected) {
        List<User> middle = expected.stream().skip(4).limit(3).toList();
        Page<User> page = users().query(tenant, query);
        assertThat(page.items()).isEqualTo(middle);
        assertThat(page.next().isPresent()).isEqualTo(expected.size() > 7);
        assertThat(users().query(tenant, query.uncounted()).items()).isEqualTo(middle);
    }

    @Test
    void query_behindSomebodyWhoIsGoneOrChanged_goesOnFromWhereTheyStood() {
        UserQuery query = UserQuery.page(0, 3).sortedBy(Sort.by("userName"));
        List<User> expected = UserPages.ofUsers(
                        UserQuery.page(0, 99).sortedBy(Sort.by("userName")), everybody.stream(), user -> List.of())
                .items();
        Page<User> first = users().query(tenant, query);
        users().delete(tenant, first.items().get(2).id(), OptionalLong.empty());
        Page<User> second = users().query(tenant, query.after(first.next().orElseThrow()));
        assertThat(second.items()).isEqualTo(expected.subList(3, 6));
        users().replace(second.items().get(2).toBuilder().userName("zzz").build(), OptionalLong.empty());
        assertThat(users().query(tenant, query.after(second.next().orElseThrow()))
                        .items())
                .isEqualTo(expected.subList(6, 9));
    }

    @Test
    void query_equalNames_everyoneOnce() {
        Set<String> ids = new TreeSet<>();
        for (int i = 0; i < 7; i++) {
            User.Builder draft = User.named(tenant, "twin" + i).displayName(Optional.of("Twin"));
            ids.add(users().create(draft.build(), Origin.PROVISIONING).id());
        }
        UserFilter twins = new Compare("displayName", Operator.EQ, "TWIN");
        for (Sort sort : List.of(Sort.by("displayName"), Sort.by("displayName").reversed(), Sort.by("active"))) {
            List<String> seen = new ArrayList<>();
            Optional<String> after = Optional.of("");
            UserQuery query = new UserQuery(Optional.of(twins), 0, 2).sortedBy(sort);
            while (after.isPresent()) {
                Page<User> page = users().query(tenant, seen.isEmpty() ? query : query.after(after.orElseThrow()));
                page.items().forEach(user -> seen.add(user.id()));
                after = page.next();
            }
            assertThat(seen).hasSize(7).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    @Test
    void query_positionOfNoStore_illegalArgument() {
        for (String position : List.of("", "x", "t", "\n", "nNaN\nid", "iyesterday\nid", "q1\nid")) {
            assertThatIllegalArgumentException()
                    .as("%s", position)
                    .isThrownBy(() -> users().query(tenant, UserQuery.page(0, 3).after(position)));
        }
    }

    @Test
    void query_groups_peopleOfAGroup() {
        String in = everybody.get(2).id();
        Group guides = users().createGroup(Group.named(tenant, "Guides"), MembershipChange.adding(Set.of(in)));
        Group others = users().createGroup(
                        Group.named(tenant, "Others"),
                        MembershipChange.adding(Set.of(in, everybody.get(5).id())));
        UserFilter guide = new Compare("groups.value", Operator.EQ, guides.id());
        UserFilter other = new Compare("groups.display", Operator.SW, "OTH");
        assertPeople(guide, List.of(everybody.get(2)));
        assertPeople(other, List.of(everybody.get(2), everybody.get(5)));
        assertPeople(new And(List.of(other, new Not(guide))), List.of(everybody.get(5)));
        assertPeople(
                new Element("groups", new Compare("display", Operator.EQ, "others")),
                List.of(everybody.get(2), everybody.get(5)));
        assertPeople(new Present("groups"), List.of(everybody.get(2), everybody.get(5)));
        assertPeople(
                new And(List.of(
                        new Not(new Present("groups.value")),
                        new Compare("userName", Operator.EQ, everybody.get(5).userName()))),
                List.of());
        assertThat(users().query(tenant + "x", new UserQuery(Optional.of(guide), 0, 9))
                        .items())
                .isEmpty();
        assertThat(users().groupsOf(
                                tenant,
                                List.of(
                                        in,
                                        everybody.get(5).id(),
                                        everybody.get(0).id(),
                                        "nobody")))
                .containsEntry(in, List.of(reread(guides), reread(others)))
                .containsEntry(everybody.get(5).id(), List.of(reread(others)))
                .satisfies(all -> assertThat(all.getOrDefault(everybody.get(0).id(), List.of()))
                        .isEmpty());
        assertThat(users().groupsOf(tenant + "x", List.of(in)).getOrDefault(in, List.of()))
                .isEmpty();
    }

    private Group reread(Group group) {
        return users().findGroup(tenant, group.id()).orElseThrow();
    }

    private void assertPeople(UserFilter filter, List<User> expected) {
        assertThat(users().query(tenant, new UserQuery(Optional.of(filter), 0, 99)))
                .as("%s", filter)
                .isEqualTo(new Page<>(expected.size(), expected));
    }

    @Test
    void queryGroups_everyOrder_eachGroupOnce() {
        for (String name : List.of("b", "A", "c", "D")) {
            users().createGroup(
                            Group.named(tenant, name).with(name, Optional.of(name), Map.of()), MembershipChange.NONE);
        }
        for (String path :
                List.of("displayName", "externalId", "id", "meta.lastModified", "meta.created", "nonsense")) {
            List<Group> all = users().queryGroups(tenant, UserQuery.page(0, 9)).items();
            for (Sort sort : List.of(Sort.by(path), Sort.by(path).reversed())) {
                UserQuery query = UserQuery.page(0, 3).sortedBy(sort);
                List<Group> expected = UserPages.ofGroups(
                                UserQuery.page(0, 9).sortedBy(sort), all.stream(), (group, id) -> false)
                        .items();
                Page<Group> first = users().queryGroups(tenant, query);
                Page<Group> last =
                        users().queryGroups(tenant, query.after(first.next().orElseThrow()));
                assertThat(first.items()).as(path).isEqualTo(expected.subList(0, 3));
                assertThat(last.items()).as(path).isEqualTo(expected.subList(3, 4));
                assertThat(last.next()).isEmpty();
                assertThat(users().queryGroups(
                                        tenant, query.before(last.previous().orElseThrow()))
                                .items())
                        .isEqualTo(expected.subList(0, 3));
            }
        }
    }

    @Test
    void queryGroups_everyComparisonOfText_asTheFilterSays() {
        List<Group> groups = new ArrayList<>();
        for (String name : List.of("Ada", "100%", "a_b", "axb")) {
            Group draft = Group.named(tenant, name).with(name, Optional.of(name), Map.of("note", name));
            groups.add(users().createGroup(draft, MembershipChange.NONE));
        }
        groups.sort(Comparator.comparing(Group::created).thenComparing(Group::id));
        for (String path : List.of("id", "displayName", "externalId", "note", "members.value", "active")) {
            for (Operator operator : Operator.values()) {
                for (String text : TEXTS) {
                    UserFilter filter = new Compare(path, operator, text);
                    List<Group> expected = groups.stream()
                            .filter(group -> UserFilters.matches(filter, group, id -> false))
                            .toList();
                    assertThat(users().queryGroups(tenant, new UserQuery(Optional.of(filter), 0, 99)))
                            .as("%s", filter)
                            .isEqualTo(new Page<>(expected.size(), expected));
                }
            }
        }
    }

    private void assertAnswers(UserFilter filter) {
        List<User> expected = everybody.stream()
                .filter(user -> UserFilters.matches(filter, user))
                .toList();
        assertThat(users().query(tenant, new UserQuery(Optional.of(filter), 0, 99)))
                .as("%s", filter)
                .isEqualTo(new Page<>(expected.size(), expected));
    }
}
