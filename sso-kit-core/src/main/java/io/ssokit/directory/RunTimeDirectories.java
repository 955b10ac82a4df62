package io.ssokit.directory;

import io.ssokit.audit.AuditListener;
import io.ssokit.audit.DirectoryEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.directory.Credential.Kind;
import io.ssokit.directory.DirectoryDocuments.Changes;
import io.ssokit.directory.DirectoryDocuments.Document;
import io.ssokit.directory.Snapshot.Holder;
import io.ssokit.directory.Snapshot.Loaded;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Latest;
import io.ssokit.internal.Sealed;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SCIM directories that change while the app runs: who comes with which token, and what has come in. Who comes is looked
 * up in a snapshot of all directories that is two seconds old at most, so that requests cost no call of a store, good tokens or bad.
 * While the store does not answer nobody is let in, for a token may have been revoked. Thread-safe.
 */
public final class RunTimeDirectories {
    /** Where clients get access tokens, below the SCIM base URL. */
    public static final String TOKEN_ENDPOINT = "/oauth/token";

    private static final Logger LOG = LoggerFactory.getLogger(RunTimeDirectories.class);

    private final boolean enabled;
    private final Map<String, ScimSettings> fixed;
    private final Supplier<? extends DirectoryDocuments> documents;
    private final DirectorySeal seal;
    private final AccessTokens accessTokens;
    private final Clock clock;
    private final AuditListener audit;
    private final Latest<Snapshot> latest;
    private final Traffic traffic;
    private final ScimDirectoryAdmin admin;

    /**
     * What they are made of.
     *
     * @param enabled whether there are any; otherwise only what comes in at the configuration's is kept
     * @param fixed the tenants of the configuration, with their settings
     * @param documents asked for the store at each need, never before
     * @param sealed seals what is stored; the same on all nodes
     * @param accessTokens seals access tokens; the same on all nodes
     * @param baseUrl what identity providers call
     * @param clock the only source of time
     * @param audit told what administrators do, and what cannot be read
     * @param background runs what no request waits for
     */
    public record Parts(
            boolean enabled,
            Map<String, ScimSettings> fixed,
            Supplier<? extends DirectoryDocuments> documents,
            Sealed sealed,
            Sealed accessTokens,
            URI baseUrl,
            Clock clock,
            AuditListener audit,
            Executor background) {
        public Parts {
            fixed = Map.copyOf(fixed);
        }
    }

    /**
     * Who comes with a token.
     *
     * @param credential id of the token, or of the client whose access token it is
     * @param live whether it still lets somebody in
     */
    public record Caller(String tenant, ScimSettings settings, String credential, boolean live) {}

    /** @param parts what they are made of */
    public RunTimeDirectories(Parts parts) {
        this.enabled = parts.enabled();
        this.fixed = parts.fixed();
        this.documents = parts.documents();
        this.seal = new DirectorySeal(parts.sealed());
        this.accessTokens = new AccessTokens(parts.accessTokens(), parts.clock());
        this.clock = parts.clock();
        this.audit = parts.audit();
        this.latest = new Latest<>(
                "SCIM directories", Snapshot.EMPTY, this::newer, parts.clock(), Latest.Outage.REFUSE, telling());
        this.traffic = new Traffic(parts.documents(), parts.clock(), parts.background());
        this.admin = new ScimDirectoryAdmin(
                new ScimDirectoryAdmin.Parts(enabled, fixed, latest, seal, traffic, parts.baseUrl(), parts.clock()),
                new DirectoryWriter(parts.documents(), latest, seal, parts.clock(), parts.audit()));
    }

    /** Makes and changes them. */
    public ScimDirectoryAdmin admin() {
        return admin;
    }

    /** Whether there are any. */
    public boolean isEnabled() {
        return enabled;
    }

    /** What comes in. */
    public Traffic traffic() {
        return traffic;
    }

