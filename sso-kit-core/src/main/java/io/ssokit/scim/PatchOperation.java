package io.ssokit.scim;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a PATCH request as it came (RFC 7644 §3.5.2). Immutable.
 *
 * @param place where in the request, for messages: {@code Operations[2]}
 * @param kind what to do
 * @param path where, as it came; empty for the resource itself
 * @param value JSON
 * @param lenient whether the path was a key of a path-less value: what we do not know or clients cannot write is then left
 *     out without a complaint, as it is in POST and PUT
 */
record PatchOperation(
        String place,
        Kind kind,
        Optional<String> path,
        @Nullable Object value,
        boolean lenient) {
    enum Kind {
        ADD,
        REPLACE,
        REMOVE
    }

    PatchOperation with(Kind newKind, String newPath, @Nullable Object newValue) {
        return new PatchOperation(place, newKind, Optional.of(newPath), newValue, lenient);
    }

    PatchOperation ofKey(String key, @Nullable Object newValue) {
        return new PatchOperation(place, kind, Optional.of(key), newValue, true);
    }
}
