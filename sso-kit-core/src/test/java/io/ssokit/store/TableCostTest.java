package io.ssokit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.user.SortKey;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserPages;
import io.ssokit.user.UserQuery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many records a filter looks at. */
class TableCostTest {
    private static final Table.Shape<User> SHAPE = new Table.Shape<>(
            "User",
            User::id,
            User::version,
            new Index.Attribute<>("userName", true, user -> List.of(user.userName())),
            List.of(),
            SortKey::of,
            List.of("userName"));

    private final AtomicInteger looked = new AtomicInteger();
    private final Table<User> table =
            new Table<>(SHAPE, Map.of("groups.value", group -> group.equals("g-7") ? Set.of("u-7", "u-8") : Set.of()));

    TableCostTest() {
        for (int i = 0; i < 1_000; i++) {
            table.put(User.named("acme", "name" + i).build().toBuilder()
                    .stored("u-" + i, 1, Instant.EPOCH, Instant.EPOCH)
                    .build());
        }
    }

    @Test
    void page_alternativesThatAllHaveAnIndex_onlyTheirRecordsOnce() {
        List<UserFilter> groups = IntStream.range(0, 100)
                .<UserFilter>mapToObj(i -> new Compare("groups.value", Operator.EQ, "g-" + i))
                .toList();
        assertThat(found(new UserFilter.Or(groups))).isEqualTo(2);
        assertThat(looked).hasValue(2);
        looked.set(0);
        UserFilter either = new UserFilter.Or(List.of(
                new Compare("groups.value", Operator.EQ, "g-7"),
                new UserFilter.And(List.of(
                        new Compare("userName", Operator.EQ, "NAME8"), new Compare("active", Operator.EQ, true))),
                new Compare("id", Operator.EQ, "u-9")));
        assertThat(found(either)).isEqualTo(3);
        assertThat(looked).hasValue(3);
    }

    @Test
    void page_oneAlternativeWithoutAnIndex_everyRecordOnce() {
        UserFilter either = new UserFilter.Or(
                List.of(new Compare("id", Operator.EQ, "u-9"), new Compare("userName", Operator.EW, "e10")));
        assertThat(found(either)).isEqualTo(2);
        assertThat(looked).hasValue(1_000);
    }

    private long found(UserFilter filter) {
        return table.page(
                        new UserQuery(Optional.of(filter), 0, 10),
                        same -> user -> {
                            looked.incrementAndGet();
                            return UserFilters.ofUsers(
                                            same,
                                            none -> List.of(),
                                            one -> Set.of(one.id().matches("u-[78]") ? "g-7" : "none"))
                                    .test(user);
                        },
                        (same, some, matches) -> UserPages.of(same, some, matches, SortKey.ofUsers(same.order())))
                .total();
    }
}
