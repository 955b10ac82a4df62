package io.ssokit.user;

import io.ssokit.error.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The people in the app's own table (SPI), for an app that leaves groups, memberships and the names of deleted people to
 * the kit: {@code JdbcStores.of(dataSource).withPeople(mine)}. Every call is scoped by tenant and must never return or
 * change a record of another one. Called concurrently; may block; never returns null. Each call is atomic. Failures are
 * {@link StoreException.Conflict} where said, and {@link StoreException.Unavailable}. The contract is published as a test
 * in the core module's test jar: {@code UserStoreContract}, {@code GroupStoreContract} and {@code UserQueryContract} hold
 * for the joined store.
 */
public interface PeopleStore {
    /**
     * Creates a person.
     *
     * @param person with a random id, version 1 and times; an app that gives ids itself stores the rest
     * @return the person as stored
     * @throws StoreException.Conflict if the user name is taken in the tenant, in any case ({@code userName})
     */
    User create(User person);

    /** The person of this id, which may be of any form. */
    Optional<User> find(String tenant, String id);

    /** The person of this user name, compared without regard to case. */
    Optional<User> findByUserName(String tenant, String userName);

    /**
     * Everybody for whom a filter holds, in any order; others may be among them, for the kit looks again. An app with few
     * people ignores the filter; one with many pushes down what it has an index for, see {@link UserFilters#mustHold}.
     * The stream may read from an open cursor: the kit closes it.
     *
     * @param filter empty for all people of the tenant
     */
    Stream<User> candidates(String tenant, Optional<UserFilter> filter);

    /**
     * A page of people. By default {@link UserPages} makes it of the {@link #candidates}, which reads all of them; with
     * millions of people override it for queries without a filter, at least.
     *
     * @param query never filters by {@code groups}: the kit answers such queries from the candidates
     */
    default Page<User> query(String tenant, UserQuery query) {
        try (Stream<User> candidates = candidates(tenant, query.filter())) {
            return UserPages.ofUsers(query, candidates, person -> List.of());
        }
    }

    /**
     * Writes a person's new values over those of an older version.
     *
     * @param person under the same id and tenant, with the new version and time
     * @param expectedVersion the version that is stored, or nothing is written
     * @return whether it was
     * @throws StoreException.Conflict if the new user name is taken
     */
    boolean replace(User person, long expectedVersion);

    /**
     * Deletes a person.
     *
     * @param expectedVersion the version that is stored, or nothing is deleted
     * @return whether it was
     */
    boolean delete(String tenant, String id, long expectedVersion);
}
