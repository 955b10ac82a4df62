package io.ssokit.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule.Values;
import io.ssokit.connection.Mapped.Problem;
import io.ssokit.connection.Mapped.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of attributes, row by row. */
class AttributeRuleTest {
    private static final Map<String, List<String>> ADA = Map.of(
            "email", List.of("ada@acme.com"),
            "Mail", List.of("lovelace@acme.com"),
            "memberOf", List.of("Users", "Admins"),
            "blank", List.of(" ", ""));

    @Test
    void readFrom_ownNames_usualNamesAreNotTried() {
        assertThat(map(AttributeRule.of(Field.EMAIL).readFrom("none", "blank"), ADA)
                        .values(Field.EMAIL))
                .isEmpty();
        assertThat(map(AttributeRule.of(Field.EMAIL).readFirst("blank"), ADA).values(Field.EMAIL))
                .containsExactly("ada@acme.com");
        assertThat(map(AttributeRule.of(Field.EMAIL).readFrom("none", "Mail"), ADA)
                        .values(Field.EMAIL))
                .containsExactly("lovelace@acme.com");
    }

    @Test
    void names_comparedExactly_unlessToldOtherwise() {
        AttributeRule rule = AttributeRule.of(Field.TITLE).readFrom("MAIL");

        assertThat(map(rule, ADA).values(Field.TITLE)).isEmpty();
        assertThat(map(rule.ignoreCase(), ADA).values(Field.TITLE)).containsExactly("lovelace@acme.com");
        assertThat(map(rule.ignoreCase(), Map.of("MAIL", List.of(" "), "mail", List.of("x")))
                        .values(Field.TITLE))
                .containsExactly("x");
    }

    @Test
    void values_several_asTheRuleSays() {
        AttributeRule rule = AttributeRule.of(Field.TITLE).readFrom("memberOf");

        assertThat(map(rule, ADA).values(Field.TITLE)).containsExactly("Users");
        assertThat(map(rule.joinedBy(" + "), ADA).values(Field.TITLE)).containsExactly("Users + Admins");
        assertThat(map(rule.take(Values.REFUSE), ADA).problem())
                .contains(new Problem(Field.TITLE, Reason.SEVERAL, "one value", "2 values"));
        assertThat(map(rule.take(Values.REFUSE).readFrom("email"), ADA).problem())
                .isEmpty();
        assertThat(map(AttributeRule.of(Field.ROLES).readFrom("memberOf"), ADA).values(Field.ROLES))
                .containsExactly("Users", "Admins");
        assertThat(map(AttributeRule.of(Field.ROLES).readFrom("memberOf").take(Values.FIRST), ADA)
                        .values(Field.ROLES))
                .containsExactly("Users");
    }

    @Test
    void required_noValue_problemNamesRowAndWhatWasTried() {
        AttributeRule rule = AttributeRule.of(Field.DEPARTMENT)
                .readFrom("dept", "department")
                .require();

        assertThat(map(rule, ADA).problem())
                .contains(new Problem(
                        Field.DEPARTMENT, Reason.MISSING, "a value for department in dept, department", "none"));
        assertThat(map(rule.orElse("Sales"), ADA).problem()).isEmpty();
        assertThat(map(rule.orElse("Sales"), ADA).values(Field.DEPARTMENT)).containsExactly("Sales");
        assertThat(map(rule.transformedBy("setDepartment('IT')"), ADA).problem())
                .isEmpty();
        assertThat(map(rule.orElse("Sales").transformedBy("setDepartment('')"), ADA)
                        .problem())
                .isNotEmpty();
    }

    @Test
    void transform_ofOneRow_setsOthersToo() {
        Mapped mapped = map(
                AttributeRule.of(Field.EMAIL)
                        .transformedBy("if (current_value.endsWith('@acme.com')) { setRoles(['Sales', ' ', 'Wiki']);"
                                + " setCompany(['Acme', 'Other']); }"),
                ADA);

        assertThat(mapped.values(Field.EMAIL)).containsExactly("ada@acme.com");
        assertThat(mapped.values(Field.ROLES)).containsExactly("Sales", "Wiki");
        assertThat(mapped.values(Field.ORGANIZATION)).containsExactly("Acme");
    }

    @Test
    void transform_currentValue_isWhatTheRowsRuleMade() {
        AttributeRule rule = AttributeRule.of(Field.GROUPS).readFrom("memberOf");

        assertThat(map(rule.transformedBy("setTitle(String(current_value.length))"), ADA)
                        .values(Field.TITLE))
                .containsExactly("2");
        assertThat(map(rule.joinedBy(";").transformedBy("setTitle(current_value)"), ADA)
                        .values(Field.TITLE))
                .containsExactly("Users;Admins");
        assertThat(map(rule.readFrom("none").transformedBy("setTitle(typeof current_value)"), ADA)
                        .values(Field.TITLE))
                .containsExactly("undefined");
        assertThat(map(rule.readFrom("none").orElse("x").transformedBy("setTitle(current_value)"), ADA)
                        .values(Field.TITLE))
                .containsExactly("x");
    }

