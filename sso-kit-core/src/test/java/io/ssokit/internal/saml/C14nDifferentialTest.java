package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.c14n.Canonicalizer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Our canonical XML against Apache Santuario's, on generated documents with namespaces declared, shadowed and undeclared,
 * inherited {@code xml:*} attributes, comments, CDATA, references, line ends and non-ASCII text. The seed and the number
 * of documents can be set: {@code -Dc14n.seed=7 -Dc14n.documents=60000}.
 */
class C14nDifferentialTest {
    private static final long SEED = Long.getLong("c14n.seed", 20261122L);
    private static final int DOCUMENTS = Integer.getInteger("c14n.documents", 3_000);

    @BeforeAll
    static void startSantuario() {
        org.apache.xml.security.Init.init();
    }

    @Test
    void canonicalize_generatedDocuments_sameBytesAsSantuario() throws Exception {
        int compared = 0;
        for (int i = 0; i < DOCUMENTS; i++) {
            RandomXml random = new RandomXml(SEED + i);
            byte[] xml = random.document().getBytes(StandardCharsets.UTF_8);
            C14n method = C14n.values()[i % C14n.values().length];
            String prefixes = method.exclusive() ? random.prefixList() : "";
            Document theirs = parseWithDom(xml);
            El ours = Xml.parse(xml, XmlLimits.MESSAGE);
            int path = random.next(4);
            compare(seedOf(i), ours, theirs.getDocumentElement(), method, prefixes, path);
            compared++;
        }
        System.out.println("c14n: " + compared + " documents compared with Santuario, 0 differences");
        assertThat(compared).isEqualTo(DOCUMENTS).isPositive();
    }

