package io.ssokit.directory;

import io.ssokit.audit.DirectoryEvent.Change;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.Tenant;
import io.ssokit.directory.Content.Kept;
import io.ssokit.directory.Credential.Kind;
import io.ssokit.directory.DirectoryDocuments.Document;
import io.ssokit.directory.DirectoryWriter.Next;
import io.ssokit.directory.Snapshot.Loaded;
import io.ssokit.error.StoreException;
import io.ssokit.internal.ActorName;
import io.ssokit.internal.Latest;
import io.ssokit.internal.RandomToken;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes and changes SCIM directories while the app runs, one for a tenant, beside those of the configuration, and says how
 * provisioning goes. Tokens and client secrets are shown once, when they are made; what is kept of them is a hash, and that
 * sealed. Every change is told to the audit with who did it, effective on this node at once and on all others within five
 * seconds. The caller decides who may do this. Thread-safe; every method may ask the store and therefore block.
 *
 * <p>Besides what a method says, each throws {@link StoreException.Unavailable} if the store does not answer, and those that
 * change something {@link ConfigurationProblems} for what an administrator can put right (a directory of the configuration is
 * changed there), {@link StoreException.NotFound} if the tenant has no directory, {@link IllegalArgumentException} for an actor
 * without a name, and {@link IllegalStateException} if run-time directories are not switched on.
 */
public final class ScimDirectoryAdmin {
    /** How many tokens of a directory are live at once, and how many clients: the one in use and the one that replaces it. */
    public static final int MAX_LIVE = 2;

    private static final int MAX_LABEL = 100;
    private static final String TOKEN = "ssokit_scim_";
    private static final String CLIENT_SECRET = "ssokit_client_";

    private final Parts parts;
    private final DirectoryWriter writer;

    /**
     * @param enabled whether there may be directories other than the configuration's
     * @param fixed tenants of the configuration, with their settings
     */
    record Parts(
            boolean enabled,
            Map<String, ScimSettings> fixed,
            Latest<Snapshot> latest,
            DirectorySeal seal,
            Traffic traffic,
            URI baseUrl,
            Clock clock) {}

    ScimDirectoryAdmin(Parts parts, DirectoryWriter writer) {
        this.parts = parts;
        this.writer = writer;
    }

