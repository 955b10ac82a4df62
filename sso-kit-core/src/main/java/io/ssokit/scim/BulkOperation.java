package io.ssokit.scim;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a bulk request (RFC 7644 §3.7) as the client wrote it, with references that mean nothing yet. Immutable.
 *
 * @param method in upper case; empty if there is none
 * @param path the decoded segments
 * @param data empty if there is none
 * @param flaw why it cannot be done, whatever becomes of the others
 */
record BulkOperation(
        String method,
        Optional<String> bulkId,
        Optional<String> version,
        List<String> path,
        Map<String, @Nullable Object> data,
        Optional<ScimException> flaw) {
    static final String POST = "POST";

    private static final Set<String> METHODS = Set.of(POST, "PUT", "PATCH", "DELETE");
    private static final Set<String> REFUSED = Set.of("Bulk", "Me", ".search");

    /** Never throws: what is wrong with one operation stops no other. */
    static BulkOperation read(Map<?, ?> json) {
        String method = text(json, "method").orElse("").toUpperCase(Locale.ROOT);
        Optional<String> bulkId = text(json, "bulkId");
        List<String> path = new ArrayList<>();
        Map<String, @Nullable Object> data = BulkReferences.copy(Keys.find(json, "data"));
        Optional<ScimException> flaw = Optional.empty();
        try {
            path.addAll(segments(text(json, "path").orElse("")));
            require(json, method, path);
        } catch (ScimException refusal) {
            flaw = Optional.of(refusal);
        }
        return new BulkOperation(method, bulkId, text(json, "version"), List.copyOf(path), data, flaw);
    }

    /** Whether others may refer to what it makes. */
    boolean creates() {
        return method.equals(POST) && bulkId.isPresent();
    }

    /** The bulkIds it refers to. */
    Set<String> references() {
        Set<String> found = new LinkedHashSet<>();
        path.forEach(segment -> BulkReferences.find("", segment, found));
        BulkReferences.find("", data, found);
        return found;
    }

    private static void require(Map<?, ?> json, String method, List<String> path) {
        if (!METHODS.contains(method)) {
            throw ScimException.invalidSyntax("method must be POST, PUT, PATCH or DELETE");
        }
        if (path.stream().anyMatch(REFUSED::contains)) {
            throw ScimException.invalidValue(
                    ScimException.excerpt("/" + String.join("/", path)) + " is not possible in a bulk request");
        }
        if (method.equals(POST) && text(json, "bulkId").isEmpty()) {
            throw ScimException.invalidSyntax("POST needs a bulkId");
        }
        if (!method.equals("DELETE") && !(Keys.find(json, "data") instanceof Map)) {
            throw ScimException.invalidSyntax(method + " needs data, an object");
        }
        Object version = Keys.find(json, "version");
        if (version != null && !(version instanceof String)) {
            throw ScimException.invalidValue("version must be text, such as " + Precondition.tag(1));
        }
    }

    private static List<String> segments(String path) {
        if (path.isBlank() || path.indexOf('?') >= 0 || path.indexOf('#') >= 0) {
            throw ScimException.invalidValue("path must be one such as /Users or /Users/42");
        }
        return Routes.segments(path);
    }

    private static Optional<String> text(Map<?, ?> json, String name) {
        return Keys.find(json, name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
