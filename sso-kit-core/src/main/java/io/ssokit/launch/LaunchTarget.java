package io.ssokit.launch;

import io.ssokit.connection.Tenant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something a launch link opens: one application, like a domain of SageMaker Studio. Immutable.
 *
 * @param id 1-63 letters, digits, {@code . _ -}; in links and audit events
 * @param name what people see on the tile
 * @param groups display names; a person in any of them may launch, and everybody may if there is none
 * @param landing where it opens: a path below the app's base URL that starts and ends with a slash
 */
public record LaunchTarget(String id, String name, Set<String> groups, String landing) {
    /** @throws IllegalArgumentException if the id or the landing path is malformed, or the name is blank */
    public LaunchTarget {
        if (!Tenant.isId(id)) {
            throw new IllegalArgumentException("a launch target's id is 1-63 letters, digits, '.', '_' or '-'");
        }
        if (name.isBlank()) {
            throw new IllegalArgumentException("a launch target's name must not be blank");
        }
        if (!Landing.isBase(landing)) {
            throw new IllegalArgumentException(
                    "a launch target's landing must be a plain path such as /app/, with a slash at both ends");
        }
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    /** A target that everybody may launch and that opens the app's start page. */
    public static LaunchTarget of(String id, String name) {
        return new LaunchTarget(id, name, Set.of(), "/");
    }

    /** The same target for people in any of these groups. */
    public LaunchTarget forGroups(Set<String> anyOf) {
        return new LaunchTarget(id, name, anyOf, landing);
    }

    /** The same target opening at this path below the base URL. */
    public LaunchTarget landingAt(String path) {
        return new LaunchTarget(id, name, groups, path);
    }

    /** Whether somebody in these groups may launch it. */
    public boolean admits(Set<String> groupsOfPerson) {
        return groups.isEmpty() || groups.stream().anyMatch(groupsOfPerson::contains);
    }
}
