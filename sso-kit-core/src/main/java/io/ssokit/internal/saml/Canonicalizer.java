package io.ssokit.internal.saml;

import java.util.Arrays;
import java.util.StringTokenizer;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Exclusive XML Canonicalization 1.0, Canonical XML 1.0 and 1.1 of one element with all it contains. For one use.
 *
 * <p>Nothing depends on this being right but good messages: what it writes is parsed again before anything is
 * believed, so a mistake here can only make a valid signature fail.
 */
final class Canonicalizer {
    private static final int MAX_PREFIXES = 64;
    private static final String[] NO_PREFIXES = {};

    private final C14n method;
    private final String[] inclusivePrefixes;
    private final @Nullable El omitted;
    private final ByteSink out;

    /** Namespace declarations written by the open elements, outermost first: prefix, name, prefix, name, … */
    private String[] rendered = new String[32];

    private int renderedSize;

    /**
     * @param prefixList the InclusiveNamespaces PrefixList: prefixes separated by white space, {@code #default} for the
     *     default namespace; only exclusive canonicalisation reads it
     */
    Canonicalizer(C14n method, String prefixList, @Nullable El omitted, ByteSink out) {
        this.method = method;
        this.omitted = omitted;
        this.out = out;
        this.inclusivePrefixes = method.exclusive() && !XmlSpace.isBlank(prefixList) ? split(prefixList) : NO_PREFIXES;
    }

    void write(El apex) {
        element(apex, true);
    }

    private void element(El element, boolean apex) {
        int outer = renderedSize;
        out.raw('<');
        out.raw(element.qName());
        namespaces(element, apex);
        if (apex && !method.exclusive() && element.inheritedXml().length > 0) {
            attributesWithInherited(element);
        } else {
            attributes(element);
        }
        out.raw('>');
        for (int i = 0; i < element.childCount(); i++) {
            child(element.child(i));
        }
        out.raw("</");
        out.raw(element.qName());
        out.raw('>');
        renderedSize = outer;
    }

    private void child(Object child) {
        if (child instanceof String text) {
            out.text(text);
        } else if (child instanceof El element) {
            if (element != omitted) {
                element(element, false);
            }
        } else if (child instanceof El.Comment comment && method.comments()) {
            out.raw("<!--");
            out.raw(comment.text());
            out.raw("-->");
        }
    }

    private void namespaces(El element, boolean apex) {
        int mine = renderedSize;
        if (!method.exclusive()) {
            declareInScope(element, apex);
        } else {
            declareUsed(element);
            for (String prefix : inclusivePrefixes) {
                declare(element, prefix);
            }
        }
        sortByPrefix(mine);
        for (int i = mine; i < renderedSize; i += 2) {
            out.raw(rendered[i].isEmpty() ? " xmlns" : " xmlns:");
            out.raw(rendered[i]);
            out.raw("=\"");
            out.value(rendered[i + 1]);
            out.raw('"');
        }
    }

    /** Canonical XML §2.3: every namespace in scope that the parent did not have; at the apex, every one. */
    private void declareInScope(El element, boolean apex) {
        El.Scope at = element.scope();
        for (int i = 0; at != null && (apex || i < element.declared()); i++, at = at.outer()) {
            declare(element, at.prefix());
        }
    }

    /** Exclusive XML Canonicalization §3: the prefixes visibly utilised, by the element's name or an attribute's. */
    private void declareUsed(El element) {
        declare(element, element.prefix());
        for (int i = 0; i < element.attributeCount(); i++) {
            String ns = element.attributeNs(i);
            if (!ns.isEmpty() && !ns.equals(Names.XML)) {
                String qName = element.attributeQName(i);
                declare(
                        element,
                        qName.substring(
                                0, qName.length() - element.attributeLocal(i).length() - 1));
            }
        }
    }

    /** Notes that {@code prefix} must be declared here, unless the open elements already say the same. */
    private void declare(El element, String prefix) {
        if (prefix.equals("xml")) {
            return;
        }
        String uri = element.scope().uriOf(prefix);
        if (uri == null || uri.equals(renderedUri(prefix))) {
            return;
        }
        if (renderedSize + 2 > rendered.length) {
            rendered = Arrays.copyOf(rendered, rendered.length * 2);
        }
        rendered[renderedSize++] = prefix;
        rendered[renderedSize++] = uri;
    }

    private @Nullable String renderedUri(String prefix) {
        for (int i = renderedSize - 2; i >= 0; i -= 2) {
            if (rendered[i].equals(prefix)) {
                return rendered[i + 1];
            }
        }
        return prefix.isEmpty() ? "" : null;
    }

    private void sortByPrefix(int from) {
        for (int i = from + 2; i < renderedSize; i += 2) {
            String prefix = rendered[i];
            String uri = rendered[i + 1];
            int at = i;
            for (; at > from && rendered[at - 2].compareTo(prefix) > 0; at -= 2) {
                rendered[at] = rendered[at - 2];
                rendered[at + 1] = rendered[at - 1];
            }
            rendered[at] = prefix;
            rendered[at + 1] = uri;
        }
    }

    private void attributes(El element) {
        for (int i = 0; i < element.attributeCount(); i++) {
            attribute(element.attributeQName(i), element.attributeValue(i));
        }
    }

    private void attribute(String qName, String value) {
        out.raw(' ');
        out.raw(qName);
        out.raw("=\"");
        out.value(value);
        out.raw('"');
    }

    /**
     * Canonical XML 1.0 §2.4 hands the ancestors' {@code xml:*} attributes down to the apex; 1.1 §2.4 only
     * {@code xml:lang} and {@code xml:space}. 1.1 also joins {@code xml:base}, which no signed SAML message has: refused.
     */
    private void attributesWithInherited(El element) {
        String[] inherited = element.inheritedXml();
        TreeMap<String, String> xml = new TreeMap<>();
        for (int i = 0; i < inherited.length; i += 4) {
            String local = inherited[i + 1];
            if (method.version11() && local.equals("base")) {
                throw SamlRefusal.structure("no xml:base above a signed element", "one");
            }
            if (!method.version11() || local.equals("lang") || local.equals("space")) {
                xml.put(local, inherited[i + 3]);
            }
        }
        boolean written = false;
        for (int i = 0; i < element.attributeCount(); i++) {
            if (element.attributeNs(i).equals(Names.XML)) {
                xml.put(element.attributeLocal(i), element.attributeValue(i));
            } else {
                if (!written && element.attributeNs(i).compareTo(Names.XML) > 0) {
                    xml.forEach((local, value) -> attribute("xml:" + local, value));
                    written = true;
                }
                attribute(element.attributeQName(i), element.attributeValue(i));
            }
        }
        if (!written) {
            xml.forEach((local, value) -> attribute("xml:" + local, value));
        }
    }

    private static String[] split(String prefixList) {
        StringTokenizer tokens = new StringTokenizer(prefixList, " \t\r\n");
        if (tokens.countTokens() > MAX_PREFIXES) {
            throw SamlRefusal.malformed("a PrefixList of at most " + MAX_PREFIXES + " prefixes", "more");
        }
        String[] prefixes = new String[tokens.countTokens()];
        for (int i = 0; i < prefixes.length; i++) {
            String token = tokens.nextToken();
            prefixes[i] = token.equals("#default") ? "" : token;
        }
        return prefixes;
    }
}
