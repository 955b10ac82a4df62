package io.ssokit.internal.saml;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;
import org.xml.sax.ext.Locator2;

/**
 * Turns the events of a parse into an {@link El} tree, refusing at the first event that breaks a limit. Stays with its
 * parser and is used for one document after the other; one that has refused is not used again. Not thread-safe.
 */
final class TreeBuilder extends DefaultHandler2 {
    private static final String[] NO_STRINGS = {};
    private static final Set<String> XML_ATTRIBUTES = Set.of("lang", "space", "base", "id");

    /** Room kept from one document to the next; what a document needs beyond that is given back. */
    private static final int KEPT_CHARS = 8 * 1024;

    private static final int KEPT_CHILDREN = 64;

    /** Strings of one attribute, as {@link El} has them. */
    private static final int WIDTH = 4;

    private final List<Frame> frames = new ArrayList<>(12);
    /** The text since the last tag as long as it came in one piece, as it mostly does; the rest is put together. */
    private @Nullable String onlyPiece;

    private StringBuilder text = new StringBuilder(256);
    private XmlLimits limits = XmlLimits.MESSAGE;
    private @Nullable Predicate<El> dropped;
    private El.Scope scope = El.Scope.EMPTY;
    private int declared;
    private int depth;
    private int nodes;
    private @Nullable Locator locator;
    private @Nullable El root;

    /**
     * Starts a document.
     *
     * @param newDropped which elements are left out of their parents; null for none
     */
    void begin(XmlLimits newLimits, @Nullable Predicate<El> newDropped) {
        limits = newLimits;
        dropped = newDropped;
        scope = El.Scope.EMPTY;
        declared = 0;
        depth = 0;
        nodes = 0;
        onlyPiece = null;
        root = null;
    }

    /** The root of the document that has ended; the builder keeps nothing of it. */
    El finish() {
        El finished = root;
        if (finished == null) {
            throw SamlRefusal.malformed("one XML element", "none");
        }
        root = null;
        dropped = null;
        if (text.capacity() > KEPT_CHARS) {
            text = new StringBuilder(256);
        }
        return finished;
    }

    /** An element whose end has not been seen. Reused for the next element of the same depth. */
    private static final class Frame {
        private String ns = "";
        private String prefix = "";
        private String local = "";
        private String qName = "";
        private String[] attributes = NO_STRINGS;
        private String[] inheritedXml = NO_STRINGS;
        private String @Nullable [] bequeathedXml; // made for the first child, the same for all others
        private El.Scope scope = El.Scope.EMPTY;
        private int declared;
        private int nodesBefore;
        private List<Object> children = new ArrayList<>();

        El finish() {
            Object[] all = children.toArray();
            if (all.length > KEPT_CHILDREN) {
                children = new ArrayList<>();
            } else {
                children.clear();
            }
            return new El(ns, prefix, local, qName, attributes, scope, declared, inheritedXml, all);
        }
    }

    @Override
    public void setDocumentLocator(Locator documentLocator) {
        locator = documentLocator;
    }

    @Override
    public void startPrefixMapping(String prefix, String uri) {
        // Binding "xml" to its own name is legal and says nothing; canonical XML never writes it.
        if (!"xml".equals(prefix)) {
            scope = scope.with(prefix, uri);
            declared++;
        }
    }

    @Override
    public void startElement(String ns, String local, String qName, Attributes attributes) {
        flushText();
        refuseOtherXmlVersions();
        if (depth >= limits.depth()) {
            throw SamlRefusal.malformed("at most " + limits.depth() + " levels of elements", "more");
        }
        if (attributes.getLength() + declared > limits.attributes()) {
            throw SamlRefusal.malformed("at most " + limits.attributes() + " attributes of one element", "more");
        }
        if (scope.size() > limits.namespaces()) {
            throw SamlRefusal.malformed("at most " + limits.namespaces() + " namespaces in scope", "more");
        }
        Frame parent = depth == 0 ? null : frames.get(depth - 1);
        Frame frame = frameAt(depth++);
        frame.nodesBefore = nodes;
        countNode();
        frame.ns = ns;
        frame.local = local;
        frame.qName = qName;
        frame.prefix = prefixOf(qName, local);
        frame.attributes = sorted(attributes);
        frame.inheritedXml = parent == null ? NO_STRINGS : bequeathed(parent);
        frame.bequeathedXml = null;
        frame.scope = scope;
        frame.declared = declared;
        declared = 0;
    }

    @Override
    public void endElement(String ns, String local, String qName) {
        flushText();
        Frame ended = frames.get(--depth);
        El element = ended.finish();
        if (depth == 0) {
            root = element;
            scope = El.Scope.EMPTY;
        } else {
            Frame parent = frames.get(depth - 1);
            if (dropped != null && dropped.test(element)) {
                nodes = ended.nodesBefore;
            } else {
                parent.children.add(element);
            }
            scope = parent.scope;
        }
    }

    @Override
    public void characters(char[] chars, int start, int length) {
        addText(chars, start, length);
    }

    @Override
    public void ignorableWhitespace(char[] chars, int start, int length) {
        addText(chars, start, length);
    }

    @Override
    public void comment(char[] chars, int start, int length) {
        if (depth > 0) {
            flushText();
            countNode();
            frames.get(depth - 1).children.add(new El.Comment(new String(chars, start, length)));
        }
    }

    @Override
    public void processingInstruction(String target, String data) {
        throw SamlRefusal.malformed("no processing instruction", "one");
    }

    @Override
    public void startDTD(String name, String publicId, String systemId) {
        throw SamlRefusal.malformed("no DOCTYPE", "one");
    }

