package io.ssokit.internal.saml;

/**
 * Writes the little XML we send: start, attributes, text, end, every value escaped. Values that XML cannot carry at all
 * (control characters) are refused, so what comes out is well-formed whatever goes in. Not thread-safe; for one document.
 */
final class XmlWriter {
    private final StringBuilder out = new StringBuilder(512);
    private boolean inStartTag;

    /** @param attributes name, value, name, value, … */
    XmlWriter start(String qName, String... attributes) {
        closeStartTag();
        out.append('<').append(qName);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ').append(attributes[i]).append("=\"");
            escape(attributes[i + 1]);
            out.append('"');
        }
        inStartTag = true;
        return this;
    }

    XmlWriter text(String text) {
        closeStartTag();
        escape(text);
        return this;
    }

    XmlWriter end(String qName) {
        if (inStartTag) {
            out.append("/>");
            inStartTag = false;
        } else {
            out.append("</").append(qName).append('>');
        }
        return this;
    }

    /** An element with nothing in it. */
    XmlWriter empty(String qName, String... attributes) {
        return start(qName, attributes).end(qName);
    }

    /** An element with nothing but text in it. */
    XmlWriter element(String qName, String text) {
        return start(qName).text(text).end(qName);
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void closeStartTag() {
        if (inStartTag) {
            out.append('>');
            inStartTag = false;
        }
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\t', '\n', '\r' -> out.append("&#").append((int) c).append(';');
                default -> {
                    requireXmlChar(c);
                    out.append(c);
                }
            }
        }
    }

    /** XML 1.0 §2.2. A lone surrogate would come out as a question mark, not as broken XML. */
    private static void requireXmlChar(char c) {
        if (c < 0x20 || c == 0xFFFE || c == 0xFFFF) {
            throw new IllegalArgumentException("XML cannot carry the character U+" + Integer.toHexString(c));
        }
    }
}