    @Test
    void transforms_ofSeveralRows_lastOneCountsAndEachSeesItsOwnRow() {
        AttributeMapping mapping = AttributeMapping.DEFAULT
                .with(AttributeRule.of(Field.EMAIL).transformedBy("setRoles('first'); setTitle('set')"))
                .with(AttributeRule.of(Field.GROUPS).transformedBy("setRoles('second')"))
                .with(AttributeRule.of(Field.TITLE)
                        .readFrom("memberOf")
                        .transformedBy("setDepartment(typeof tidp_attributes.title + current_value)"));

        Mapped mapped = mapping.dryRun(ADA);

        assertThat(mapped.values(Field.ROLES)).containsExactly("second");
        assertThat(mapped.values(Field.TITLE)).containsExactly("set");
        assertThat(mapped.values(Field.DEPARTMENT)).containsExactly("undefinedset");
    }

    @Test
    void transform_rejectsOrFails_isTheProblemAndNoOtherRuns() {
        AttributeMapping mapping = AttributeMapping.DEFAULT
                .with(AttributeRule.of(Field.EMAIL).transformedBy("reject('not ' + current_value)"))
                .with(AttributeRule.of(Field.TITLE).readFrom("t").require());

        assertThat(mapping.dryRun(ADA).problem())
                .contains(new Problem(
                        Field.EMAIL, Reason.REJECTED, "a transform that does not reject", "not ada@acme.com"));
        assertThat(map(AttributeRule.of(Field.GROUPS).transformedBy("\ntidp_attributes.x.split('@')"), ADA)
                        .problem())
                .contains(new Problem(
                        Field.GROUPS,
                        Reason.FAILED,
                        "a transform that ends",
                        "line 2: split() was called on undefined (an attribute that did not come?)"));
    }

    @Test
    void message_onlyForScriptsThatReadIt_onceAtMost() {
        AtomicInteger asked = new AtomicInteger();
        AttributeMapping without =
                AttributeMapping.DEFAULT.with(AttributeRule.of(Field.EMAIL).transformedBy("setTitle('x')"));
        without.evaluate(ADA, () -> "message " + asked.incrementAndGet());
        assertThat(asked).hasValue(0);

        Mapped mapped = without.with(AttributeRule.of(Field.GROUPS).transformedBy("setLocale(saml_response)"))
                .with(AttributeRule.of(Field.ROLES).transformedBy("setNick_Name(saml_response)"))
                .evaluate(ADA, () -> "message " + asked.incrementAndGet());
        assertThat(asked).hasValue(1);
        assertThat(mapped.values(Field.LOCALE)).containsExactly("message 1");
        assertThat(mapped.values(Field.NICK_NAME)).containsExactly("message 1");
    }

    @Test
    void userName_fromAnAddressThatIsNotVerified_hasNone() {
        AttributeRule rule = AttributeRule.of(Field.USER_NAME).readFrom("email", "login");
        for (String said : List.of("false", "False")) {
            Map<String, List<String>> sent =
                    Map.of("email", List.of("root@acme.com"), "email_verified", List.of(said), "login", List.of("eve"));

            assertThat(map(rule, sent).values(Field.USER_NAME)).containsExactly("eve");
            assertThat(map(rule.readFrom("email").require(), sent).problem())
                    .map(Problem::reason)
                    .contains(Reason.MISSING);
            assertThat(map(rule.readFrom("email").transformedBy("setUsername(current_value.split('@')[0])"), sent)
                            .problem())
                    .map(Problem::reason)
                    .contains(Reason.FAILED);
        }
        assertThat(map(rule, Map.of("email", List.of("ada@acme.com"), "email_verified", List.of("true")))
                        .values(Field.USER_NAME))
                .containsExactly("ada@acme.com");
    }