    /**
     * Who comes with this token, bearer or access token, also one that is over; empty if nobody ever got it.
     *
     * @throws StoreException.Unavailable if that cannot be told now
     */
    public Optional<Caller> caller(String token) {
        if (!enabled) {
            return Optional.empty();
        }
        Snapshot now = latest.get();
        Optional<AccessTokens.Grant> grant = accessTokens.open(token);
        if (grant.isPresent()) {
            AccessTokens.Grant told = grant.get();
            return holder(now.holder(told.tenant(), told.client()))
                    .map(holder -> caller(holder, told.isLive(clock.instant())));
        }
        return holder(now.holder(TokenHash.of(token)))
                .filter(holder -> holder.credential().kind() == Kind.TOKEN)
                .map(holder -> caller(holder, true));
    }

    /**
     * The client with this id and secret, also one that is over; empty if there never was one.
     *
     * @throws StoreException.Unavailable if that cannot be told now
     */
    public Optional<Caller> client(String id, String secret) {
        if (!enabled) {
            return Optional.empty();
        }
        return holder(latest.get().holder(TokenHash.of(secret)))
                .filter(holder -> holder.credential().kind() == Kind.CLIENT
                        && holder.credential().id().equals(id))
                .map(holder -> caller(holder, true));
    }

    /**
     * What every directory that was made at run time may do now, by tenant.
     *
     * @throws StoreException.Unavailable if that cannot be told now
     */
    public Map<String, ScimSettings> settings() {
        Map<String, ScimSettings> all = new HashMap<>();
        if (enabled) {
            for (Snapshot.Loaded loaded : latest.get().all()) {
                String tenant = loaded.document().tenant();
                loaded.content()
                        .filter(content -> !fixed.containsKey(tenant))
                        .ifPresent(content -> all.put(tenant, content.settings()));
            }
        }
        return all;
    }

    /**
     * What the tenant's directory may do now; empty if it has none that was made at run time.
     *
     * @throws StoreException.Unavailable if that cannot be told now
     */
    public Optional<ScimSettings> settings(String tenant) {
        return enabled && !fixed.containsKey(tenant)
                ? latest.get().content(tenant).map(Content::settings)
                : Optional.empty();
    }

    /** An access token for a live client, good for {@link #accessTokenSeconds}. */
    public String accessToken(Caller client) {
        return accessTokens.issue(client.tenant(), client.credential());
    }

    /** How long an access token is good for. */
    public static long accessTokenSeconds() {
        return AccessTokens.LIFETIME.toSeconds();
    }

    /** Where the configuration has a directory of the tenant, that one counts. */
    private Optional<Holder> holder(Optional<Holder> found) {
        return found.filter(holder -> !fixed.containsKey(holder.tenant()));
    }

    private Caller caller(Holder holder, boolean live) {
        Credential credential = holder.credential();
        return new Caller(
                holder.tenant(),
                holder.content().settings(),
                credential.id(),
                live && credential.isLive(clock.instant()));
    }

    private Snapshot newer(Snapshot before) {
        Changes changes = documents.get().changesSince(before.stamp());
        if (changes.stamp() < before.stamp()) {
            return Snapshot.EMPTY.with(documents.get().changesSince(0), this::read);
        }
        return changes.stamp() == before.stamp() ? before : before.with(changes, this::read);
    }

    private Loaded read(Document document) {
        Optional<Content> content = opened(document);
        if (content.isEmpty()) {
            String why = "it does not open: it was sealed with another secret, or changed in the database";
            LOG.error("the SCIM directory of tenant {} lets nobody in: {}", document.tenant(), why);
            audit.on(new DirectoryEvent.Unreadable(clock.instant(), document.tenant(), why));
        }
        return new Loaded(document, content);
    }

    private Optional<Content> opened(Document document) {
        try {
            return seal.open(document);
        } catch (IllegalArgumentException ofAnotherVersion) {
            LOG.warn(
                    "the SCIM directory of {} holds what this version cannot read",
                    document.tenant(),
                    ofAnotherVersion);
            return Optional.empty();
        }
    }

    private Latest.Listener telling() {
        return new Latest.Listener() {
            @Override
            public void lost(Instant now, Optional<Instant> asOf) {
                audit.on(new DirectoryEvent.StoreOutdated(now, asOf));
            }

            @Override
            public void back(Instant now) {
                audit.on(new DirectoryEvent.StoreCurrent(now));
            }
        };
    }
}
