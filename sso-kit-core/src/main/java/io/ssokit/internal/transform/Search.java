package io.ssokit.internal.transform;

/**
 * Where a text stands in another, in time that grows with the sum of their lengths. {@link String#indexOf} grows with
 * their product, and who writes scripts may choose both.
 */
final class Search {
    private static final int SHORT = 8;

    private Search() {}

    /** As {@link String#indexOf(String, int)}. */
    static int first(Evaluation run, String text, String wanted, int from) {
        int start = Math.max(0, Math.min(from, text.length()));
        run.looksAt((long) text.length() - start + wanted.length());
        return wanted.length() <= SHORT
                ? text.indexOf(wanted, start)
                : knuthMorrisPratt(text, wanted, start, text.length(), false);
    }

    /** As {@link String#lastIndexOf(String, int)}. */
    static int last(Evaluation run, String text, String wanted, int from) {
        int start = Math.max(0, Math.min(from, text.length()));
        run.looksAt((long) text.length() + wanted.length());
        if (wanted.length() <= SHORT) {
            return text.lastIndexOf(wanted, start);
        }
        int end = (int) Math.min(text.length(), (long) start + wanted.length());
        return knuthMorrisPratt(text, wanted, 0, end, true);
    }

    private static int knuthMorrisPratt(String text, String wanted, int from, int to, boolean last) {
        if (wanted.length() > to - from) {
            return -1;
        }
        int[] borders = borders(wanted);
        int found = -1;
        int matched = 0;
        for (int i = from; i < to; i++) {
            while (matched > 0 && (matched == wanted.length() || text.charAt(i) != wanted.charAt(matched))) {
                matched = borders[matched - 1];
            }
            if (text.charAt(i) == wanted.charAt(matched)) {
                matched++;
            }
            if (matched == wanted.length()) {
                found = i + 1 - matched;
                if (!last) {
                    return found;
                }
            }
        }
        return found;
    }

    private static int[] borders(String wanted) {
        int[] borders = new int[wanted.length()];
        int length = 0;
        for (int i = 1; i < wanted.length(); i++) {
            while (length > 0 && wanted.charAt(i) != wanted.charAt(length)) {
                length = borders[length - 1];
            }
            if (wanted.charAt(i) == wanted.charAt(length)) {
                length++;
            }
            borders[i] = length;
        }
        return borders;
    }
}
