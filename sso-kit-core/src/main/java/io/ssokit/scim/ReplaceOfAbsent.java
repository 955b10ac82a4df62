package io.ssokit.scim;

import io.ssokit.connection.ScimStrictness;
import io.ssokit.scim.PatchOperation.Kind;

/**
 * Entra and its validator replace a part of a value that is not there yet: whoever gets their first work address in the
 * directory gets it here by {@code replace}. RFC 7644 §3.5.2.3 answers that by 400 {@code noTarget}, and Entra would repeat it for
 * weeks:
 *
 * <pre>{@code
 * {"op": "Replace", "path": "emails[type eq \"work\"].value", "value": "bjensen@example.com"}
 *
 * {"op": "add", "path": "emails", "value": [{"type": "work", "value": "bjensen@example.com"}]}
 * }</pre>
 *
 * A {@code replace} of a whole value ({@code emails[type eq "work"]}) nobody sends so; it needs one.
 */
final class ReplaceOfAbsent {
    private ReplaceOfAbsent() {}

    /** Whether a step whose filter matches nothing makes what the filter describes. */
    static boolean creates(PatchStep step) {
        boolean tolerant = !step.values().isStrict(ScimStrictness.REPLACE_ABSENT);
        return step.kind() == Kind.ADD || (tolerant && step.path().path().sub().isPresent());
    }
}
