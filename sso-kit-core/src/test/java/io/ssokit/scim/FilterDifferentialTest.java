package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ValueNode;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Our filter parser beside another author's: what both read, both read alike. */
class FilterDifferentialTest {
    private static final List<String> PATHS = List.of(
            "title", "nickName", "name.familyName", "emails.type", ScimLab.ENTERPRISE + ":department", "userType");
    private static final List<String> TEXTS =
            List.of("\"\"", "\"a\"", "\"A b\"", "\"q\\\"]\"", "\"(not) and or\"", "\"\\\\\"", "\"\\u00e9\"", "null");
    private final Random random = new Random(7644);

    @Test
    void parse_generatedFilters_sameTreeAsUnboundId() throws ScimException {
        int compared = 0;
        for (int i = 0; i < 5_000; i++) {
            String filter = any(4);
            if (filter.length() > FilterParser.MAX_LENGTH) {
                continue;
            }
            UserFilter ours = FilterParser.parse(ResourceType.USER, filter);
            assertThat(flat(ours)).as(filter).isEqualTo(flat(converted(Filter.fromString(filter))));
            compared++;
        }
        assertThat(compared).isGreaterThan(4_000);
    }

    private String any(int depth) {
        switch (random.nextInt(depth == 0 ? 3 : 8)) {
            case 0:
                return pick(PATHS) + blank() + pick(List.of("pr", "PR"));
            case 1:
            case 2:
                return comparison(pick(PATHS));
            case 3:
                return pick(List.of("not (", "NOT(", "not  ( ")) + any(depth - 1) + ")";
            case 4:
                return "(" + any(depth - 1) + " )";
            case 5:
                return "emails[" + comparison("type") + " and " + comparison("value") + "]";
            default:
                return any(depth - 1) + " " + pick(List.of("and", "or", "AND", "Or")) + " " + any(depth - 1);
        }
    }

    private String comparison(String path) {
        String literal = pick(TEXTS);
        String operators = literal.equals("null") ? "eq,ne" : "eq,ne,co,sw,ew,gt,ge,lt,le,EQ,Sw";
        return path + blank() + pick(List.of(operators.split(","))) + blank() + literal;
    }

    private String blank() {
        return random.nextInt(5) == 0 ? "  " : " ";
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static UserFilter converted(Filter filter) {
        switch (filter.getFilterType()) {
            case AND:
                return new UserFilter.And(all(filter));
            case OR:
                return new UserFilter.Or(all(filter));
            case NOT:
                return new UserFilter.Not(converted(filter.getInvertedFilter()));
            case PRESENT:
                return new UserFilter.Present(filter.getAttributePath().toString());
            case COMPLEX_VALUE:
                return new UserFilter.Element(filter.getAttributePath().toString(), converted(filter.getValueFilter()));
            default:
                break;
        }
        ValueNode value = filter.getComparisonValue();
        String operator = filter.getFilterType().toString().toUpperCase(Locale.ROOT);
        return new UserFilter.Compare(
                filter.getAttributePath().toString(),
                Operator.valueOf(operator),
                value.isNull() ? null : value.textValue());
    }

    private static List<UserFilter> all(Filter filter) {
        return filter.getCombinedFilters().stream()
                .map(FilterDifferentialTest::converted)
                .toList();
    }

    /** And of ands, or of ors: one list, however it was bracketed; UnboundID hands some terms out twice. */
    private static UserFilter flat(UserFilter filter) {
        if (filter instanceof UserFilter.And and) {
            List<UserFilter> all = new ArrayList<>();
            and.all().stream().map(FilterDifferentialTest::flat).forEach(one -> {
                if (one instanceof UserFilter.And inner) {
                    all.addAll(inner.all());
                } else {
                    all.add(one);
                }
            });
            return new UserFilter.And(all.stream().distinct().toList());
        }
        if (filter instanceof UserFilter.Or or) {
            List<UserFilter> any = new ArrayList<>();
            or.any().stream().map(FilterDifferentialTest::flat).forEach(one -> {
                if (one instanceof UserFilter.Or inner) {
                    any.addAll(inner.any());
                } else {
                    any.add(one);
                }
            });
            return new UserFilter.Or(any.stream().distinct().toList());
        }
        if (filter instanceof UserFilter.Not not) {
            return new UserFilter.Not(flat(not.negated()));
        }
        return filter instanceof UserFilter.Element element
                ? new UserFilter.Element(element.path(), flat(element.element()))
                : filter;
    }
}
