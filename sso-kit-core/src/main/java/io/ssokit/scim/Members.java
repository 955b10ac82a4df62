package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import io.ssokit.user.Group;
import io.ssokit.user.Member;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Page;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who joins and who leaves a group, read from SCIM without reading the group. */
final class Members {
    static final String ATTRIBUTE = "members";
    private static final int AT_ONCE = 5_000;
    private static final int MAX_ID = 255;

    private Optional<Set<String>> all = Optional.empty();
    private final Set<String> joining = new LinkedHashSet<>();
    private final Set<String> leaving = new HashSet<>();

    private Members() {}

    /** The user ids of a {@code members} value: an array, one object or one id. */
    static Set<String> ids(@Nullable Object json) {
        Set<String> ids = new LinkedHashSet<>();
        for (Object element : OneForMany.elements(json)) {
            ids.add(id(element));
        }
        return ids;
    }

    /** All steps about members as one change; later steps win over earlier ones (RFC 7644 §3.5.2). */
    static MembershipChange change(List<PatchStep> steps) {
        Members members = new Members();
        for (PatchStep step : steps) {
            try {
                members.apply(step);
            } catch (ScimException refusal) {
                throw refusal.at(step.place());
            }
        }
        return new MembershipChange(members.all, members.joining, members.leaving);
    }

    private void apply(PatchStep step) {
        if (step.path().path().sub().isPresent()) {
            throw ScimException.mutability(
                    step.path().path().canonical() + " is immutable: add and remove members as a whole");
        }
        Optional<UserFilter> filter = step.path().filter();
        if (filter.isPresent()) {
            if (step.kind() != Kind.REMOVE) {
                throw ScimException.invalidPath("members[…] can be removed only; add members by the path members");
            }
            remove(selected(filter.get()));
        } else if (step.kind() == Kind.ADD) {
            add(ids(step.value()));
        } else {
            joining.clear();
            leaving.clear();
            all = Optional.of(new LinkedHashSet<>(step.kind() == Kind.REMOVE ? Set.of() : ids(step.value())));
        }
    }

    private void add(Set<String> ids) {
        leaving.removeAll(ids);
        all.orElse(joining).addAll(ids);
    }

    private void remove(Set<String> ids) {
        joining.removeAll(ids);
        if (all.isPresent()) {
            all.get().removeAll(ids);
        } else {
            leaving.addAll(ids);
        }
    }

    private static Set<String> selected(UserFilter filter) {
        Set<String> ids = new HashSet<>();
        if (filter instanceof UserFilter.Or or) {
            or.any().forEach(one -> ids.addAll(selected(one)));
            return ids;
        }
        if (filter instanceof Compare compare
                && compare.path().equals("value")
                && compare.operator() == UserFilter.Operator.EQ
                && compare.value() instanceof String id) {
            return Set.of(id);
        }
        throw FilterTerms.membersByValueOnly();
    }

    private static String id(@Nullable Object element) {
        Object value = element instanceof Map<?, ?> map ? Keys.find(map, "value") : element;
        if (!(value instanceof String id) || id.isBlank() || id.length() > MAX_ID) {
            throw ScimException.invalidValue("a member needs the id of a user as its value");
        }
        if (element instanceof Map<?, ?> map && "Group".equalsIgnoreCase(String.valueOf(Keys.find(map, "type")))) {
            throw ScimException.invalidValue("groups within groups are not supported: a member must be a user");
        }
        return id;
    }

    /** All members of a group. */
    static List<Member> of(UserStore store, Group group) {
        List<Member> members = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            Page<Member> page = store.members(group.tenant(), group.id(), after, AT_ONCE);
            members.addAll(page.items());
            after = page.next();
        } while (after.isPresent());
        return members;
    }
}
