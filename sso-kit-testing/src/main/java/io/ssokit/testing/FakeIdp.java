package io.ssokit.testing;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A SAML 2.0 identity provider and OpenID provider inside this JVM, for tests and demos. It listens on 127.0.0.1 only, and
 * everybody's password is public: never connect it to anything real.
 *
 * <pre>{@code
 * try (FakeIdp idp = FakeIdp.builder()
 *         .client(OidcClient.onLoopback("app", "secret"))
 *         .start()) {
 *     URI metadata = idp.saml().metadataUri();
 *     String issuer = idp.oidc().issuer();
 * }
 * }</pre>
 *
 * <p>Its configuration is fixed at {@link Builder#start}. What a test may change while it runs is how it misbehaves: {@link
 * FakeSamlIdp#play}, {@link FakeOpenIdProvider#play}, {@link #fail}, {@link #delay}, {@link #mend}, and key rotation.
 * Thread-safe.
 *
 * <p>Making an RSA key can take a second. Keys are made when first needed, and a provider may get those of one that was
 * closed before; two open ones never share any. A test that means "other keys" says so with {@link
 * FakeSamlIdp#replaceKey}.
 */
public final class FakeIdp implements AutoCloseable {
    /** The tenant of {@link #entra} that everybody is in who was put into no other. */
    public static final String ENTRA_TENANT = "6f1f2a0c-9c1d-4b7e-8a3e-5d2c7b90e111";

    private final Server server;
    private final Visitors visitors;
    private final FakeSamlIdp saml;
    private final FakeOpenIdProvider oidc;
    private final FakeOpenIdProvider entra;
    private final FakeOAuth2Provider oauth2;

    private FakeIdp(Builder settings) {
        server = Server.bind(settings.port);
        URI base = server.base();
        List<Persona> people = settings.personas.isEmpty() ? Persona.standard() : settings.personas;
        visitors = new Visitors(
                base.getPort(),
                people.stream()
                        .map(persona -> persona.atDomain(settings.emailDomain))
                        .toList());
        String entityId = settings.entityId.isEmpty() ? base + Endpoint.SAML_METADATA.path() : settings.entityId;
        saml = new FakeSamlIdp(
                base,
                entityId,
                settings.clock,
                new ServiceProviders(settings.serviceProviders),
                settings.wantSignedRequests,
                settings.samlScript);
        Map<String, OidcClient> clients = Map.copyOf(settings.clients);
        EntraShape tenants = new EntraShape(base, Map.copyOf(settings.entraTenants));
        oidc = provider(settings, Layout.OPENID, new OidcShape.Standard(base + "/oidc"));
        entra = provider(settings, Layout.ENTRA, tenants);
        oauth2 = new FakeOAuth2Provider(base, settings.clock, settings.oidcScript, clients);
        SamlSessions sessions = new SamlSessions();
        new SamlEndpoints(saml, visitors, sessions, settings.clock, settings.singleSignOn, settings.acsAllowed)
                .register(server);
        new LogoutEndpoints(saml.logout(), visitors, sessions).register(server);
        for (FakeOpenIdProvider provider : List.of(oidc, entra)) {
            new OidcEndpoints(provider, visitors, settings.clock, settings.singleSignOn, clients).register(server);
        }
        oauth2.register(server, visitors, settings.clock, settings.singleSignOn, clients);
        discoverEachTenant(tenants);
        server.route("/", request -> about());
        server.start();
    }

    private FakeOpenIdProvider provider(Builder settings, Layout layout, OidcShape shape) {
        return new FakeOpenIdProvider(
                server.base(), layout, shape, settings.clock, settings.oidcScript, Map.copyOf(settings.clients));
    }

    /** The document of one tenant names that tenant, the one of all work accounts is as the common one. */
    private void discoverEachTenant(EntraShape tenants) {
        String path = Endpoint.ENTRA_DISCOVERY.path();
        tenants.tenants()
                .forEach(tenant -> server.route(
                        path.replace("common", tenant),
                        request -> Reply.json(200, entra.discovery(tenants.issuerOf(tenant)))));
        server.route(
                path.replace("common", "organizations"), request -> Reply.json(200, entra.discovery(tenants.issuer())));
    }

    /** A builder with the standard personas and a free port. */
    public static Builder builder() {
        return new Builder();
    }

    /** A provider with nothing special: {@code builder().start()}. */
    public static FakeIdp start() {
        return builder().start();
    }

    /** Where it listens, for example {@code http://127.0.0.1:40123}; no trailing slash. */
    public URI baseUri() {
        return server.base();
    }

    /** The SAML half. */
    public FakeSamlIdp saml() {
        return saml;
    }

    /** The OpenID Connect half. */
    public FakeOpenIdProvider oidc() {
        return oidc;
    }

    /**
     * A second OpenID provider, shaped like Entra ID: {@link FakeOpenIdProvider#issuer} is a template with {@code
     * {tenantid}}, tokens come from the person's own tenant and carry {@code tid} and {@code oid}, and all tenants share
     * endpoints and keys. Clients, people and the first script are the same.
     */
    public FakeOpenIdProvider entra() {
        return entra;
    }

    /** The plain OAuth 2.0 provider: no ID tokens. */
    public FakeOAuth2Provider oauth2() {
        return oauth2;
    }

    /** Everybody who can sign in. */
    public List<Persona> personas() {
        return visitors.personas();
    }

    /**
     * One of those who can sign in.
     *
     * @throws IllegalArgumentException if nobody has that name
     */
    public Persona persona(String name) {
        return visitors.find(name).orElseThrow(() -> new IllegalArgumentException("no persona " + name));
    }

    /** From now on that person can do nothing here: no login, no session, no token is good any more. */
    public void disable(String name) {
        visitors.disable(persona(name).name());
    }

    /** Ends {@link #disable}. */
    public void enable(String name) {
        visitors.enable(name);
    }

    /** From now on that endpoint answers with this HTTP status and nothing useful. */
    public void fail(Endpoint endpoint, int status) {
        server.fail(endpoint, status);
    }

    /** From now on that endpoint answers late; {@link #close} cuts the wait short. */
    public void delay(Endpoint endpoint, Duration delay) {
        server.delay(endpoint, delay);
    }

    /** Ends every {@link #fail} and {@link #delay}. */
    public void mend() {
        server.mend();
    }

    /** How many requests that endpoint has got so far, failed ones included. */
    public int hits(Endpoint endpoint) {
        return server.hits(endpoint);
    }

    /** The requests that endpoint has got so far, failed ones included, in order; the latest thousand. */
    public List<RecordedRequest> requests(Endpoint endpoint) {
        return server.requests(endpoint);
    }

    /** Stops listening at once; requests under way are dropped. */
    @Override
    public void close() {
        server.close();
        saml.close();
        oidc.close();
        entra.close();
        oauth2.close();
    }

    static boolean isLoopback(URI uri) {
        String host = uri.getHost() == null ? "" : uri.getHost();
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return web && (host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}"));
    }

    private Reply about() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("SAML metadata", saml.metadataUri().toString());
        facts.put("SAML entity id", saml.entityId());
        facts.put("OpenID Connect issuer", oidc.issuer());
        facts.put("OpenID Connect discovery", oidc.discoveryUri().toString());
        facts.put("Many directories", oidc.uri(Endpoint.ENTRA_DISCOVERY).toString());
        facts.put("OAuth 2.0", oauth2.authorizationUri() + ", " + oauth2.tokenUri() + ", " + oauth2.userUri());
        return Pages.about(facts, personas());
    }

    /** Collects the configuration. Not thread-safe. */
    public static final class Builder {
        private int port;
        private String emailDomain = "example.com";
        private String entityId = "";
        private Clock clock = Clock.systemUTC();
        private boolean singleSignOn;
        private boolean wantSignedRequests;
        private Predicate<URI> acsAllowed = FakeIdp::isLoopback;
        private SamlScript samlScript = SamlScript.standard();
        private OidcScript oidcScript = OidcScript.standard();
        private final List<Persona> personas = new ArrayList<>();
        private final Map<String, URI> serviceProviders = new LinkedHashMap<>();
        private final Map<String, OidcClient> clients = new LinkedHashMap<>();
        private final Map<String, String> entraTenants = new LinkedHashMap<>();

        private Builder() {}

        /** Port on 127.0.0.1; 0, the default, takes a free one. */
        public Builder port(int value) {
            port = value;
            return this;
        }

        /** Somebody who can sign in; the first call replaces {@link Persona#standard()}. */
        public Builder persona(Persona persona) {
            personas.add(persona);
            return this;
        }

        /** Domain of e-mail addresses that are only a name; default {@code example.com}. */
        public Builder emailDomain(String domain) {
            emailDomain = domain;
            return this;
        }

        /** SAML entity id instead of the metadata URL. */
        public Builder entityId(String value) {
            entityId = value;
            return this;
        }

        /** The only source of time in tokens and assertions; default the system's. */
        public Builder clock(Clock value) {
            clock = value;
            return this;
        }

        /**
         * Somebody already signed in is not asked again, as with real providers. Without this the login page appears every
         * time, so that a demo can change personas.
         */
        public Builder singleSignOn() {
            singleSignOn = true;
            return this;
        }

        /**
         * AuthnRequests that no key of the registered metadata has signed are refused ({@link FakeSamlIdp#register}), and our
         * metadata says so. Without this they may be unsigned, but a signature that does not verify is refused all the same.
         */
        public Builder wantSignedRequests() {
            wantSignedRequests = true;
            return this;
        }

        /** An ACS URL for AuthnRequests that name none. Requests of unregistered service providers are answered too. */
        public Builder serviceProvider(String spEntityId, URI acsUrl) {
            serviceProviders.put(spEntityId, acsUrl);
            return this;
        }

        /**
         * Where browsers may carry a SAML response; default loopback addresses. {@link FakeSamlIdp#respond} does not ask
         * this.
         */
        public Builder acsAllowed(Predicate<URI> allowed) {
            acsAllowed = allowed;
            return this;
        }

        /** A relying party; without one nobody can use OpenID Connect. */
        public Builder client(OidcClient client) {
            clients.put(client.id(), client);
            return this;
        }

        /** Puts these people into that tenant of {@link FakeIdp#entra}. */
        public Builder entraTenant(String tenantId, String... personas) {
            List.of(personas).forEach(name -> entraTenants.put(name, tenantId));
            return this;
        }

        /** How SAML responses depart from correct ones, from the start. */
        public Builder saml(SamlScript script) {
            samlScript = script;
            return this;
        }

        /** How OpenID Connect departs from correct, from the start. */
        public Builder oidc(OidcScript script) {
            oidcScript = script;
            return this;
        }

        /**
         * Binds the port and answers from now on.
         *
         * @throws java.io.UncheckedIOException if the port is taken
         */
        public FakeIdp start() {
            return new FakeIdp(this);
        }
    }
}