    @Test
    void without_threeRowsThatEverySessionShows_areRefused() {
        for (Field field : List.of(Field.USER_NAME, Field.EMAIL, Field.DISPLAY_NAME)) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> AttributeMapping.DEFAULT.without(field))
                    .withMessageContaining("three rows that every session shows");
        }
        assertThat(AttributeMapping.DEFAULT
                        .without(Field.GROUPS)
                        .dryRun(Map.of("groups", List.of("a")))
                        .values(Field.GROUPS))
                .isEmpty();
    }

    @Test
    void default_rows_areThoseThatHaveUsualNames() {
        assertThat(AttributeMapping.DEFAULT.rules())
                .extracting(AttributeRule::field)
                .containsExactly(
                        Field.USER_NAME,
                        Field.EMAIL,
                        Field.GIVEN_NAME,
                        Field.FAMILY_NAME,
                        Field.DISPLAY_NAME,
                        Field.GROUPS);
    }

    @Test
    void build_rulesThatMakeNoSense_allProblemsAtTheirRow() {
        ConfigurationProblems problems = catchThrowableOfType(
                ConfigurationProblems.class,
                () -> IdpConnection.saml("acme")
                        .metadataXml("<none/>")
                        .attribute(AttributeRule.of(Field.USER_NAME).updatable(true))
                        .attribute(AttributeRule.of(Field.GROUPS).onlyOnce())
                        .attribute(AttributeRule.of(Field.TITLE))
                        .attribute(AttributeRule.of(Field.LOCALE)
                                .readFrom("l")
                                .take(Values.ALL)
                                .orElse(" "))
                        .attribute(AttributeRule.of(Field.EMAIL).transformedBy("var x = 1;\nwhile (x) {}"))
                        .attribute(Field.DIVISION, " ")
                        .withoutAttribute(Field.EMAIL)
                        .build());

        assertThat(problems.problems())
                .containsExactly(
                        "connections.acme.attributes.user-name.updatable: does not go with user-name: it is given once, and"
                                + " renamed by provisioning only",
                        "connections.acme.attributes.groups.updatable: is always true for groups: a right that is taken away"
                                + " must not stay",
                        "connections.acme.attributes.title.from: is missing: the attribute that title is read from",
                        "connections.acme.attributes.locale.values: is first, join or refuse: locale holds one value",
                        "connections.acme.attributes.locale.default: is 1-500 characters",
                        "connections.acme.attributes.email.transform: line 2, column 1: 'while' is not part of this language:"
                                + " there are no loops; an array is searched by includes, indexOf or join",
                        "connections.acme.attributes.division.from: is at most 32 names of 1-500 characters",
                        "connections.acme.attributes.email: is one of the three rows that every session shows (user-name,"
                                + " email, display-name): it can be read from another attribute, but not removed");
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void setters_everyField_hasOneInOneLoginsCasing(Field field) {
        List<String> names = Setters.NAMES.stream()
                .filter(name -> Setters.field(name) == field)
                .toList();

        assertThat(names).isNotEmpty().allMatch(name -> name.matches("set[A-Z][a-z]+(_[A-Z][a-z]+)*"));
        assertThat(names)
                .anyMatch(name -> name.substring(3)
                        .replace('_', '-')
                        .toLowerCase(java.util.Locale.ROOT)
                        .equals(field.key()));
    }

    @Test
    void trace_everyStep_isTold() {
        Mapped mapped = AttributeMapping.DEFAULT
                .with(AttributeRule.of(Field.EMAIL)
                        .readFrom("work", "Mail")
                        .transformedBy("setRoles('Sales'); setEmail(current_value.toUpperCase())"))
                .with(AttributeRule.of(Field.TITLE)
                        .readFrom("title", "job\nfield")
                        .require())
                .without(Field.GIVEN_NAME)
                .without(Field.FAMILY_NAME)
                .dryRun(Map.of("Mail", List.of("ada@acme.com"), "uid", List.of("a|\u2028a"), "cn", List.of("Ada")));

        assertThat(mapped.table().lines().map(line -> Arrays.asList(line.split(" {2,}"))))
                .containsExactly(
                        List.of("field", "from", "found", "transform", "result", "notes"),
                        List.of("user-name", "uid", "a|?a", "a|?a"),
                        List.of("email", "Mail", "ada@acme.com", "called setRoles, setEmail", "ADA@ACME.COM"),
                        List.of("display-name", "cn", "Ada", "Ada"),
                        List.of("groups", "none of groups, Groups, memberOf, isMemberOf, urn:oid:1.3.6…"),
                        List.of("roles", "-", "Sales", "set by the transform of email"),
                        List.of("title", "none of title, job?field"),
                        List.of("refused: title: expected a value for title in title, job?field, received none"));
        assertThat(mapped.summary())
                .startsWith(
                        "title: none, 0 in the end; user-name: 1 from uid, 1 in the end; email: 1 from Mail, transform"
                                + " called setRoles, setEmail, 1 in the end")
                .doesNotContain("ada@acme.com", "ADA@ACME.COM", "Sales");
        assertThat(mapped).hasToString("Mapped[" + mapped.summary() + "]");
    }

    @Test
    void equals_sameRules_isTheSameMapping() {
        AttributeRule rule = AttributeRule.of(Field.EMAIL).transformedBy("setTitle('x')");

        assertThat(AttributeMapping.DEFAULT.with(rule))
                .isEqualTo(AttributeMapping.DEFAULT.with(rule))
                .hasSameHashCodeAs(AttributeMapping.DEFAULT.with(rule))
                .isNotEqualTo(AttributeMapping.DEFAULT);
    }

    private static Mapped map(AttributeRule rule, Map<String, List<String>> attributes) {
        return AttributeMapping.DEFAULT.with(rule).dryRun(attributes);
    }
}
