package io.ssokit.login;

import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.connection.AttributeRule;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.error.LoginError;
import io.ssokit.session.SsoSession;
import io.ssokit.user.Email;
import io.ssokit.user.PersonName;
import io.ssokit.user.User;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-ins through mappings: what gets into the record and the session, and what an administrator is told of a refusal. */
class MappedSignInTest {
    private static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private final LoginLab lab = new LoginLab(saml("acme"));

    @Test
    void roles_besideGroups_areInSessionAndRecord() {
        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.ROLES).readFrom("role"))
                .attribute(AttributeRule.of(Field.EMAIL).transformedBy("setGroups(['Staff'])")));

        SsoSession session = session(sent("a.role", "Admin", "a.groups", "Users", "a.email", "ada@acme.com"));

        assertThat(session.groups()).containsExactlyInAnyOrder("Admin", "Staff");
        assertThat(ada().assertedGroups()).containsExactlyInAnyOrder("Admin", "Staff");
    }

    @Test
    void furtherAttributes_areWrittenWhereProvisioningWritesThem() {
        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.TITLE).readFrom("title"))
                .attribute(AttributeRule.of(Field.DEPARTMENT).readFrom("dept"))
                .attribute(AttributeRule.of(Field.COST_CENTER).readFrom("cost"))
                .attribute(AttributeRule.of(Field.PHONE).readFrom("phone"))
                .attribute(AttributeRule.of(Field.MOBILE_PHONE).readFrom("mobile")));
        lab.provision(User.named("acme", "ada")
                .attributes(Map.of(
                        "nickName",
                        "A",
                        ENTERPRISE,
                        Map.of("division", "North", "department", "Old"),
                        "phoneNumbers",
                        List.of(
                                Map.of("type", "Work", "value", "1", "primary", true),
                                Map.of("type", "home", "value", "2"),
                                Map.of("type", "work", "value", "3")))));

        session(sent("a.title", "CTO", "a.dept", "IT", "a.cost", "42", "a.phone", "+44 1", "a.mobile", "+44 7"));

        assertThat(ada().attributes())
                .isEqualTo(Map.of(
                        "nickName",
                        "A",
                        "title",
                        "CTO",
                        ENTERPRISE,
                        Map.of("division", "North", "department", "IT", "costCenter", "42"),
                        "phoneNumbers",
                        List.of(
                                Map.of("type", "Work", "value", "+44 1", "primary", true),
                                Map.of("type", "home", "value", "2"),
                                Map.of("type", "work", "value", "3"),
                                Map.of("type", "mobile", "value", "+44 7"))));
    }

    @Test
    void notUpdatable_isWrittenForANewPersonOnly() {
        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.DISPLAY_NAME).onlyOnce())
                .attribute(AttributeRule.of(Field.GIVEN_NAME).onlyOnce())
                .attribute(AttributeRule.of(Field.EMAIL).onlyOnce())
                .attribute(AttributeRule.of(Field.TITLE).readFrom("title").onlyOnce())
                .attribute(AttributeRule.of(Field.LOCALE).readFrom("locale")));
        session(sent(
                "a.name",
                "Ada",
                "a.given_name",
                "A",
                "a.email",
                "a@acme.com",
                "a.title",
                "CTO",
                "a.locale",
                "en",
                "a.family_name",
                "L"));
        session(sent(
                "a.name",
                "Eve",
                "a.given_name",
                "E",
                "a.email",
                "e@acme.com",
                "a.title",
                "CEO",
                "a.locale",
                "fr",
                "a.family_name",
                "M"));

        User ada = ada();
        assertThat(ada.displayName()).contains("Ada");
        assertThat(ada.name()).isEqualTo(PersonName.of(Optional.of("A"), Optional.of("M")));
        assertThat(ada.emails()).containsExactly(Email.work("a@acme.com"));
        assertThat(ada.attributes()).isEqualTo(Map.of("title", "CTO", "locale", "fr"));
    }

    @Test
    void jitCreate_knownPerson_keepsMappedAttributes() {
        lab.connect(saml("acme")
                .jit(Mode.CREATE)
                .attribute(AttributeRule.of(Field.TITLE).readFrom("title")));
        session(sent("a.title", "CTO"));
        session(sent("a.title", "CEO"));

        assertThat(ada().attributes()).isEqualTo(Map.of("title", "CTO"));
    }

    @Test
    void required_withoutValue_refusedByNameOfRowAndSources() {
        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.DEPARTMENT)
                        .readFrom("dept", "department")
                        .require()));

        AuditEvent.SignInRefused event = refused(sent("a.email", "ada@acme.com"), LoginError.ATTRIBUTE_MISSING);

        assertThat(event.expected()).isEqualTo("department: a value for department in dept, department");
        assertThat(event.received())
                .startsWith("none; department: none, 0 in the end; ")
                .contains("email: 1 from email")
                .doesNotContain("ada@acme.com");
        assertThat(lab.stores.users().findByUserName("acme", "ada")).isEmpty();
    }

    @Test
    void rejected_reasonIsInTheAuditEventAndBounded() {
        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.EMAIL)
                        .transformedBy("reject('not\\nfor \\u2028 ' + current_value + '" + "!".repeat(400) + "')")));

        AuditEvent.SignInRefused event = refused(sent("a.email", "eve@evil.com"), LoginError.MAPPING_REJECTED);

        assertThat(event.expected()).isEqualTo("email: a transform that does not reject");
        assertThat(event.received())
                .startsWith("not?for ? eve@evil.com!!!")
                .hasSizeLessThanOrEqualTo(301)
                .doesNotContain("\n", "\u2028")
                .contains("!…; email: 1 from email, transform rejected, 1 in the end");
    }

    @Test
    void failed_eventNamesRowAndLine() {
        lab.connect(
                saml("acme").attribute(AttributeRule.of(Field.GROUPS).transformedBy("\n\nsetRoles(current_value)")));

        AuditEvent.SignInRefused event = refused(sent("a.email", "ada@acme.com"), LoginError.MAPPING_FAILED);

        assertThat(event.expected()).isEqualTo("groups: a transform that ends");
        assertThat(event.received())
                .startsWith(
                        "line 3: setRoles takes a text or an array of texts, not undefined (an attribute that did not"
                                + " come?); groups: none, transform failed at line 3, 0 in the end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "var s = current_value; s += s; s += s; s += s; s += s; s += s; s += s; s += s; s += s; s += s; s += s; s += s; s +="
                        + " s; s += s; s += s; s += s; s += s; s += s; s += s; s += s; s += s; setTitle(s)",
                "var s = 'aaaaaaaaaaaaaaaa'; s = s.replaceAll('a', s); s = s.replaceAll('a', s); s = s.replaceAll('a', s); s ="
                        + " s.replaceAll('a', s); s = s.replaceAll('a', s); s = s.replaceAll('a', s); setTitle(s)",
                "var k = 'class'; ''[k]"
            })
    void bombsAndEscapes_endInARefusalAndAnEventSoon(String script) {
        lab.connect(saml("acme").attribute(AttributeRule.of(Field.EMAIL).transformedBy(script)));
        // The first time loads classes.
        refused(sent("a.email", "ada@acme.com"), LoginError.MAPPING_FAILED);
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            refused(sent("a.email", "ada@acme.com"), LoginError.MAPPING_FAILED);
            best = Math.min(best, System.nanoTime() - start);
        }

        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(100));
    }

    @Test
    void userName_mappedFromAnUnverifiedAddress_isNotTheName() {
        lab.connect(saml("acme").attribute(Field.USER_NAME, "email"));
        lab.provision("root@acme.com");
        Map<String, List<String>> eve =
                sent("a.email", "root@acme.com", "a.email_verified", "false", "anonymous", "yes", "a.sub", "ada");

        assertThat(session(eve).userName()).isEqualTo("ada");

        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.USER_NAME).readFrom("email").require()));
        refused(eve, LoginError.ATTRIBUTE_MISSING);

        lab.connect(saml("acme")
                .attribute(AttributeRule.of(Field.GROUPS).transformedBy("setUsername(tidp_attributes.email)")));
        assertThat(session(eve).userName()).isEqualTo("ada");
    }

    @Test
    void expectRoles_roleMadeByATransform_countsAndItsLackPointsToTheTrace() {
        lab.connect(saml("acme")
                .expectRoles("Sales")
                .attribute(AttributeRule.of(Field.EMAIL)
                        .transformedBy("if (current_value.endsWith('@acmesales.com')) { setRoles('Sales'); }")));

        assertThat(session(sent("a.email", "ada@acmesales.com")).groups()).containsExactly("Sales");
        assertThat(refused(sent("a.email", "ada@acme.com"), LoginError.ROLE_MISSING)
                        .received())
                .contains("email: 1 from email, transform changed nothing");
    }

    private static Map<String, List<String>> sent(String... pairs) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        form.put("subject", List.of("ada"));
        for (int i = 0; i < pairs.length; i += 2) {
            form.put(pairs[i], List.of(pairs[i + 1]));
        }
        return form;
    }

    private SsoSession session(Map<String, List<String>> answer) {
        return signedIn(lab.signIn("acme", answer)).session();
    }

    private AuditEvent.SignInRefused refused(Map<String, List<String>> answer, LoginError error) {
        LoginReply.Refused reply = LoginLab.refused(lab.signIn("acme", answer));
        AuditEvent.SignInRefused event = lab.events.stream()
                .filter(AuditEvent.SignInRefused.class::isInstance)
                .map(AuditEvent.SignInRefused.class::cast)
                .filter(refused -> refused.reference().equals(reply.reference()))
                .findFirst()
                .orElseThrow();
        assertThat(event.error()).isEqualTo(error);
        return event;
    }

    private User ada() {
        return lab.stores.users().findByUserName("acme", "ada").orElseThrow();
    }
}
