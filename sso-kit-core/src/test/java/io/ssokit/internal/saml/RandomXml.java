package io.ssokit.internal.saml;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * Writes a well-formed document with everything canonical XML has a rule for: namespaces declared, shadowed, undeclared
 * and declared for nothing, attributes in namespaces, {@code xml:*} attributes, comments, CDATA, character references,
 * line ends, tabs, characters beyond the first plane, empty elements, deep nests. The same seed writes the same document.
 */
final class RandomXml {
    private static final String[] PREFIXES = {"", "a", "A", "a-b", "a.b", "ab", "saml", "xs", "\u00e9"};
    private static final String[] URIS = {
        "urn:one",
        "urn:two",
        "urn:one:more",
        "urn:three?x=1&amp;y='2'",
        "urn:\u00e9",
        "urn:\ud83d\ude00",
        "URN:ONE",
        "http://www.w3.org/2001/XMLSchema"
    };
    private static final String[] LOCALS = {"x", "Name", "\u00e9t\u00e9", "ID", "z1", "z-1", "z.1", "_"};
    private static final String[] XML_ATTRIBUTES = {"xml:lang", "xml:id", "xml:space", "xml:base"};
    private static final String[] XML_VALUES = {"", "de", "fr", "preserve", "default", "http://a.example/b/", "../c"};
    private static final String[] TEXTS = {
        "plain",
        " \n ",
        "\t",
        "a&amp;b&lt;c>d&gt;",
        "\u20ac\ud83d\ude00",
        "&#x1F600;&#128512;&#x20AC;",
        "x&#xD;y&#13;&#10;&#9;",
        "line\r\nend\rend\n",
        "<![CDATA[<&>\"]]>",
        "<![CDATA[]]>",
        "<![CDATA[]]]]><![CDATA[>]]>",
        "<![CDATA[&#65;\r\n]]>",
        "\"'&quot;&apos;",
        "\u0085\u2028\u007f\ufffd\ud7ff\ue000",
        "&#x10FFFF;]]&gt;",
        "]] >"
    };
    private static final String[] VALUES = {
        "",
        "v",
        " two  words ",
        "&quot;&amp;&lt;>&gt;&apos;",
        "a&#x9;b&#xA;c&#xD;&#x20;d",
        "tab\there\nand\r\nthere\r",
        "\u00fc\ud83d\ude80&#x1F680;",
        "\u0085\u2028\u00a0"
    };
    private static final String[] COMMENTS = {
        "<!-- c\r\n-->", "<!---->", "<!--<a b='&amp;'>]]>-->", "<!--\u00e9\ud83d\ude00 - - -->", "<!--\r\t\n-->"
    };

    private static final String XML_NS = "http://www.w3.org/XML/1998/namespace";

    /** A little below the parser's limits for depth and for namespaces in scope. */
    private static final int MAX_DEPTH = 44;

    private static final int MAX_DECLARATIONS = 60;

    private final Random random;
    private final StringBuilder out = new StringBuilder(1024);
    private final int usualDepth;
    private final int maxChildren;

    RandomXml(long seed) {
        random = new Random(seed);
        boolean chain = next(12) == 0;
        usualDepth = chain ? MAX_DEPTH : 1 + next(6);
        maxChildren = chain ? 1 : 4;
    }

    int next(int bound) {
        return random.nextInt(bound);
    }

    /** An InclusiveNamespaces PrefixList, sometimes empty, sometimes with what is bound nowhere or named twice. */
    String prefixList() {
        StringBuilder list = new StringBuilder();
        for (int i = next(5); i > 0; i--) {
            String prefix = PREFIXES[next(PREFIXES.length)];
            list.append(prefix.isEmpty() ? "#default" : prefix).append(pick("  ", " ", "\t", "\n"));
        }
        return list.append(next(6) == 0 ? "nowhere" : "").toString();
    }

