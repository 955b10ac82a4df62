package io.ssokit.scim;

import io.ssokit.audit.AuditListener;
import io.ssokit.internal.RandomToken;
import io.ssokit.internal.Sealed;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionRevocations;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final BearerTokens tokens;
    private final Requests requests;
    /** Bulk requests that are answered later, where something keeps them. */
    final Optional<AsyncBulk> later;

    private ScimEndpoint(Builder builder) {
        Links links = new Links(builder.baseUrl);
        ResourceTypes types = OwnSchemas.of(builder.extensions).types();
        UserStore store = keepingUnique(builder.store, types);
        ScimAudit audit = new ScimAudit(
                builder.listeners,
                builder.clock,
                builder.kept.map(ScimStores::events),
                new SecurityEvents(links.to()),
                () -> {});
        this.tokens = new BearerTokens(builder.directories);
        Routes plain = new Routes(
                new Users(
                        store,
                        builder.revocations,
                        builder.clock,
                        types,
                        links,
                        audit,
                        new Passwords(builder.passwords)),
                new Groups(store, types, links, audit),
                queries(builder, types, links),
                new Discovery(
                        types,
                        new ServiceProviderConfig(builder.passwords.isPresent(), builder.kept.isPresent()),
                        links));
        Requests operations = new Requests(plain, audit);
        this.later = builder.kept.map(kept -> later(builder, kept, operations, audit, types, links));
        Bulk bulk = new Bulk(operations, links, later);
        this.requests = new Requests(plain.with(bulk, builder.me), audit);
    }

    private static AsyncBulk later(
            Builder builder, ScimStores kept, Requests operations, ScimAudit audit, ResourceTypes types, Links links) {
        BulkWorker worker = new BulkWorker(
                kept.requests(),
                tenant -> directoryOf(builder.directories, tenant),
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

    private static Optional<ScimDirectory> directoryOf(List<ScimDirectory> directories, String tenant) {
        return directories.stream()
                .filter(directory -> directory.tenant().equals(tenant))
                .findFirst();
    }

    /** Ends the threads of the endpoint; accepted requests are done by another node, or after the next start. */
    @Override
    public void close() {
        later.ifPresent(AsyncBulk::close);
    }

    /** Answers a request. Never throws: every failure is an error body of RFC 7644 §3.12. */
    public ScimResponse handle(ScimRequest request) {
        return receive(request).answer(request.body());
    }

    /**
     * Looks at a request whose body has not been read: whoever may not call, or says that more is coming than we take, is
     * answered before anybody waits for it. Never throws.
     */
    public Received receive(ScimRequest head) {
        Optional<ScimDirectory> directory = tokens.directoryOf(head.headers("Authorization"));
        try {
            ScimDirectory known = directory.orElseThrow(ScimException::unauthorized);
            Exchange.requireReadable(head);
            return new Received(this, head, Optional.of(known), Optional.empty());
        } catch (RuntimeException failure) {
            return new Received(this, head, directory, Optional.of(refused(head, directory, failure)));
        }
    }

    private ScimResponse answer(ScimRequest request, ScimDirectory directory) {
        // Whoever is used may find work that another node has left behind.
        later.ifPresent(AsyncBulk::start);
        return write(request, requests.answer(request, directory));
    }

    private ScimResponse refused(ScimRequest request, Optional<ScimDirectory> directory, RuntimeException failure) {
        return write(request, requests.refused(request, directory, failure));
    }

    /**
     * A request whose head is known. Thread-safe.
     *
     * <p>{@code refusal} first; only without one is it worth reading the body.
     */
    public static final class Received {
        private final ScimEndpoint endpoint;
        private final ScimRequest head;
        private final Optional<ScimDirectory> directory;
        private final Optional<ScimResponse> refusal;

        private Received(
                ScimEndpoint endpoint,
                ScimRequest head,
                Optional<ScimDirectory> directory,
                Optional<ScimResponse> refusal) {
            this.endpoint = endpoint;
            this.head = head;
            this.directory = directory;
            this.refusal = refusal;
        }

        /** The answer to a request whose body nobody needs to read. */
        public Optional<ScimResponse> refusal() {
            return refusal;
        }

        /** @param body at least the first {@link #MAX_BODY_BYTES} + 1 bytes that came; empty if none */
        public ScimResponse answer(byte[] body) {
            return refusal.orElseGet(() -> endpoint.answer(head.body(body), directory.orElseThrow()));
        }

        /** What to answer if the body did not come in time. */
        public ScimResponse late() {
            return endpoint.refused(head, directory, ScimException.timeout());
        }
    }

    private static ScimResponse write(ScimRequest request, Answer answer) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        // People's data, and text that other people wrote.
        headers.put("Cache-Control", "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
        byte[] body = answer.body().map(JsonText::bytes).orElse(new byte[0]);
        if (body.length > 0) {
            headers.put("Content-Type", contentType(request));
        }
        return new ScimResponse(answer.status(), headers, request.method().equals("HEAD") ? new byte[0] : body);
    }

    // RFC 7644 §3.1: application/json on request, else application/scim+json.
    private static String contentType(ScimRequest request) {
        String accept = request.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        boolean plainOnly = accept.contains("application/json") && !accept.contains("application/scim+json");
        return plainOnly ? "application/json" : "application/scim+json";
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
            for (ScimDirectory one : directories) {
                for (ScimDirectory other : directories) {
                    if (one != other && one.sharesTokenWith(other)) {
                        throw new IllegalArgumentException("the SCIM directories of " + one.tenant() + " and "
                                + other.tenant() + " share a token; every directory needs its own");
                    }
                }
            }
            return new ScimEndpoint(this);
        }
    }
}
