package io.ssokit.internal.saml;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.session.NameId;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subject, versions, IDs and attributes of signed assertions (SAML Core 2.2 to 2.7). */
class AssertionContentTest {
    private static final SamlDoor DOOR = SamlDoor.open();
    private static final VendorResponse ONELOGIN = VendorResponse.of(Vendor.ONELOGIN);

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  ", "\n", "&#160;", "&#8203;", "<b xmlns='urn:x'>alice</b>", "alice<b xmlns='urn:x'/>"})
    void nameId_blankOrNotText_refused(String nameId) {
        assertRefused(LoginError.SUBJECT, signed(ONELOGIN.with("nameId", nameId).unsigned()));
    }

    @Test
    void nameId_tooLong_refused() {
        assertThat(DOOR.post(signed(ONELOGIN.with("nameId", "a".repeat(256)).unsigned()))
                        .accepted())
                .isTrue();
        assertRefused(
                LoginError.SUBJECT,
                signed(ONELOGIN.with("nameId", "a".repeat(257)).unsigned()));
    }

    @Test
    void nameId_prettyPrinted_withoutTheWhiteSpace() {
        String message =
                signed(ONELOGIN.with("nameId", "\n   alice@example.com\n  ").unsigned());
        assertThat(DOOR.post(message).subject()).contains("alice@example.com");
    }

    @Test
    void nameId_twiceOrMissing_refused() {
        assertRefused(LoginError.SUBJECT, edited(xml -> xml.replaceAll("(<saml:NameID.*</saml:NameID>)", "$1$1")));
        assertRefused(LoginError.SUBJECT, edited(xml -> xml.replaceAll("<saml:NameID.*</saml:NameID>", "")));
        assertRefused(
                LoginError.SUBJECT, edited(xml -> xml.replaceAll("<saml:NameID.*</saml:NameID>", "<saml:BaseID/>")));
        assertRefused(
                LoginError.DECRYPTION,
                edited(xml -> xml.replaceAll("<saml:NameID.*</saml:NameID>", "<saml:EncryptedID/>")));
        assertRefused(LoginError.SUBJECT, edited(xml -> xml.replaceAll("<saml:Subject>.*</saml:Subject>", "")));
    }

