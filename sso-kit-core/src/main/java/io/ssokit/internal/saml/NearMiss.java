package io.ssokit.internal.saml;

import org.jspecify.annotations.Nullable;

/** How a value that should have been ours misses it by little: what an administrator would stare at for an hour. */
final class NearMiss {
    private NearMiss() {}

    /** {@code received} in quotes and, if it is nearly {@code expected}, in what they differ. */
    static String quote(String expected, @Nullable String received) {
        String quoted = SamlRefusal.quote(received);
        String difference = received == null ? "" : difference(expected, received);
        return difference.isEmpty() ? quoted : quoted + " (" + difference + ")";
    }

    private static String difference(String expected, String received) {
        if (received.equals(expected + "/")) {
            return "a slash too many at the end";
        }
        if (expected.equals(received + "/")) {
            return "the slash at the end is missing";
        }
        if (received.strip().equals(expected)) {
            return "white space around it";
        }
        if (received.equalsIgnoreCase(expected)) {
            return "it differs in upper and lower case";
        }
        boolean scheme = received.replaceFirst("^https?:", "").equals(expected.replaceFirst("^https?:", ""));
        return scheme ? "http and https are not the same" : "";
    }
}
