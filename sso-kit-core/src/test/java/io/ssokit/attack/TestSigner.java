package io.ssokit.attack;

import java.security.Key;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.ExcC14NParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Enveloped signatures made by the JDK's XML Signature; shares nothing with the code under test. Fields are settings. */
public final class TestSigner {
    public static final String RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
    public static final String ECDSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
    public static final String SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256";
    public static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";

    private static final KeyInfo IDP_CERTIFICATE = certificate(TestKeys.IDP, "idp.example");

    public Key key = TestKeys.IDP.getPrivate();
    public String algorithm = RSA_SHA256;
    public String digest = SHA256;
    public String c14n = EXCLUSIVE;
    public String prefixList = "";
    public String signaturePrefix = "ds";
    public KeyInfo keyInfo = IDP_CERTIFICATE;

    /** What the signature is over; the element that carries it if null. */
    public @Nullable String uri;

    /** A second reference after the first; "#" is the element that carries the signature. */
    public @Nullable String secondUri;

    /** Between the enveloped-signature transform and canonicalisation. */
    public List<Transform> furtherTransforms = List.of();

    public TestSigner with(Consumer<TestSigner> settings) {
        settings.accept(this);
        return this;
    }

    /** KeyInfo with a self-signed certificate of {@code key}. */
    public static KeyInfo certificate(KeyPair key, String commonName) {
        KeyInfoFactory infos = factory().getKeyInfoFactory();
        return infos.newKeyInfo(List.of(infos.newX509Data(List.of(TestKeys.certificate(key, commonName)))));
    }

    /** Signs the element with this ID; the signature stands after its Issuer, where the schema wants it. */
    public void sign(Document document, String id) {
        sign(document, id, Dom.child(Dom.byId(document, id), "Issuer").getNextSibling());
    }

    /** Signs the element of metadata with this ID; the signature comes first, where that schema wants it. */
    public void signMetadata(Document document, String id) {
        sign(document, id, Dom.byId(document, id).getFirstChild());
    }

    private void sign(Document document, String id, Node next) {
        Element target = Dom.byId(document, id);
        try {
            Dom.all(document.getDocumentElement()).stream()
                    .filter(element -> element.hasAttribute("ID"))
                    .forEach(element -> element.setIdAttribute("ID", true));
            XMLSignatureFactory factory = factory();
            DOMSignContext context = new DOMSignContext(key, target, next);
            if (!signaturePrefix.isEmpty()) {
                context.setDefaultNamespacePrefix(signaturePrefix);
            }
            List<Reference> references = new ArrayList<>();
            references.add(reference(factory, uri == null ? "#" + id : uri));
            if (secondUri != null) {
                references.add(reference(factory, secondUri.equals("#") ? "#" + id : secondUri));
            }
            factory.newXMLSignature(
                            factory.newSignedInfo(
                                    factory.newCanonicalizationMethod(c14n, parameters()),
                                    factory.newSignatureMethod(algorithm, null),
                                    references),
                            keyInfo)
                    .sign(context);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private Reference reference(XMLSignatureFactory factory, String to) throws Exception {
        return factory.newReference(to, factory.newDigestMethod(digest, null), transforms(factory), null, null);
    }

    private List<Transform> transforms(XMLSignatureFactory factory) throws Exception {
        List<Transform> transforms = new ArrayList<>();
        transforms.add(factory.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null));
        transforms.addAll(furtherTransforms);
        transforms.add(factory.newTransform(c14n, (TransformParameterSpec) parameters()));
        return transforms;
    }

    private C14NMethodParameterSpec parameters() {
        return prefixList.isEmpty() ? null : new ExcC14NParameterSpec(List.of(prefixList.split(" ", -1)));
    }

    static XMLSignatureFactory factory() {
        try {
            return XMLSignatureFactory.getInstance("DOM", "XMLDSig");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
