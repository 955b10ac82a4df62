package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.c14n.Canonicalizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.w3c.dom.Attr;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A second opinion on our canonical XML: Apache Santuario's, byte for byte, for all methods we accept, from any element
 * of a generated document, with PrefixLists and with an element left out as an enveloped signature is. A few thousand
 * documents in a normal build; {@code -Dc14n.documents=100000} compares more, {@code -Dc14n.seed=7} others.
 */
class C14nDifferentialTest {
    private static final long SEED = Long.getLong("c14n.seed", 20261122L);
    private static final int DOCUMENTS = Integer.getInteger("c14n.documents", 5_000);
    private static final int MAX_SHOWN = 3;

    private static DocumentBuilder parser;

    /** What came of the documents so far. */
    private static final class Tally {
        private final List<String> differing = new ArrayList<>();
        private int documents;
        private int comparisons;
        private int refusals;
        private int differ;
    }

    /** One element in both trees, and one inside it that is left out of both; the latter may be null. */
    private record Subtree(El ours, Element theirs, El omitted, Element removed, String prefixes) {
        static Subtree choose(RandomXml random, El ours, Element theirs) {
            List<El> all = elements(ours);
            int apex = random.next(3) == 0 ? 0 : random.next(all.size());
            El el = all.get(apex);
            Element element = elements(theirs).get(apex);
            List<El> inside = elements(el);
            int omitted = random.next(3) == 0 ? random.next(inside.size()) : 0;
            return new Subtree(
                    el,
                    element,
                    omitted == 0 ? null : inside.get(omitted),
                    omitted == 0 ? null : elements(element).get(omitted),
                    random.prefixList());
        }
    }

    @BeforeAll
    static void startSantuario() throws Exception {
        org.apache.xml.security.Init.init();
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        parser = factory.newDocumentBuilder();
    }

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void canonicalize_generatedDocuments_sameBytesAsSantuario() throws Exception {
        Tally tally = new Tally();
        for (int i = 0; i < DOCUMENTS; i++) {
            RandomXml random = new RandomXml(SEED + i);
            byte[] xml = random.document().getBytes(StandardCharsets.UTF_8);
            Document theirs = parser.parse(new ByteArrayInputStream(xml));
            El ours = Xml.parse(xml, XmlLimits.MESSAGE);
            Subtree subtree = Subtree.choose(random, ours, theirs.getDocumentElement());
            keepNearestXmlAttributes(subtree.theirs());
            if (subtree.removed() != null) {
                subtree.removed().getParentNode().removeChild(subtree.removed());
            }
            int differBefore = tally.differing.size();
            for (C14n method : C14n.values()) {
                compare("seed " + (SEED + i), subtree, method, tally);
            }
            tally.documents++;
            tally.differ += tally.differing.size() > differBefore ? 1 : 0;
        }
        System.out.printf(
                "c14n: %,d documents compared, %d differ (%,d comparisons with Santuario, %,d refused for xml:base)%n",
                tally.documents, tally.differ, tally.comparisons, tally.refusals);
        assertThat(tally.differing.stream().limit(MAX_SHOWN)).isEmpty();
        assertThat(tally.documents).isEqualTo(DOCUMENTS).isPositive();
        assertThat(tally.comparisons).isGreaterThan(5 * DOCUMENTS);
    }

    @Test
    void canonicalize_inclusiveBelowTwoLanguages_inheritsTheNearest() {
        El root = Xml.parse(
                "<a xml:lang='de'><b xml:lang='fr'><c/></b></a>".getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        El c = root.elements().get(0).elements().get(0);
        assertThat(new String(ours(c, C14n.INCLUSIVE, "", null), StandardCharsets.UTF_8))
                .isEqualTo("<c xml:lang=\"fr\"></c>");
    }

    @Test
    void canonicalize_ownOutput_unchanged() {
        for (int i = 0; i < DOCUMENTS / 4; i++) {
            byte[] xml = new RandomXml(SEED - i).document().getBytes(StandardCharsets.UTF_8);
            byte[] once = ours(Xml.parse(xml, XmlLimits.MESSAGE), C14n.EXCLUSIVE, "", null);
            byte[] twice = ours(Xml.parse(once, XmlLimits.MESSAGE), C14n.EXCLUSIVE, "", null);
            assertThat(new String(twice, StandardCharsets.UTF_8)).isEqualTo(new String(once, StandardCharsets.UTF_8));
        }
    }

    private static void compare(String about, Subtree subtree, C14n method, Tally tally) throws Exception {
        if (method.version11() && inheritsBase(subtree.ours())) {
            // Canonical XML 1.1 §2.4 joins them; nobody signs such a SAML message, and ours says so instead.
            assertThatThrownBy(() -> ours(subtree.ours(), method, "", null)).isInstanceOf(SamlRefusal.class);
            tally.refusals++;
            return;
        }
        String prefixes = method.exclusive() ? subtree.prefixes() : "";
        String theirs = santuario(subtree.theirs(), method, prefixes);
        String ours = new String(ours(subtree.ours(), method, prefixes, subtree.omitted()), StandardCharsets.UTF_8);
        tally.comparisons++;
        if (!ours.equals(theirs)) {
            tally.differing.add("%s %s [%s]%nours:   %s%ntheirs: %s".formatted(about, method, prefixes, ours, theirs));
        }
    }

    private static String santuario(Element apex, C14n method, String prefixes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Canonicalizer santuario = Canonicalizer.getInstance(method.uri());
        if (prefixes.isBlank()) {
            santuario.canonicalizeSubtree(apex, out);
        } else {
            santuario.canonicalizeSubtree(apex, prefixes, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static byte[] ours(El el, C14n method, String prefixes, El omitted) {
        ByteSink out = new ByteSink(16, 4 * XmlLimits.MESSAGE.bytes());
        Xml.canonicalize(el, method, prefixes, omitted, out);
        return out.toByteArray();
    }

    private static boolean inheritsBase(El el) {
        return List.of(el.inheritedXml()).contains("xml:base");
    }

    /**
     * Where two ancestors have the same {@code xml:*} attribute, Santuario hands the farther one down to the apex,
     * against Canonical XML 1.0 §2.4 ("nearest occurrences"): so the farther ones go before it is asked.
     */
    private static void keepNearestXmlAttributes(Element apex) {
        Set<String> seen = new HashSet<>();
        for (Node at = apex.getParentNode(); at instanceof Element ancestor; at = at.getParentNode()) {
            for (int i = ancestor.getAttributes().getLength() - 1; i >= 0; i--) {
                Attr attribute = (Attr) ancestor.getAttributes().item(i);
                if (attribute.getName().startsWith("xml:") && !seen.add(attribute.getName())) {
                    ancestor.removeAttributeNode(attribute);
                }
            }
        }
    }

    /** {@code root} and the elements in it, in document order. */
    private static List<El> elements(El root) {
        List<El> all = new ArrayList<>(List.of(root));
        root.elements().forEach(child -> all.addAll(elements(child)));
        return all;
    }

    private static List<Element> elements(Element root) {
        List<Element> all = new ArrayList<>(List.of(root));
        for (Node child = root.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                all.addAll(elements(element));
            }
        }
        return all;
    }
}
