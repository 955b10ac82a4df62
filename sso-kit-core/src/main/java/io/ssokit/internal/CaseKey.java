package io.ssokit.internal;

import java.util.Locale;

/**
 * The form in which names are compared without regard to case. Letters outside ASCII never fold into ASCII: a Kelvin sign
 * must not make somebody out of {@code kim} who is not (Unicode Technical Report 36 §2.10.1).
 */
public final class CaseKey {
    private CaseKey() {}

    /** Two names are the same if and only if their keys are equal. */
    public static String of(String name) {
        return isAscii(name) ? name.toLowerCase(Locale.ROOT) : folded(name);
    }

    /** As nearly all names are: stores fold several for each request. */
    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static String folded(String name) {
        StringBuilder key = new StringBuilder(name.length());
        name.codePoints().map(CaseKey::fold).forEach(key::appendCodePoint);
        return key.toString();
    }

    private static int fold(int letter) {
        int lower = Character.toLowerCase(letter);
        return letter > 0x7f && lower <= 0x7f ? letter : lower;
    }
}
