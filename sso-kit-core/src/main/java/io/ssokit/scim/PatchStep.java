package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A PATCH operation whose target is known and may be written. Immutable.
 *
 * @param place where in the request
 * @param path of an attribute, or of an extension as a whole
 * @param value JSON
 * @param values how the value is read
 */
record PatchStep(
        String place, Kind kind, PatchPath path, @Nullable Object value, Values values) {

    /** Reads the body of a PATCH; {@link #compile} and {@link PatchRequest#operations} tell what is refused. */
    static List<PatchStep> read(ResourceType type, Map<String, @Nullable Object> body, Values values) {
        return compile(type, PatchRequest.operations(type, body, values), values);
    }

    /**
     * Finds the targets of all operations, before anything is read from the store.
     *
     * @throws ScimException invalidPath for an unknown attribute, mutability for one that clients cannot write
     */
    static List<PatchStep> compile(ResourceType type, List<PatchOperation> operations, Values values) {
        List<PatchStep> steps = new ArrayList<>();
        for (PatchOperation operation : operations) {
            try {
                compile(type, operation, values).ifPresent(steps::add);
            } catch (ScimException refusal) {
                throw refusal.at(operation.place());
            }
        }
        return steps;
    }

    /** Whether the target is this core attribute or something in it. */
    boolean isAbout(String attribute) {
        return path.path().extension().isEmpty() && path.attribute().name().equals(attribute);
    }

    /** Canonical paths of what these steps write, and of all parts of it. */
    static Set<String> written(List<PatchStep> steps) {
        Set<String> written = new HashSet<>();
        for (PatchStep step : steps) {
            AttributePath path = step.path.path();
            written.add(path.canonical());
            written.addAll(path.owners());
            path.attribute()
                    .filter(whole -> path.sub().isEmpty())
                    .ifPresent(whole -> whole.subAttributes()
                            .values()
                            .forEach(sub -> written.add(path.canonical() + "." + sub.name())));
        }
        return written;
    }

    private static Optional<PatchStep> compile(ResourceType type, PatchOperation operation, Values values) {
        String text = operation.path().orElseThrow();
        Optional<PatchPath> found = PatchPath.parse(type, text);
        if (found.isEmpty()) {
            return unknown(type, operation, values);
        }
        PatchPath path = found.get();
        Optional<Attribute> attribute = path.path().attribute();
        // The schemas in use follow from the attributes (RFC 7644 §3.5.2), and a password is kept nowhere.
        if (attribute
                .filter(one -> one.name().equals("schemas") || one.isPassword())
                .isPresent()) {
            return Optional.empty();
        }
        if (path.path().isReadOnly()) {
            return ReadOnlyInValue.leaveOut(operation, path.path().canonical(), values);
        }
        return Optional.of(new PatchStep(operation.place(), operation.kind(), path, operation.value(), values));
    }

    private static Optional<PatchStep> unknown(ResourceType type, PatchOperation operation, Values values) {
        String text = operation.path().orElseThrow();
        if (!operation.lenient()) {
            throw ScimException.invalidPath("there is no attribute " + ScimException.excerpt(text)
                    + " in the schema of " + type.name() + ": map it to one of /Schemas, or remove the mapping");
        }
        values.leaveOutUnknown(text);
        return Optional.empty();
    }
}
