package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.LoginError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SAML Core 3.3.3, 2.3.3: what a response may be built of, part by part. */
@Tag("S-09")
class ResponseStructureTest {
    private static final String GOOD = "<p:Response xmlns:p='urn:oasis:names:tc:SAML:2.0:protocol'"
            + " xmlns:s='urn:oasis:names:tc:SAML:2.0:assertion' xmlns:d='http://www.w3.org/2000/09/xmldsig#'"
            + " ID='r'>[R]<s:Issuer/><d:Signature/><p:Extensions/><p:Status/>"
            + "<s:Assertion ID='a'>[A]<s:Issuer/><d:Signature/><s:Subject/><s:Conditions/><s:Advice/>"
            + "<s:AuthnStatement/><s:AttributeStatement/><s:AuthzDecisionStatement/></s:Assertion></p:Response>";

    @Test
    void check_everyPartOnceInItsPlace_passes() {
        ResponseStructure.check(response("[R]", ""));
        ResponseStructure.check(response("<s:Assertion ID='a'>", "<s:EncryptedAssertion/><s:Assertion ID='a'>"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[R] | <p:Other/> | no unknown part of a Response",
                "[R] | <s:Subject/> | no unknown part of a Response",
                "[R] | <d:Object/> | no unknown part of a Response",
                "[R] | <Assertion/> | no unknown part of a Response",
                "[R] | text | no text between the parts of Response",
                "<p:Status/> | <p:Extensions/> | one Status in Response",
                "[R] | <p:Status/> | one Status in Response",
                "[R] | <s:Issuer/> | at most one Issuer in Response",
                "[R] | <d:Signature/> | at most one Signature in Response",
                "[R] | <p:Extensions/> | at most one Extensions in Response",
                "[A] | <s:Other/> | no unknown part of an Assertion",
                "[A] | <p:Subject/> | no unknown part of an Assertion",
                "[A] | text | no text between the parts of Assertion",
                "[A] | <s:Issuer/> | one Issuer in Assertion",
                "[A]<s:Issuer/> | <s:Subject/> | one Issuer in Assertion",
                "[A] | <s:Subject/> | at most one Subject in Assertion",
                "[A] | <s:Conditions/> | at most one Conditions in Assertion",
                "[A] | <s:Advice/> | at most one Advice in Assertion",
                "[A] | <d:Signature/> | at most one Signature in Assertion",
                "<s:Advice/> | <s:Advice><s:Assertion/></s:Advice> | assertions only directly in the Response",
                "<s:Advice/> | <s:Advice><s:EncryptedAssertion/></s:Advice> | assertions only directly in the Response",
                "<p:Extensions/> | <p:Extensions><p:Response/></p:Extensions> | assertions only directly in the Response",
                "<p:Extensions/> | <p:Extensions><d:Signature/></p:Extensions> | signatures only directly in the Response",
                "<s:Subject/> | <s:Subject><d:Signature/></s:Subject> | signatures only directly in the Response",
                "<s:Subject/> | <s:Subject ID='a'/> | every ID once",
                "<s:Subject/> | <s:Subject Id='r'/> | every ID once",
                "<s:Subject/> | <s:Subject p:id='r'/> | every ID once"
            })
    void check_anythingElse_refusedByName(String place, String instead, String expected) {
        El broken = response(place, instead);

        assertThatThrownBy(() -> ResponseStructure.check(broken)).isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
            assertThat(refusal.error()).isEqualTo(LoginError.STRUCTURE);
            assertThat(refusal.expected()).startsWith(expected);
        });
    }

    @Test
    void check_anotherMessage_unsupportedAndNamed() {
        El request = parse(GOOD.replace("p:Response", "p:AuthnRequest"));

        assertThatThrownBy(() -> ResponseStructure.check(request))
                .isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
                    assertThat(refusal.error()).isEqualTo(LoginError.UNSUPPORTED);
                    assertThat(refusal.received()).contains("AuthnRequest");
                });
    }

    @Test
    void checkDecrypted_likeOneInClear() {
        El message = parse(GOOD.replaceAll("<s:Assertion.*</s:Assertion>", "<s:EncryptedAssertion/>"));
        ResponseStructure.checkDecrypted(message, assertion(GOOD));
        for (String bad : List.of(
                GOOD.replace("<s:Subject/>", "<s:Subject/><s:Subject/>"),
                GOOD.replace("<s:Advice/>", "<s:Advice><s:Assertion/></s:Advice>"),
                GOOD.replace("<s:Advice/>", "<s:Advice><x ID='a'/></s:Advice>"),
                GOOD.replace("ID='a'", "ID='r'"))) {
            El broken = assertion(bad);
            assertThatThrownBy(() -> ResponseStructure.checkDecrypted(message, broken))
                    .as(bad)
                    .isInstanceOf(SamlRefusal.class);
        }
    }

    private static El assertion(String response) {
        return Objects.requireNonNull(parse(response).first(Names.SAML, "Assertion"));
    }

    private static El response(String place, String instead) {
        assertThat(GOOD).contains(place);
        return parse(GOOD.replace(place, instead).replace("[R]", "").replace("[A]", ""));
    }

    private static El parse(String xml) {
        String clean = xml.replace("[R]", "").replace("[A]", "");
        return Xml.parse(clean.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
