package io.ssokit.oidc;

/** What may name a person for good. */
final class Subjects {
    /** OpenID Connect Core 2, {@code sub}. */
    static final int MAX = 255;

    private Subjects() {}

    /** It goes into logs and stores, which have no NUL. */
    static boolean isUsable(String subject) {
        return !subject.isBlank() && subject.length() <= MAX && subject.chars().noneMatch(Character::isISOControl);
    }
}
