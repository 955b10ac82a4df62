package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.user.UserFilter;
import io.ssokit.user.UserFilter.And;
import io.ssokit.user.UserFilter.Compare;
import io.ssokit.user.UserFilter.Element;
import io.ssokit.user.UserFilter.Not;
import io.ssokit.user.UserFilter.Operator;
import io.ssokit.user.UserFilter.Or;
import io.ssokit.user.UserFilter.Present;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {
    private static final UserFilter A = eq("title", "a");
    private static final UserFilter B = eq("nickName", "b");
    private static final UserFilter C = eq("locale", "c");

    @Test
    void precedence_notThenAndThenOr() {
        assertThat(user("title eq \"a\" or nickName eq \"b\" and locale eq \"c\""))
                .isEqualTo(new Or(List.of(A, new And(List.of(B, C)))));
        assertThat(user("title eq \"a\" and nickName eq \"b\" or locale eq \"c\""))
                .isEqualTo(new Or(List.of(new And(List.of(A, B)), C)));
        assertThat(user("(title eq \"a\" or nickName eq \"b\") and locale eq \"c\""))
                .isEqualTo(new And(List.of(new Or(List.of(A, B)), C)));
        assertThat(user("not (title eq \"a\") and nickName eq \"b\"")).isEqualTo(new And(List.of(new Not(A), B)));
        assertThat(user("NOT(title eq \"a\" AND nickName EQ \"b\")")).isEqualTo(new Not(new And(List.of(A, B))));
    }

    @Test
    void paths_anySpelling_becomeCanonical() {
        assertThat(user("NAME.FAMILYNAME pr")).isEqualTo(new Present("name.familyName"));
        assertThat(user("URN:ietf:params:scim:schemas:core:2.0:USER:username pr"))
                .isEqualTo(new Present("userName"));
        assertThat(user(ScimLab.ENTERPRISE.toLowerCase(Locale.ROOT) + ":Department eq \"x\""))
                .isEqualTo(eq(ScimLab.ENTERPRISE + ":department", "x"));
        assertThat(user(ScimLab.ENTERPRISE + " pr")).isEqualTo(new Present(ScimLab.ENTERPRISE));
        assertThat(user(ScimLab.ENTERPRISE + ":manager eq \"m\""))
                .isEqualTo(eq(ScimLab.ENTERPRISE + ":manager.value", "m"));
        assertThat(user("emails eq \"x\"")).isEqualTo(eq("emails.value", "x"));
        assertThat(user("emails.type eq \"work\"")).isEqualTo(eq("emails.type", "work"));
    }

    @Test
    void literals_becomeValuesOfTheAttribute() {
        assertThat(user("active eq true")).isEqualTo(eq("active", true));
        assertThat(user("active eq \"False\"")).isEqualTo(eq("active", false));
        assertThat(user("title eq 42")).isEqualTo(eq("title", "42"));
        assertThat(user("title eq null")).isEqualTo(eq("title", null));
        assertThat(user("title eq \"q\\\"] and (\\\\ \\u00e9\\n\"")).isEqualTo(eq("title", "q\"] and (\\ é\n"));
        assertThat(user("meta.created gt \"2011-05-13T04:42:34Z\""))
                .isEqualTo(new Compare("meta.created", Operator.GT, Instant.parse("2011-05-13T04:42:34Z")));
    }

    @Test
    void elements_withAndWithoutSubAttributeBehind_stayOneElement() {
        assertThat(user("emails[type eq \"work\" and value co \"@x\"]"))
                .isEqualTo(new Element(
                        "emails", new And(List.of(eq("type", "work"), new Compare("value", Operator.CO, "@x")))));
        assertThat(user("emails[type eq \"work\"].value eq \"x\""))
                .isEqualTo(new Element("emails", new And(List.of(eq("type", "work"), eq("value", "x")))));
        assertThat(user("emails[primary eq true].display pr"))
                .isEqualTo(new Element("emails", new And(List.of(eq("primary", true), new Present("display")))));
    }

    @Test
    void schemasAndResourceType_foldToWhatTheStoreKnows() {
        UserFilter always = new Present("id");
        assertThat(user("schemas eq \"" + ScimLab.USER + "\"")).isEqualTo(always);
        assertThat(user("schemas eq \"" + ScimLab.ENTERPRISE + "\"")).isEqualTo(new Present(ScimLab.ENTERPRISE));
        assertThat(user("schemas eq \"urn:other\"")).isEqualTo(new Not(always));
        assertThat(user("meta.resourceType eq \"User\"")).isEqualTo(always);
        assertThat(user("meta.resourceType ne \"Group\"")).isEqualTo(new Not(new Not(always)));
        assertThat(user("schemas pr")).isEqualTo(always);
    }

    @Test
    void members_byValue_becomeAQuestionToTheStore() {
        UserFilter member = eq("members.value", "u1");
        assertThat(group("members eq \"u1\"")).isEqualTo(member);
        assertThat(group("members.value ne \"u1\"")).isEqualTo(new Not(member));
        assertThat(group("members[value eq \"u1\" or value eq \"u2\"]"))
                .isEqualTo(new Or(List.of(member, eq("members.value", "u2"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "title",
                "title eq",
                "title eq \"a",
                "title eq 'a'",
                "title eq a",
                "title eq User",
                "title eq tru",
                "title eq {}",
                "title eq []",
                "title eq [1]",
                "title eq 01",
                "title eq 1e999999999",
                "title eq \"a\" title eq \"b\"",
                "title eq \"a\" and",
                "and title eq \"a\"",
                "title regex \"a\"",
                "(title eq \"a\"",
                "title eq \"a\")",
                "()",
                "not title pr",
                "not",
                "title eq \"a\nb\"",
                "title eq \"\\x\"",
                "title eq \"\\u12\"",
                "shoeSize pr",
                "name.shoeSize pr",
                "urn:example:Other:thing pr",
                "title.value pr",
                "title[value eq 1]",
                "name[givenName eq \"x\"]",
                "emails[type eq \"work\"",
                "emails[type eq \"work\"]value eq 1",
                "emails[type eq \"work\"].",
                "emails[type eq \"work\"].shoe eq 1",
                "emails[type eq \"work\"].value",
                "emails[emails[type eq \"x\"]]",
                "emails[shoe pr]",
                "emails[] pr",
                "name eq \"x\"",
                "addresses eq \"x\"",
                "active gt true",
                "active co \"t\"",
                "active eq \"yes\"",
                "title gt null",
                "x509Certificates.value gt \"x\"",
                "meta.created co \"2011\"",
                "meta.created eq \"yesterday\"",
                "meta.created eq \"2011-05-13\"",
                "meta.location eq \"x\"",
                "password pr",
                "password sw \"a\"",
                "groups.$ref eq \"g\"",
                "groups.$ref pr",
                "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User eq \"x\"",
                "schemas co \"urn\"",
                "tïtle pr",
                "title\tpr",
                "title;drop table pr"
            })
    void wrongFilter_anyKind_invalidFilter(String filter) {
        assertThatThrownBy(() -> user(filter))
                .isInstanceOfSatisfying(
                        ScimException.class,
                        refusal -> assertThat(refusal.scimType()).contains("invalidFilter"));
    }

    @Test
    void numbers_inBounds_keepTheirValue() {
        Schema schema =
                Schema.of(Map.of("id", "urn:x", "attributes", List.of(Map.of("name", "n", "type", "decimal"))), true);
        ResourceType type = new ResourceType("X", "Xs", "", schema, List.of());
        assertThat(FilterParser.parse(type, "n eq -1.50")).isEqualTo(eq("n", new BigDecimal("-1.50")));
        assertThat(FilterParser.parse(type, "n ge 12")).isEqualTo(new Compare("n", Operator.GE, 12L));
        assertThat(FilterParser.parse(type, "n lt 1e20"))
                .isEqualTo(new Compare("n", Operator.LT, new BigDecimal("1e20")));
        assertThatThrownBy(() -> FilterParser.parse(type, "n co 1")).isInstanceOf(ScimException.class);
        assertThatThrownBy(() -> FilterParser.parse(type, "n eq \"1\"")).isInstanceOf(ScimException.class);
    }

    private static UserFilter user(String filter) {
        return FilterParser.parse(ResourceType.USER, filter);
    }

    private static UserFilter group(String filter) {
        return FilterParser.parse(ResourceType.GROUP, filter);
    }

    private static Compare eq(String path, Object value) {
        return new Compare(path, Operator.EQ, value);
    }
}
