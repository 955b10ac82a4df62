package io.ssokit.attack;

import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.internal.saml.SamlDoor.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A good message of one vendor, protected in one way: what attacks are made from, and the connection it is good for. */
record Fixture(Vendor vendor, Mode mode) {
    private static final LoginDoor DOOR = LoginDoor.open();
    private static final LoginDoor ENCRYPTED_ALONE =
            LoginDoor.open(SamlConnectionBuilder::insecureAllowEncryptedInUnsignedResponse);
    private static final Map<Fixture, String> ENCRYPTED = new ConcurrentHashMap<>();

    /** Every vendor in every mode. */
    static List<Fixture> all() {
        List<Fixture> all = new ArrayList<>();
        for (Vendor vendor : Vendor.all()) {
            for (Mode mode : Mode.values()) {
                all.add(new Fixture(vendor, mode));
            }
        }
        return all;
    }

    static List<Fixture> inClear() {
        return all().stream().filter(fixture -> !fixture.mode().encrypted()).toList();
    }

    /**
     * For families of many attacks: to decrypt takes more time than everything else together, so of the vendors in
     * {@link Mode#ENCRYPTED_ALONE} two stand for all, unless {@code -Dattacks.all} asks for each.
     */
    static List<Fixture> most() {
        return all().stream()
                .filter(fixture -> fixture.mode() != Mode.ENCRYPTED_ALONE
                        || Boolean.getBoolean("attacks.all")
                        || fixture.vendor() == Vendor.ADFS
                        || fixture.vendor() == Vendor.KEYCLOAK)
                .toList();
    }

    VendorResponse response() {
        return VendorResponse.of(vendor);
    }

    /** The message, made anew. With {@link Mode#ENCRYPTED_ALONE} its assertion stays in clear until {@link #encode}. */
    Document good() {
        return mode == Mode.ENCRYPTED
                ? Dom.parse(ENCRYPTED.computeIfAbsent(this, any -> Dom.write(encryptedAndSigned(document -> {}))))
                : response().document(mode.signed());
    }

    /** IDs of the elements that carry a signature, as far as {@link #good} shows them. */
    List<String> signedIds() {
        return switch (mode) {
            case RESPONSE, ENCRYPTED -> List.of(VendorResponse.RESPONSE_ID);
            case ASSERTION, ENCRYPTED_ALONE -> List.of(VendorResponse.ASSERTION_ID);
            case BOTH -> List.of(VendorResponse.RESPONSE_ID, VendorResponse.ASSERTION_ID);
        };
    }

    /** Makes a copy of a signed element speak of somebody else; an encrypted assertion is replaced by a forged one. */
    void forge(Element copy) {
        if (mode != Mode.ENCRYPTED) {
            Dom.first(copy, "NameID").setTextContent(Wrapping.FORGED_NAME_ID);
            return;
        }
        Element encrypted = Dom.first(copy, "EncryptedAssertion");
        Document forged = response().with("nameId", Wrapping.FORGED_NAME_ID).document(VendorResponse.Signed.NEITHER);
        new Encrypter().encryptAssertion(forged, TestKeys.SP.getPublic());
        Element other = Dom.first(forged.getDocumentElement(), "EncryptedAssertion");
        encrypted.getParentNode().replaceChild(copy.getOwnerDocument().importNode(other, true), encrypted);
    }

    /** Whether both the person that was signed for and the forged one are in {@code xml}, or the encryption of both. */
    boolean speaksOfBoth(String xml) {
        return mode == Mode.ENCRYPTED
                ? xml.split("<\\w+:EncryptedAssertion", -1).length > 2
                : xml.contains(Wrapping.FORGED_NAME_ID) && xml.contains(VendorResponse.NAME_ID);
    }

    /** What the identity provider itself signs, edited before. */
    String signedByIdp(Consumer<Document> edit) {
        return mode == Mode.ENCRYPTED
                ? VendorResponse.encode(encryptedAndSigned(edit))
                : encode(response().edited(mode.signed(), edit));
    }

    /** A document without signatures, signed with these settings where this mode wants it, as a form field. */
    String signed(Document unsigned, Consumer<TestSigner> settings) {
        String xml = Dom.write(unsigned);
        return mode == Mode.ENCRYPTED
                ? VendorResponse.encode(response().encrypted(xml, mode.signed(), settings, new Encrypter()))
                : encode(response().sign(xml, mode.signed(), settings));
    }

    /** The text of the message, edited after it was signed; nothing where the edit finds nothing to do. */
    Optional<String> edited(UnaryOperator<String> edit) {
        String xml = Dom.write(good());
        String changed = edit.apply(xml);
        return changed.equals(xml) ? Optional.empty() : Optional.of(encode(changed));
    }

    /** The form field. */
    String encode(Document document) {
        if (mode == Mode.ENCRYPTED_ALONE) {
            clearAssertions(document)
                    .forEach(assertion ->
                            new Encrypter().encrypt(assertion, "EncryptedAssertion", TestKeys.SP.getPublic()));
        }
        return VendorResponse.encode(document);
    }

    /** The form field of a text that need not be XML. */
    String encode(String xml) {
        return VendorResponse.encode(mode == Mode.ENCRYPTED_ALONE ? EncryptedText.of(xml) : xml);
    }

    Verdict post(String samlResponse) {
        return (mode == Mode.ENCRYPTED_ALONE ? ENCRYPTED_ALONE : DOOR).post(samlResponse);
    }

    @Override
    public String toString() {
        return vendor + " " + mode;
    }

    private Document encryptedAndSigned(Consumer<Document> edit) {
        Document document = Dom.parse(response().unsigned());
        edit.accept(document);
        return response().encrypted(Dom.write(document), mode.signed(), VendorResponse.QUICKLY, new Encrypter());
    }

    private static List<Element> clearAssertions(Document document) {
        List<Element> found = new ArrayList<>();
        Node child = document.getDocumentElement().getFirstChild();
        for (; child != null; child = child.getNextSibling()) {
            if (child instanceof Element element && "Assertion".equals(element.getLocalName())) {
                found.add(element);
            }
        }
        return found;
    }
}
