package io.ssokit.attack;

import static io.ssokit.attack.Splice.after;
import static io.ssokit.attack.Splice.before;
import static io.ssokit.attack.Splice.remove;
import static io.ssokit.attack.Splice.replace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Signatures emptied, moved, doubled, and spliced from a genuine one and a stranger's, over forged content: S-03 and S-09
 * (CVE-2025-29774, CVE-2025-29775, CVE-2025-47949 and their kin).
 */
@ExtendWith(AttackTotal.class)
class SignatureSplicingTest {
    private static final List<String> PARTS = List.of(
            "SignedInfo",
            "SignatureValue",
            "CanonicalizationMethod",
            "SignatureMethod",
            "Reference",
            "Transforms",
            "DigestMethod",
            "DigestValue");

    @Test
    @Tag("S-03")
    @Tag("generated")
    void finish_signatureTakenAwayEmptiedOrMoved_refused() {
        Map<String, Consumer<Splice>> edits = new LinkedHashMap<>();
        edits.put("left as it is", splice -> {});
        edits.put("no signature", splice -> remove(splice.genuine()));
        edits.put("a stranger's", splice -> replace(splice.genuine(), splice.foreign()));
        edits.put("empty", splice -> splice.genuine().setTextContent(""));
        for (String part : PARTS) {
            edits.put("no " + part, splice -> remove(splice.genuine(part)));
            edits.put("empty " + part, splice -> splice.genuine(part).setTextContent(""));
            edits.put("blank " + part, splice -> splice.genuine(part).setTextContent(" \n"));
            edits.put("renamed " + part, splice -> rename(splice.genuine(part), Dom.DS, "x" + part));
            edits.put("unnamed " + part, splice -> rename(splice.genuine(part), "", part));
        }
        for (String namespace :
                List.of("http://www.w3.org/2000/09/xmldsig", "http://www.w3.org/2000/09/xmldsig2#", "")) {
            edits.put("namespace " + namespace, splice -> rename(splice.genuine(), namespace, "Signature"));
        }
        for (String place : List.of("Issuer", "Status", "Subject", "Conditions", "AttributeValue", "NameID")) {
            edits.put(
                    "moved to " + place,
                    splice -> Dom.find(splice.document().getDocumentElement(), place)
                            .ifPresent(to -> to.appendChild(splice.genuine())));
        }
        tryAll("S-03", edits);
    }

    @Test
    @Tag("S-09")
    @Tag("generated")
    void finish_signedInfoDoubled_refused() {
        Map<String, Consumer<Splice>> edits = new LinkedHashMap<>();
        for (String part : List.of("SignedInfo", "SignatureValue", "Reference", "DigestValue", "Transforms")) {
            edits.put("foreign " + part + " first", splice -> before(splice.genuine(part), splice.foreign(part)));
            edits.put("foreign " + part + " second", splice -> after(splice.genuine(part), splice.foreign(part)));
            edits.put(
                    "foreign " + part + " in the genuine one",
                    splice -> splice.genuine(part).appendChild(splice.foreign(part)));
            edits.put("genuine " + part + " in the foreign one", splice -> {
                Element genuine = splice.genuine(part);
                Element foreign = splice.foreign(part);
                replace(genuine, foreign);
                foreign.appendChild(genuine);
            });
            edits.put("foreign " + part, splice -> replace(splice.genuine(part), splice.foreign(part)));
            for (String wrapper : List.of("Object", "KeyInfo", "Manifest")) {
                edits.put("genuine " + part + " in " + wrapper, splice -> {
                    Element genuine = splice.genuine(part);
                    replace(genuine, splice.foreign(part));
                    splice.genuine().appendChild(splice.made(wrapper)).appendChild(genuine);
                });
                edits.put(
                        "foreign " + part + " in " + wrapper,
                        splice -> splice.genuine()
                                .appendChild(splice.made(wrapper))
                                .appendChild(splice.foreign(part)));
            }
        }
        edits.put("foreign signature first", splice -> before(splice.genuine(), splice.foreign()));
        edits.put("foreign signature second", splice -> after(splice.genuine(), splice.foreign()));
        edits.put(
                "foreign signature in the genuine one",
                splice -> splice.genuine().appendChild(splice.foreign()));
        edits.put("genuine signature in the foreign one", splice -> {
            replace(splice.genuine(), splice.foreign());
            splice.foreign().appendChild(splice.genuine());
        });
        tryAll("S-09", edits);
    }

    @Test
    @Tag("S-09")
    @Tag("generated")
    void finish_digestSplitByCommentOrElement_refused() {
        Map<String, Consumer<Splice>> edits = new LinkedHashMap<>();
        edits.put("comment, genuine", splice -> digest(splice, comment(splice), text(splice, splice.genuineDigest())));
        edits.put("genuine, comment", splice -> digest(splice, text(splice, splice.genuineDigest()), comment(splice)));
        edits.put(
                "foreign, comment, genuine",
                splice -> digest(
                        splice,
                        text(splice, splice.foreignDigest()),
                        comment(splice),
                        text(splice, splice.genuineDigest())));
        edits.put(
                "genuine, comment, foreign",
                splice -> digest(
                        splice,
                        text(splice, splice.genuineDigest()),
                        comment(splice),
                        text(splice, splice.foreignDigest())));
        edits.put(
                "foreign, instruction, genuine",
                splice -> digest(
                        splice,
                        text(splice, splice.foreignDigest()),
                        splice.document().createProcessingInstruction("x", "y"),
                        text(splice, splice.genuineDigest())));
        edits.put(
                "foreign in CDATA, genuine",
                splice -> digest(
                        splice,
                        splice.document().createCDATASection(splice.foreignDigest()),
                        text(splice, splice.genuineDigest())));
        edits.put(
                "element, genuine",
                splice -> digest(splice, splice.made("DigestValue"), text(splice, splice.genuineDigest())));
        edits.put(
                "genuine, element",
                splice -> digest(splice, text(splice, splice.genuineDigest()), splice.made("DigestValue")));
        edits.put(
                "foreign as attribute",
                splice -> splice.genuine("DigestValue").setAttribute("Value", splice.foreignDigest()));
        edits.put("foreign alone", splice -> digest(splice, text(splice, splice.foreignDigest())));
        tryAll("S-09", edits);
    }

    private static void tryAll(String row, Map<String, Consumer<Splice>> edits) {
        Map<String, Pack.Forgery> forgeries = new LinkedHashMap<>();
        edits.forEach((about, edit) -> {
            forgeries.put(about, Splice.each(edit));
            forgeries.put(about + ", everywhere", Splice.both(edit));
        });
        Pack.tryAll(row, forgeries).assertNoneAccepted();
    }

    private static void digest(Splice splice, Node... content) {
        Element value = splice.genuine("DigestValue");
        value.setTextContent("");
        for (Node node : content) {
            value.appendChild(node);
        }
    }

    private static Node comment(Splice splice) {
        return splice.document().createComment(splice.foreignDigest());
    }

    private static Node text(Splice splice, String text) {
        return splice.document().createTextNode(text);
    }

    private static void rename(Element element, String namespace, String local) {
        element.getOwnerDocument().renameNode(element, namespace.isEmpty() ? null : namespace, local);
    }
}
