package io.ssokit.internal.saml;

/** White space as XML 1.0 §2.3 defines it: space, tab, carriage return, line feed; nothing else. */
final class XmlSpace {
    private XmlSpace() {}

    static boolean is(char c) {
        return c == ' ' || c == '\n' || c == '\r' || c == '\t';
    }

    static boolean isBlank(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static String trim(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && is(text.charAt(from))) {
            from++;
        }
        while (to > from && is(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    /** {@code text} without any white space; the same instance if there is none. */
    static String remove(String text) {
        // Four searches by the JDK's intrinsic are several times faster than one loop over the characters.
        boolean none =
                text.indexOf('\n') < 0 && text.indexOf('\r') < 0 && text.indexOf(' ') < 0 && text.indexOf('\t') < 0;
        if (none) {
            return text;
        }
        StringBuilder rest = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            if (!is(text.charAt(i))) {
                rest.append(text.charAt(i));
            }
        }
        return rest.toString();
    }
}
