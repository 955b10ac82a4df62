package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.SamlScript.Encrypt;
import io.ssokit.testing.SamlScript.Sign;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.KeyException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.apache.xml.security.Init;
import org.apache.xml.security.encryption.XMLCipher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What the fake provider encrypts is opened by Apache Santuario, which shares no code with it. */
class SamlEncryptionTest {
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final FakeIdp IDP = FakeIdp.start();
    private static final FakeSp SP = FakeSp.at(URI.create("https://app.example.com"));
    private static final AuthnRequest REQUEST = AuthnRequest.of("_r1", SP.entityId(), SP.acs(), "handle");

    static {
        Init.init();
        IDP.saml().register(SP.metadata());
    }

    @AfterAll
    static void close() {
        IDP.close();
    }

    static Stream<SamlEncryption> algorithms() {
        SamlEncryption modern = SamlEncryption.modern();
        String xenc = SamlEncryption.XENC;
        return Stream.of(
                modern,
                modern.withKeyBeside(),
                modern.withContent(SamlEncryption.XENC11 + "aes128-gcm"),
                modern.withKeyTransport(SamlEncryption.XENC11 + "rsa-oaep", null, null),
                SamlEncryption.compatible(),
                SamlEncryption.compatible().withKeyBeside(),
                SamlEncryption.compatible().withContent(xenc + "aes256-cbc"),
                SamlEncryption.compatible().withContent(xenc + "tripledes-cbc"),
                SamlEncryption.compatible().withKeyTransport(xenc + "rsa-1_5", null, null));
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void encryptAssertions_eachAlgorithm_opensWithTheKeyOfOurMetadata(SamlEncryption how) throws Exception {
        Document response = respond(s -> s.encryptAssertions(how));

        assertThat(count(response, "Assertion")).isZero();
        assertThat(signatureHolds(response.getDocumentElement())).isTrue();
        assertThat(decrypt(response).getDocumentElement().getTextContent()).contains("alice@example.com");
    }

    @Test
    void encryptAssertions_bothSigned_theInnerSignatureHoldsAfterDecryption() throws Exception {
        Document response = respond(s -> s.encryptAssertions().sign(Sign.BOTH));
        boolean outer = signatureHolds(response.getDocumentElement());
        Element assertion = SafeXml.child(decrypt(response).getDocumentElement(), SAML, "EncryptedAssertion");
        Element inner = SafeXml.child(assertion, SAML, "Assertion");

        assertThat(outer).isTrue();
        assertThat(signatureHolds(inner)).isTrue();
    }

    @Test
    void encryptAssertions_onlyTheAssertionSigned_leavesTheResponseUnsigned() throws Exception {
        Document response = respond(s -> s.encryptAssertions().sign(Sign.ASSERTION));

        assertThat(SafeXml.child(response.getDocumentElement(), XMLSignature.XMLNS, "Signature"))
                .isNull();
    }

    @Test
    void encrypt_nameIdAndAttributes_areReadableAgainAndNothingElseIsHidden() throws Exception {
        Document response = respond(s -> s.encrypt(Encrypt.NAME_ID, SamlEncryption.modern())
                .encrypt(Encrypt.ATTRIBUTES, SamlEncryption.compatible())
                .sign(Sign.RESPONSE));

        assertThat(count(response, "NameID")).isZero();
        assertThat(count(response, "Attribute")).isZero();
        assertThat(signatureHolds(response.getDocumentElement())).isTrue();
        assertThat(count(response, "Audience")).isEqualTo(1);

        Document open = decrypt(response);

        assertThat(open.getElementsByTagNameNS(SAML, "NameID").item(0).getTextContent())
                .isEqualTo("alice@example.com");
        assertThat(count(open, "Attribute")).isEqualTo(6);
    }

    @Test
    void encryptAssertions_spNotRegistered_saysWhatToDo() {
        AuthnRequest other = AuthnRequest.of("_r1", "https://other.example", SP.acs(), null);

        assertThatThrownBy(() ->
                        IDP.saml().respond(other, IDP.persona("alice"), SamlScript.of(s -> s.encryptAssertions())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("register metadata of https://other.example");
    }

    @Test
    void encryptTo_certificate_needsNoRegistration() throws Exception {
        AuthnRequest other = AuthnRequest.of("_r1", "https://other.example", SP.acs(), null);
        String xml = IDP.saml()
                .respond(
                        other,
                        IDP.persona("bob"),
                        SamlScript.of(
                                s -> s.encryptAssertions().encryptTo(SP.key().certificate())))
                .xml();

        assertThat(decrypt(parse(xml)).getDocumentElement().getTextContent()).contains("R&D <\"Ünïted\">");
    }

    @Test
    void register_metadata_isUnderstood() {
        SpMetadata metadata = SpMetadata.read(SP.metadata());

        assertThat(metadata.entityId()).isEqualTo(SP.entityId());
        assertThat(metadata.encryption()).containsExactly(SP.key().certificate());
        assertThat(metadata.signing()).containsExactly(SP.key().certificate());
        assertThat(metadata.authnRequestsSigned()).isTrue();
        assertThat(metadata.wantAssertionsSigned()).isFalse();
        assertThat(metadata.logout(SamlBinding.POST))
                .get()
                .extracting(s -> s.location())
                .isEqualTo(SP.slo());
        assertThat(metadata.consumers()).extracting(s -> s.index()).isEqualTo(List.of(0, 1));
    }

    @Test
    void register_anythingElse_isRefused() {
        assertThatThrownBy(() -> IDP.saml().register(IDP.saml().metadata()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no metadata of a service provider");
    }

    private static Document respond(Consumer<SamlScript.Builder> steps) throws Exception {
        return parse(IDP.saml()
                .respond(REQUEST, IDP.persona("alice"), SamlScript.of(steps))
                .xml());
    }

    private static Document parse(String xml) {
        return SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything encrypted, in place; the document is changed. */
    private static Document decrypt(Document document) throws Exception {
        for (int left = 100; left > 0; left--) {
            NodeList found = document.getElementsByTagNameNS(SamlEncryption.XENC, "EncryptedData");
            if (found.getLength() == 0) {
                return document;
            }
            Element data = (Element) found.item(0);
            XMLCipher cipher = XMLCipher.getInstance();
            cipher.init(XMLCipher.DECRYPT_MODE, contentKey(data));
            cipher.doFinal(document, data);
        }
        throw new KeyException("more than a hundred encrypted elements");
    }

    private static Key contentKey(Element data) throws Exception {
        Document document = data.getOwnerDocument();
        Element info = SafeXml.child(data, XMLSignature.XMLNS, "KeyInfo");
        Element pointer = SafeXml.child(info, XMLSignature.XMLNS, "RetrievalMethod");
        Element wrapped = pointer == null
                ? SafeXml.child(info, SamlEncryption.XENC, "EncryptedKey")
                : SafeXml.child((Element) data.getParentNode(), SamlEncryption.XENC, "EncryptedKey");
        if (pointer != null) {
            assertThat(pointer.getAttribute("URI")).isEqualTo("#" + wrapped.getAttribute("Id"));
        }
        XMLCipher unwrap = XMLCipher.getInstance();
        unwrap.init(XMLCipher.UNWRAP_MODE, SP.key().privateKey());
        String algorithm =
                SafeXml.child(data, SamlEncryption.XENC, "EncryptionMethod").getAttribute("Algorithm");
        return unwrap.decryptKey(unwrap.loadEncryptedKey(document, wrapped), algorithm);
    }

    static boolean signatureHolds(Element signed) throws Exception {
        Element signature = SafeXml.child(signed, XMLSignature.XMLNS, "Signature");
        assertThat(signature).isNotNull();
        DOMValidateContext context =
                new DOMValidateContext(IDP.saml().certificate().getPublicKey(), signature);
        context.setIdAttributeNS(signed, null, "ID");
        return XMLSignatureFactory.getInstance("DOM", "XMLDSig")
                .unmarshalXMLSignature(context)
                .validate(context);
    }

    private static int count(Document document, String name) {
        return document.getElementsByTagNameNS(SAML, name).getLength();
    }
}
