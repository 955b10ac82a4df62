package io.ssokit.managed;

import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.internal.Sealed;
import java.time.Instant;
import java.util.Optional;

/**
 * Seals what a connection consists of. It opens only beside the id, tenant, state and version it was sealed with: whoever
 * may write to the store can neither swap connections, nor give one to another tenant, nor switch one on. Immutable.
 */
final class DocumentSeal {
    private final Sealed sealed;

    DocumentSeal(Sealed sealed) {
        this.sealed = sealed;
    }

    Document seal(Content content, String id, String tenant, ConnectionState state, long version, Instant now) {
        String text = sealed.seal(content.toJson(), context(id, tenant, state, version));
        return new Document(id, tenant, state, version, now, text);
    }

    /** What it consists of, if it was sealed by this secret or the previous one for exactly this. */
    Optional<Content> open(Document document) {
        return sealed.open(document.sealed(), context(document)).map(Content::ofJson);
    }

    boolean isCurrent(Document document) {
        return sealed.isCurrent(document.sealed(), context(document));
    }

    private static String context(Document document) {
        return context(document.id(), document.tenant(), document.state(), document.version());
    }

    /** None of the parts can hold a slash. */
    private static String context(String id, String tenant, ConnectionState state, long version) {
        return "connection/" + id + "/" + tenant + "/" + state + "/" + version;
    }
}
