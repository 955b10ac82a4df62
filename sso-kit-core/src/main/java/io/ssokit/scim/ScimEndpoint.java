package io.ssokit.scim;

import io.ssokit.audit.AuditListener;
import io.ssokit.directory.RunTimeDirectories;
import io.ssokit.directory.Traffic;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.RandomToken;
import io.ssokit.internal.Sealed;
import io.ssokit.login.AccountLinks;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.scim.BearerTokens.Caller;
import io.ssokit.session.SessionRevocations;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * A SCIM 2.0 service provider without HTTP (RFC 7643, RFC 7644): identity providers create, change, switch off and delete the
 * users and groups of their tenant here. The bearer token tells the tenant. Immutable and thread-safe; blocks as long as the
 * store does.
 */
public final class ScimEndpoint implements AutoCloseable {
    /** Larger bodies are answered 413. An edge that reads no further than one byte more is safe. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** Refused requests of strangers that are told to the listeners; the rest of a flood is not worth its log. */
    private static final int STRANGERS_PER_MINUTE = 600;

    private final BearerTokens tokens;
    private final Requests requests;
    /** Bulk requests that are answered later, where something keeps them. */
    final Optional<AsyncBulk> later;

    private final Clock clock;
    private final Gate gate;
    private final Optional<Traffic> traffic;
    private final Optional<TokenEndpoint> tokenEndpoint;
    private final Bucket strangers = new Bucket();
    private final Optional<Webhooks> webhooks;
    private final Provisioning provisioning;

    private ScimEndpoint(Builder builder) {
        Links links = new Links(builder.baseUrl);
        ResourceTypes types = OwnSchemas.of(builder.extensions).types();
        Directories directories = new Directories(builder.directories, builder.runTime);
        UserStore store = keepingUnique(builder.store, types);
        this.clock = builder.clock;
        this.gate = new Gate(clock);
        this.traffic = builder.runTime.map(RunTimeDirectories::traffic);
        List<AuditListener> listeners = new ArrayList<>(builder.listeners);
        traffic.ifPresent(all -> listeners.add(new TrafficListener(all)));
        ScimAudit audit = new ScimAudit(
                listeners,
                builder.clock,
                builder.kept.map(ScimStores::events),
                new SecurityEvents(links.to()),
                directories::webhookOf,
                tenant -> webhooks().ifPresent(all -> all.wake(tenant)));
        this.webhooks = builder.fetcher.flatMap(
                http -> builder.kept.map(kept -> new Webhooks(directories::all, kept, http, builder.clock, audit)));
        Guards guards = new Guards(store, builder.kept, builder.clock, audit);
        GroupDrift drift = new GroupDrift(builder.kept.map(ScimStores::guards), builder.clock);
        this.provisioning = new Provisioning(store, builder.kept, builder.clock, audit, drift);
        this.tokens = new BearerTokens(builder.directories, builder.runTime);
        this.tokenEndpoint = builder.runTime.map(all -> new TokenEndpoint(all, audit, gate, clock));
        Routes plain = new Routes(
                new Users(
                        store,
                        builder.revocations,
                        builder.clock,
                        types,
                        links,
                        guards,
                        audit,
                        new Passwords(builder.passwords),
                        new Adoption(builder.accountLinks)),
                new Groups(store, types, links, guards, drift, audit),
                queries(builder, types, links),
                new Discovery(types, config(builder, links), links));
        Requests operations = new Requests(plain, audit);
        this.later = builder.kept.map(kept -> later(builder, directories, kept, operations, audit, types, links));
        Bulk bulk = new Bulk(operations, links, later);
        this.requests = new Requests(plain.with(bulk, builder.me), audit);
    }

    private static AsyncBulk later(
            Builder builder,
            Directories directories,
            ScimStores kept,
            Requests operations,
            ScimAudit audit,
            ResourceTypes types,
            Links links) {
        BulkWorker worker = new BulkWorker(
                kept.requests(),
                directories::find,
                (request, directory) -> new BulkRun(request, directory, operations, links),
                audit,
                builder.clock,
                builder.worker);
        return new AsyncBulk(kept.requests(), worker, types, links, builder.clock);
    }

    private static UserStore keepingUnique(UserStore store, ResourceTypes types) {
        try {
            return types.unique().isEmpty() ? store : store.withUnique(types.unique());
        } catch (UnsupportedOperationException cannot) {
            throw new IllegalArgumentException(cannot.getMessage(), cannot);
        }
    }