    /** The document; call it once. */
    String document() {
        out.append(next(3) == 0 ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" : "");
        out.append(next(4) == 0 ? "<!-- before -->" : "");
        String[] unbound = new String[PREFIXES.length];
        unbound[0] = "";
        element(0, unbound, 0);
        out.append(next(4) == 0 ? "\n<!-- after -->\n" : "");
        return out.toString();
    }

    /**
     * @param outer the namespace name of each of PREFIXES, null where it is not bound
     * @param declared how many declarations are in scope
     */
    private void element(int depth, String[] outer, int declared) {
        String[] scope = outer.clone();
        StringBuilder declarations = new StringBuilder();
        int inScope = declared + declare(depth, scope, declarations, MAX_DECLARATIONS - declared);
        String name = name(scope, true);
        out.append('<').append(name);
        String attributes = attributes(scope);
        out.append(next(2) == 0 ? declarations + attributes : attributes + declarations);
        if (next(8) == 0) {
            out.append(pick("/>", " />", "\n/>", "></" + name + ">"));
            return;
        }
        out.append('>');
        int children = depth >= usualDepth ? 0 : Math.max(depth == 0 ? 1 : 0, next(maxChildren + 1));
        for (int i = 0; i < children; i++) {
            text();
            element(depth + 1, scope, inScope);
        }
        text();
        out.append("</").append(name).append(pick("", " ", "\n", "")).append('>');
    }

    /** Writes declarations and notes them in {@code scope}; returns how many. */
    private int declare(int depth, String[] scope, StringBuilder declarations, int room) {
        int count = 0;
        for (int p = 0; p < PREFIXES.length && count < room; p++) {
            if (next(depth == 0 ? 2 : 7) == 0) {
                scope[p] = p == 0 && next(3) == 0 ? "" : URIS[next(URIS.length)];
                attribute(declarations, p == 0 ? "xmlns" : "xmlns:" + PREFIXES[p], scope[p]);
                count++;
            }
        }
        if (count < room && next(40) == 0) {
            attribute(declarations, "xmlns:xml", XML_NS);
            count++;
        }
        return count;
    }

    private String name(String[] scope, boolean element) {
        int prefix = next(PREFIXES.length);
        boolean usable = prefix != 0 && scope[prefix] != null;
        String local = LOCALS[next(LOCALS.length)];
        return usable && (element || next(3) > 0) ? PREFIXES[prefix] + ":" + local : local;
    }

    private String attributes(String[] scope) {
        StringBuilder all = new StringBuilder();
        Set<String> names = new HashSet<>();
        for (int i = next(next(10) == 0 ? 20 : 5); i > 0; i--) {
            String name = name(scope, false);
            if (names.add(expanded(name, scope))) {
                attribute(all, name, VALUES[next(VALUES.length)]);
            }
        }
        for (String name : XML_ATTRIBUTES) {
            if (next(10) == 0) {
                attribute(all, name, XML_VALUES[next(XML_VALUES.length)]);
            }
        }
        return all.toString();
    }

    private static String expanded(String name, String[] scope) {
        int colon = name.indexOf(':');
        if (colon < 0) {
            return name;
        }
        int prefix = Arrays.asList(PREFIXES).indexOf(name.substring(0, colon));
        return scope[prefix] + name.substring(colon);
    }

    private void attribute(StringBuilder to, String name, String value) {
        char quote = value.indexOf('\'') >= 0 || next(2) == 0 ? '"' : '\'';
        to.append(pick(" ", "  ", "\n", "\t")).append(name).append(pick("=", "=", " = ", "\r\n="));
        to.append(quote).append(value).append(quote);
    }

    private void text() {
        for (int i = next(4); i > 0; i--) {
            out.append(next(6) == 0 ? COMMENTS[next(COMMENTS.length)] : TEXTS[next(TEXTS.length)]);
        }
        if (next(400) == 0) {
            // Longer than the buffers of the parser, so that it comes in pieces.
            out.append(TEXTS[next(TEXTS.length)].repeat(2_000));
        }
    }

    private String pick(String... choices) {
        return choices[next(choices.length)];
    }
}
