package io.ssokit.testing;

import java.security.GeneralSecurityException;
import java.util.List;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import org.w3c.dom.Element;

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
            DOMSignContext context = new DOMSignContext(
                    key.privateKey(), target, issuer == null ? target.getFirstChild() : issuer.getNextSibling());
            context.setDefaultNamespacePrefix("ds");
            factory.newXMLSignature(
                            signedInfo(factory, target.getAttribute("ID"), signatureAlgorithm), keyInfo(factory, key))
                    .sign(context);
        } catch (GeneralSecurityException | MarshalException | XMLSignatureException e) {
            throw new IllegalStateException("cannot sign", e);
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
