package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