    @Override
    public void skippedEntity(String name) {
        throw SamlRefusal.malformed("no entity reference", "one");
    }

    @Override
    public InputSource resolveEntity(String name, String publicId, String baseUri, String systemId) {
        throw SamlRefusal.malformed("no external entity", "one");
    }

    @Override
    public InputSource resolveEntity(String publicId, String systemId) {
        throw SamlRefusal.malformed("no external entity", "one");
    }

    @Override
    public void fatalError(SAXParseException problem) throws SAXParseException {
        throw problem;
    }

    @Override
    public void error(SAXParseException problem) throws SAXParseException {
        throw problem;
    }

    /** XML 1.1 has other line ends and control characters, and canonical XML is defined on XML 1.0 alone. */
    private void refuseOtherXmlVersions() {
        if (depth == 0 && locator instanceof Locator2 here) {
            String version = here.getXMLVersion();
            if (version != null && !version.equals("1.0")) {
                throw SamlRefusal.malformed("XML 1.0", "another version of XML");
            }
        }
    }

    private void countNode() {
        if (++nodes > limits.nodes()) {
            throw SamlRefusal.malformed("at most " + limits.nodes() + " XML nodes", "more");
        }
    }

    private void addText(char[] chars, int start, int length) {
        if (onlyPiece == null && text.length() == 0) {
            onlyPiece = new String(chars, start, length);
            return;
        }
        if (onlyPiece != null) {
            text.append(onlyPiece);
            onlyPiece = null;
        }
        text.append(chars, start, length);
    }

    private void flushText() {
        String whole = onlyPiece;
        if (whole == null) {
            whole = text.length() == 0 ? "" : text.toString();
            text.setLength(0);
        }
        onlyPiece = null;
        if (!whole.isEmpty() && depth > 0) {
            countNode();
            frames.get(depth - 1).children.add(whole);
        }
    }

    private Frame frameAt(int index) {
        if (index == frames.size()) {
            frames.add(new Frame());
        }
        return frames.get(index);
    }

    /** The prefix as its declaration spells it, so that no string is made for it. */
    private String prefixOf(String qName, String local) {
        int length = qName.length() - local.length() - 1;
        for (El.Scope at = scope; at != null && length > 0; at = at.outer()) {
            if (at.prefix().length() == length && qName.startsWith(at.prefix())) {
                return at.prefix();
            }
        }
        return length > 0 ? qName.substring(0, length) : "";
    }

    /**
     * Flattens and sorts by (namespace name, local name), the order in which canonical XML writes attributes. By binary
     * insertion: names are as long as the sender likes, so what counts is how often two of them are compared.
     */
    private static String[] sorted(Attributes attributes) {
        int count = attributes.getLength();
        if (count == 0) {
            return NO_STRINGS;
        }
        String[] flat = new String[count * WIDTH];
        for (int i = 0; i < count; i++) {
            int at = placeOf(attributes.getURI(i), attributes.getLocalName(i), flat, i) * WIDTH;
            System.arraycopy(flat, at, flat, at + WIDTH, i * WIDTH - at);
            flat[at] = attributes.getURI(i);
            flat[at + 1] = attributes.getLocalName(i);
            flat[at + 2] = attributes.getQName(i);
            flat[at + 3] = attributes.getValue(i);
        }
        return flat;
    }

    /** Where a name belongs among the first {@code size} of {@code flat}; most attributes come in order, at the end. */
    private static int placeOf(String ns, String local, String[] flat, int size) {
        int from = 0;
        int to = size;
        int probe = size - 1;
        while (from < to) {
            if (comesAfter(flat, probe * WIDTH, ns, local)) {
                to = probe;
            } else {
                from = probe + 1;
            }
            probe = (from + to) / 2;
        }
        return from;
    }

    private static boolean comesAfter(String[] flat, int at, String ns, String local) {
        // The parser has one instance per namespace name: equals() sees that at once, compareTo() reads to the end.
        int byNs = flat[at].equals(ns) ? 0 : flat[at].compareTo(ns);
        return byNs > 0 || byNs == 0 && flat[at + 1].compareTo(local) > 0;
    }

    private static String[] bequeathed(Frame parent) {
        String[] known = parent.bequeathedXml;
        if (known == null) {
            known = withXmlAttributesOf(parent);
            parent.bequeathedXml = known;
        }
        return known;
    }

    /**
     * The {@code xml:*} attributes a child of {@code parent} inherits: the parent's own, then its ancestors'. Only the
     * four that exist, so that the list stays short whatever a message says.
     */
    private static String[] withXmlAttributesOf(Frame parent) {
        List<String> merged = null;
        for (int i = 0; i < parent.attributes.length; i += 4) {
            if (parent.attributes[i].equals(Names.XML) && XML_ATTRIBUTES.contains(parent.attributes[i + 1])) {
                merged = merged == null ? new ArrayList<>() : merged;
                merged.addAll(List.of(parent.attributes).subList(i, i + 4));
            }
        }
        if (merged == null) {
            return parent.inheritedXml;
        }
        for (int i = 0; i < parent.inheritedXml.length; i += 4) {
            if (!holds(merged, parent.inheritedXml[i + 1])) {
                merged.addAll(List.of(parent.inheritedXml).subList(i, i + 4));
            }
        }
        return merged.toArray(NO_STRINGS);
    }

    private static boolean holds(List<String> flat, String local) {
        for (int i = 1; i < flat.size(); i += 4) {
            if (flat.get(i).equals(local)) {
                return true;
            }
        }
        return false;
    }
}
