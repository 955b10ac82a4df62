package io.ssokit.docs;

import static io.ssokit.user.UserFilter.Operator.EQ;

import io.ssokit.jdbc.AppSql;
import io.ssokit.user.Page;
import io.ssokit.user.PeopleStore;
import io.ssokit.user.SortKey;
import io.ssokit.user.User;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilters;
import io.ssokit.user.UserPages;
import io.ssokit.user.UserQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What {@link AppPeople} adds where there are millions of people. */
record ManyPeople(AppPeople few, AppSql sql) implements PeopleStore {
    // region many
    /** Whoever fulfils what we have an index for; the kit looks at the rest of the filter. */
    @Override
    public Stream<User> candidates(String tenant, Optional<UserFilter> filter) {
        for (Compare term : filter.map(UserFilters::mustHold).orElse(List.of())) {
            if (term.path().equals("userName") && term.operator() == EQ && term.value() instanceof String name) {
                return findByUserName(tenant, name).stream();
            }
        }
        return few.candidates(tenant, filter);
    }

    /** Pages of everybody in the order of creation, as long as cursors go forward. */
    @Override
    public Page<User> query(String tenant, UserQuery query) {
        if (query.filter().isPresent()
                || query.sort().isPresent()
                || query.before().isPresent()) {
            return PeopleStore.super.query(tenant, query);
        }
        SortKey start = query.after().map(SortKey::parse).orElse(new SortKey(Instant.EPOCH, ""));
        List<User> found = few.read(
                        " and (created, id) > (?, ?) order by created, id offset ? rows fetch next ? rows only",
                        tenant,
                        start.value(),
                        start.id(),
                        query.offset(),
                        query.limit() + 1L)
                .toList();
        List<User> page = found.subList(0, Math.min(found.size(), query.limit()));
        List<SortKey> keys =
                page.stream().map(user -> SortKey.of(query.order(), user)).toList();
        OptionalLong total = query.counted() ? OptionalLong.of(count(tenant)) : OptionalLong.empty();
        boolean more = found.size() > page.size();
        return new Page<>(total, page, UserPages.next(query, keys, more), UserPages.previous(query, keys, more));
    }

    private long count(String tenant) {
        return sql.read(row -> row.getLong(1), "select count(*) from users where customer = ?", tenant)
                .get(0);
    }
    // end region

    @Override
    public User create(User person) {
        return few.create(person);
    }

    @Override
    public Optional<User> find(String tenant, String id) {
        return few.find(tenant, id);
    }

    @Override
    public Optional<User> findByUserName(String tenant, String userName) {
        return few.findByUserName(tenant, userName);
    }

    @Override
    public boolean replace(User person, long expectedVersion) {
        return few.replace(person, expectedVersion);
    }

    @Override
    public boolean delete(String tenant, String id, long expectedVersion) {
        return few.delete(tenant, id, expectedVersion);
    }
}
