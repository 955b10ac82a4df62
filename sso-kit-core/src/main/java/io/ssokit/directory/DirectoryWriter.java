package io.ssokit.directory;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.DirectoryEvent;
import io.ssokit.audit.DirectoryEvent.Change;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ScimSettings;
import io.ssokit.directory.DirectoryDocuments.Document;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Latest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one directory at a time: sealed, told to the audit, and effective on this node before the call returns. Thread-safe. */
final class DirectoryWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ScimDirectoryAdmin.class);
    private static final int TRIES = 5;

    private final Supplier<? extends DirectoryDocuments> documents;
    private final Latest<Snapshot> latest;
    private final DirectorySeal seal;
    private final Clock clock;
    private final AuditListener audit;

    DirectoryWriter(
            Supplier<? extends DirectoryDocuments> documents,
            Latest<Snapshot> latest,
            DirectorySeal seal,
            Clock clock,
            AuditListener audit) {
        this.documents = documents;
        this.latest = latest;
        this.seal = seal;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * What a directory is to become.
     *
     * @param content empty if it is to be deleted
     * @param told what happens, for the audit
     */
    record Next(Optional<Content> content, Change told, String detail) {
        static Next of(Content content, Change told, String detail) {
            return new Next(Optional.of(content), told, detail);
        }
    }

    /** Makes of what is there what is to be. May be called again, after another administrator was faster. */
    @FunctionalInterface
    interface Step {
        /** @param content empty if it does not open */
        Next from(Optional<Content> content);
    }

    Optional<Document> find(String tenant) {
        return documents.get().find(tenant).filter(found -> !found.deleted());
    }

    Optional<Content> open(Document document) {
        return seal.open(document);
    }

    /** Makes the directory of a tenant that has none. */
    void create(String actor, String tenant, ScimSettings settings) {
        Optional<Document> before = documents.get().find(tenant);
        if (before.filter(found -> !found.deleted()).isPresent()) {
            throw problem(tenant, "exists already");
        }
        try {
            long version = before.map(Document::version).orElse(0L) + 1;
            save(actor, tenant, Next.of(Content.of(settings), Change.CREATED, ""), version);
        } catch (StoreException.StaleVersion othersWereFaster) {
            throw problem(tenant, "exists already");
        }
    }

    /** @param expected the version that the caller has seen; if empty, whatever there is */
    void change(String actor, String tenant, OptionalLong expected, Step step) {
        for (int tries = 1; ; tries++) {
            Document before = find(tenant).orElseThrow(() -> new StoreException.NotFound("SCIM directory " + tenant));
            if (expected.isPresent() && expected.getAsLong() != before.version()) {
                throw new StoreException.StaleVersion("SCIM directory " + tenant);
            }
            try {
                save(actor, tenant, step.from(open(before)), before.version() + 1);
                return;
            } catch (StoreException.StaleVersion lost) {
                if (expected.isPresent() || tries == TRIES) {
                    throw lost;
                }
            }
        }
    }

    private void save(String actor, String tenant, Next next, long version) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Document document = next.content()
                .map(content -> seal.seal(content, tenant, version, now))
                .orElseGet(() -> new Document(tenant, true, version, now, ""));
        documents.get().save(document);
        LOG.info("SCIM directory of tenant {}: {}", tenant, next.told());
        audit.on(new DirectoryEvent.Changed(now, tenant, actor, next.told(), version, next.detail()));
        try {
            latest.read();
        } catch (StoreException.Unavailable later) {
            LOG.warn("the SCIM directory of {} is stored; this node reads it once the store answers again", tenant);
        }
    }

    static ConfigurationProblems problem(String tenant, String what) {
        return new ConfigurationProblems(List.of("scim.directories." + tenant + ": " + what));
    }
}
