package io.ssokit.servlet;

/** The two-line JSON of our answers to programs (RFC 8259 §7). */
final class JsonText {
    private JsonText() {}

    /** An object of texts. */
    static String object(String... namesAndValues) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            json.append(i == 0 ? "" : ",");
            text(json, namesAndValues[i]);
            json.append(':');
            text(json, namesAndValues[i + 1]);
        }
        return json.append('}').toString();
    }

    private static void text(StringBuilder json, String text) {
        json.append('"');
        text.chars().forEach(c -> {
            if (c < 0x20 || c == '"' || c == '\\' || c == 0x2028 || c == 0x2029) {
                json.append(String.format("\\u%04x", c));
            } else {
                json.append((char) c);
            }
        });
        json.append('"');
    }
}
