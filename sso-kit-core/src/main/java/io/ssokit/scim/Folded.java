package io.ssokit.scim;

import io.ssokit.user.UserFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A filter without the terms that hold for all records of a type or for none, such as those over {@code meta.resourceType}:
 * what is left is worth asking a store.
 *
 * @param nothing whether no record can fulfil it
 * @param filter empty if every record fulfils it
 */
record Folded(boolean nothing, Optional<UserFilter> filter) {

    static Folded of(Optional<UserFilter> filter) {
        UserFilter left = filter.map(Folded::fold).orElse(FilterTerms.ALWAYS);
        return new Folded(
                left.equals(FilterTerms.NEVER), Optional.of(left).filter(found -> !found.equals(FilterTerms.ALWAYS)));
    }

    private static UserFilter fold(UserFilter filter) {
        if (filter instanceof UserFilter.Not not) {
            UserFilter negated = fold(not.negated());
            return negated instanceof UserFilter.Not twice ? twice.negated() : new UserFilter.Not(negated);
        }
        if (filter instanceof UserFilter.And and) {
            List<UserFilter> left = left(and.all(), FilterTerms.ALWAYS);
            if (left.contains(FilterTerms.NEVER)) {
                return FilterTerms.NEVER;
            }
            return left.isEmpty() ? FilterTerms.ALWAYS : left.size() == 1 ? left.get(0) : new UserFilter.And(left);
        }
        if (filter instanceof UserFilter.Or or) {
            List<UserFilter> left = left(or.any(), FilterTerms.NEVER);
            if (left.contains(FilterTerms.ALWAYS)) {
                return FilterTerms.ALWAYS;
            }
            return left.isEmpty() ? FilterTerms.NEVER : left.size() == 1 ? left.get(0) : new UserFilter.Or(left);
        }
        return filter;
    }

    private static List<UserFilter> left(List<UserFilter> parts, UserFilter neutral) {
        List<UserFilter> left = new ArrayList<>();
        for (UserFilter part : parts) {
            UserFilter folded = fold(part);
            if (!folded.equals(neutral)) {
                left.add(folded);
            }
        }
        return left;
    }
}
