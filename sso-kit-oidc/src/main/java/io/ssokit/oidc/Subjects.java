package io.ssokit.oidc;

/** What may name a person for good. */
final class Subjects {
    /** OpenID Connect Core 2, {@code sub}. */
    static final int MAX = 255;

    private Subjects() {}

    /**
     * It goes into logs and stores, which have no NUL; and half a surrogate pair is written as a question mark there, so that
     * two subjects would become one.
     */
    static boolean isUsable(String subject) {
        return !subject.isBlank() && subject.length() <= MAX && isStorable(subject);
    }

    /** The same for what is of any length. */
    static boolean isStorable(String text) {
        return text.codePoints().noneMatch(c -> Character.isISOControl(c) || isHalf(c));
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
