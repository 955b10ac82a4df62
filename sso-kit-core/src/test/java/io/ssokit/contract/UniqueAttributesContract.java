package io.ssokit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.error.StoreException;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.UniqueAttributes;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import io.ssokit.user.UserStore.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a {@link UserStore} that keeps attributes of the app unique must do ({@link UserStore#withUnique}). */
public abstract class UniqueAttributesContract {
    private static final String X = "urn:example:badge:2.0:User";
    private static final UniqueAttributes UNIQUE = new UniqueAttributes(
            Map.of(X + ":number", false, X + ":code", true, "plates", false), Map.of("room", false));

    private final String tenant = "t" + UUID.randomUUID();

    /** The store under test, without unique attributes. */
    protected abstract UserStore users();

    private UserStore unique() {
        return users().withUnique(UNIQUE);
    }

    private User create(String userName, Map<String, Object> attributes) {
        return unique().create(
                        User.named(tenant, userName).attributes(attributes).build(), Origin.PROVISIONING);
    }

    private void assertTaken(String attribute, Runnable write) {
        assertThatExceptionOfType(StoreException.Conflict.class)
                .isThrownBy(write::run)
                .satisfies(conflict -> assertThat(conflict.attribute()).isEqualTo(attribute));
    }

    @Test
    void create_valueTaken_conflictAndNothingStored() {
        create("ann", Map.of(X, Map.of("number", 7L, "code", "aB"), "plates", List.of("K-1", "K-2")));

        assertTaken(X + ":number", () -> create("bob", Map.of(X, Map.of("number", 7L))));
        assertTaken(X + ":code", () -> create("bob", Map.of(X, Map.of("code", "aB"))));
        assertTaken("plates", () -> create("bob", Map.of("plates", List.of("K-3", "k-2"))));
        assertThat(users().findByUserName(tenant, "bob")).isEmpty();
        create("bob", Map.of(X, Map.of("number", 8L, "code", "AB"), "plates", List.of("K-3")));
    }

    @Test
    void replace_valueTakenOrOwnOrGivenUp_followsTheRecord() {
        User ann = create("ann", Map.of(X, Map.of("number", 7L)));
        User bob = create("bob", Map.of(X, Map.of("number", 8L)));

        assertTaken(
                X + ":number",
                () -> unique().replace(
                                bob.toBuilder()
                                        .attributes(Map.of(X, Map.of("number", 7L)))
                                        .build(),
                                OptionalLong.of(bob.version())));
        assertThat(users().find(tenant, bob.id())).contains(bob);
        User same = unique().replace(
                        ann.toBuilder()
                                .attributes(Map.of(X, Map.of("number", 7L), "title", "x"))
                                .build(),
                        OptionalLong.of(ann.version()));
        unique().replace(same.toBuilder().attributes(Map.of()).build(), OptionalLong.of(same.version()));
        unique().replace(
                        bob.toBuilder()
                                .attributes(Map.of(X, Map.of("number", 7L)))
                                .build(),
                        OptionalLong.of(bob.version()));
    }

    @Test
    void delete_evenByTheStoreBelow_setsTheValueFree() {
        User ann = create("ann", Map.of(X, Map.of("number", 7L)));
        users().delete(tenant, ann.id(), OptionalLong.empty());

        assertThat(create("bob", Map.of(X, Map.of("number", 7L))).attributes()).containsKey(X);
    }

    @Test
    void value_ofAnotherTenantOrKind_isNotTaken() {
        create("ann", Map.of("plates", List.of("K-1")));
        unique().create(
                        User.named("o" + UUID.randomUUID(), "ann")
                                .attributes(Map.of("plates", List.of("K-1")))
                                .build(),
                        Origin.PROVISIONING);
        unique().createGroup(group("g", "K-1"), MembershipChange.NONE);
    }

    @Test
    void group_valueTaken_conflict() {
        Group first = unique().createGroup(group("first", "B2"), MembershipChange.NONE);
        Group second = unique().createGroup(group("second", "C3"), MembershipChange.NONE);

        assertTaken("room", () -> unique().createGroup(group("third", "b2"), MembershipChange.NONE));
        assertTaken(
                "room",
                () -> unique().replaceGroup(
                                second.with("second", second.externalId(), Map.of("room", "B2")),
                                MembershipChange.NONE,
                                OptionalLong.of(second.version())));
        users().deleteGroup(tenant, first.id(), OptionalLong.empty());
        unique().createGroup(group("third", "b2"), MembershipChange.NONE);
    }

    @Test
    void create_manyAtOnceOfOneValue_oneIsStored() throws Exception {
        int clients = 8;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(clients);
        List<Future<Boolean>> created = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            String name = "user" + i;
            created.add(pool.submit(() -> {
                start.await();
                try {
                    create(name, Map.of(X, Map.of("number", 7L)));
                    return true;
                } catch (StoreException.Conflict taken) {
                    return false;
                }
            }));
        }
        start.countDown();
        int stored = 0;
        for (Future<Boolean> one : created) {
            stored += one.get() ? 1 : 0;
        }
        pool.shutdown();
        assertThat(stored).isEqualTo(1);
    }

    private Group group(String displayName, String room) {
        return Group.named(tenant, displayName).with(displayName, Optional.empty(), Map.of("room", room));
    }
}