    /** All run-time directories, by tenant; those that do not open with the kit's secret are left out. */
    public List<ManagedDirectory> list() {
        return snapshot().map(Snapshot::all).stream()
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(loaded -> loaded.document().tenant()))
                .flatMap(loaded -> loaded.content().map(content -> view(loaded.document(), content)).stream())
                .toList();
    }

    /** The run-time directory of this tenant. */
    public Optional<ManagedDirectory> find(String tenant) {
        return parts.enabled()
                ? writer.find(tenant)
                        .flatMap(document -> writer.open(document).map(content -> view(document, content)))
                        .map(this::withUse)
                : Optional.empty();
    }

    /** The tenants whose directories are the configuration's. */
    public Set<String> configured() {
        return parts.fixed().keySet();
    }

    /**
     * Makes a directory, without a token.
     *
     * @param actor who does this, for the audit: an administrator's name or address
     * @param tenant whose users and groups it holds
     */
    public ManagedDirectory create(String actor, String tenant, ScimSettings settings) {
        String who = changing(actor, tenant);
        if (!Tenant.isId(tenant)) {
            throw DirectoryWriter.problem("?", "a tenant is 1-63 letters, digits, '.', '_' or '-'");
        }
        writer.create(who, tenant, settings);
        return get(tenant);
    }

    /**
     * Replaces what a directory may do.
     *
     * @param expected the version that the administrator has seen; if empty, whatever is there is replaced
     * @throws StoreException.StaleVersion if somebody has changed it since
     */
    public ManagedDirectory replace(String actor, String tenant, ScimSettings settings, OptionalLong expected) {
        change(
                actor,
                tenant,
                expected,
                content -> Next.of(
                        content.with(settings), Change.SETTINGS_CHANGED, changed(content.settings(), settings)));
        return get(tenant);
    }

    /** Answers every request 503 until {@link #resume}; the identity provider tries again then. */
    public ManagedDirectory pause(String actor, String tenant) {
        return paused(actor, tenant, true);
    }

    /** Ends a {@link #pause}. */
    public ManagedDirectory resume(String actor, String tenant) {
        return paused(actor, tenant, false);
    }

    private ManagedDirectory paused(String actor, String tenant, boolean paused) {
        change(
                actor,
                tenant,
                OptionalLong.empty(),
                content -> Next.of(
                        content.with(
                                content.settings().toBuilder().paused(paused).build()),
                        paused ? Change.PAUSED : Change.RESUMED,
                        ""));
        return get(tenant);
    }

    /**
     * Removes a directory for good, its tokens and clients with it. Users and groups stay.
     *
     * @param expected as for {@link #replace}
     */
    public void delete(String actor, String tenant, OptionalLong expected) {
        String who = changing(actor, tenant);
        writer.change(who, tenant, expected, content -> new Next(Optional.empty(), Change.DELETED, ""));
    }

    /**
     * Makes a token, beside the one that is live: enter it at the identity provider, then revoke the other.
     *
     * @param label what the administrator calls it, at most 100 characters
     * @param expires when it ends by itself; empty for never
     * @throws ConfigurationProblems if two are live, or the end is past
     */
    public NewCredential createToken(String actor, String tenant, String label, Optional<Instant> expires) {
        return add(actor, tenant, Kind.TOKEN, label, expires);
    }

    /**
     * Makes an OAuth 2.0 client: its id and secret get access tokens at the directory's token endpoint, for identity providers
     * that ask for client credentials instead of a token.
     *
     * @param label as for {@link #createToken}
     * @param expires as for {@link #createToken}
     * @throws ConfigurationProblems if two are live, or the end is past
     */
    public NewCredential createClient(String actor, String tenant, String label, Optional<Instant> expires) {
        return add(actor, tenant, Kind.CLIENT, label, expires);
    }

    /**
     * Ends a token, or a client with all access tokens it has got. Nothing happens if it has ended already.
     *
     * @param credential {@link Credential#id}
     * @throws StoreException.NotFound if the directory has none of this id
     */
    public void revoke(String actor, String tenant, String credential) {
        Instant now = now();
        change(actor, tenant, OptionalLong.empty(), content -> {
            Credential found = content.find(credential)
                    .map(Kept::credential)
                    .orElseThrow(() -> new StoreException.NotFound("Token " + credential));
            Change told = found.kind() == Kind.TOKEN ? Change.TOKEN_REVOKED : Change.CLIENT_REVOKED;
            return Next.of(
                    found.revoked().isPresent() ? content : content.revoked(credential, now), told, shown(found));
        });
    }

    /**
     * How provisioning goes.
     *
     * @param tenant one with a directory, of the configuration too
     * @throws StoreException.NotFound if the tenant has no directory
     */
    public DirectoryStatus status(String tenant) {
        ScimSettings fixed = parts.fixed().get(tenant);
        Optional<ManagedDirectory> directory = fixed == null ? Optional.of(get(tenant)) : Optional.empty();
        ScimSettings settings = fixed == null ? directory.orElseThrow().settings() : fixed;
        Activity activity = parts.traffic().of(tenant);
        Optional<Instant> paused = settings.paused()
                ? Optional.of(directory.map(ManagedDirectory::changed).orElseGet(this::now))
                : Optional.empty();
        return new DirectoryStatus(tenant, activity, Hints.of(activity, directory, paused, now()));
    }

    /**
     * Seals with the kit's secret whatever is still sealed with the previous one.
     *
     * @return the tenants whose directories neither secret opens
     */
    public List<String> resealAll(String actor) {
        String who = ActorName.of(actor);
        List<String> unreadable = new ArrayList<>();
        for (Loaded loaded : snapshot().map(Snapshot::all).orElse(List.of())) {
            Document document = loaded.document();
            if (loaded.content().isEmpty()) {
                unreadable.add(document.tenant());
            } else if (!parts.seal().isCurrent(document)) {
                writer.change(
                        who,
                        document.tenant(),
                        OptionalLong.empty(),
                        content -> Next.of(readable(document.tenant(), content), Change.RESEALED, ""));
            }
        }
        return List.copyOf(unreadable);
    }

    private NewCredential add(String actor, String tenant, Kind kind, String label, Optional<Instant> expires) {
        Instant now = now();
        Optional<Instant> end = expires.map(time -> time.truncatedTo(ChronoUnit.MILLIS));
        if (end.filter(time -> !time.isAfter(now)).isPresent()) {
            throw DirectoryWriter.problem(tenant, "the end of a token must be in the future");
        }
        String name = label.replaceAll("\\p{C}", " ").strip();
        Credential credential = new Credential(
                RandomToken.bits128(),
                kind,
                name.substring(0, Math.min(name.length(), MAX_LABEL)),
                now,
                end,
                Optional.empty(),
                Optional.empty());
        Secret secret = Secret.of((kind == Kind.TOKEN ? TOKEN : CLIENT_SECRET) + RandomToken.bits256());
        Kept kept = new Kept(credential, TokenHash.of(secret.reveal()));
        change(actor, tenant, OptionalLong.empty(), content -> {
            if (content.live(kind, now) >= MAX_LIVE) {
                throw DirectoryWriter.problem(tenant, "two are live already; revoke one first");
            }
            Change told = kind == Kind.TOKEN ? Change.TOKEN_CREATED : Change.CLIENT_CREATED;
            return Next.of(content.with(kept, now), told, shown(credential));
        });
        return new NewCredential(credential, secret);
    }

    private void change(String actor, String tenant, OptionalLong expected, Function<Content, Next> step) {
        String who = changing(actor, tenant);
        writer.change(who, tenant, expected, content -> step.apply(readable(tenant, content)));
    }

    private String changing(String actor, String tenant) {
        if (!parts.enabled()) {
            throw new IllegalStateException("run-time SCIM directories are off; the option is run-time-directories");
        }
        if (parts.fixed().containsKey(tenant)) {
            throw DirectoryWriter.problem(tenant, "belongs to the configuration and is changed there");
        }
        return ActorName.of(actor);
    }

    private static Content readable(String tenant, Optional<Content> content) {
        return content.orElseThrow(
                () -> DirectoryWriter.problem(tenant, "is sealed with another secret; delete it and make it again"));
    }

    private ManagedDirectory get(String tenant) {
        return find(tenant).orElseThrow(() -> new StoreException.NotFound("SCIM directory " + tenant));
    }

    private Optional<Snapshot> snapshot() {
        return parts.enabled() ? Optional.of(parts.latest().read()) : Optional.empty();
    }

    private ManagedDirectory view(Document document, Content content) {
        return new ManagedDirectory(
                document.tenant(),
                parts.baseUrl(),
                URI.create(parts.baseUrl() + RunTimeDirectories.TOKEN_ENDPOINT),
                content.settings(),
                document.version(),
                document.changed(),
                content.credentials().stream().map(Kept::credential).toList());
    }

    private ManagedDirectory withUse(ManagedDirectory directory) {
        Map<String, Instant> used = parts.traffic().of(directory.tenant()).used();
        return new ManagedDirectory(
                directory.tenant(),
                directory.endpoint(),
                directory.tokenEndpoint(),
                directory.settings(),
                directory.version(),
                directory.changed(),
                directory.credentials().stream()
                        .map(credential -> credential.usedAt(Optional.ofNullable(used.get(credential.id()))))
                        .toList());
    }

    private static String changed(ScimSettings before, ScimSettings after) {
        Map<String, Object> old = SettingsJson.write(before);
        Map<String, Object> now = SettingsJson.write(after);
        List<String> names = new ArrayList<>(now.keySet());
        old.keySet().stream().filter(name -> !now.containsKey(name)).forEach(names::add);
        names.removeIf(name -> Objects.equals(old.get(name), now.get(name)));
        return String.join(", ", names);
    }

    private static String shown(Credential credential) {
        return credential.id() + " (" + credential.label() + ")";
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
