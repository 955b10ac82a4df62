package io.ssokit.scim;

import java.util.Locale;
import java.util.Optional;

/**
 * Entra without the flag {@code aadOptscim062020}, OneLogin's templates and a Keycloak extension send truth values as text:
 *
 * <pre>{@code
 * {"op": "Replace", "path": "active", "value": "False"}
 *
 * {"op": "replace", "path": "active", "value": false}
 * }</pre>
 *
 * Read as text by an app, {@code "False"} would be as good as true, and who has left would stay signed in.
 */
final class TextForBoolean {
    private TextForBoolean() {}

    /** The truth value that the text names, in any case; empty if it names none. */
    static Optional<Boolean> read(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return word.equals("true") || word.equals("false") ? Optional.of(Boolean.valueOf(word)) : Optional.empty();
    }
}
