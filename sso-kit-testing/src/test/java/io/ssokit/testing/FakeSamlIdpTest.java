package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.SamlScript.Part;
import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.SamlScript.Signer;
import io.ssokit.testing.SamlScript.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FakeSamlIdpTest {
    private static final String SP = "https://app.example.com/sso/saml/acme/metadata";
    private static final URI ACS = URI.create("https://app.example.com/sso/saml/acme/acs");
    private static final String DSIG = XMLSignature.XMLNS;
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final FakeIdp IDP =
            FakeIdp.builder().clock(Clock.fixed(NOW, ZoneOffset.UTC)).start();
    private static final AuthnRequest REQUEST = AuthnRequest.of("_r1", SP, ACS, "handle");

    @AfterAll
    static void close() {
        IDP.close();
    }

    @Test
    void metadata_served_namesEntityKeyAndBothBindings() throws Exception {
        TestBrowser.Page page = TestBrowser.create().get(IDP.saml().metadataUri());
        Document metadata = parse(page.body());

        assertThat(page.header("Content-Type")).contains("application/samlmetadata+xml");
        assertThat(metadata.getDocumentElement().getAttribute("entityID"))
                .isEqualTo(IDP.saml().entityId());
        assertThat(certificate(metadata)).isEqualTo(IDP.saml().certificate());
        assertThat(metadata.getElementsByTagNameNS("*", "SingleSignOnService").getLength())
                .isEqualTo(2);
    }

    @Test
    void certificate_selfSigned_verifiesAndIsValidNow() throws Exception {
        X509Certificate certificate = IDP.saml().certificate();

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(NOW));
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Demo IdP SAML");
    }

    @ParameterizedTest
    @EnumSource(Sign.class)
    void respond_eachWayOfSigning_verifiesWithTheJdk(Sign sign) throws Exception {
        Document response = respond(SamlScript.of(s -> s.sign(sign)));

        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .isEqualTo(
                        switch (sign) {
                            case ASSERTION -> List.of("Assertion");
                            case RESPONSE -> List.of("Response");
                            case BOTH -> List.of("Response", "Assertion");
                            case NONE -> List.of();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "bob", "carol", "dave"})
    void respond_everyPersona_signatureHoldsAndValuesSurvive(String name) throws Exception {
        Persona persona = IDP.persona(name);
        SamlResponse reply = IDP.saml().respond(REQUEST, persona);
        Document response = parse(new String(Base64.getDecoder().decode(reply.samlResponse()), StandardCharsets.UTF_8));

        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .containsExactly("Assertion");
        assertThat(values(response, "email")).containsExactly(name + "@example.com");
        assertThat(values(response, "groups")).isEqualTo(persona.groups());
        assertThat(values(response, "https://aws.amazon.com/SAML/Attributes/AccessControl:CostCenter"))
                .isEqualTo(persona.tags().getOrDefault("CostCenter", List.of()));
        assertThat(values(response, "https://aws.amazon.com/SAML/Attributes/AccessControl:Department"))
                .isEqualTo(persona.tags().getOrDefault("Department", List.of()));
    }

    @Test
    void respond_strangersKey_doesNotVerifyWithThePublishedOne() throws Exception {
        Document response = respond(SamlScript.of(s -> s.signer(Signer.STRANGER)));

        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .isEmpty();
        assertThat(verifiedParents(response, certificate(response).getPublicKey()))
                .containsExactly("Assertion");
    }

    @Test
    void respond_standard_holdsWhatTheProfileAsksFor() throws Exception {
        Document response = respond(SamlScript.standard());
        Element root = response.getDocumentElement();
        Element data = only(response, "SubjectConfirmationData");

        assertThat(root.getAttribute("Destination")).isEqualTo(ACS.toString());
        assertThat(root.getAttribute("InResponseTo")).isEqualTo("_r1");
        assertThat(data.getAttribute("InResponseTo")).isEqualTo("_r1");
        assertThat(data.getAttribute("Recipient")).isEqualTo(ACS.toString());
        assertThat(data.getAttribute("NotOnOrAfter")).isEqualTo("2026-11-22T10:05:00Z");
        assertThat(data.hasAttribute("NotBefore")).isFalse();
        assertThat(only(response, "Audience").getTextContent()).isEqualTo(SP);
        assertThat(only(response, "NameID").getTextContent()).isEqualTo("alice@example.com");
        assertThat(only(response, "AuthnStatement").getAttribute("SessionIndex"))
                .isNotBlank();
    }

    @Test
    void respond_unsolicited_answersNoRequest() throws Exception {
        SamlResponse reply = IDP.saml().respond(AuthnRequest.unsolicited(SP, ACS, "/deep/link"), IDP.persona("alice"));

        assertThat(reply.form()).containsEntry("RelayState", "/deep/link");
        assertThat(reply.xml()).doesNotContain("InResponseTo");
    }

    @Test
    void respond_script_changesExactlyWhatItNames() throws Exception {
        Document response = respond(SamlScript.of(s -> s.audience("https://other.example", "https://third.example")
                .recipient(null)
                .inResponseTo("_other")
                .issuer("https://evil.example")
                .time(Time.NOT_ON_OR_AFTER, Duration.ofSeconds(-1))
                .part(Part.SESSION_INDEX, null)
                .attribute("groups", "root")
                .withoutAttribute("email")));
        Element data = only(response, "SubjectConfirmationData");

        assertThat(texts(response, "Audience")).containsExactly("https://other.example", "https://third.example");
        assertThat(data.hasAttribute("Recipient")).isFalse();
        assertThat(data.getAttribute("InResponseTo")).isEqualTo("_other");
        assertThat(texts(response, "Issuer")).containsOnly("https://evil.example");
        assertThat(only(response, "Conditions").getAttribute("NotOnOrAfter")).isEqualTo("2026-11-22T09:59:59Z");
        assertThat(only(response, "AuthnStatement").hasAttribute("SessionIndex"))
                .isFalse();
        assertThat(values(response, "groups")).containsExactly("root");
        assertThat(values(response, "email")).isEmpty();
        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .containsExactly("Assertion");
    }

    @Test
    void respond_editedBeforeSigning_verifiesAndKeepsTheEdit() throws Exception {
        Document response = respond(SamlScript.of(
                s -> s.beforeSigning(xml -> xml.replace("alice@example.com<", "alice@example.com<!---->.evil<"))));

        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .containsExactly("Assertion");
        assertThat(only(response, "NameID").getChildNodes().getLength()).isEqualTo(3);
    }

    @Test
    void respond_editedAfterSigning_doesNotVerify() throws Exception {
        Document response = respond(SamlScript.of(s -> s.afterSigning(xml -> xml.replace("alice@", "admin@"))));

        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .isEmpty();
    }

    @Test
    void respond_otherStatus_hasNoAssertion() throws Exception {
        Document response = respond(SamlScript.of(s -> s.status("Responder", "AuthnFailed")));

        assertThat(texts(response, "Assertion")).isEmpty();
        assertThat(verifiedParents(response, IDP.saml().certificate().getPublicKey()))
                .containsExactly("Response");
    }

    @Test
    void respond_persistentFormat_isOpaqueAndPerServiceProvider() throws Exception {
        String format = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";
        String here = nameId(SP, format);

        assertThat(here).isEqualTo(nameId(SP, format)).doesNotContain("alice");
        assertThat(nameId("https://second.example", format)).isNotEqualTo(here);
    }

    @Test
    void respond_noAcsAnywhere_isRefused() {
        AuthnRequest request = AuthnRequest.fromPost(base64(authnRequest("")), null);

        assertThatThrownBy(() -> IDP.saml().respond(request, IDP.persona("alice")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("AssertionConsumerServiceURL");
    }

    @Test
    void rotateKey_newKeySigns_metadataKeepsTheOld() throws Exception {
        try (FakeIdp idp = FakeIdp.start()) {
            X509Certificate before = idp.saml().certificate();
            idp.saml().rotateKey();

            assertThat(idp.saml().certificate()).isNotEqualTo(before);
            assertThat(parse(idp.saml().metadata())
                            .getElementsByTagNameNS("*", "KeyDescriptor")
                            .getLength())
                    .isEqualTo(2);

            idp.saml().replaceKey();

            assertThat(certificate(parse(idp.saml().metadata())))
                    .isEqualTo(idp.saml().certificate());
        }
    }

    @Test
    void fromRedirect_everyField_isRead() {
        String xml = authnRequest(" AssertionConsumerServiceURL='" + ACS + "' ForceAuthn='true' IsPassive='0'");
        URI location = URI.create("http://127.0.0.1/sso?SAMLRequest=" + Params.encode(deflated(xml)) + "&RelayState=h");
        AuthnRequest request = AuthnRequest.fromRedirect(location);

        assertThat(request.id()).isEqualTo("_q");
        assertThat(request.issuer()).isEqualTo(SP);
        assertThat(request.acsUrl()).isEqualTo(ACS);
        assertThat(request.forceAuthn()).isTrue();
        assertThat(request.passive()).isFalse();
        assertThat(request.relayState()).isEqualTo("h");
    }

    @Test
    void fromRedirect_deflateBomb_isRefused() {
        URI location = URI.create(
                "http://127.0.0.1/sso?SAMLRequest=" + Params.encode(deflated("<a>" + " ".repeat(5_000_000) + "</a>")));

        assertThatThrownBy(() -> AuthnRequest.fromRedirect(location))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("larger than");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><a>&e;</a>",
                "<a/>",
                "<a",
                "",
                "<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>"
            })
    void fromPost_notAnAuthnRequest_isRefused(String xml) {
        assertThatThrownBy(() -> AuthnRequest.fromPost(base64(xml), null)).isInstanceOf(IllegalArgumentException.class);
    }

    private static String nameId(String serviceProvider, String format) throws Exception {
        AuthnRequest request = AuthnRequest.of("_r", serviceProvider, ACS, format, null);
        return only(parse(IDP.saml().respond(request, IDP.persona("alice")).xml()), "NameID")
                .getTextContent();
    }

    private static Document respond(SamlScript script) throws Exception {
        return parse(IDP.saml().respond(REQUEST, IDP.persona("alice"), script).xml());
    }

    private static String authnRequest(String attributes) {
        return "<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol' ID='_q' Version='2.0'"
                + attributes + "><saml:Issuer xmlns:saml='" + SAML + "'>" + SP + "</saml:Issuer></samlp:AuthnRequest>";
    }

    private static String base64(String xml) {
        return Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
    }

    static String deflated(String xml) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(out, new Deflater(9, true))) {
            deflater.write(xml.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(out.toByteArray());
    }

    private static Document parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    private static X509Certificate certificate(Document document) throws Exception {
        String base64 =
                document.getElementsByTagNameNS(DSIG, "X509Certificate").item(0).getTextContent();
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(Base64.getMimeDecoder().decode(base64)));
    }

    /** Local names of the elements whose signature the JDK accepts with that key, in document order. */
    private static List<String> verifiedParents(Document document, PublicKey key) throws Exception {
        markIds(document.getDocumentElement());
        NodeList signatures = document.getElementsByTagNameNS(DSIG, "Signature");
        List<String> parents = new ArrayList<>();
        for (int i = 0; i < signatures.getLength(); i++) {
            DOMValidateContext context = new DOMValidateContext(key, signatures.item(i));
            XMLSignature signature =
                    XMLSignatureFactory.getInstance("DOM", "XMLDSig").unmarshalXMLSignature(context);
            if (signature.validate(context)) {
                parents.add(signatures.item(i).getParentNode().getLocalName());
            }
        }
        return parents;
    }

    private static void markIds(Element element) {
        if (element.hasAttribute("ID")) {
            element.setIdAttribute("ID", true);
        }
        NodeList all = element.getElementsByTagNameNS(SAML, "Assertion");
        for (int i = 0; i < all.getLength(); i++) {
            ((Element) all.item(i)).setIdAttribute("ID", true);
        }
    }

    private static Element only(Document document, String name) {
        NodeList found = document.getElementsByTagNameNS(SAML, name);
        assertThat(found.getLength()).as(name).isEqualTo(1);
        return (Element) found.item(0);
    }

    private static List<String> texts(Document document, String name) {
        NodeList found = document.getElementsByTagNameNS(SAML, name);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    private static List<String> values(Document document, String attribute) {
        NodeList found = document.getElementsByTagNameNS(SAML, "AttributeValue");
        List<String> values = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            Element parent = (Element) found.item(i).getParentNode();
            if (parent.getAttribute("Name").equals(attribute)) {
                values.add(found.item(i).getTextContent());
            }
        }
        return values;
    }
}
