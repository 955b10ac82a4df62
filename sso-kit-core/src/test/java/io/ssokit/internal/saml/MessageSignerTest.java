package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What we sign, verified by the JDK's own XML-DSig and by its Signature class. */
class MessageSignerTest {
    private static final X509Certificate RSA = TestKeys.certificate(TestKeys.SP, "app");
    /** An EC key in a certificate that an RSA key has issued. */
    private static final X509Certificate EC =
            TestKeys.certificate(new KeyPair(TestKeys.IDP_EC.getPublic(), TestKeys.IDP.getPrivate()), "app");

    private final MessageSigner rsa = new MessageSigner(TestKeys.SP.getPrivate(), RSA);
    private final MessageSigner ec = new MessageSigner(TestKeys.IDP_EC.getPrivate(), EC);

    @ParameterizedTest
    @ValueSource(strings = {"urn:app", "urn:a&b<c>\"'", "https://grüße.example/𝒳?x=</saml:Issuer>"})
    void enveloped_anyIssuer_verifiedByTheJdk(String issuer) throws Exception {
        assertThat(jdkVerifies(rsa.enveloped(message(issuer)), TestKeys.SP.getPublic()))
                .isTrue();
        assertThat(jdkVerifies(ec.enveloped(message(issuer)), TestKeys.IDP_EC.getPublic()))
                .isTrue();
    }

    @Test
    void enveloped_changedAfterwards_refusedByTheJdk() throws Exception {
        String signed = rsa.enveloped(message("urn:app"));
        assertThat(jdkVerifies(signed.replace("urn:app", "urn:apq"), TestKeys.SP.getPublic()))
                .isFalse();
        assertThat(jdkVerifies(signed, TestKeys.STRANGER.getPublic())).isFalse();
    }

    @Test
    void enveloped_signature_directlyAfterIssuerWithCertificate() throws Exception {
        Element root = dom(rsa.enveloped(message("urn:app"))).getDocumentElement();
        assertThat(root.getChildNodes().item(0).getNodeName()).isEqualTo("saml:Issuer");
        assertThat(root.getChildNodes().item(1).getNodeName()).isEqualTo("ds:Signature");
        assertThat(root.getChildNodes().item(2).getNodeName()).isEqualTo("samlp:NameIDPolicy");
        String certificate =
                root.getElementsByTagNameNS(Names.DS, "X509Certificate").item(0).getTextContent();
        assertThat(Base64.getDecoder().decode(certificate)).isEqualTo(RSA.getEncoded());
    }

    @Test
    void enveloped_ownVerifier_readsTheMessage() {
        El root = Xml.parse(ec.enveloped(message("urn:a&b")).getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        El verified = SignedXml.open(root, TrustedKeys.ofKeys(List.of(TestKeys.IDP_EC.getPublic())))
                .root();
        assertThat(verified.elements().get(0).text()).isEqualTo("urn:a&b");
    }

    @Test
    void enveloped_withoutIdOrIssuerInFront_refused() {
        String message = message("urn:app");
        for (String unfit : List.of(
                message.replace("ID=\"_1\"", ""),
                message.replaceFirst("<saml:Issuer>.*</saml:Issuer>", ""),
                message.replace("urn:app", "<x></x>"))) {
            assertThatThrownBy(() -> rsa.enveloped(unfit)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void redirect_octets_signedInOrder() throws Exception {
        String query = rsa.redirect(URI.create("https://idp.example/sso?x=1"), "SAMLRequest", message("urn:app"), "a b")
                .getRawQuery();
        String octets = query.substring("x=1&".length(), query.indexOf("&Signature="));
        assertThat(parameters(octets).keySet()).containsExactly("SAMLRequest", "RelayState", "SigAlg");
        assertThat(octets).contains("&RelayState=a%20b&SigAlg=http%3A%2F%2F");
        assertThat(parameters(octets)).containsEntry("SigAlg", SignatureAlgorithm.RSA_SHA256.uri());
        assertThat(verifies("SHA256withRSA", TestKeys.SP.getPublic(), octets, query))
                .isTrue();
        assertThat(verifies("SHA256withRSA", TestKeys.SP.getPublic(), octets + "x", query))
                .isFalse();
        byte[] deflated = Base64.getDecoder().decode(parameters(octets).get("SAMLRequest"));
        assertThat(new String(Deflate.inflate(deflated), StandardCharsets.UTF_8))
                .isEqualTo(message("urn:app"));
    }

    @Test
    void redirect_noRelayState_leftOut() throws Exception {
        String query = ec.redirect(URI.create("https://idp.example/slo#top"), "SAMLResponse", message("urn:app"), "")
                .getRawQuery();
        assertThat(parameters(query).keySet()).containsExactly("SAMLResponse", "SigAlg", "Signature");
        String octets = query.substring(0, query.indexOf("&Signature="));
        // RFC 9231 §2.3.6: r and s one after the other, as in XML.
        assertThat(verifies("SHA256withECDSAinP1363Format", TestKeys.IDP_EC.getPublic(), octets, query))
                .isTrue();
    }

    @Test
    void signer_weakKey_refused() {
        KeyPair weak = TestKeys.rsa(1024);
        X509Certificate certificate = TestKeys.certificate(weak, "weak");
        assertThatThrownBy(() -> new MessageSigner(weak.getPrivate(), certificate))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String message(String issuer) {
        return new XmlWriter()
                .start("samlp:AuthnRequest", "xmlns:samlp", Names.SAMLP, "xmlns:saml", Names.SAML, "ID", "_1")
                .element("saml:Issuer", issuer)
                .empty("samlp:NameIDPolicy", "Format", "a>b\"</x")
                .end("samlp:AuthnRequest")
                .toString();
    }

    private static boolean verifies(String algorithm, PublicKey key, String octets, String query) throws Exception {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(octets.getBytes(StandardCharsets.US_ASCII));
        return verifier.verify(Base64.getDecoder().decode(parameters(query).get("Signature")));
    }

    private static Map<String, String> parameters(String query) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String parameter : query.split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            assertThat(all.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8)))
                    .isNull();
        }
        return all;
    }

    private static boolean jdkVerifies(String xml, PublicKey key) throws Exception {
        Document document = dom(xml);
        document.getDocumentElement().setIdAttribute("ID", true);
        DOMValidateContext context = new DOMValidateContext(
                key, document.getElementsByTagNameNS(Names.DS, "Signature").item(0));
        context.setProperty("org.jcp.xml.dsig.secureValidation", true);
        return XMLSignatureFactory.getInstance("DOM")
                .unmarshalXMLSignature(context)
                .validate(context);
    }

    private static Document dom(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }
}
