package io.ssokit.scim;

import io.ssokit.scim.Attribute.Returned;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Attributes of the app that are not returned "by default" (RFC 7643 §7), by canonical path. Those of the core schemas need no
 * look: passwords are nowhere, and {@code schemas} and {@code id} are in every answer. Immutable.
 *
 * @param owners attributes and extensions of which some part is one of these
 */
record Returns(Set<String> always, Set<String> never, Set<String> onRequest, Set<String> owners) {
    static Returns of(Schema core, List<Schema> extensions) {
        List<AttributePath> paths = new ArrayList<>();
        core.attributes().values().forEach(attribute -> add(paths, Optional.empty(), attribute));
        extensions.forEach(extension ->
                extension.attributes().values().forEach(attribute -> add(paths, Optional.of(extension), attribute)));
        Set<String> owners = new HashSet<>();
        for (AttributePath path : paths) {
            owners.addAll(path.owners());
        }
        return new Returns(
                having(Returned.ALWAYS, paths),
                having(Returned.NEVER, paths),
                having(Returned.REQUEST, paths),
                Set.copyOf(owners));
    }

    boolean isPlain() {
        return owners.isEmpty() && always.isEmpty() && never.isEmpty() && onRequest.isEmpty();
    }

    private static void add(List<AttributePath> paths, Optional<Schema> extension, Attribute attribute) {
        if (!attribute.own()) {
            return;
        }
        List<AttributePath> all = new ArrayList<>();
        all.add(new AttributePath(extension, Optional.of(attribute), Optional.empty()));
        attribute
                .subAttributes()
                .values()
                .forEach(sub -> all.add(new AttributePath(extension, Optional.of(attribute), Optional.of(sub))));
        all.stream()
                .filter(path -> path.leaf().orElseThrow().returned() != Returned.DEFAULT)
                .forEach(paths::add);
    }

    private static Set<String> having(Returned returned, List<AttributePath> paths) {
        Set<String> having = new HashSet<>();
        for (AttributePath path : paths) {
            if (path.leaf().orElseThrow().returned() == returned) {
                having.add(path.canonical());
            }
        }
        return Set.copyOf(having);
    }
}
