package io.ssokit.attack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A forged element with the signature that the original had, and at hand the signature of a stranger over the forged
 * content: the parts from which signatures are spliced that say one thing to one reader and another to the next.
 *
 * @param forged the element, now speaking of somebody else
 * @param genuine its signature by the identity provider, in place
 * @param foreign a stranger's signature of it as it is now, not in the document
 */
record Splice(Document document, Element forged, Element genuine, Element foreign) {
    private static final Map<String, Node> FOREIGN = new HashMap<>();

    /** A forgery that edits each signed element of a fixture. */
    static Pack.Forgery each(Consumer<Splice> edit) {
        return fixture -> fixture.signedIds().stream().map(id -> {
            Splice splice = of(fixture, id);
            edit.accept(splice);
            return fixture.encode(splice.document());
        });
    }

    /** A forgery that edits both signed elements of a fixture at once, where there are two. */
    static Pack.Forgery both(Consumer<Splice> edit) {
        return fixture ->
                fixture.signedIds().size() < 2 ? Stream.empty() : all(edit).from(fixture);
    }

    /** A forgery that edits all signed elements of a fixture at once. */
    static Pack.Forgery all(Consumer<Splice> edit) {
        return fixture -> {
            Document document = fixture.good();
            fixture.forge(document.getDocumentElement());
            List<String> ids = fixture.signedIds();
            ids.forEach(id -> edit.accept(of(fixture, document, id)));
            return Stream.of(fixture.encode(document));
        };
    }

    private static Splice of(Fixture fixture, String id) {
        Document document = fixture.good();
        fixture.forge(Dom.byId(document, id));
        return of(fixture, document, id);
    }

    private static Splice of(Fixture fixture, Document document, String id) {
        Element forged = Dom.byId(document, id);
        Node foreign = FOREIGN.computeIfAbsent(fixture + id, any -> strangersSignature(fixture, document, id));
        return new Splice(document, forged, Dom.signature(forged), (Element) document.importNode(foreign, true));
    }

    private static Node strangersSignature(Fixture fixture, Document document, String id) {
        Document strangers = (Document) document.cloneNode(true);
        Element theirs = Dom.byId(strangers, id);
        theirs.removeChild(Dom.signature(theirs));
        fixture.response()
                .signer()
                .with(signer -> signer.key = TestKeys.STRANGER.getPrivate())
                .sign(strangers, id);
        return Dom.signature(theirs);
    }

    Element genuine(String part) {
        return Dom.first(genuine, part);
    }

    Element foreign(String part) {
        return Dom.first(foreign, part);
    }

    /** The digest that the identity provider signed. */
    String genuineDigest() {
        return genuine("DigestValue").getTextContent();
    }

    /** The digest of the forged content. */
    String foreignDigest() {
        return foreign("DigestValue").getTextContent();
    }

    /** A new, empty element of XML Signature. */
    Element made(String local) {
        return document.createElementNS(Dom.DS, "w:" + local);
    }

    static void remove(Element element) {
        element.getParentNode().removeChild(element);
    }

    static void before(Element place, Element added) {
        place.getParentNode().insertBefore(added, place);
    }

    static void after(Element place, Element added) {
        place.getParentNode().insertBefore(added, place.getNextSibling());
    }

    static void replace(Element old, Element by) {
        old.getParentNode().replaceChild(by, old);
    }
}
