package io.ssokit.user;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Operator;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UserFiltersTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    private static final User BARBARA = User.named("acme", "BJensen")
            .externalId(Optional.of("Ext-1"))
            .displayName(Optional.of("Babs Jensen"))
            .name(PersonName.of(Optional.of("Barbara"), Optional.of("Jensen")))
            .emails(List.of(
                    Email.work("bj@acme.example"),
                    new Email("babs@home.example", Optional.of("home"), false, Optional.empty())))
            .attributes(Map.of(
                    "nickName",
                    "Babs",
                    "title",
                    "",
                    "logins",
                    42L,
                    "addresses",
                    List.of(Map.of("type", "work", "locality", "Oslo"), Map.of("type", "home", "locality", "Bergen")),
                    ENTERPRISE,
                    Map.of("department", "R&D", "manager", Map.of("value", "M-7"))))
            .build()
            .toBuilder()
            .stored("u-1", 3, Instant.parse("2026-01-02T03:04:05Z"), Instant.parse("2026-02-02T00:00:00Z"))
            .build();

    @Test
    void compare_textOfAnotherCase_matchesUnlessCaseExact() {
        assertThat(eq("userName", "bjensen")).isTrue();
        assertThat(eq("emails.value", "BJ@ACME.example")).isTrue();
        assertThat(eq("externalId", "Ext-1")).isTrue();
        assertThat(eq("externalId", "ext-1")).isFalse();
        assertThat(eq("id", "U-1")).isFalse();
        assertThat(eq(ENTERPRISE + ":manager.value", "m-7")).isFalse();
        assertThat(eq(ENTERPRISE + ":manager.value", "M-7")).isTrue();
    }

    @Test
    void compare_everyOperatorOfText_asTable3Says() {
        assertThat(holds("userName", Operator.CO, "JEN")).isTrue();
        assertThat(holds("userName", Operator.SW, "bj")).isTrue();
        assertThat(holds("userName", Operator.SW, "jensen")).isFalse();
        assertThat(holds("userName", Operator.EW, "sen")).isTrue();
        assertThat(holds("name.familyName", Operator.GT, "Jenner")).isTrue();
        assertThat(holds("name.familyName", Operator.LE, "jensen")).isTrue();
        assertThat(holds("name.familyName", Operator.LT, "jensen")).isFalse();
        assertThat(holds("name.familyName", Operator.GE, "jensen")).isTrue();
    }

    @Test
    void compare_notEqual_isTheNegationOfEqual() {
        assertThat(holds("nickName", Operator.NE, "babs")).isFalse();
        assertThat(holds("nickName", Operator.NE, "other")).isTrue();
        assertThat(holds("locale", Operator.NE, "en")).isTrue();
        assertThat(holds("emails.value", Operator.NE, "bj@acme.example")).isFalse();
    }

    @Test
    void compare_null_meansNoValue() {
        assertThat(holds("locale", Operator.EQ, null)).isTrue();
        assertThat(holds("nickName", Operator.EQ, null)).isFalse();
        assertThat(holds("nickName", Operator.NE, null)).isTrue();
        assertThat(holds("nickName", Operator.GT, null)).isFalse();
    }

    @Test
    void compare_multiValuedWithoutSubAttribute_comparesValue() {
        assertThat(eq("emails", "babs@home.example")).isTrue();
        assertThat(holds("emails", Operator.CO, "acme")).isTrue();
    }

    @Test
    void compare_dates_comparesPointsInTime() {
        assertThat(eq("meta.created", "2026-01-02T04:04:05+01:00")).isTrue();
        assertThat(holds("meta.lastModified", Operator.GT, "2026-02-01T23:59:59.999Z"))
                .isTrue();
        assertThat(holds("meta.lastModified", Operator.LT, "2026-02-01T23:59:59.999Z"))
                .isFalse();
        assertThat(eq("meta.created", "yesterday")).isFalse();
        assertThat(eq("meta.created", "2026-13-99T00:00:00Z")).isFalse();
    }

    @Test
    void compare_numbersAndBooleans_byValueAndType() {
        assertThat(holds("logins", Operator.EQ, new BigDecimal("42.0"))).isTrue();
        assertThat(holds("logins", Operator.GE, 43L)).isFalse();
        assertThat(holds("logins", Operator.EQ, "42")).isFalse();
        assertThat(holds("active", Operator.EQ, true)).isTrue();
        assertThat(holds("active", Operator.EQ, "true")).isFalse();
        assertThat(holds("active", Operator.GT, false)).isFalse();
    }

    @Test
    void compare_extensionAttribute_foundUnderItsUrn() {
        assertThat(eq(ENTERPRISE + ":department", "r&d")).isTrue();
        assertThat(eq("urn:example:Other:department", "r&d")).isFalse();
        assertThat(present(ENTERPRISE)).isTrue();
    }

    @Test
    void present_emptyText_isNoValue() {
        assertThat(present("nickName")).isTrue();
        assertThat(present("title")).isFalse();
        assertThat(present("locale")).isFalse();
        assertThat(present("emails")).isTrue();
        assertThat(present("name")).isTrue();
        assertThat(present("name.middleName")).isFalse();
    }

    @Test
    void element_conditionsOnOneElement_doNotMixElements() {
        assertThat(matches(element("emails", and(compare("type", "work"), compare("value", "BJ@acme.example")))))
                .isTrue();
        assertThat(matches(element("emails", and(compare("type", "home"), compare("value", "bj@acme.example")))))
                .isFalse();
        assertThat(matches(element(
                        "addresses", and(compare("type", "work"), new UserFilter.Not(compare("locality", "Bergen"))))))
                .isTrue();
        assertThat(matches(and(compare("addresses.type", "work"), compare("addresses.locality", "Bergen"))))
                .isTrue();
    }

    @Test
    void logic_andOrNot_combine() {
        UserFilter yes = compare("userName", "bjensen");
        UserFilter no = compare("userName", "other");
        assertThat(matches(and(yes, no))).isFalse();
        assertThat(matches(new UserFilter.Or(List.of(no, yes)))).isTrue();
        assertThat(matches(new UserFilter.Not(no))).isTrue();
    }

    @Test
    void group_members_answeredByTheStore() {
        Group group = Group.named("acme", "Engineering").stored("G-1", 2, Instant.EPOCH, Instant.EPOCH);
        assertThat(UserFilters.matches(compare("members.value", "u-1"), group, "u-1"::equals))
                .isTrue();
        assertThat(UserFilters.matches(compare("members.value", "U-1"), group, "u-1"::equals))
                .isFalse();
        assertThat(UserFilters.matches(compare("displayName", "engineering"), group, id -> false))
                .isTrue();
        assertThat(UserFilters.matches(compare("id", "g-1"), group, id -> false))
                .isFalse();
        assertThat(UserFilters.matches(compare("meta.version", "W/\"2\""), group, id -> false))
                .isTrue();
    }

    private static boolean eq(String path, Object value) {
        return holds(path, Operator.EQ, value);
    }

    private static boolean holds(String path, Operator operator, Object value) {
        return matches(new Compare(path, operator, value));
    }

    private static boolean present(String path) {
        return matches(new UserFilter.Present(path));
    }

    private static boolean matches(UserFilter filter) {
        return UserFilters.matches(filter, BARBARA);
    }

    private static UserFilter compare(String path, Object value) {
        return new Compare(path, Operator.EQ, value);
    }

    private static UserFilter and(UserFilter... all) {
        return new UserFilter.And(List.of(all));
    }

    private static UserFilter element(String path, UserFilter filter) {
        return new UserFilter.Element(path, filter);
    }
}
