package io.ssokit.testing;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Writes XML text; escapes everything it is given. An attribute or text that is null is left out. */
final class Markup {
    private final StringBuilder out = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; attributes are name, value, name, value. */
    Markup open(String name, @Nullable String... attributes) {
        tag(name, attributes);
        out.append('>');
        open.push(name);
        return this;
    }

    /** An element without content. */
    Markup empty(String name, @Nullable String... attributes) {
        tag(name, attributes);
        out.append("/>");
        return this;
    }

    /** An element with text; nothing at all when the text is null. */
    Markup text(String name, @Nullable String text, @Nullable String... attributes) {
        if (text == null) {
            return this;
        }
        open(name, attributes);
        out.append(escape(text));
        return close();
    }

    /** Well-formed XML as it is, without a declaration. */
    Markup xml(String finished) {
        out.append(finished);
        return this;
    }

    Markup close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private void tag(String name, @Nullable String... attributes) {
        out.append('<').append(name);
        for (int i = 0; i < attributes.length; i += 2) {
            String value = attributes[i + 1];
            if (value != null) {
                out.append(' ')
                        .append(attributes[i])
                        .append("=\"")
                        .append(escape(value))
                        .append('"');
            }
        }
    }

    /** Line breaks and tabs as references, so that attribute normalisation leaves them alone (XML 1.0 §3.3.3). */
    private static String escape(String text) {
        return Pages.escape(text).replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;");
    }
}
