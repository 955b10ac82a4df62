package io.ssokit.managed;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.audit.ConnectionEvent.Change;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionDocuments.Claim;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.error.StoreException;
import io.ssokit.internal.ActorName;
import io.ssokit.internal.Latest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes one connection at a time: sealed, told to the audit, and effective on this node before the call returns. Thread-safe. */
final class DocumentWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionAdmin.class);
    private static final int TRIES = 5;
    private static final int MAX_TOLD = 50;

    private final Supplier<? extends ConnectionDocuments> documents;
    private final Latest<Snapshot> latest;
    private final DocumentSeal seal;
    private final Clock clock;
    private final AuditListener audit;

    DocumentWriter(
            Supplier<? extends ConnectionDocuments> documents,
            Latest<Snapshot> latest,
            DocumentSeal seal,
            Clock clock,
            AuditListener audit) {
        this.documents = documents;
        this.latest = latest;
        this.seal = seal;
        this.clock = clock;
        this.audit = audit;
    }

    /**
     * Whose connection is to be changed, and by whom.
     *
     * @param actor free text for the audit
     */
    record Target(String actor, String tenant, String id) {
        Target {
            actor = ActorName.of(actor);
        }
    }

    /**
     * What a connection is to become.
     *
     * @param told what happens, for the audit
     * @param keys the paths of the keys that change
     */
    record Next(Content content, ConnectionState state, Change told, List<String> keys) {}

    /** Makes of what is there what is to be. May be called again, after another administrator was faster. */
    @FunctionalInterface
    interface Step {
        Next from(Document before, Optional<Content> content);
    }

    /** The connection, if it is there and this tenant's: that another tenant has one of this id is none of its business. */
    Optional<Document> find(String tenant, String id) {
        return documents
                .get()
                .find(id)
                .filter(found -> found.tenant().equals(tenant) && found.state() != ConnectionState.DELETED);
    }

    /** What it consists of, if it opens. */
    Optional<Content> open(Document document) {
        return seal.open(document);
    }

    /** Writes a connection whose id is not in use; one that was deleted comes back. */
    void create(Target target, Content content) {
        Optional<Document> before = documents.get().find(target.id());
        if (before.isPresent() && before.get().state() != ConnectionState.DELETED) {
            throw problem(target, "this id is taken");
        }
        long version = before.map(Document::version).orElse(0L) + 1;
        List<String> keys = List.copyOf(Keys.leaves(content.keys()).keySet());
        try {
            save(target, new Next(content, ConnectionState.DRAFT, Change.CREATED, keys), version);
        } catch (StoreException.StaleVersion othersWereFaster) {
            throw problem(target, "this id is taken");
        }
    }

    /**
     * Writes the next version of a connection.
     *
     * @param expected the version that the caller has seen; if empty, whatever there is
     */
    void change(Target target, OptionalLong expected, Step step) {
        for (int tries = 1; ; tries++) {
            Document before = find(target.tenant(), target.id())
                    .orElseThrow(() -> new StoreException.NotFound("Connection " + target.id()));
            if (expected.isPresent() && expected.getAsLong() != before.version()) {
                throw new StoreException.StaleVersion("Connection " + target.id());
            }
            try {
                save(target, step.from(before, open(before)), before.version() + 1);
                return;
            } catch (StoreException.StaleVersion lost) {
                if (expected.isPresent() || tries == TRIES) {
                    throw lost;
                }
            }
        }
    }

    private void save(Target target, Next next, long version) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Document document = next.state() == ConnectionState.DELETED
                ? new Document(target.id(), target.tenant(), next.state(), version, now, "")
                : seal.seal(next.content(), target.id(), target.tenant(), next.state(), version, now);
        try {
            documents.get().save(document, claims(next.content()));
        } catch (StoreException.Conflict taken) {
            throw taken.attribute().equals("id")
                    ? problem(target, "this id is taken")
                    : new DomainTaken(target.id(), taken.attribute());
        }
        LOG.info("connection {} of tenant {}: {}", target.id(), target.tenant(), next.told());
        audit.on(new ConnectionEvent.Changed(
                now,
                target.tenant(),
                target.id(),
                target.actor(),
                next.told(),
                version,
                next.keys().stream().limit(MAX_TOLD).toList()));
        try {
            latest.read();
        } catch (StoreException.Unavailable later) {
            LOG.warn("connection {} is stored; this node will read it once the store answers again", target.id());
        }
    }

    private static Set<Claim> claims(Content content) {
        Set<Claim> claims = new HashSet<>();
        content.domains()
                .forEach((domain, proof) ->
                        claims.add(new Claim(domain, proof.verifiedAt().isPresent())));
        return claims;
    }

    static ConfigurationProblems problem(Target target, String what) {
        return new ConfigurationProblems(List.of("connections." + target.id() + ": " + what));
    }

    /** Another connection has the domain. */
    static final class DomainTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DomainTaken(String connection, String domain) {
            super("connections." + connection + ".email-domains: " + domain
                    + " is claimed by another connection of this tenant, or verified by another tenant");
        }
    }
}
