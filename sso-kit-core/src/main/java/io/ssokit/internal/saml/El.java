package io.ssokit.internal.saml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable XML element: name, attributes, children and the namespaces in scope. There is no parent pointer, no ID
 * table and no query language, so nothing can be found in a tree except by walking down from its root.
 *
 * <p>An {@code El} by itself is <em>untrusted</em>; whether its content may be believed depends on where it came from
 * (see {@link SignedXml#root()}).
 */
final class El {
    /** Strings in one attribute: namespace name, local name, qualified name, value. */
    private static final int ATTRIBUTE_WIDTH = 4;

    private final String ns;
    private final String prefix;
    private final String local;
    private final String qName;
    private final String[] attributes;
    private final Scope scope;
    private final int declared;
    private final String[] inheritedXml;
    private final Object[] children;

    /**
     * @param attributes sorted as canonical XML wants them: by namespace name, then local name
     * @param declared how many of the innermost bindings of {@code scope} this element declares itself
     * @param inheritedXml {@code xml:*} attributes of the ancestors, in the layout of {@code attributes}
     * @param children {@link El}, {@link String} (text) and {@link Comment}, in document order
     */
    El(
            String ns,
            String prefix,
            String local,
            String qName,
            String[] attributes,
            Scope scope,
            int declared,
            String[] inheritedXml,
            Object[] children) {
        this.ns = ns;
        this.prefix = prefix;
        this.local = local;
        this.qName = qName;
        this.attributes = attributes;
        this.scope = scope;
        this.declared = declared;
        this.inheritedXml = inheritedXml;
        this.children = children;
    }

    /** A comment; only canonicalisation "with comments" ever looks at it. */
    record Comment(String text) {}

    /** Namespace bindings in scope, innermost first; a persistent list shared between an element and its ancestors. */
    record Scope(
            String prefix, String uri, int size, @Nullable Scope outer) {
        /** The end of every list: the default namespace is "no namespace". */
        static final Scope EMPTY = new Scope("", "", 0, null);

        /** This scope with one more binding. */
        Scope with(String newPrefix, String newUri) {
            return new Scope(newPrefix, newUri, size + 1, this);
        }

        /** The namespace name bound to {@code prefix}, or null if it is not bound. */
        @Nullable
        String uriOf(String prefix) {
            for (Scope at = this; at != null; at = at.outer) {
                if (at.prefix.equals(prefix)) {
                    return at.uri;
                }
            }
            return null;
        }
    }

    /** The same element with other children; they keep the namespaces they were parsed with. */
    El withChildren(Object[] others) {
        return new El(ns, prefix, local, qName, attributes, scope, declared, inheritedXml, others.clone());
    }

    boolean is(String namespace, String localName) {
        return local.equals(localName) && ns.equals(namespace);
    }

    String ns() {
        return ns;
    }

    String local() {
        return local;
    }

    String qName() {
        return qName;
    }

    /** The prefix of this element's name; empty if it has none. */
    String prefix() {
        return prefix;
    }

    Scope scope() {
        return scope;
    }

    int declared() {
        return declared;
    }

    /** The value of the attribute without a namespace, or null. SAML defines no attribute in a namespace of its own. */
    @Nullable
    String attribute(String localName) {
        return attribute("", localName);
    }

    /** The value of the attribute in {@code namespace}, or null. */
    @Nullable
    String attribute(String namespace, String localName) {
        for (int i = 0; i < attributes.length; i += ATTRIBUTE_WIDTH) {
            if (attributes[i + 1].equals(localName) && attributes[i].equals(namespace)) {
                return attributes[i + 3];
            }
        }
        return null;
    }

    int attributeCount() {
        return attributes.length / ATTRIBUTE_WIDTH;
    }

    String attributeNs(int index) {
        return attributes[index * ATTRIBUTE_WIDTH];
    }

    String attributeLocal(int index) {
        return attributes[index * ATTRIBUTE_WIDTH + 1];
    }

    String attributeQName(int index) {
        return attributes[index * ATTRIBUTE_WIDTH + 2];
    }

    String attributeValue(int index) {
        return attributes[index * ATTRIBUTE_WIDTH + 3];
    }

    /** {@code xml:*} attributes of ancestors as {@code namespace, local, qName, value} quadruples; almost always empty. */
    String[] inheritedXml() {
        return inheritedXml;
    }

    int childCount() {
        return children.length;
    }

    /** The child at {@code index}: an {@link El}, a {@link String} or a {@link Comment}. */
    Object child(int index) {
        return children[index];
    }

    /** All child elements. */
    List<El> elements() {
        List<El> found = new ArrayList<>(children.length);
        for (Object child : children) {
            if (child instanceof El element) {
                found.add(element);
            }
        }
        return found;
    }

    /** The child elements of one name. */
    List<El> elements(String namespace, String localName) {
        List<El> found = new ArrayList<>(2);
        for (Object child : children) {
            if (child instanceof El element && element.is(namespace, localName)) {
                found.add(element);
            }
        }
        return found;
    }

    /** The first child element of this name, or null. */
    @Nullable
    El first(String namespace, String localName) {
        for (Object child : children) {
            if (child instanceof El element && element.is(namespace, localName)) {
                return element;
            }
        }
        return null;
    }

    /** How many child elements of this name there are. */
    int count(String namespace, String localName) {
        int count = 0;
        for (Object child : children) {
            if (child instanceof El element && element.is(namespace, localName)) {
                count++;
            }
        }
        return count;
    }

    boolean hasElements() {
        for (Object child : children) {
            if (child instanceof El) {
                return true;
            }
        }
        return false;
    }

    /** Whether any text other than white space stands directly in this element. */
    boolean hasText() {
        for (Object child : children) {
            if (child instanceof String text && !XmlSpace.isBlank(text)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The whole text directly in this element, with comments left out and never cut at one. Meaningful only where
     * {@link #hasElements()} is false.
     */
    String text() {
        if (children.length == 1 && children[0] instanceof String only) {
            return only;
        }
        StringBuilder all = new StringBuilder();
        for (Object child : children) {
            if (child instanceof String text) {
                all.append(text);
            }
        }
        return all.toString();
    }
}
