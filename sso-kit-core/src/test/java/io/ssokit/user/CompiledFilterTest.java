package io.ssokit.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a filter costs, counted: not in time, which a busy machine decides. */
class CompiledFilterTest {
    private static final User ADA = User.named("acme", "ada").build();

    @Test
    void ofElements_hundredComparisons_readTheAttributeOnce() {
        AtomicInteger reads = new AtomicInteger();
        Map<String, Object> element = new HashMap<>(Map.of("value", "x")) {
            private static final long serialVersionUID = 1L;

            @Override
            public @Nullable Object get(@Nullable Object key) {
                reads.incrementAndGet();
                return super.get(key);
            }
        };
        UserFilter none = new UserFilter.Or(hundred(i -> new Compare("value", Operator.CO, "no" + i)));
        assertThat(UserFilters.ofElements(none, "ims").test(element)).isFalse();
        assertThat(reads).hasValue(1);
    }

    @Test
    void ofUsers_hundredComparisonsWithGroups_askForThemOnce() {
        AtomicInteger asked = new AtomicInteger();
        Function<User, List<Group>> groupsOf = user -> {
            asked.incrementAndGet();
            return List.of();
        };
        UserFilter none = new UserFilter.And(
                hundred(i -> new UserFilter.Not(new Compare("groups.display", Operator.CO, "no" + i))));
        assertThat(UserFilters.ofUsers(none, groupsOf).test(ADA)).isTrue();
        assertThat(asked).hasValue(1);
        UserFilter elements = new UserFilter.Or(
                hundred(i -> new UserFilter.Element("groups", new Compare("display", Operator.CO, "no" + i))));
        assertThat(UserFilters.ofUsers(elements, groupsOf).test(ADA)).isFalse();
        assertThat(asked).hasValue(2);
    }

    @Test
    void ofUsers_decidedByTheRecordItself_groupsAreNotAskedFor() {
        AtomicInteger asked = new AtomicInteger();
        UserFilter either = new UserFilter.Or(List.of(
                new UserFilter.Not(new Compare("groups.display", Operator.EQ, "x")),
                new Compare("userName", Operator.EQ, "ADA")));
        Predicate<User> wanted = UserFilters.ofUsers(either, user -> {
            asked.incrementAndGet();
            return List.of();
        });
        assertThat(wanted.test(ADA)).isTrue();
        assertThat(asked).hasValue(0);
    }

    @Test
    void ofUsers_idsOfGroupsAtHand_comparesWithThemAndReadsNoGroup() {
        Function<User, List<Group>> never = user -> {
            throw new AssertionError("the groups were read");
        };
        Function<User, Set<String>> ids = user -> Set.of("g-1", "g-2");
        assertThat(UserFilters.ofUsers(new Compare("groups.value", Operator.EQ, "g-2"), never, ids)
                        .test(ADA))
                .isTrue();
        assertThat(UserFilters.ofUsers(new Compare("groups.value", Operator.EQ, "G-2"), never, ids)
                        .test(ADA))
                .isFalse();
        assertThat(UserFilters.ofUsers(new Compare("groups.value", Operator.NE, "g-3"), never, ids)
                        .test(ADA))
                .isTrue();
        assertThat(UserFilters.ofUsers(new Compare("groups.value", Operator.SW, "g-"), never, ids)
                        .test(ADA))
                .isTrue();
        assertThat(UserFilters.ofUsers(new UserFilter.Present("groups.value"), never, ids)
                        .test(ADA))
                .isTrue();
    }

    private static List<UserFilter> hundred(IntFunction<UserFilter> part) {
        return IntStream.range(0, 100).mapToObj(part).toList();
    }
}