    @Test
    void nameId_qualifiers_keptOrRefused() {
        String ours = edited(xml -> xml.replace(
                "<saml:NameID ",
                "<saml:NameID NameQualifier='urn:idp' SPNameQualifier='" + VendorResponse.AUDIENCE + "' "));
        NameId nameId = DOOR.validate(ours).nameId();
        assertThat(nameId.nameQualifier()).contains("urn:idp");
        assertThat(nameId.spNameQualifier()).contains(VendorResponse.AUDIENCE);
        assertThat(nameId).hasToString("NameId[" + Names.FORMAT_EMAIL + "]");
        assertRefused(
                LoginError.SUBJECT,
                edited(xml -> xml.replace("<saml:NameID ", "<saml:NameID SPNameQualifier='urn:other' ")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "2.1", "", "2.0 "})
    void version_notTwo_refused(String version) {
        assertRefused(
                LoginError.STRUCTURE, edited(xml -> xml.replace("Version=\"2.0\"", "Version=\"" + version + "\"")));
    }

    @Test
    void id_blankOrEndless_refused() {
        VendorResponse blank = ONELOGIN.with("responseId", " ");
        assertRefused(
                LoginError.STRUCTURE, encode(blank.sign(blank.unsigned(), Signed.ASSERTION, VendorResponse.QUICKLY)));
        VendorResponse endless = ONELOGIN.with("assertionId", "_" + "a".repeat(128));
        assertRefused(
                LoginError.STRUCTURE,
                encode(endless.sign(endless.unsigned(), Signed.ASSERTION, VendorResponse.QUICKLY)));
    }

    @Test
    void inResponseTo_missingOrOther_refusedAtEitherPlace() {
        String asked = " InResponseTo=\"" + VendorResponse.REQUEST_ID + "\"";
        assertRefused(LoginError.IN_RESPONSE_TO, edited(xml -> xml.replaceFirst(asked, "")));
        assertRefused(LoginError.IN_RESPONSE_TO, edited(xml -> xml.replaceFirst(asked, " InResponseTo=\"_other\"")));
        UnaryOperator<String> last = xml -> {
            int at = xml.lastIndexOf(asked);
            return xml.substring(0, at) + xml.substring(at + asked.length());
        };
        assertRefused(LoginError.IN_RESPONSE_TO, edited(last));
    }

    @Test
    void attributes_valuesOfAllKinds_readAsMeant() {
        String statement = "<saml:AttributeStatement>"
                + attribute("text", "<saml:AttributeValue> a &amp; b\n</saml:AttributeValue>")
                + attribute("nil", "<saml:AttributeValue xsi:nil='true'/><saml:AttributeValue/>")
                + attribute("none", "")
                + attribute("targetedId", "<saml:AttributeValue><saml:NameID>9f1c</saml:NameID></saml:AttributeValue>")
                + attribute("complex", "<saml:AttributeValue><a>1</a><b>2</b></saml:AttributeValue>")
                + attribute("mixed", "<saml:AttributeValue>x<saml:NameID>y</saml:NameID></saml:AttributeValue>")
                + attribute("text", "<saml:AttributeValue>c</saml:AttributeValue>")
                + "</saml:AttributeStatement>";
        SamlDoor.Verdict verdict = DOOR.post(
                edited(xml -> xml.replaceAll("<saml:AttributeStatement>.*</saml:AttributeStatement>", statement)));
        assertThat(verdict.details()).isEmpty();
        assertThat(verdict.attributes())
                .containsEntry("text", List.of("a & b", "c"))
                .containsEntry("nil", List.of())
                .containsEntry("none", List.of())
                .containsEntry("targetedId", List.of("9f1c"));
        assertThat(verdict.attributes().get("complex"))
                .singleElement()
                .asString()
                .contains("<a>1</a><b>2</b>");
        assertThat(verdict.attributes().get("mixed"))
                .singleElement()
                .asString()
                .contains("x<saml:NameID>y</saml:NameID>");
    }

    /** Each value would declare the long name anew: a message of 40 kB would grow to a megabyte. */
    @Test
    @Tag("S-30")
    void attributes_asXmlThatMultiplies_refused() {
        String values = "<saml:AttributeValue><q:a/></saml:AttributeValue>".repeat(700);
        String statement = "<saml:AttributeStatement xmlns:q='urn:x:" + "u".repeat(900) + "' q:used='here'>"
                + attribute("xml", values) + "</saml:AttributeStatement>";
        String message =
                edited(xml -> xml.replaceAll("<saml:AttributeStatement>.*</saml:AttributeStatement>", statement));
        assertThat(message.length()).isLessThan(70_000);
        assertRefused(LoginError.TOO_LARGE, message);
    }

    @Test
    void attributes_notReadable_refused() {
        assertRefused(LoginError.DECRYPTION, withStatement("<saml:EncryptedAttribute/>"));
        assertRefused(LoginError.STRUCTURE, withStatement("<saml:Attribute/>"));
        assertRefused(LoginError.STRUCTURE, withStatement("<x:Attribute xmlns:x='urn:x' Name='a'/>"));
    }

    @Test
    void attributes_inAdvice_neverRead() {
        String advice = "<saml:Advice><saml:AttributeStatement>"
                + attribute("memberOf", "<saml:AttributeValue>admin</saml:AttributeValue>")
                + "</saml:AttributeStatement></saml:Advice>";
        String message = edited(xml -> xml.replace("<saml:AuthnStatement ", advice + "<saml:AuthnStatement "));
        assertThat(DOOR.post(message).attributes()).containsEntry("memberOf", List.of("staff"));
    }

    @Test
    void refusals_neverQuoteTheSubjectOrAttributes() {
        List<String> messages = List.of(
                edited(xml -> xml.replace(VendorResponse.AUDIENCE, "urn:other")),
                edited(xml -> xml.replaceAll("(<saml:NameID.*</saml:NameID>)", "$1$1")),
                encode(ONELOGIN.unsigned()),
                encode(ONELOGIN.xml(Signed.BOTH).replace("staff", "admin")));
        for (String message : messages) {
            SamlDoor.Verdict verdict = DOOR.post(message);
            assertThat(verdict.accepted()).isFalse();
            assertThat(verdict.details()).doesNotContain(VendorResponse.NAME_ID, "staff", "admin", "4711");
        }
    }

    private static String attribute(String name, String values) {
        return "<saml:Attribute Name='" + name + "'>" + values + "</saml:Attribute>";
    }

    private static String withStatement(String attribute) {
        return edited(xml -> xml.replace("<saml:AttributeStatement>", "<saml:AttributeStatement>" + attribute));
    }

    private static String edited(UnaryOperator<String> edit) {
        String xml = ONELOGIN.unsigned();
        String changed = edit.apply(xml);
        assertThat(changed).isNotEqualTo(xml);
        return signed(changed);
    }

    private static String signed(String xml) {
        return encode(ONELOGIN.sign(xml, Signed.ASSERTION, VendorResponse.QUICKLY));
    }

    private static void assertRefused(LoginError error, String message) {
        SamlDoor.Verdict verdict = DOOR.post(message);
        assertThat(verdict.refused()).as(verdict.details()).contains(error);
    }
}
