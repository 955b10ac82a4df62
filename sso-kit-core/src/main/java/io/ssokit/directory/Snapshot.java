package io.ssokit.directory;

import io.ssokit.directory.Content.Kept;
import io.ssokit.directory.DirectoryDocuments.Changes;
import io.ssokit.directory.DirectoryDocuments.Document;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All run-time directories at one moment. What has not changed since the last one is the same object. Immutable. */
final class Snapshot {
    static final Snapshot EMPTY = new Snapshot(0, Map.of());

    private final long stamp;
    private final Map<String, Loaded> byTenant;
    private final Map<TokenHash, Holder> byHash;

    /**
     * A directory that was read.
     *
     * @param content what it consists of; empty if it was sealed by another secret
     */
    record Loaded(Document document, Optional<Content> content) {}

    /** Whose credential it is. */
    record Holder(String tenant, Content content, Credential credential) {}

    private Snapshot(long stamp, Map<String, Loaded> byTenant) {
        this.stamp = stamp;
        this.byTenant = byTenant;
        this.byHash = new HashMap<>();
        byTenant.forEach((tenant, loaded) -> loaded.content().ifPresent(content -> index(tenant, content)));
    }

    private void index(String tenant, Content content) {
        for (Kept kept : content.credentials()) {
            byHash.put(kept.hash(), new Holder(tenant, content, kept.credential()));
        }
    }

    /** This snapshot after some changes. */
    Snapshot with(Changes changes, Function<Document, Loaded> reader) {
        Map<String, Loaded> next = new HashMap<>(byTenant);
        for (Document document : changes.documents()) {
            Loaded known = next.get(document.tenant());
            if (document.deleted()) {
                next.remove(document.tenant());
            } else if (known == null || !known.document().equals(document)) {
                next.put(document.tenant(), reader.apply(document));
            }
        }
        return new Snapshot(changes.stamp(), next);
    }

    long stamp() {
        return stamp;
    }

    /** Who has this secret, live or not. */
    Optional<Holder> holder(TokenHash hash) {
        return Optional.ofNullable(byHash.get(hash));
    }

    Optional<Holder> holder(String tenant, String credential) {
        return content(tenant)
                .flatMap(content ->
                        content.find(credential).map(kept -> new Holder(tenant, content, kept.credential())));
    }

    Optional<Content> content(String tenant) {
        return Optional.ofNullable(byTenant.get(tenant)).flatMap(Loaded::content);
    }

    Collection<Loaded> all() {
        return byTenant.values();
    }
}
