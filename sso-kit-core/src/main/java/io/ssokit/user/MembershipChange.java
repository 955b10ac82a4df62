package io.ssokit.user;

import java.util.Optional;
import java.util.Set;

/**
 * Who joins and who leaves a group. A relation's difference: stores apply it without loading the group, so its cost
 * follows the change and not the group. Adding a member twice and removing a stranger are not errors.
 *
 * @param replaceAll if present, these and only these are members afterwards, before {@code add} and {@code remove}
 * @param add user ids that join
 * @param remove user ids that leave; never an id of {@code add}
 */
public record MembershipChange(Optional<Set<String>> replaceAll, Set<String> add, Set<String> remove) {
    /** Nobody joins and nobody leaves. */
    public static final MembershipChange NONE = new MembershipChange(Optional.empty(), Set.of(), Set.of());

    public MembershipChange {
        replaceAll = replaceAll.map(Set::copyOf);
        add = Set.copyOf(add);
        remove = Set.copyOf(remove);
        if (add.stream().anyMatch(remove::contains)) {
            throw new IllegalArgumentException("a user id cannot join and leave in one change");
        }
    }

    /** These join. */
    public static MembershipChange adding(Set<String> userIds) {
        return new MembershipChange(Optional.empty(), userIds, Set.of());
    }

    /** These leave. */
    public static MembershipChange removing(Set<String> userIds) {
        return new MembershipChange(Optional.empty(), Set.of(), userIds);
    }

    /** These and only these are members afterwards. */
    public static MembershipChange replacing(Set<String> userIds) {
        return new MembershipChange(Optional.of(userIds), Set.of(), Set.of());
    }

    /** Whether the store has nothing to do. */
    public boolean isEmpty() {
        return replaceAll.isEmpty() && add.isEmpty() && remove.isEmpty();
    }
}
