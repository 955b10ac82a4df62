package io.ssokit.store;

import io.ssokit.user.MembershipChange;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Who is in which group: a relation with both directions at hand. Not thread-safe. */
final class Memberships {
    private final Map<String, NavigableSet<String>> userIds = new HashMap<>();
    private final Map<String, Set<String>> groupIds = new HashMap<>();

    /** Members of a group, ordered by id; a view. */
    NavigableSet<String> usersIn(String groupId) {
        return Collections.unmodifiableNavigableSet(userIds.getOrDefault(groupId, Collections.emptyNavigableSet()));
    }

    /** Groups of a person; a view. */
    Set<String> groupsOf(String userId) {
        return Collections.unmodifiableSet(groupIds.getOrDefault(userId, Set.of()));
    }

    /** @return whether anybody joined or left */
    boolean apply(String groupId, MembershipChange change) {
        boolean changed = false;
        if (change.replaceAll().isPresent()) {
            Set<String> leavers = new HashSet<>(usersIn(groupId));
            leavers.removeAll(change.replaceAll().get());
            changed |= leave(groupId, leavers);
            changed |= join(groupId, change.replaceAll().get());
        }
        changed |= join(groupId, change.add());
        return leave(groupId, change.remove()) | changed;
    }

    /** @return whether there was such a membership */
    boolean leave(String groupId, Set<String> leavers) {
        boolean changed = false;
        for (String userId : leavers) {
            changed |= drop(userIds, groupId, userId);
            drop(groupIds, userId, groupId);
        }
        return changed;
    }

    private boolean join(String groupId, Set<String> joiners) {
        boolean changed = false;
        for (String userId : joiners) {
            changed |= userIds.computeIfAbsent(groupId, id -> new TreeSet<>()).add(userId);
            groupIds.computeIfAbsent(userId, id -> new HashSet<>()).add(groupId);
        }
        return changed;
    }

    private static <S extends Set<String>> boolean drop(Map<String, S> relation, String from, String element) {
        @Nullable S rest = relation.get(from);
        if (rest == null || !rest.remove(element)) {
            return false;
        }
        if (rest.isEmpty()) {
            relation.remove(from);
        }
        return true;
    }
}
