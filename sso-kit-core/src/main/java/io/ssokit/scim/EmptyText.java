package io.ssokit.scim;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Okta and OneLogin send what a person does not have as empty text; RFC 7643 §2.5 knows null and empty arrays as "unassigned"
 * and leaves empty text open:
 *
 * <pre>{@code
 * {"name": {"givenName": "Barbara", "middleName": "", "familyName": "Jensen"}, "emails": [{"type": "work", "value": ""}]}
 *
 * {"name": {"givenName": "Barbara", "familyName": "Jensen"}}
 * }</pre>
 *
 * Kept, it would be found by {@code pr}, and two people without an {@code externalId} would have the same one.
 */
final class EmptyText {
    private EmptyText() {}

    /** Whether the JSON says that there is no value. */
    static boolean isNoValue(@Nullable Object json) {
        return json == null || json.equals("") || json.equals(List.of());
    }
}
