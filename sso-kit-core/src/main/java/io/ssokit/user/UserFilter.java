package io.ssokit.user;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A SCIM filter (RFC 7644 §3.4.2.2) as a tree that a store can push down or evaluate. Used for groups as well. Attribute
 * paths are canonical: the schema's own spelling, sub-attributes after a dot ({@code name.familyName},
 * {@code emails.value}), extensions as {@code urn:…:User:department}. Immutable; at most 20 deep and 100 terms.
 */
public sealed interface UserFilter {
    /** Comparison operators of RFC 7644, table 3. */
    enum Operator {
        EQ,
        NE,
        CO,
        SW,
        EW,
        GT,
        GE,
        LT,
        LE
    }

    /** All of these hold. */
    record And(List<UserFilter> all) implements UserFilter {
        public And {
            all = List.copyOf(all);
        }
    }

    /** At least one of these holds. */
    record Or(List<UserFilter> any) implements UserFilter {
        public Or {
            any = List.copyOf(any);
        }
    }

    /** This does not hold. */
    record Not(UserFilter negated) implements UserFilter {}

    /** The attribute has a value. */
    record Present(String path) implements UserFilter {}

    /**
     * A value of the attribute compares so.
     *
     * @param path the attribute
     * @param operator how to compare
     * @param value {@code String}, {@code Boolean}, {@code Long}, {@code BigDecimal}, {@code Instant} or null
     * @param caseExact whether text compares with regard to case
     */
    record Compare(String path, Operator operator, @Nullable Object value, boolean caseExact) implements UserFilter {
        /** Compares as the attribute of this path in the core schemas does. */
        public Compare(String path, Operator operator, @Nullable Object value) {
            this(path, operator, value, UserFilters.isCaseExact(path));
        }

        /** The same comparison by another operator. */
        public Compare by(Operator other) {
            return new Compare(path, other, value, caseExact);
        }
    }

    /**
     * One element of a multi-valued attribute fulfils a filter over its sub-attributes ({@code emails[type eq "work"]}).
     *
     * @param path the multi-valued attribute
     * @param element paths in here are names of sub-attributes
     */
    record Element(String path, UserFilter element) implements UserFilter {}
}
