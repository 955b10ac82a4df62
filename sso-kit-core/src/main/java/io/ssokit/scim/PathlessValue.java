package io.ssokit.scim;

import io.ssokit.connection.ScimStrictness;
import io.ssokit.scim.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operation whose value holds several attributes becomes one operation for each (RFC 7644 §3.5.2.1: "If omitted, the target
 * location is assumed to be the resource itself"). The keys may be paths, which the RFC does not say but Entra (feature flag
 * {@code aadOptscim062020}) and others send; attributes that clients cannot write, like Okta's {@code id}, are left out:
 *
 * <pre>{@code
 * {"op": "replace", "value": {"id": "42", "name.givenName": "Kk", "urn:…:enterprise:2.0:User:department": "Eng"}}
 *
 * {"op": "replace", "path": "name.givenName", "value": "Kk"}
 * {"op": "replace", "path": "urn:…:enterprise:2.0:User:department", "value": "Eng"}
 * }</pre>
 *
 * Likewise for a value under an extension's URN. Where a directory is strict, such keys are names of unknown attributes.
 */
final class PathlessValue {
    private PathlessValue() {}

    static List<PatchOperation> rewrite(ResourceType type, PatchOperation operation, Values values) {
        Optional<String> path = operation.path().filter(text -> !type.isCoreUrn(text));
        Optional<Schema> extension = path.flatMap(type::extension);
        if (operation.kind() == Kind.REMOVE || (path.isPresent() && extension.isEmpty())) {
            return List.of(operation);
        }
        Object value = operation.value();
        if (value == null && extension.isPresent()) {
            return List.of(operation);
        }
        if (!(value instanceof Map<?, ?> attributes)) {
            throw ScimException.invalidValue(
                    "without the path of one attribute, value must be an object of attributes");
        }
        List<PatchOperation> single = new ArrayList<>();
        attributes.forEach((name, of) -> {
            String key = String.valueOf(name);
            String full = extension.map(schema -> schema.id() + ":" + key).orElse(key);
            PatchOperation one = operation.ofKey(full, of);
            if (type.extension(full).isPresent()) {
                single.addAll(rewrite(type, one, values));
            } else if (isPath(key) && values.isStrict(ScimStrictness.PATHS_AS_KEYS)) {
                values.leaveOutUnknown(key);
            } else {
                single.add(one);
            }
        });
        return single;
    }

    private static boolean isPath(String key) {
        return key.indexOf('.') >= 0 || key.indexOf(':') >= 0 || key.indexOf('[') >= 0;
    }
}