    @Test
    void canonicalize_inclusiveBelowTwoLanguages_inheritsTheNearest() {
        El root = Xml.parse(
                "<a xml:lang='de'><b xml:lang='fr'><c/></b></a>".getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        El c = root.elements().get(0).elements().get(0);
        assertThat(new String(ours(c, C14n.INCLUSIVE, ""), StandardCharsets.UTF_8))
                .isEqualTo("<c xml:lang=\"fr\"></c>");
    }

    @Test
    void canonicalize_ownOutput_unchanged() {
        for (int i = 0; i < DOCUMENTS / 4; i++) {
            byte[] xml = new RandomXml(SEED - i).document().getBytes(StandardCharsets.UTF_8);
            byte[] once = ours(Xml.parse(xml, XmlLimits.MESSAGE), C14n.EXCLUSIVE, "");
            byte[] twice = ours(Xml.parse(once, XmlLimits.MESSAGE), C14n.EXCLUSIVE, "");
            assertThat(new String(twice, StandardCharsets.UTF_8)).isEqualTo(new String(once, StandardCharsets.UTF_8));
        }
    }

    /** Descends {@code path} times into the first child element, if there is one, and compares that subtree. */
    private static void compare(String about, El ours, Element theirs, C14n method, String prefixes, int path)
            throws Exception {
        El el = ours;
        Element element = theirs;
        for (int i = 0; i < path && !el.elements().isEmpty(); i++) {
            el = el.elements().get(0);
            element = firstElement(element);
        }
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Canonicalizer santuario = Canonicalizer.getInstance(method.uri());
        if (prefixes.isEmpty()) {
            santuario.canonicalizeSubtree(element, expected);
        } else {
            santuario.canonicalizeSubtree(element, prefixes, expected);
        }
        assertThat(new String(ours(el, method, prefixes), StandardCharsets.UTF_8))
                .as("%s %s [%s]", about, method, prefixes)
                .isEqualTo(expected.toString(StandardCharsets.UTF_8));
    }

    private static Element firstElement(Element parent) {
        Node child = parent.getFirstChild();
        while (!(child instanceof Element)) {
            child = child.getNextSibling();
        }
        return (Element) child;
    }

    private static String seedOf(int i) {
        return "seed " + (SEED + i);
    }

    private static byte[] ours(El el, C14n method, String prefixes) {
        ByteSink out = new ByteSink(16, XmlLimits.MESSAGE.bytes());
        Xml.canonicalize(el, method, prefixes, null, out);
        return out.toByteArray();
    }

    private static Document parseWithDom(byte[] xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    /** Writes well-formed documents with everything canonical XML has a rule for. */
    private static final class RandomXml {
        private static final String[] PREFIXES = {"", "a", "b", "saml", "xs"};
        private static final String[] URIS = {"urn:one", "urn:two", "urn:three?x=1&amp;y=2", "urn:\u00e9"};
        private static final String[] LOCALS = {"x", "Name", "\u00e9t\u00e9", "ID", "z1"};
        private static final String[] TEXTS = {
            "plain",
            " \n ",
            "a&amp;b&lt;c>d",
            "\u20ac\ud83d\ude00",
            "x&#xD;y",
            "line\r\nend",
            "<![CDATA[<&>\"]]>",
            "\"'",
            ""
        };
        private static final String[] VALUES = {
            "", "v", " two  words ", "&quot;&amp;&lt;>", "a&#x9;b&#xA;c&#xD;", "tab\there", "\u00fc\ud83d\ude80"
        };

        private final Random random;
        private final StringBuilder out = new StringBuilder();

        RandomXml(long seed) {
            random = new Random(seed);
        }

        int next(int bound) {
            return random.nextInt(bound);
        }

        String prefixList() {
            return switch (next(4)) {
                case 0 -> "";
                case 1 -> "a #default";
                case 2 -> "xs  saml\tb";
                default -> "a b saml xs #default nowhere";
            };
        }

        String document() {
            out.append(next(3) == 0 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" : "");
            out.append(next(4) == 0 ? "<!-- before -->" : "");
            element(0, new String[] {"", null, null, null, null});
            out.append(next(4) == 0 ? "\n<!-- after -->\n" : "");
            return out.toString();
        }

        /** @param bound the namespace name of each of PREFIXES, null where it is not bound */
        private void element(int depth, String[] bound) {
            String[] scope = bound.clone();
            StringBuilder declarations = new StringBuilder();
            for (int p = 0; p < PREFIXES.length; p++) {
                if (next(depth == 0 ? 2 : 5) == 0) {
                    scope[p] = p == 0 && next(3) == 0 ? "" : URIS[next(URIS.length)];
                    declarations
                            .append(p == 0 ? " xmlns" : " xmlns:" + PREFIXES[p])
                            .append("=\"")
                            .append(scope[p])
                            .append('"');
                }
            }
            String name = name(scope, true);
            out.append('<').append(name);
            String attributes = attributes(depth, scope);
            out.append(next(2) == 0 ? declarations + attributes : attributes + declarations);
            if (next(6) == 0) {
                out.append("/>");
                return;
            }
            out.append('>');
            int children = depth > 4 ? 0 : next(4);
            for (int i = 0; i < children; i++) {
                text();
                element(depth + 1, scope);
            }
            text();
            out.append("</").append(name).append('>');
        }

        private String name(String[] scope, boolean element) {
            int prefix = next(PREFIXES.length);
            boolean usable = prefix != 0 && scope[prefix] != null;
            String local = LOCALS[next(LOCALS.length)];
            return usable && (element || next(2) == 0) ? PREFIXES[prefix] + ":" + local : local;
        }

        private String attributes(int depth, String[] scope) {
            StringBuilder all = new StringBuilder();
            Set<String> names = new HashSet<>();
            for (int i = next(4); i > 0; i--) {
                String name = name(scope, false);
                if (names.add(expanded(name, scope))) {
                    attribute(all, name);
                }
            }
            // Where two ancestors differ Santuario hands down the farther one, against Canonical XML 1.0 §2.4.
            if (depth == 0 || depth > 2) {
                xmlAttributes(all);
            }
            return all.toString();
        }

        private void xmlAttributes(StringBuilder all) {
            if (next(3) == 0) {
                attribute(all, "xml:lang");
            }
            if (next(4) == 0) {
                attribute(all, "xml:id");
            }
            if (next(4) == 0) {
                all.append(" xml:space=\"preserve\"");
            }
        }

        private static String expanded(String name, String[] scope) {
            int colon = name.indexOf(':');
            if (colon < 0) {
                return name;
            }
            int prefix = Arrays.asList(PREFIXES).indexOf(name.substring(0, colon));
            return scope[prefix] + name.substring(colon);
        }

        private void attribute(StringBuilder to, String name) {
            char quote = next(2) == 0 ? '"' : '\'';
            to.append(next(3) == 0 ? "  " : " ").append(name).append('=').append(quote);
            to.append(VALUES[next(VALUES.length)]).append(quote);
        }

        private void text() {
            for (int i = next(3); i > 0; i--) {
                out.append(next(8) == 0 ? "<!-- c\n-->" : TEXTS[next(TEXTS.length)]);
            }
        }
    }
}
