package io.ssokit.testing;

import io.ssokit.testing.SamlScript.Encrypt;
import io.ssokit.testing.SamlScript.Sign;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** Signs and encrypts a finished response as the script says, from the inside out. */
final class ResponseSealer {
    private static final String SAML = "urn:oasis:names:tc:SAML:2.0:assertion";

    private final SamlScript.Builder settings;
    private final SigningKey key;
    private final Supplier<X509Certificate> recipient;

    /** The recipient is asked for only when something is encrypted. */
    ResponseSealer(SamlScript.Builder settings, SigningKey key, Supplier<X509Certificate> recipient) {
        this.settings = settings;
        this.key = key;
        this.recipient = settings.encryptTo == null ? recipient : () -> settings.encryptTo;
    }

    String seal(String xml) {
        if (settings.sign == Sign.NONE && settings.encryption.isEmpty()) {
            return xml; // to the letter
        }
        Element response = SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        Element assertion = SafeXml.child(response, SAML, "Assertion");
        if (assertion != null) {
            seal(assertion);
        }
        boolean signed = assertion == null ? settings.sign != Sign.NONE : signs(Sign.RESPONSE);
        if (signed) {
            XmlSigner.sign(response, key, settings.signatureAlgorithm);
        }
        return SafeXml.write(response);
    }

    private void seal(Element assertion) {
        Element subject = SafeXml.child(assertion, SAML, "Subject");
        encrypt(Encrypt.NAME_ID, subject == null ? null : SafeXml.child(subject, SAML, "NameID"), "EncryptedID");
        for (Element statement : SafeXml.children(assertion, SAML, "AttributeStatement")) {
            for (Element attribute : SafeXml.children(statement, SAML, "Attribute")) {
                encrypt(Encrypt.ATTRIBUTES, attribute, "EncryptedAttribute");
            }
        }
        if (signs(Sign.ASSERTION)) {
            XmlSigner.sign(assertion, key, settings.signatureAlgorithm);
        }
        encrypt(Encrypt.ASSERTION, assertion, "EncryptedAssertion");
    }

    private boolean signs(Sign what) {
        return settings.sign == what || settings.sign == Sign.BOTH;
    }

    private void encrypt(Encrypt what, @Nullable Element target, String name) {
        SamlEncryption how = settings.encryption.get(what);
        if (how != null && target != null) {
            XmlEncrypter.replace(target, name, how, recipient.get());
        }
    }
}