    private static ServiceProviderConfig config(Builder builder, Links links) {
        Optional<String> tokenEndpoint = builder.runTime
                .filter(RunTimeDirectories::isEnabled)
                .map(all -> links.to() + RunTimeDirectories.TOKEN_ENDPOINT);
        return new ServiceProviderConfig(builder.passwords.isPresent(), builder.kept.isPresent(), tokenEndpoint);
    }

    private static Queries queries(Builder builder, ResourceTypes types, Links links) {
        Representations representations = new Representations(types, links);
        return new Queries(
                new UserList(types.user(), builder.store, representations),
                new GroupList(types.group(), builder.store, representations),
                new Cursors(Sealed.with(builder.cursorKey), builder.clock));
    }

    /**
     * Starts an endpoint.
     *
     * @param baseUrl what clients call, for example {@code https://app.example.com/scim/v2}
     * @param store where users and groups are kept
     * @param revocations where sessions of users who are switched off or deleted end
     */
    public static Builder builder(URI baseUrl, UserStore store, SessionRevocations revocations) {
        return new Builder(baseUrl, store, revocations);
    }

    /** What the app's administrators see of provisioning, and do about it. */
    public Provisioning provisioning() {
        return provisioning;
    }

    /** Ends the threads of the endpoint; what they have not done is done by another node, or after the next start. */
    @Override
    public void close() {
        later.ifPresent(AsyncBulk::close);
        webhooks.ifPresent(Webhooks::close);
    }

    private Optional<Webhooks> webhooks() {
        return webhooks;
    }

    /** Answers a request. Never throws: every failure is an error body of RFC 7644 §3.12. */
    public ScimResponse handle(ScimRequest request) {
        return receive(request).answer(request.body());
    }

    /**
     * Looks at a request whose body has not been read: whoever may not call, calls too often, or says that more is coming than
     * we take, is answered before anybody waits for it. Never throws.
     */
    public ScimReceived receive(ScimRequest head) {
        Optional<TokenEndpoint> asked = tokenEndpoint.filter(endpoint -> endpoint.serves(head));
        if (asked.isPresent()) {
            TokenEndpoint endpoint = asked.get();
            return new ScimReceived(
                    endpoint.refusal(head).map(answer -> answer.to(head)),
                    body -> endpoint.answer(head.body(body)).to(head),
                    () -> TokenEndpoint.late().to(head),
                    TokenEndpoint.MAX_BODY,
                    Optional.empty());
        }
        Optional<Caller> caller = Optional.empty();
        try {
            caller = tokens.caller(head.headers("Authorization"));
            Caller known = caller.filter(Caller::live).orElseThrow(ScimException::unauthorized);
            gate.admit(known);
            traffic.ifPresent(all -> all.request(known.directory().tenant(), known.stored()));
            Exchange.requireReadable(head);
            return admitted(head, known.directory());
        } catch (RuntimeException failure) {
            ScimResponse answer = stopped(head, caller, failure);
            return new ScimReceived(Optional.of(answer), body -> answer, () -> answer, 0, Optional.empty());
        }
    }

    private ScimReceived admitted(ScimRequest head, ScimDirectory directory) {
        return new ScimReceived(
                Optional.empty(),
                body -> answer(head.body(body), directory),
                () -> refused(head, Optional.of(directory), ScimException.timeout()),
                MAX_BODY_BYTES,
                Optional.of(gate.held(directory.tenant())));
    }

    /** Not every request of a flood is told to the listeners: that would cost more than answering it. */
    private ScimResponse stopped(ScimRequest head, Optional<Caller> caller, RuntimeException failure) {
        Optional<ScimDirectory> directory = caller.map(Caller::directory);
        caller.filter(known -> !known.live())
                .ifPresent(over ->
                        traffic.ifPresent(all -> all.refused(over.directory().tenant())));
        boolean told = directory.isPresent()
                ? gate.isNews(directory.get().tenant(), failure)
                : strangers.take(STRANGERS_PER_MINUTE, clock.instant()).isEmpty();
        return told
                ? refused(head, directory, failure)
                : Requests.untold(failure).to(head);
    }

    private ScimResponse answer(ScimRequest request, ScimDirectory directory) {
        // Whoever is used may find work that another node has left behind.
        later.ifPresent(AsyncBulk::start);
        Answer answer;
        try {
            answer = gate.work(directory.tenant(), () -> requests.answer(request, directory));
        } catch (ScimException tooManyAtOnce) {
            answer = Requests.untold(tooManyAtOnce);
        }
        if (answer.status() < 400) {
            traffic.ifPresent(all -> all.success(directory.tenant()));
        }
        return answer.to(request);
    }

