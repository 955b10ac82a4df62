package io.ssokit.managed;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.ConnectionEvent.Change;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ConnectionDocuments.Document;
import io.ssokit.connection.ConnectionState;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.Tenant;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Latest;
import io.ssokit.managed.DocumentWriter.DomainTaken;
import io.ssokit.managed.DocumentWriter.Next;
import io.ssokit.managed.DocumentWriter.Target;
import io.ssokit.managed.Schema.Reading;
import io.ssokit.managed.Snapshot.Loaded;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes connections while the app runs. A connection is made as a {@link ConnectionState#DRAFT}, which may have problems;
 * {@link #enable} takes one that has none. Secrets go in and never come out. Every change is sealed before any store sees it,
 * told to the audit with who did it and which keys changed, effective on this node at once and on all others within five
 * seconds. The caller decides who may do this: every call names the tenant, and meets no other tenant's connections.
 * Thread-safe; every method may ask the store and therefore block.
 *
 * <p>Besides what a method says, each throws {@link StoreException.Unavailable} if the store does not answer,
 * {@link ConfigurationProblems} for what an administrator can put right, and {@link IllegalArgumentException} for an actor
 * without a name.
 */
public final class ConnectionAdmin {
    /** What stands in the place of a secret that is there. */
    public static final String MASK = Edit.MASK;

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionAdmin.class);
    private static final long MAX_SIZE = 4L << 20;
    private static final int MAX_DOMAINS = 100;

    private final Parts parts;
    private final DocumentWriter writer;

    record Parts(
            Supplier<? extends ConnectionDocuments> documents,
            Latest<Snapshot> latest,
            DocumentSeal seal,
            Schema schema,
            FixedOnes fixed,
            Clock clock,
            AuditListener audit,
            TxtLookup dns,
            boolean unverifiedDomains) {}

    ConnectionAdmin(Parts parts) {
        this.parts = parts;
        this.writer = new DocumentWriter(parts.documents(), parts.latest(), parts.seal(), parts.clock(), parts.audit());
    }

    /** All connections of a tenant, by id. */
    public List<ManagedConnection> list(String tenant) {
        return views(parts.latest().read().all().stream()
                .filter(loaded -> loaded.document().tenant().equals(tenant)));
    }

    /** All connections of all tenants, by id. For who runs the app. */
    public List<ManagedConnection> list() {
        return views(parts.latest().read().all().stream());
    }

    /** The connection, if this tenant has one of this id. */
    public Optional<ManagedConnection> find(String tenant, String id) {
        return writer.find(tenant, id).map(found -> view(found, writer.open(found)));
    }

    /**
     * What stands in the way of enabling a connection with these keys, one line each with the option's path; empty if nothing
     * does. Changes nothing.
     *
     * @param keys as for {@link #create}; where the connection exists, {@link #MASK} stands for a secret that it has
     */
    public List<String> check(String tenant, String id, Map<String, ?> keys) {
        Content before = writer.find(tenant, id).flatMap(writer::open).orElse(Content.NONE);
        try {
            Target target = new Target("check", tenant, id);
            requireIds(target);
            Edit edit = edit(target, keys, before);
            return parts.schema().check(id, tenant, edit.keys()).problems();
        } catch (ConfigurationProblems wrong) {
            return wrong.problems();
        }
    }

    /**
     * Makes a connection. It is a {@link ConnectionState#DRAFT} and may have problems.
     *
     * @param actor who does this, for the audit: an administrator's name or address, at most 200 characters
     * @param tenant whose connection it is, for ever
     * @param id its name in URLs and events; unique in the app, and no other tenant may ever have used it
     * @param keys the block of keys as under {@code connections.{id}} of the configuration, without {@code enabled}: blocks
     *     as maps, lists, and texts, numbers or truth values
     */
    public ManagedConnection create(String actor, String tenant, String id, Map<String, ?> keys) {
        Target target = new Target(actor, tenant, id);
        requireIds(target);
        Edit edit = edit(target, keys, Content.NONE);
        told(() -> writer.create(target, content(edit, Content.NONE)));
        return get(target);
    }

    /**
     * Replaces a connection's keys. One that is enabled stays so, and is refused what would give it a problem.
     *
     * @param keys all of them; {@link #MASK} keeps a secret, unless what decides where it is sent has changed
     * @param expected the version that the administrator has seen; if empty, whatever is there is replaced
     * @throws StoreException.NotFound if this tenant has none of this id
     * @throws StoreException.StaleVersion if somebody has changed it since
     */
    public ManagedConnection replace(
            String actor, String tenant, String id, Map<String, ?> keys, OptionalLong expected) {
        Target target = new Target(actor, tenant, id);
        requireIds(target);
        told(() -> writer.change(target, expected, (before, content) -> {
            Content known = content.orElse(Content.NONE);
            Edit edit = edit(target, keys, known);
            if (before.state() == ConnectionState.ENABLED) {
                requireNoProblems(target, edit.keys());
            }
            return new Next(content(edit, known), before.state(), Change.SAVED, edit.changed());
        }));
        return get(target);
    }

    /**
     * Lets people sign in. Enabling one that is enabled changes nothing but its version.
     *
     * @param expected as for {@link #replace}
     * @throws ConfigurationProblems listing all that stands in the way
     * @throws StoreException.NotFound if this tenant has none of this id
     * @throws StoreException.StaleVersion if somebody has changed it since
     */
    public ManagedConnection enable(String actor, String tenant, String id, OptionalLong expected) {
        Target target = new Target(actor, tenant, id);
        requireIds(target);
        told(() -> writer.change(target, expected, (before, content) -> {
            Content readable = readable(target, content);
            requireNoProblems(target, readable.keys());
            return new Next(readable, ConnectionState.ENABLED, Change.ENABLED, List.of());
        }));
        return get(target);
    }

    /**
     * Lets nobody sign in any more, on all nodes within five seconds. Sessions that have begun go on until they end, or are
     * ended by {@link io.ssokit.session.SessionRevocations}.
     *
     * @param expected as for {@link #replace}
     * @throws StoreException.NotFound if this tenant has none of this id
     * @throws StoreException.StaleVersion if somebody has changed it since
     */
    public ManagedConnection disable(String actor, String tenant, String id, OptionalLong expected) {
        Target target = new Target(actor, tenant, id);
        told(() -> writer.change(
                target,
                expected,
                (before, content) ->
                        new Next(readable(target, content), ConnectionState.DISABLED, Change.DISABLED, List.of())));
        return get(target);
    }

    /**
     * Removes a connection for good, its secrets and e-mail domains with it; one that is enabled must be disabled first. The
     * id stays the tenant's. What links people to it stays too: a connection of this id that the tenant makes again signs the
     * same people in.
     *
     * @param expected as for {@link #replace}
     * @throws StoreException.NotFound if this tenant has none of this id
     * @throws StoreException.StaleVersion if somebody has changed it since
     */
    public void delete(String actor, String tenant, String id, OptionalLong expected) {
        Target target = new Target(actor, tenant, id);
        writer.change(target, expected, (before, content) -> {
            if (before.state() == ConnectionState.ENABLED && content.isPresent()) {
                throw DocumentWriter.problem(target, "is enabled; disable it before it is deleted");
            }
            return new Next(Content.NONE, ConnectionState.DELETED, Change.DELETED, List.of());
        });
    }

    /**
     * Looks for the TXT record of a domain that a connection claims. Once it is found the domain is the tenant's and routes
     * people to this connection, until the connection gives it up; the record may go then.
     *
     * @throws StoreException.NotFound if this tenant has no connection of this id, or that does not claim the domain
     */
    public DomainCheck verifyDomain(String actor, String tenant, String id, String domain) {
        Target target = new Target(actor, tenant, id);
        DomainClaim claim = get(target).domains().stream()
                .filter(one -> one.domain().equals(ascii(domain)))
                .findFirst()
                .orElseThrow(() -> new StoreException.NotFound("E-mail domain of connection " + id));
        if (claim.isVerified()) {
            return DomainCheck.VERIFIED;
        }
        List<String> records;
        try {
            records = parts.dns().find(claim.recordName());
        } catch (IOException noAnswer) {
            LOG.info("{}: {}", claim.recordName(), noAnswer.getMessage());
            return DomainCheck.NO_ANSWER;
        }
        if (records.stream().noneMatch(claim::isShownBy)) {
            return records.stream().anyMatch(DomainClaim::isOurs) ? DomainCheck.OTHER_TOKEN : DomainCheck.NO_RECORD;
        }
        return verified(target, claim);
    }

    private DomainCheck verified(Target target, DomainClaim claim) {
        try {
            writer.change(target, OptionalLong.empty(), (before, content) -> {
                Content readable = readable(target, content);
                Content.Proof proof = readable.domains().get(claim.domain());
                if (proof == null
                        || !DomainClaim.of(claim.domain(), proof).recordValue().equals(claim.recordValue())) {
                    throw new StoreException.NotFound("E-mail domain of connection " + target.id());
                }
                return new Next(
                        readable.verified(claim.domain(), parts.clock().instant()),
                        before.state(),
                        Change.DOMAIN_VERIFIED,
                        List.of("email-domains." + claim.domain()));
            });
            return DomainCheck.VERIFIED;
        } catch (DomainTaken byAnotherTenant) {
            return DomainCheck.TAKEN;
        }
    }

    /**
     * What came of {@link #resealAll}.
     *
     * @param sealed how many connections were sealed anew
     * @param unreadable ids of those that neither secret opens
     */
    public record Resealed(int sealed, List<String> unreadable) {
        public Resealed {
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * Seals with the kit's secret whatever is still sealed with the previous one, which is not needed for connections
     * afterwards. Nothing else about them changes but their versions.
     */
    public Resealed resealAll(String actor) {
        int sealed = 0;
        List<String> unreadable = new ArrayList<>();
        for (Loaded loaded : parts.latest().read().all()) {
            Document document = loaded.document();
            if (loaded.content().isEmpty()) {
                unreadable.add(document.id());
            } else if (!parts.seal().isCurrent(document)) {
                Target target = new Target(actor, document.tenant(), document.id());
                writer.change(
                        target,
                        OptionalLong.empty(),
                        (before, content) ->
                                new Next(readable(target, content), before.state(), Change.RESEALED, List.of()));
                sealed++;
            }
        }
        return new Resealed(sealed, unreadable);
    }

    private Edit edit(Target target, Map<String, ?> given, Content before) {
        Map<String, Object> keys;
        try {
            keys = Keys.of(given);
        } catch (IllegalArgumentException tooMuch) {
            throw DocumentWriter.problem(target, String.valueOf(tooMuch.getMessage()));
        }
        if (Keys.size(keys) > MAX_SIZE) {
            throw DocumentWriter.problem(target, "is larger than 4 MiB");
        }
        Edit edit = Edit.of(keys, before.keys());
        List<String> problems = new ArrayList<>();
        edit.problems().forEach(problem -> problems.add("connections." + target.id() + "." + problem));
        Set<String> domains = Schema.domains(edit.keys());
        String at = "connections." + target.id() + ".email-domains: ";
        domains.stream()
                .filter(domain -> parts.fixed().has(EmailDomain.of(domain)))
                .forEach(domain -> problems.add(at + domain + " belongs to a connection of the configuration"));
        if (domains.size() > MAX_DOMAINS) {
            problems.add(at + "are more than " + MAX_DOMAINS);
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
        return edit;
    }

    private Content content(Edit edit, Content before) {
        Content next = before.with(edit.keys(), Schema.domains(edit.keys()));
        if (parts.unverifiedDomains()) {
            for (String domain : next.domains().keySet()) {
                next = next.verified(domain, parts.clock().instant());
            }
        }
        return next;
    }

    private void requireIds(Target target) {
        if (!Tenant.isId(target.id()) || !Tenant.isId(target.tenant())) {
            throw DocumentWriter.problem(
                    target, "ids of connections and tenants are 1-63 letters, digits, '.', '_' or '-'");
        }
        if (parts.fixed().has(target.id())) {
            throw DocumentWriter.problem(target, "this id belongs to a connection of the configuration");
        }
    }

    private void requireNoProblems(Target target, Map<String, Object> keys) {
        List<String> problems =
                parts.schema().check(target.id(), target.tenant(), keys).problems();
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
    }

    private static Content readable(Target target, Optional<Content> content) {
        return content.orElseThrow(() -> DocumentWriter.problem(
                target, "does not open with this secret; configure the previous one, or replace its keys"));
    }

    private static void told(Runnable change) {
        try {
            change.run();
        } catch (DomainTaken taken) {
            throw new ConfigurationProblems(List.of(String.valueOf(taken.getMessage())));
        }
    }

    private static String ascii(String domain) {
        try {
            return EmailDomain.of(domain).name();
        } catch (IllegalArgumentException notADomain) {
            return "";
        }
    }

    private ManagedConnection get(Target target) {
        return find(target.tenant(), target.id())
                .orElseThrow(() -> new StoreException.NotFound("Connection " + target.id()));
    }

    private List<ManagedConnection> views(Stream<Loaded> some) {
        return some.sorted(Comparator.comparing(loaded -> loaded.document().id()))
                .map(loaded -> view(loaded.document(), loaded.content()))
                .toList();
    }

    private ManagedConnection view(Document document, Optional<Content> content) {
        Content readable = content.orElse(Content.NONE);
        Reading reading = parts.schema().check(document.id(), document.tenant(), readable.keys());
        return new ManagedConnection(
                document.id(),
                document.tenant(),
                document.state(),
                document.version(),
                document.changed(),
                Edit.shown(readable.keys(), reading.known()),
                readable.domains().entrySet().stream()
                        .map(entry -> DomainClaim.of(entry.getKey(), entry.getValue()))
                        .toList(),
                content.isPresent()
                        ? reading.problems()
                        : List.of("connections." + document.id() + ": does not open with this secret"),
                content.isPresent());
    }
}
