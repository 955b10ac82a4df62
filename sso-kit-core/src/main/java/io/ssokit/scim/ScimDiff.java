package io.ssokit.scim;

import io.ssokit.audit.AttributeChange;
import io.ssokit.audit.AttributeChange.Kind;
import io.ssokit.user.MembershipChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed, without what is nobody's business: the name of every attribute, and values of those only that tell nothing
 * private ({@link AttributeChange}). Bounded, whatever clients send. Immutable.
 *
 * @param more how many changes are left out
 */
record ScimDiff(List<AttributeChange> changes, int more) {
    static final ScimDiff NONE = new ScimDiff(List.of(), 0);

    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:";
    private static final Set<String> HARMLESS = Set.of(
            "active",
            "userType",
            "preferredLanguage",
            "locale",
            "timezone",
            ENTERPRISE + "department",
            ENTERPRISE + "division",
            ENTERPRISE + "organization",
            ENTERPRISE + "costCenter");
    private static final String PASSWORD = "password";
    private static final int MAX_CHANGES = 50;
    private static final int MAX_PATH = 200;
    private static final int MAX_VALUE = 100;
    private static final int MAX_IDS = 20;

    /** Of a user: the name that is shown is theirs. */
    static ScimDiff ofUser(Map<String, Object> before, Map<String, Object> after) {
        return of(before, after, HARMLESS, MembershipChange.NONE);
    }

    /** Of a group: its name is nobody's own. */
    static ScimDiff ofGroup(Map<String, Object> before, Map<String, Object> after, MembershipChange members) {
        return of(before, after, Set.of("displayName"), members);
    }

    /** The names alone. */
    List<String> paths() {
        return changes.stream().map(AttributeChange::path).distinct().toList();
    }

    private static ScimDiff of(
            Map<String, Object> before, Map<String, Object> after, Set<String> told, MembershipChange members) {
        List<AttributeChange> all = new ArrayList<>();
        compare("", before, after, told, all);
        addMembers(members, all);
        int kept = Math.min(all.size(), MAX_CHANGES);
        return new ScimDiff(List.copyOf(all.subList(0, kept)), all.size() - kept);
    }

    private static void compare(
            String base, Map<?, ?> before, Map<?, ?> after, Set<String> told, List<AttributeChange> all) {
        Map<Object, Object> names = new LinkedHashMap<>(before);
        names.putAll(after);
        for (Object key : names.keySet()) {
            String path = cut(base + key, MAX_PATH);
            Object old = before.get(key);
            Object now = after.get(key);
            if (Objects.equals(old, now) || path.equalsIgnoreCase(PASSWORD) || path.equals(Adoption.MARK)) {
                continue;
            }
            boolean complex = (old == null || old instanceof Map) && (now == null || now instanceof Map);
            if (complex) {
                compare(prefix(base, path), map(old), map(now), told, all);
            } else {
                all.add(change(path, old, now, told.contains(path)));
            }
        }
    }

    // RFC 7644 §3.5.2: a colon behind a schema's URN, a dot behind an attribute.
    private static String prefix(String base, String path) {
        return path + (base.isEmpty() && path.startsWith("urn:") ? ":" : ".");
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static AttributeChange change(String path, @Nullable Object old, @Nullable Object now, boolean told) {
        Kind kind = old == null ? Kind.ADDED : now == null ? Kind.REMOVED : Kind.REPLACED;
        return told ? new AttributeChange(path, kind, text(old), text(now)) : AttributeChange.of(path, kind);
    }

    private static Optional<String> text(@Nullable Object value) {
        return Optional.ofNullable(value).map(some -> cut(String.valueOf(some), MAX_VALUE));
    }

    private static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max) + "…";
    }

    private static void addMembers(MembershipChange members, List<AttributeChange> all) {
        members.replaceAll()
                .ifPresent(ids -> all.add(new AttributeChange(
                        Members.ATTRIBUTE, Kind.REPLACED, Optional.empty(), Optional.of(ids(ids)))));
        if (!members.add().isEmpty()) {
            all.add(new AttributeChange(
                    Members.ATTRIBUTE, Kind.ADDED, Optional.empty(), Optional.of(ids(members.add()))));
        }
        if (!members.remove().isEmpty()) {
            all.add(new AttributeChange(
                    Members.ATTRIBUTE, Kind.REMOVED, Optional.of(ids(members.remove())), Optional.empty()));
        }
    }

    private static String ids(Collection<String> ids) {
        List<String> first = ids.stream()
                .limit(MAX_IDS)
                .sorted()
                .map(id -> cut(id, MAX_VALUE))
                .toList();
        return ids.size() + ": " + String.join(", ", first) + (ids.size() > MAX_IDS ? ", …" : "");
    }
}