    private ScimResponse refused(ScimRequest request, Optional<ScimDirectory> directory, RuntimeException failure) {
        return requests.refused(request, directory, failure).to(request);
    }

    /** Makes endpoints. Not thread-safe. */
    public static final class Builder {
        private final URI baseUrl;
        private final UserStore store;
        private final SessionRevocations revocations;
        private final List<ScimDirectory> directories = new ArrayList<>();
        private final List<AuditListener> listeners = new ArrayList<>();
        private final List<ScimExtension> extensions = new ArrayList<>();
        private Optional<ScimStores> kept = Optional.empty();
        private Optional<Executor> worker = Optional.empty();
        private Optional<ScimPasswords> passwords = Optional.empty();
        private Optional<ScimMe> me = Optional.empty();
        private Optional<RunTimeDirectories> runTime = Optional.empty();
        private Optional<AccountLinks> accountLinks = Optional.empty();
        private Optional<HttpFetcher> fetcher = Optional.empty();
        private Clock clock = Clock.systemUTC();
        private byte[] cursorKey = RandomToken.bytes(32);

        private Builder(URI baseUrl, UserStore store, SessionRevocations revocations) {
            this.baseUrl = baseUrl;
            this.store = store;
            this.revocations = revocations;
        }

        /** More directories; without any, every request is refused. */
        public Builder directories(List<ScimDirectory> more) {
            directories.addAll(more);
            return this;
        }

        /** Directories that change while the app runs, beside those of {@link #directories}; and what comes in at all. */
        public Builder runTime(RunTimeDirectories all) {
            this.runTime = Optional.of(all);
            return this;
        }

        /** Ends what signs in people whom provisioning takes over; without it nobody is believed to have signed in before. */
        public Builder accountLinks(AccountLinks links) {
            this.accountLinks = Optional.of(links);
            return this;
        }

        /** More listeners, told of every change and every refusal. */
        public Builder audit(List<AuditListener> more) {
            listeners.addAll(more);
            return this;
        }

        /** Attributes of the app's own. */
        public Builder extensions(List<ScimExtension> more) {
            extensions.addAll(more);
            return this;
        }

        /**
         * Where the provisioning log, webhooks' backlog, counters and tombstones are kept. Without it there is none of them,
         * and what they are needed for: webhooks, the breaker, admin groups.
         */
        public Builder keeping(ScimStores stores) {
            this.kept = Optional.of(stores);
            return this;
        }

        /**
         * What cursors (RFC 9865) are sealed with, the same for all nodes. A random key by default: then cursors are good for
         * this node only, and end with it.
         *
         * @param key 32 bytes
         */
        public Builder cursorKey(byte[] key) {
            cursorKey = key.clone();
            return this;
        }

        /** Where passwords go; without it they are dropped, and clients are told that they cannot change them. */
        public Builder passwords(ScimPasswords app) {
            this.passwords = Optional.of(app);
            return this;
        }

        /** Who {@code /Me} is; without it {@code /Me} is answered 501. */
        public Builder me(ScimMe app) {
            this.me = Optional.of(app);
            return this;
        }

        /** What works off accepted requests, for tests; threads of the endpoint's own by default. */
        Builder worker(Executor executor) {
            this.worker = Optional.of(executor);
            return this;
        }

        /** What webhooks are called by; without it what waits for them waits. */
        public Builder fetcher(HttpFetcher http) {
            this.fetcher = Optional.of(http);
            return this;
        }

        /** Where the time comes from; the system's clock by default. */
        public Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /**
         * The endpoint.
         *
         * @throws IllegalArgumentException if the base URL is not absolute, two directories share a token, something is wrong
         *     with the extensions, or the store cannot keep unique what they say is unique
         */
        public ScimEndpoint build() {
            if (!baseUrl.isAbsolute() || baseUrl.getHost() == null) {
                throw new IllegalArgumentException("the SCIM base URL must be absolute: " + baseUrl);
            }
            ScimEndpoint endpoint = new ScimEndpoint(this);
            boolean waiting = runTime.filter(RunTimeDirectories::isEnabled).isPresent()
                    || directories.stream().anyMatch(Webhooks::hasWebhook);
            // Something may wait since before the start.
            endpoint.webhooks.filter(any -> waiting).ifPresent(Webhooks::start);
            return endpoint;
        }
    }
}
