package io.ssokit.scim;

import io.ssokit.scim.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PATCH operation whose target is known and may be written. Immutable.
 *
 * @param place where in the request
 * @param path of an attribute, or of an extension as a whole
 * @param value JSON
 */
record PatchStep(
        String place, Kind kind, PatchPath path, @Nullable Object value) {

    /**
     * Finds the targets of all operations, before anything is read from the store.
     *
     * @throws ScimException invalidPath for an unknown attribute, mutability for one that clients cannot write
     */
    static List<PatchStep> compile(ResourceType type, List<PatchOperation> operations) {
        List<PatchStep> steps = new ArrayList<>();
        for (PatchOperation operation : operations) {
            try {
                compile(type, operation).ifPresent(steps::add);
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

    private static Optional<PatchStep> compile(ResourceType type, PatchOperation operation) {
        String text = operation.path().orElseThrow();
        Optional<PatchPath> found = PatchPath.parse(type, text);
        if (found.isEmpty()) {
            return ReadOnlyInValue.leaveOut(
                    operation,
                    ScimException.invalidPath("there is no attribute " + ScimException.excerpt(text)
                            + " in the schema of " + type.name()
                            + ": map it to one of /Schemas, or remove the mapping"));
        }
        PatchPath path = found.get();
        Optional<Attribute> attribute = path.path().attribute();
        // The schemas in use follow from the attributes (RFC 7644 §3.5.2), and a password is kept nowhere.
        if (attribute
                .filter(one -> one.name().equals("schemas") || one.isWriteOnly())
                .isPresent()) {
            return Optional.empty();
        }
        if (path.path().isReadOnly()) {
            return ReadOnlyInValue.leaveOut(
                    operation, ScimException.mutability(path.path().canonical() + " is readOnly"));
        }
        return Optional.of(new PatchStep(operation.place(), operation.kind(), path, operation.value()));
    }
}
