package io.ssokit.directory;

import io.ssokit.directory.DirectoryDocuments.Document;
import io.ssokit.internal.Sealed;
import java.time.Instant;
import java.util.Optional;

/**
 * Seals what a directory consists of. It opens only beside the tenant and version it was sealed with: whoever may write to
 * the store can neither give somebody a token, nor the tokens of one tenant to another, nor bring back a version in which a token was
 * not revoked yet under a newer number. Immutable.
 */
final class DirectorySeal {
    private final Sealed sealed;

    DirectorySeal(Sealed sealed) {
        this.sealed = sealed;
    }

    Document seal(Content content, String tenant, long version, Instant now) {
        return new Document(tenant, false, version, now, sealed.seal(content.toJson(), context(tenant, version)));
    }

    Optional<Content> open(Document document) {
        return sealed.open(document.sealed(), context(document)).map(Content::ofJson);
    }

    boolean isCurrent(Document document) {
        return sealed.isCurrent(document.sealed(), context(document));
    }

    private static String context(Document document) {
        return context(document.tenant(), document.version());
    }

    /** A tenant's id can hold no slash. */
    private static String context(String tenant, long version) {
        return "directory/" + tenant + "/" + version;
    }
}
