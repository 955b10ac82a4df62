package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.LoginError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonChecksTest {
    private static final String SP = "https://app.example.com/sp";

    @Test
    void id_upTo128Characters_isTaken() {
        assertThat(CommonChecks.id(parse("<m ID='" + "i".repeat(128) + "'/>"))).hasSize(128);
        assertRefused(LoginError.STRUCTURE, "a blank or endless one", "<m ID='" + "i".repeat(129) + "'/>");
        assertRefused(LoginError.STRUCTURE, "a blank or endless one", "<m ID=' '/>");
        assertRefused(LoginError.STRUCTURE, "none", "<m/>");
    }

    private static void assertRefused(LoginError error, String received, String xml) {
        assertThatThrownBy(() -> CommonChecks.id(parse(xml))).isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
            assertThat(refusal.error()).isEqualTo(error);
            assertThat(refusal.received()).isEqualTo(received);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " Version='1.1'", " Version='2'", " Version='2.0 '", " Version='3.0'"})
    void requireVersion_anythingBut20_refused(String version) {
        assertThatThrownBy(() -> CommonChecks.requireVersion(parse("<m" + version + "/>")))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("Version 2.0");
        CommonChecks.requireVersion(parse("<m Version='2.0'/>"));
    }

    @Test
    void nameId_upTo256Characters_asItStands() {
        String longest = "n".repeat(256);
        assertThat(CommonChecks.nameId(
                        subject("<s:NameID Format='urn:f' NameQualifier='q'> " + longest + " </s:NameID>"), SP))
                .isEqualTo(new io.ssokit.session.NameId(
                        longest, Optional.of("urn:f"), Optional.of("q"), Optional.empty()));
        assertNoSubject("257 characters", "<s:NameID>" + longest + "n</s:NameID>");
        assertNoSubject("a blank one", "<s:NameID> \u200b\u00a0 </s:NameID>");
        assertNoSubject("a BaseID", "<s:BaseID/><s:NameID>n</s:NameID>");
        assertNoSubject("0", "");
        assertNoSubject("2", "<s:NameID>n</s:NameID><s:NameID>n</s:NameID>");
        assertNoSubject("elements in it", "<s:NameID>n<x/></s:NameID>");
    }

    @Test
    void nameId_spNameQualifier_isOursOrAbsent() {
        assertThat(CommonChecks.nameId(subject("<s:NameID SPNameQualifier='" + SP + "'>n</s:NameID>"), SP)
                        .spNameQualifier())
                .contains(SP);
        assertNoSubject("\"https://other.example\"", "<s:NameID SPNameQualifier='https://other.example'>n</s:NameID>");
    }

    private static void assertNoSubject(String received, String inside) {
        assertThatThrownBy(() -> CommonChecks.nameId(subject(inside), SP))
                .isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
                    assertThat(refusal.error()).isEqualTo(LoginError.SUBJECT);
                    assertThat(refusal.received()).isEqualTo(received);
                });
    }

    /** SAML Core 2.7.2: of several statements the earliest end counts, whatever their order. */
    @Test
    void authnStatements_severalEnds_theEarliestCounts() {
        String early = statement(" SessionNotOnOrAfter='2026-11-22T11:00:00Z'");
        String late = statement(" SessionNotOnOrAfter='2026-11-22T12:00:00Z'");
        String none = statement("");
        Instant eleven = Instant.parse("2026-11-22T11:00:00Z");

        for (String statements : new String[] {early + late, late + early, none + early, early + none, early}) {
            assertThat(AuthnStatements.read(subject(statements), expectations()).sessionNotOnOrAfter())
                    .as(statements)
                    .contains(eleven);
        }
        assertThat(AuthnStatements.read(subject(none), expectations()).sessionNotOnOrAfter())
                .isEmpty();
        assertThatThrownBy(() -> AuthnStatements.read(subject(""), expectations()))
                .isInstanceOf(SamlRefusal.class)
                .hasMessageContaining("an AuthnStatement");
    }

    @Test
    void expectations_skewBeyondItsBounds_refused() {
        assertThat(expectations(ResponseExpectations.MAX_SKEW).skew()).isEqualTo(Duration.ofMinutes(5));
        assertThat(expectations(Duration.ZERO).skew()).isZero();
        assertThatThrownBy(() -> expectations(Duration.ofMinutes(5).plusNanos(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> expectations(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static String statement(String end) {
        return "<s:AuthnStatement AuthnInstant='2026-11-22T10:00:00Z'" + end + "/>";
    }

    private static ResponseExpectations expectations() {
        return expectations(Duration.ofMinutes(2));
    }

    private static ResponseExpectations expectations(Duration skew) {
        Instant now = Instant.parse("2026-11-22T10:00:00Z");
        return new ResponseExpectations("acs", SP, "idp", Optional.empty(), now, skew, AuthnDemands.NONE);
    }

    private static El subject(String inside) {
        return parse("<s:X xmlns:s='urn:oasis:names:tc:SAML:2.0:assertion'>" + inside + "</s:X>");
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
