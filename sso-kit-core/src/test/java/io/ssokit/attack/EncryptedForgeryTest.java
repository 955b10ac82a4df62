package io.ssokit.attack;

import static io.ssokit.attack.VendorResponse.encode;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Encrypter.Content;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** S-14: our public key is public. What is encrypted for us is no more trustworthy than what is not. */
@Tag("S-14")
class EncryptedForgeryTest {
    private static final String ADMIN = "admin@example.com";
    private static final SamlDoor STANDARD = SamlDoor.open();
    private static final SamlDoor UNSIGNED = STANDARD.allowing(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE);
    private static final SamlDoor STRICT = STANDARD.decrypting(true, true);
    private static final List<SamlDoor> DOORS = List.of(STANDARD, UNSIGNED, STRICT, STANDARD.wanting(true, false));

    @Test
    void post_forgedAssertionEncryptedForUs_refusedUnderEveryPolicy() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            VendorResponse forged = VendorResponse.of(vendor).with("nameId", ADMIN);
            for (Content content : List.of(Content.AES256_GCM, Content.AES128_CBC)) {
                Encrypter encrypter = new Encrypter().with(e -> e.content = content);
                String unsigned = encode(forged.encrypted(Signed.NEITHER, encrypter));
                String byStranger =
                        encode(forged.encrypted(forged.unsigned(), Signed.ASSERTION, strangers(), encrypter));
                for (SamlDoor door : DOORS) {
                    attacks.post(vendor + " unsigned", door, unsigned);
                    attacks.post(vendor + " signed by a stranger", door, byStranger);
                }
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_forgedAssertionInPlaceOfTheSignedOne_refused() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.RESPONSE, Signed.ASSERTION, Signed.BOTH)) {
                for (SamlDoor door : DOORS) {
                    // In place of an assertion in clear, and of one that was encrypted itself.
                    Document clear = VendorResponse.of(vendor).document(signed);
                    attacks.post(vendor + " " + signed + " for clear", door, encode(replaced(clear, "Assertion")));
                    Document encrypted = VendorResponse.of(vendor).encrypted(signed, new Encrypter());
                    attacks.post(
                            vendor + " " + signed + " for encrypted",
                            door,
                            encode(replaced(encrypted, "EncryptedAssertion")));
                }
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_forgedBesideGenuine_refused() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                for (String place : List.of("first", "last", "Extensions", "Advice")) {
                    Document message = VendorResponse.of(vendor).document(signed);
                    add(message, forgedFor(message, VendorResponse.of(vendor)), place);
                    DOORS.forEach(door -> attacks.post(vendor + " " + signed + " " + place, door, encode(message)));
                }
            }
        }
        attacks.assertAllRefusedFor(LoginError.STRUCTURE);
    }

    /** The signed response of one sign-in lends its encrypted assertion to the response of another. */
    @Test
    void post_encryptedAssertionOfAnotherMessage_refused() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH, Signed.NEITHER)) {
                Document victims =
                        VendorResponse.of(vendor).with("requestId", "_victim").encrypted(signed, new Encrypter());
                Document attackers = VendorResponse.of(vendor).document(Signed.NEITHER, VendorResponse.QUICKLY);
                graft(Dom.first(victims.getDocumentElement(), "EncryptedAssertion"), attackers, "Assertion");
                DOORS.forEach(door -> attacks.post(vendor + " " + signed, door, encode(attackers)));
            }
        }
        // With the opt-out the signature inside is good, and says which request the assertion answers.
        attacks.assertAllRefusedFor(LoginError.SIGNATURE, LoginError.RECIPIENT, LoginError.IN_RESPONSE_TO);
    }

    /** Under the provider's own signature: what is in there must be an assertion, and nothing but. */
    @Test
    void post_somethingElseInside_refused() {
        Attacks attacks = new Attacks("S-14");
        VendorResponse genuine = VendorResponse.of(Vendor.KEYCLOAK);
        String assertion = new String(
                Encrypter.octets(Dom.first(Dom.parse(genuine.unsigned()).getDocumentElement(), "Assertion")),
                StandardCharsets.UTF_8);
        String nested =
                new Encrypter().wrapped("EncryptedAssertion", Encrypter.octets(assertion), TestKeys.SP.getPublic());
        List<String> others = List.of(
                nested,
                genuine.xml(Signed.BOTH),
                "<x>" + assertion + "</x>",
                assertion.replace("Assertion", "EncryptedAssertion"),
                assertion.replace("urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:1.0:assertion"));
        for (String other : others) {
            Encrypter encrypter = new Encrypter().with(e -> e.plaintext = octets -> Encrypter.octets(other));
            for (SamlDoor door : DOORS) {
                attacks.post(other, door, encode(genuine.encrypted(Signed.RESPONSE, encrypter)));
                attacks.post(other, door, encode(genuine.encrypted(Signed.ASSERTION, encrypter)));
            }
        }
        attacks.assertAllRefusedFor(LoginError.DECRYPTION, LoginError.SIGNATURE);
    }

    /** An assertion with another one or somebody's signature hidden in it is no better for having been encrypted. */
    @Test
    void post_badlyBuiltInside_refused() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            VendorResponse genuine = VendorResponse.of(vendor);
            for (String hiding : List.of("Advice", "Subject", "twice the ID", "twice signed")) {
                Document edited = genuine.document(Signed.ASSERTION);
                hide(edited, hiding);
                Document message = Dom.parse(Dom.write(edited));
                new Encrypter().encryptAssertion(message, TestKeys.SP.getPublic());
                Document signed = genuine.sign(Dom.write(message), Signed.RESPONSE, VendorResponse.QUICKLY);
                attacks.post(vendor + " " + hiding, STANDARD, encode(signed));
                attacks.post(vendor + " " + hiding, UNSIGNED, encode(message));
            }
        }
        attacks.assertAllRefusedFor(LoginError.STRUCTURE);
    }

    /** the response's signature does not make up for a bad one inside. */
    @Test
    void post_innerSignatureOfAStranger_refused() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            VendorResponse genuine = VendorResponse.of(vendor);
            Document message = genuine.encrypted(genuine.unsigned(), Signed.ASSERTION, strangers(), new Encrypter());
            attacks.post(
                    vendor.name(),
                    STANDARD,
                    encode(genuine.sign(Dom.write(message), Signed.RESPONSE, VendorResponse.QUICKLY)));
            attacks.post(
                    vendor + " unsigned where it must be signed",
                    STANDARD.wanting(true, false),
                    encode(genuine.encrypted(Signed.RESPONSE, new Encrypter())));
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_forgedIdentifierOrAttributeInSignedAssertion_refused() {
        Attacks attacks = new Attacks("S-14");
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                Document name = VendorResponse.of(vendor).document(signed);
                new Encrypter().encryptNameId(name, TestKeys.SP.getPublic());
                Document attribute = VendorResponse.of(vendor).document(signed);
                new Encrypter().encryptAttribute(attribute, TestKeys.SP.getPublic());
                attacks.post(vendor + " NameID", STANDARD, encode(name));
                attacks.post(vendor + " Attribute", STANDARD, encode(attribute));
            }
        }
        attacks.assertAllRefusedFor(LoginError.SIGNATURE);
    }

    @Test
    void post_wrongKindInEncryptedIdOrAttribute_refused() {
        Attacks attacks = new Attacks("S-14");
        String name = "<s:NameID xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\">" + ADMIN + "</s:NameID>";
        List<String> kinds = List.of(
                name.replace("NameID", "BaseID"),
                name.replace("NameID", "Assertion"),
                name.replace("NameID", "Issuer"),
                name + name,
                name + "x",
                name + "<!---->",
                new Encrypter().wrapped("EncryptedID", Encrypter.octets(name), TestKeys.SP.getPublic()));
        for (String kind : kinds) {
            Encrypter encrypter = new Encrypter().with(e -> e.plaintext = octets -> Encrypter.octets(kind));
            attacks.post(kind, STANDARD, signed(message -> encrypter.encryptNameId(message, TestKeys.SP.getPublic())));
            attacks.post(
                    kind, STANDARD, signed(message -> encrypter.encryptAttribute(message, TestKeys.SP.getPublic())));
        }
        attacks.assertAllRefusedFor(LoginError.DECRYPTION);
    }

    @Test
    void post_twoIdentifiers_refused() {
        Attacks attacks = new Attacks("S-14");
        String name = "<s:NameID xmlns:s=\"urn:oasis:names:tc:SAML:2.0:assertion\">" + ADMIN + "</s:NameID>";
        for (String encrypted : List.of(
                new Encrypter().wrapped("EncryptedID", Encrypter.octets(name), TestKeys.SP.getPublic()),
                new Encrypter().wrapped("EncryptedID", Encrypter.octets(name), TestKeys.SP.getPublic()) + name)) {
            attacks.post(encrypted, STANDARD, signed(message -> {
                Element subject = Dom.first(message.getDocumentElement(), "Subject");
                Document parts = Dom.parse("<x>" + encrypted + "</x>");
                while (parts.getDocumentElement().getFirstChild() != null) {
                    subject.insertBefore(
                            message.adoptNode(parts.getDocumentElement().getFirstChild()), subject.getFirstChild());
                }
            }));
        }
        attacks.assertAllRefusedFor(LoginError.SUBJECT);
    }

    @Test
    void post_genuine_acceptedByTheSameDoors() {
        for (Vendor vendor : Vendor.all()) {
            VendorResponse genuine = VendorResponse.of(vendor);
            assertThat(STANDARD.post(encode(genuine.encrypted(Signed.RESPONSE, new Encrypter())))
                            .accepted())
                    .isTrue();
            assertThat(STRICT.post(encode(genuine.encrypted(Signed.BOTH, new Encrypter())))
                            .accepted())
                    .isTrue();
            assertThat(UNSIGNED.post(encode(genuine.encrypted(Signed.ASSERTION, new Encrypter())))
                            .accepted())
                    .isTrue();
        }
    }

    private static Consumer<TestSigner> strangers() {
        return signer -> signer.key = TestKeys.STRANGER.getPrivate();
    }

    private static String signed(Consumer<Document> edit) {
        return encode(VendorResponse.of(Vendor.ONELOGIN).edited(Signed.ASSERTION, edit));
    }

    /** A forged EncryptedAssertion as an element of {@code message}. */
    private static Element forgedFor(Document message, VendorResponse like) {
        Document forged = like.with("nameId", ADMIN)
                .with("assertionId", "_forged")
                .with("responseId", "_other")
                .encrypted(Signed.NEITHER, new Encrypter());
        return (Element) message.importNode(Dom.first(forged.getDocumentElement(), "EncryptedAssertion"), true);
    }

    private static Document replaced(Document message, String local) {
        Element forged = forgedFor(message, VendorResponse.of(Vendor.ONELOGIN));
        Element genuine = Dom.child(message.getDocumentElement(), local);
        genuine.getParentNode().replaceChild(forged, genuine);
        return message;
    }

    private static void graft(Element from, Document to, String local) {
        Element target = Dom.child(to.getDocumentElement(), local);
        target.getParentNode().replaceChild(to.importNode(from, true), target);
    }

    private static void add(Document message, Element forged, String place) {
        Element response = message.getDocumentElement();
        Element assertion = Dom.child(response, "Assertion");
        switch (place) {
            case "first" -> response.insertBefore(forged, assertion);
            case "last" -> response.appendChild(forged);
            case "Extensions" -> {
                Element extensions = message.createElementNS("urn:oasis:names:tc:SAML:2.0:protocol", "p:Extensions");
                extensions.appendChild(forged);
                response.insertBefore(extensions, Dom.child(response, "Status"));
            }
            default -> {
                Element advice = message.createElementNS("urn:oasis:names:tc:SAML:2.0:assertion", "a:Advice");
                advice.appendChild(forged);
                assertion.insertBefore(advice, Dom.child(assertion, "AttributeStatement"));
            }
        }
    }

    private static void hide(Document message, String where) {
        Element assertion = Dom.child(message.getDocumentElement(), "Assertion");
        switch (where) {
            case "twice the ID" -> Dom.child(assertion, "Subject").setAttribute("id", VendorResponse.RESPONSE_ID);
            case "twice signed" ->
                assertion.appendChild(Dom.signature(assertion).cloneNode(true));
            default -> {
                Element hidden = (Element) assertion.cloneNode(true);
                hidden.setAttribute("ID", "_hidden");
                Element place = where.equals("Subject")
                        ? Dom.child(assertion, "Subject")
                        : message.createElementNS("urn:oasis:names:tc:SAML:2.0:assertion", "a:Advice");
                place.appendChild(hidden);
                if (where.equals("Advice")) {
                    assertion.appendChild(place);
                }
            }
        }
    }
}
