package io.ssokit.scim;

import java.util.Optional;

/**
 * Okta renames a group with its {@code id} in the value; ConnId's connector sends {@code id}, {@code meta} and {@code schemas}
 * there. Nobody wants to change them:
 *
 * <pre>{@code
 * {"op": "replace", "value": {"id": "42", "displayName": "Tour Guides"}}
 *
 * {"op": "replace", "value": {"displayName": "Tour Guides"}}
 * }</pre>
 *
 * Named as the {@code path}, the same attribute is refused (RFC 7644 §3.5.2: {@code mutability}), and so is an unknown one.
 */
final class ReadOnlyInValue {
    private ReadOnlyInValue() {}

    /**
     * Nothing, if the operation was a key of a path-less value.
     *
     * @throws ScimException mutability if the client has named the attribute as its path, or the directory is strict
     */
    static Optional<PatchStep> leaveOut(PatchOperation operation, String readOnly, Values values) {
        if (!operation.lenient()) {
            throw ScimException.mutability(readOnly + " is readOnly");
        }
        values.leaveOutReadOnly(readOnly);
        return Optional.empty();
    }
}
