package io.ssokit.managed;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.ConnectionEvent;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionDocuments.Changes;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Latest;
import io.ssokit.internal.Sealed;
import io.ssokit.managed.Schema.Reading;
import io.ssokit.managed.Snapshot.Loaded;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of the configuration, and beside them those that change while the app runs. Where both have an id or an
 * e-mail domain, the configuration's counts. Changes made on this node count at once, those of other nodes within two
 * seconds ({@link Latest}). A connection that cannot be read serves nobody and disturbs no other. Thread-safe.
 */
public final class ManagedConnections implements IdpConnectionStore {
    private static final Logger LOG = LoggerFactory.getLogger(ManagedConnections.class);

    private final FixedOnes fixed;
    private final DocumentSeal seal;
    private final Schema schema;
    private final Clock clock;
    private final AuditListener audit;
    private final Supplier<? extends ConnectionDocuments> documents;
    private final Latest<Snapshot> latest;
    private final ConnectionAdmin admin;

    /**
     * What they are made of.
     *
     * @param fixed the connections of the configuration
     * @param documents asked for the store at each need, never before
     * @param sealed seals what is stored; the same on all nodes
     * @param clock the only source of time
     * @param audit told what administrators do, and what cannot be read
     * @param dns reads the records that verify e-mail domains
     * @param rules what is allowed
     * @param engines what the engine of a connection's protocol says is wrong with it
     */
    public record Parts(
            List<IdpConnection> fixed,
            Supplier<? extends ConnectionDocuments> documents,
            Sealed sealed,
            Clock clock,
            AuditListener audit,
            TxtLookup dns,
            Rules rules,
            Function<IdpConnection, List<String>> engines) {
        public Parts {
            fixed = List.copyOf(fixed);
        }
    }

    /**
     * What run-time connections may do beyond what is safe.
     *
     * @param unverifiedDomains whether e-mail domains count without being verified
     * @param exemptions whether keys that make a connection weak are allowed
     */
    public record Rules(boolean unverifiedDomains, boolean exemptions) {}

    /** @param parts what they are made of */
    public ManagedConnections(Parts parts) {
        this.fixed = new FixedOnes(parts.fixed());
        this.seal = new DocumentSeal(parts.sealed());
        this.schema = new Schema(parts.rules().exemptions(), parts.engines());
        this.clock = parts.clock();
        this.audit = parts.audit();
        this.documents = parts.documents();
        this.latest = new Latest<>(
                "run-time connections", Snapshot.EMPTY, this::newer, parts.clock(), Latest.Outage.SERVE, telling());
        this.admin = new ConnectionAdmin(new ConnectionAdmin.Parts(
                parts.documents(),
                latest,
                seal,
                schema,
                fixed,
                parts.clock(),
                parts.audit(),
                parts.dns(),
                parts.rules().unverifiedDomains()));
    }

    /** Changes those that can be changed. */
    public ConnectionAdmin admin() {
        return admin;
    }

    /** @throws StoreException.Unavailable if it is none of the configuration's and the store has never answered yet */
    @Override
    public Optional<IdpConnection> find(String id) {
        return fixed.has(id) ? fixed.find(id) : latest.get().find(id);
    }

    /** @throws StoreException.Unavailable if it is none of the configuration's and the store has never answered yet */
    @Override
    public Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
        return fixed.has(domain)
                ? fixed.findByEmailDomain(domain)
                : latest.get().findByEmailDomain(domain);
    }

    /** @throws StoreException.Unavailable if the configuration has none and the store has never answered yet */
    @Override
    public List<IdpConnection> list() {
        List<IdpConnection> all = new ArrayList<>(fixed.list());
        try {
            latest.get().enabled().stream()
                    .filter(connection -> !fixed.has(connection.id()))
                    .forEach(all::add);
        } catch (StoreException.Unavailable neverRead) {
            if (all.isEmpty()) {
                throw neverRead;
            }
        }
        return List.copyOf(all);
    }

    private Snapshot newer(Snapshot before) {
        Changes changes = documents.get().changesSince(before.stamp());
        if (changes.stamp() < before.stamp()) {
            return Snapshot.EMPTY.with(documents.get().changesSince(0), this::read);
        }
        return changes.stamp() == before.stamp() ? before : before.with(changes, this::read);
    }

    private Latest.Listener telling() {
        return new Latest.Listener() {
            @Override
            public void lost(Instant now, Optional<Instant> asOf) {
                audit.on(new ConnectionEvent.StoreOutdated(now, asOf));
            }

            @Override
            public void back(Instant now) {
                audit.on(new ConnectionEvent.StoreCurrent(now));
            }
        };
    }

    private Loaded read(Document document) {
        Optional<Content> content = opened(document);
        if (content.isEmpty()) {
            tell(document, "it does not open: it was sealed with another secret, or changed in the database");
            return new Loaded(document, content, Optional.empty());
        }
        boolean enabled = document.state() == ConnectionState.ENABLED;
        Content serving = content.get().without(fixed::has);
        Reading reading = reading(document, serving, enabled);
        if (enabled && reading.connection().isEmpty()) {
            tell(document, String.join("; ", reading.problems()));
        }
        return new Loaded(document, content, reading.connection());
    }

    /** One connection that the reader trips over must not keep the others from being read. */
    private Reading reading(Document document, Content content, boolean enabled) {
        try {
            return schema.serving(document.id(), document.tenant(), content, enabled);
        } catch (RuntimeException failed) {
            LOG.error("connection {} cannot be read", document.id(), failed);
            return new Reading(Optional.empty(), List.of("it cannot be read"), Map.of());
        }
    }

    private Optional<Content> opened(Document document) {
        try {
            return seal.open(document);
        } catch (IllegalArgumentException ofAnotherVersion) {
            LOG.warn("connection {} holds what this version cannot read", document.id(), ofAnotherVersion);
            return Optional.empty();
        }
    }

    private void tell(Document document, String why) {
        LOG.error("connection {} of tenant {} serves nobody: {}", document.id(), document.tenant(), why);
        audit.on(new ConnectionEvent.Unreadable(clock.instant(), document.tenant(), document.id(), why));
    }
}
