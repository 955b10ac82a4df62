package io.ssokit.testing;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Enveloped signatures as SAML Core 5.4 profiles them, made by the JDK. */
final class XmlSigner {
    private static final String ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion";

    private XmlSigner() {}

    /** Signs an element that has an {@code ID}; the signature stands where the schema wants it, after the Issuer. */
    static void sign(Element target, SigningKey key, String signatureAlgorithm) {
        try {
            target.setIdAttribute("ID", true);
            // by name: another provider's "DOM" mechanism may be registered
            XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM", "XMLDSig");
            Element issuer = SafeXml.child(target, ASSERTION, "Issuer");
            Node before = issuer == null ? target.getFirstChild() : issuer.getNextSibling();
            DOMSignContext context = before == null
                    ? new DOMSignContext(key.privateKey(), target)
                    : new DOMSignContext(key.privateKey(), target, before);
            context.setDefaultNamespacePrefix("ds");
            factory.newXMLSignature(
                            signedInfo(factory, target.getAttribute("ID"), signatureAlgorithm), keyInfo(factory, key))
                    .sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    static boolean isSigned(Element target) {
        return SafeXml.child(target, XMLSignature.XMLNS, "Signature") != null;
    }

    /**
     * Whether the element carries one signature over itself that one of the certificates made. The JDK's secure validation
     * is on, so SHA-1 and other transforms than the profile's do not hold.
     */
    static boolean holds(Element target, List<X509Certificate> certificates) {
        List<Element> signatures = SafeXml.children(target, XMLSignature.XMLNS, "Signature");
        return signatures.size() == 1
                && certificates.stream().anyMatch(certificate -> holds(target, signatures.get(0), certificate));
    }

    private static boolean holds(Element target, Element signature, X509Certificate certificate) {
        try {
            DOMValidateContext context = new DOMValidateContext(certificate.getPublicKey(), signature);
            context.setProperty("org.jcp.xml.dsig.secureValidation", true);
            context.setIdAttributeNS(target, null, "ID");
            XMLSignature parsed =
                    XMLSignatureFactory.getInstance("DOM", "XMLDSig").unmarshalXMLSignature(context);
            List<Reference> references = parsed.getSignedInfo().getReferences();
            return references.size() == 1
                    && ("#" + target.getAttribute("ID"))
                            .equals(references.get(0).getURI())
                    && parsed.validate(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            return false; // whatever it is, it is no signature of this key
        }
    }

    private static SignedInfo signedInfo(XMLSignatureFactory factory, String id, String signatureAlgorithm)
            throws GeneralSecurityException {
        TransformParameterSpec none = null;
        Reference reference = factory.newReference(
                "#" + id,
                factory.newDigestMethod(DigestMethod.SHA256, null),
                List.of(
                        factory.newTransform(Transform.ENVELOPED, none),
                        factory.newTransform(CanonicalizationMethod.EXCLUSIVE, none)),
                null,
                null);
        return factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod(signatureAlgorithm, null),
                List.of(reference));
    }

    private static KeyInfo keyInfo(XMLSignatureFactory factory, SigningKey key) {
        KeyInfoFactory infos = factory.getKeyInfoFactory();
        return infos.newKeyInfo(List.of(infos.newX509Data(List.of(key.certificate()))));
    }
}
