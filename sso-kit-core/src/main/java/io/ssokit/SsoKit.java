package io.ssokit;

import io.ssokit.audit.AuditListener;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.directory.ScimDirectoryAdmin;
import io.ssokit.key.SamlKeys;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.launch.Launcher;
import io.ssokit.login.AccountLinks;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LoginResolver;
import io.ssokit.login.LogoutFlow;
import io.ssokit.login.RenewalFlow;
import io.ssokit.managed.ConnectionAdmin;
import io.ssokit.managed.ManagedConnections;
import io.ssokit.managed.TxtLookup;
import io.ssokit.scim.Provisioning;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimExtension;
import io.ssokit.scim.ScimMe;
import io.ssokit.scim.ScimPasswords;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Four doors on one immutable object: sign people in ({@link #flow()}), let identity providers manage users
 * ({@link #scim()}), hand out launch links ({@link #launcher()}), and the stores behind them. Made once at start-up, shared
 * by all threads; nothing changes after {@link Builder#build()}.
 */
public final class SsoKit implements AutoCloseable {
    private final Assembly parts;
    private final SessionRules sessions;

    SsoKit(Assembly parts) {
        this.parts = parts;
        this.sessions =
                new SessionRules(parts.clock(), parts.stores().revocations(), parts.connections(), parts.launcher());
    }

    /** Starts a kit for the app at this address. */
    public static Builder builder(ServiceProvider serviceProvider) {
        return new Builder(serviceProvider);
    }

    /** Our side in every protocol. */
    public ServiceProvider serviceProvider() {
        return parts.serviceProvider();
    }

    /** Path patterns below the context path that need a session, for example {@code /app/*}. */
    public List<String> protectedPaths() {
        return parts.protectedPaths();
    }

    /** Signs people in. */
    public LoginFlow flow() {
        return parts.flow();
    }

    /** Signs people out. */
    public LogoutFlow logout() {
        return parts.logout();
    }

    /** Who signs in as whom: for administrators of the app. */
    public AccountLinks accountLinks() {
        return parts.accountLinks();
    }

    /** Asks identity providers whether people may stay. */
    public RenewalFlow renewals() {
        return parts.renewals();
    }

    /** The SCIM 2.0 server. */
    public ScimEndpoint scim() {
        return parts.scim();
    }

    /**
     * Makes and changes SCIM directories while the app runs, and says how provisioning goes. What makes and changes throws
     * {@link IllegalStateException} if that is not switched on: {@link Builder#runTimeDirectories}.
     */
    public ScimDirectoryAdmin scimDirectories() {
        return parts.directories().admin();
    }

    /** What provisioning did, for the app's administrators, and what they do about it. */
    public Provisioning provisioning() {
        return parts.scim().provisioning();
    }

    /** Makes and redeems launch links. */
    public Launcher launcher() {
        return parts.launcher();
    }

    /** Our own keys towards SAML identity providers. */
    public SamlKeys samlKeys() {
        return parts.samlKeys();
    }

    /** Whom we trust. */
    public IdpConnectionStore connections() {
        return parts.connections();
    }

    /**
     * Changes connections while the app runs.
     *
     * @throws IllegalStateException if that is not switched on: {@link Builder#runTimeConnections}
     */
    public ConnectionAdmin connectionAdmin() {
        if (parts.connections() instanceof ManagedConnections managed) {
            return managed.admin();
        }
        throw new IllegalStateException("run-time connections are off; the option is run-time-connections");
    }

    /** What the kit keeps. */
    public Stores stores() {
        return parts.stores();
    }

    /** The only source of time. */
    public Clock clock() {
        return parts.clock();
    }

    /**
     * Whether a session still counts: neither over nor ended before its time. Asked on every request of a signed-in person.
     *
     * @throws io.ssokit.error.StoreException.Unavailable if the revocations cannot be read; treat as not live
     */
    public boolean isLive(SsoSession session) {
        return sessions.isLive(session);
    }

    /**
     * Whether a live session counts on this page. One that a launch link has opened for somebody whose connection signs
     * nobody in to this app itself ({@code sign-in: false}) counts on the target's own pages, and on no others.
     *
     * @param path below the context path, normalised
     */
    public boolean opens(SsoSession session, String path) {
        return sessions.opens(session, path);
    }

    /**
     * Ends what the kit itself has opened, its background threads among it. Stores that the app made are the app's to
     * close.
     */
    @Override
    public void close() {
        parts.upkeep().close();
        parts.scim().close();
        parts.directories().traffic().tellAll();
        parts.fetcher().close();
        if (parts.ownsStores()) {
            Assembly.close(parts.stores());
        }
    }

    /** The options of a kit. Not thread-safe; {@link #build()} lists every configuration problem at once. */
    public static final class Builder {
        final ServiceProvider serviceProvider;
        final List<ConnectionBuilder<?>> connections = new ArrayList<>();
        final Set<String> protectedPaths = new LinkedHashSet<>();
        final List<ScimDirectory> directories = new ArrayList<>();
        final List<ScimExtension> scimExtensions = new ArrayList<>();
        final List<LaunchTarget> targets = new ArrayList<>();
        final List<AuditListener> listeners = new ArrayList<>();
        final List<LoginEngine> engines = new ArrayList<>();
        final List<String> problems = new ArrayList<>();

        @Nullable
        IdpConnectionStore connectionStore;

        Function<Clock, ? extends Stores> stores = MemoryStores::create;
        boolean ownsStores = true;

        @Nullable
        Secret secret;

        @Nullable
        Secret previousSecret;

        @Nullable
        ScimPasswords scimPasswords;

        @Nullable
        ScimMe scimMe;

        boolean runTimeConnections;
        boolean runTimeDirectories;
        boolean insecureAllowUnverifiedDomains;
        boolean insecureAllowRunTimeExemptions;
        TxtLookup txtLookup = TxtLookup.dns();

        @Nullable
        String localLogin;

        LoginResolver resolver = LoginResolver.PROCEED;
        Clock clock = Clock.systemUTC();
        Duration sessionLifetime = Duration.ofHours(12);

        private Builder(ServiceProvider serviceProvider) {
            this.serviceProvider = serviceProvider;
        }

        /** Whom we trust. Given unbuilt, so that {@link #build()} reports the problems of all of them at once. */
        public Builder connections(ConnectionBuilder<?>... some) {
            connections.addAll(List.of(some));
            return this;
        }

        /** Whom we trust, where that changes while the app runs. Instead of {@link #connections}. */
        public Builder connectionStore(IdpConnectionStore store) {
            this.connectionStore = store;
            return this;
        }

        /**
         * Connections that an administrator changes while the app runs ({@link SsoKit#connectionAdmin}), kept in the stores,
         * beside those of {@link #connections}.
         */
        public Builder runTimeConnections() {
            this.runTimeConnections = true;
            return this;
        }

        /**
         * SCIM directories that an administrator makes and changes while the app runs ({@link SsoKit#scimDirectories}), kept in
         * the stores, beside those of {@link #scim}.
         */
        public Builder runTimeDirectories() {
            this.runTimeDirectories = true;
            return this;
        }

        /**
         * Lets the e-mail domains of run-time connections count without a look at DNS: where nobody but the app's own people
         * enters connections.
         */
        public Builder insecureAllowUnverifiedDomains() {
            this.insecureAllowUnverifiedDomains = true;
            return this;
        }

        /** Lets run-time connections have the options that make a connection weak; those are called {@code insecure-…}. */
        public Builder insecureAllowRunTimeExemptions() {
            this.insecureAllowRunTimeExemptions = true;
            return this;
        }

        /** Reads the records by which e-mail domains are verified; by this machine's name servers unless told otherwise. */
        public Builder txtLookup(TxtLookup lookup) {
            this.txtLookup = lookup;
            return this;
        }

        /** Where people, links and used ids are kept; in memory unless told otherwise, for one node only. */
        public Builder stores(Stores stores) {
            this.ownsStores = false;
            this.stores = clock -> stores;
            return this;
        }

        /**
         * Makes the stores with the kit's clock, once nothing else is wrong with the configuration. Stores made here that are
         * {@link AutoCloseable} end with {@link SsoKit#close()}.
         */
        public Builder stores(Function<Clock, ? extends Stores> maker) {
            this.ownsStores = true;
            this.stores = maker;
            return this;
        }

        /** Path patterns below the context path that need a session: exact ({@code /me}) or a prefix ({@code /app/*}). */
        public Builder protect(String... patterns) {
            protectedPaths.addAll(List.of(patterns));
            return this;
        }

        /** Tenants that may be provisioned by SCIM, with their bearer tokens. */
        public Builder scim(ScimDirectory... some) {
            directories.addAll(List.of(some));
            return this;
        }

        /** Attributes of the app's own that SCIM clients may read and write, in every directory. */
        public Builder scimExtensions(ScimExtension... some) {
            scimExtensions.addAll(List.of(some));
            return this;
        }

        /** Where passwords go that SCIM clients set; dropped unless told otherwise. */
        public Builder scimPasswords(ScimPasswords app) {
            this.scimPasswords = app;
            return this;
        }

        /** Who SCIM's {@code /Me} is; 501 unless told otherwise. */
        public Builder scimMe(ScimMe app) {
            this.scimMe = app;
            return this;
        }

        /** What may be launched. */
        public Builder launch(LaunchTarget... some) {
            targets.addAll(List.of(some));
            return this;
        }

        /** Told what happens. */
        public Builder audit(AuditListener... some) {
            listeners.addAll(List.of(some));
            return this;
        }

        /** An engine for {@link io.ssokit.connection.CustomConnection}s, asked before the kit's own. */
        public Builder engine(LoginEngine engine) {
            engines.add(engine);
            return this;
        }

        /** The app's own word on who signs in, before anything is written; leaves all to the connections unless given. */
        public Builder resolver(LoginResolver own) {
            this.resolver = own;
            return this;
        }

        /**
         * What open attempts and launch links are protected with: at least 32 unguessable characters, the same on all
         * nodes. Random unless told otherwise; then they end with the process.
         */
        public Builder secret(Secret value) {
            this.secret = value;
            return this;
        }

        /**
         * The secret before this one: what it sealed opens still, while nothing is sealed with it any more. To be left out
         * again after {@link ConnectionAdmin#resealAll} and {@link SamlKeys#resealAll}.
         */
        public Builder previousSecret(Secret value) {
            this.previousSecret = value;
            return this;
        }

        /**
         * The app's own sign-in page, a path below the base URL such as {@code /signin}: offered on the chooser and on error
         * pages, so that people who have a password of the app get in when no identity provider answers.
         */
        public Builder localLogin(String path) {
            this.localLogin = path;
            return this;
        }

        /** How long a session lasts at most; 12 hours unless told otherwise. */
        public Builder sessionLifetime(Duration duration) {
            this.sessionLifetime = duration;
            return this;
        }

        /** The only source of time. */
        public Builder clock(Clock value) {
            this.clock = value;
            return this;
        }

        /** Problems that a reader of configuration has found; {@link #build()} reports them together with its own. */
        public Builder problems(List<String> found) {
            problems.addAll(found);
            return this;
        }

        /** @throws io.ssokit.connection.ConfigurationProblems listing everything that is wrong */
        public SsoKit build() {
            return new SsoKit(Assembly.of(this));
        }
    }
}
