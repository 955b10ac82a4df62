package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.error.LoginError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilter2ParameterSpec;
import javax.xml.crypto.dsig.spec.XPathFilterParameterSpec;
import javax.xml.crypto.dsig.spec.XPathType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-09, S-11, S-13: good signatures by the wrong key, by weak algorithms, or over something else than the message. */
@ExtendWith(AttackTotal.class)
class SignatureMethodTest {
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";

    @Test
    @Tag("S-11")
    void finish_weakAlgorithm_refused() throws Exception {
        KeyPair dsa = WeakSignatureTest.dsa();
        KeyPair ec = TestKeys.IDP_EC;
        Map<String, Consumer<TestSigner>> settings = new LinkedHashMap<>();
        settings.put("rsa-sha1", by(TestKeys.IDP, Dom.DS + "rsa-sha1"));
        settings.put("rsa-sha224", by(TestKeys.IDP, MORE + "rsa-sha224"));
        settings.put("ecdsa-sha1", by(ec, MORE + "ecdsa-sha1"));
        settings.put("ecdsa-sha224", by(ec, MORE + "ecdsa-sha224"));
        settings.put("dsa-sha1", by(dsa, Dom.DS + "dsa-sha1"));
        settings.put("dsa-sha256", by(dsa, "http://www.w3.org/2009/xmldsig11#dsa-sha256"));
        settings.put("digest sha1", quickly(signer -> signer.digest = Dom.DS + "sha1"));
        settings.put("digest sha224", quickly(signer -> signer.digest = MORE + "sha224"));
        settings.put(
                "digest sha3", quickly(signer -> signer.digest = "http://www.w3.org/2007/05/xmldsig-more#sha3-256"));
        tryAll("S-11", settings).assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    @Tag("S-11")
    void finish_hmacKeyedWithWhatIsPublic_refused() throws Exception {
        Map<String, Consumer<TestSigner>> settings = new LinkedHashMap<>();
        for (Map.Entry<String, byte[]> secret : WeakSignatureTest.publicBytes().entrySet()) {
            for (String hmac : List.of(MORE + "hmac-sha256", Dom.DS + "hmac-sha1")) {
                settings.put(secret.getKey() + " " + hmac, signer -> {
                    signer.key = new SecretKeySpec(secret.getValue(), "HMAC");
                    signer.algorithm = hmac;
                });
            }
        }
        tryAll("S-11", settings).assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    @Tag("S-13")
    void finish_keyFromTheMessage_neverTrusted(@TempDir Path directory) throws Exception {
        Path file = Files.write(
                directory.resolve("stranger.cer"),
                TestKeys.certificate(TestKeys.STRANGER, "idp.example").getEncoded());
        try (Trap trap = new Trap()) {
            Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
            KeyInfoTest.keyInfos(trap.url(), file.toUri().toString()).forEach((about, keyInfo) -> {
                forgeries.put(
                        about,
                        Splice.all(splice -> Splice.replace(splice.genuine(), withKeyInfo(splice.foreign(), keyInfo))));
                forgeries.put(
                        about + ", genuine signature", Splice.all(splice -> withKeyInfo(splice.genuine(), keyInfo)));
            });
            Pack.tryAll("S-13", forgeries).assertAllRefusedFor(LoginError.SIGNATURE);
            assertThat(trap.visits()).isZero();
        }
    }

    /** The provider's key signs an element with an ID of its own, and that signature is put on a forged one. */
    @Test
    @Tag("S-09")
    void finish_goodSignatureOverSomethingElse_refused() {
        Map<String, Consumer<TestSigner>> settings = new LinkedHashMap<>();
        for (String uri : List.of("#_elsewhere", "", "#xpointer(/)", "#xpointer(id('_elsewhere'))")) {
            settings.put("to " + uri, signer -> signer.uri = uri);
        }
        settings.put("to itself and elsewhere", signer -> signer.secondUri = "#_elsewhere");
        settings.put("elsewhere and to itself", signer -> {
            signer.uri = "#_elsewhere";
            signer.secondUri = "#";
        });
        settings.put("twice to elsewhere", signer -> signer.uri = signer.secondUri = "#_elsewhere");
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        settings.forEach((about, setting) -> {
            Pack.Forgery forgery = fixture -> {
                Document document = Dom.parse(fixture.response().unsigned());
                Element response = document.getDocumentElement();
                Element extensions = document.createElementNS(Dom.SAMLP, "w:Extensions");
                extensions.setAttribute("ID", "_elsewhere");
                response.insertBefore(extensions, Dom.child(response, "Status"));
                return Stream.of(fixture.signed(document, VendorResponse.QUICKLY.andThen(setting)));
            };
            forgeries.put(about, forgery);
        });
        Pack.tryAll("S-09", forgeries).assertNoneAccepted();
    }

    /** Even by the provider's own key: a transform decides what is signed, so only the two that we know are allowed. */
    @Test
    @Tag("S-09")
    void finish_goodSignatureOverAPart_refused() throws Exception {
        XMLSignatureFactory factory = TestSigner.factory();
        Map<String, List<Transform>> transforms = new LinkedHashMap<>();
        transforms.put(
                "XPath",
                List.of(factory.newTransform(
                        Transform.XPATH,
                        new XPathFilterParameterSpec("not(ancestor-or-self::*[local-name()='NameID'])"))));
        transforms.put(
                "XPath everything",
                List.of(factory.newTransform(Transform.XPATH, new XPathFilterParameterSpec("true()"))));
        transforms.put(
                "XPath 2",
                List.of(factory.newTransform(
                        Transform.XPATH2,
                        new XPathFilter2ParameterSpec(
                                List.of(new XPathType("//*[local-name()='Issuer']", XPathType.Filter.INTERSECT))))));
        transforms.put(
                "enveloped twice", List.of(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null)));
        transforms.put(
                "canonicalised twice",
                List.of(factory.newTransform(TestSigner.EXCLUSIVE, (TransformParameterSpec) null)));
        Map<String, Consumer<TestSigner>> settings = new LinkedHashMap<>();
        transforms.forEach((about, more) -> settings.put(about, quickly(signer -> signer.furtherTransforms = more)));
        tryAll("S-09", settings).assertAllRefusedFor(LoginError.SIGNATURE);
    }

    private static Attacks tryAll(String row, Map<String, Consumer<TestSigner>> settings) {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        settings.forEach((about, setting) -> forgeries.put(
                about,
                fixture -> Stream.of(fixture.signed(Dom.parse(fixture.response().unsigned()), setting))));
        return Pack.tryAll(row, forgeries);
    }

    private static Consumer<TestSigner> quickly(Consumer<TestSigner> settings) {
        return VendorResponse.QUICKLY.andThen(settings);
    }

    private static Consumer<TestSigner> by(KeyPair key, String algorithm) {
        return signer -> {
            signer.key = key.getPrivate();
            signer.algorithm = algorithm;
            signer.keyInfo = null;
        };
    }

    private static Element withKeyInfo(Element signature, String content) {
        Dom.find(signature, "KeyInfo").ifPresent(Splice::remove);
        Element keyInfo = Dom.parse("<k:KeyInfo xmlns:k=\"" + Dom.DS + "\">" + content + "</k:KeyInfo>")
                .getDocumentElement();
        signature.appendChild(signature.getOwnerDocument().importNode(keyInfo, true));
        return signature;
    }
}
