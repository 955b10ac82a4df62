package io.ssokit.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Where a wrapping can keep the signed original while a forged copy takes its place, beyond the eight of
 * {@link Wrapping}: everywhere the schemas of SAML and XML Signature are open, and where careless readers look.
 */
enum HidingPlace {
    EXTENSIONS((forged, signature) -> made(response(forged), "Extensions")),
    STATUS((forged, signature) -> Dom.find(response(forged), "Status")),
    STATUS_CODE((forged, signature) -> Dom.find(response(forged), "StatusCode")),
    STATUS_MESSAGE((forged, signature) ->
            Dom.find(response(forged), "Status").flatMap(status -> made(status, "StatusMessage"))),
    STATUS_DETAIL((forged, signature) ->
            Dom.find(response(forged), "Status").flatMap(status -> made(status, "StatusDetail"))),
    FOREIGN((forged, signature) -> made(response(forged), "urn:example:foreign", "Wrapper")),
    SOAP_BODY((forged, signature) -> made(response(forged), "http://schemas.xmlsoap.org/soap/envelope/", "Body")),
    ENCRYPTED_ASSERTION((forged, signature) -> made(response(forged), Dom.SAML, "EncryptedAssertion")),
    ENCRYPTED_DATA((forged, signature) -> made(response(forged), Dom.SAML, "EncryptedAssertion")
            .flatMap(wrapper -> made(wrapper, "http://www.w3.org/2001/04/xmlenc#", "EncryptedData"))),
    INNER_RESPONSE((forged, signature) -> made(response(forged), Dom.SAMLP, "Response")),
    FORGED_ITSELF((forged, signature) -> Optional.of(forged)),
    ADVICE((forged, signature) -> assertion(forged).flatMap(assertion -> made(assertion, Dom.SAML, "Advice"))),
    ISSUER((forged, signature) -> Dom.find(forged, "Issuer")),
    SUBJECT((forged, signature) -> Dom.find(forged, "Subject")),
    NAME_ID((forged, signature) -> Dom.find(forged, "NameID")),
    SUBJECT_CONFIRMATION((forged, signature) -> Dom.find(forged, "SubjectConfirmation")),
    SUBJECT_CONFIRMATION_DATA((forged, signature) -> Dom.find(forged, "SubjectConfirmationData")),
    CONDITIONS((forged, signature) -> Dom.find(forged, "Conditions")),
    AUTHN_CONTEXT((forged, signature) ->
            Dom.find(forged, "AuthnContext").flatMap(context -> made(context, Dom.SAML, "AuthnContextDecl"))),
    ATTRIBUTE_VALUE((forged, signature) -> Dom.find(forged, "AttributeValue")),
    SIGNATURE((forged, signature) -> Optional.of(signature)),
    OBJECT((forged, signature) -> made(signature, Dom.DS, "Object")),
    KEY_INFO((forged, signature) -> Dom.find(signature, "KeyInfo")),
    SIGNED_INFO((forged, signature) -> Dom.find(signature, "SignedInfo")),
    REFERENCE((forged, signature) -> Dom.find(signature, "Reference")),
    TRANSFORM((forged, signature) -> Dom.find(signature, "Transform")),
    DIGEST_VALUE((forged, signature) -> Dom.find(signature, "DigestValue")),
    SIGNATURE_VALUE((forged, signature) -> Dom.find(signature, "SignatureValue"));

    private final BiFunction<Element, Element, Optional<Element>> parent;

    HidingPlace(BiFunction<Element, Element, Optional<Element>> parent) {
        this.parent = parent;
    }

    /** Which of the two carries the signature. */
    private enum Carrier {
        ORIGINAL,
        FORGED,
        EACH
    }

    /**
     * Documents in which the original with this ID is hidden here and the forged copy stands where it stood; with the
     * signature left on the original, moved to the copy, or on each; under an ID of its own or under the original's.
     */
    List<Document> hide(Fixture fixture, String id) {
        List<Document> all = new ArrayList<>();
        for (Carrier carrier : Carrier.values()) {
            for (boolean sameId : List.of(true, false)) {
                hide(fixture, id, carrier, sameId).ifPresent(all::add);
            }
        }
        return all;
    }

    private Optional<Document> hide(Fixture fixture, String id, Carrier carrier, boolean sameId) {
        Document document = fixture.good();
        Element original = Dom.byId(document, id);
        Element forged = (Element) original.cloneNode(true);
        fixture.forge(forged);
        if (!sameId) {
            forged.setAttribute("ID", "_forged");
        }
        original.getParentNode().replaceChild(forged, original);
        Element own = Dom.signature(forged);
        if (carrier == Carrier.FORGED) {
            original.removeChild(Dom.signature(original));
        }
        Element signature = carrier == Carrier.ORIGINAL ? Dom.signature(original) : own;
        Optional<Element> place = parent.apply(forged, signature);
        // A signature cannot be hidden in itself: only the copy's own can hold the original.
        boolean inItself = carrier == Carrier.ORIGINAL
                && place.filter(at -> Dom.isIn(at, original)).isPresent();
        if (place.isEmpty() || inItself) {
            return Optional.empty();
        }
        if (carrier == Carrier.ORIGINAL) {
            forged.removeChild(own);
        }
        place.get().appendChild(original);
        return Optional.of(document);
    }

    private static Element response(Element forged) {
        return forged.getOwnerDocument().getDocumentElement();
    }

    private static Optional<Element> assertion(Element forged) {
        return Dom.find(forged, "Assertion");
    }

    private static Optional<Element> made(Element parent, String local) {
        return made(parent, parent.getNamespaceURI(), local);
    }

    private static Optional<Element> made(Element parent, String namespace, String local) {
        Document document = parent.getOwnerDocument();
        return Optional.of((Element) parent.appendChild(document.createElementNS(namespace, "w:" + local)));
    }
}
