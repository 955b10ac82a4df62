package io.ssokit;

import io.ssokit.audit.Audit;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.directory.RunTimeDirectories;
import io.ssokit.internal.Background;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.key.SamlKeys;
import io.ssokit.launch.LaunchKey;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.launch.Launcher;
import io.ssokit.login.AccountLinks;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LogoutFlow;
import io.ssokit.login.RenewalFlow;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimExtension;
import io.ssokit.store.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a kit together from its options, or lists everything that is wrong with them.
 *
 * @param protectedPaths patterns below the context path
 */
record Assembly(
        ServiceProvider serviceProvider,
        List<String> protectedPaths,
        Clock clock,
        Stores stores,
        boolean ownsStores,
        IdpConnectionStore connections,
        LoginFlow flow,
        LogoutFlow logout,
        AccountLinks accountLinks,
        RenewalFlow renewals,
        ScimEndpoint scim,
        RunTimeDirectories directories,
        Launcher launcher,
        SamlKeys samlKeys,
        Upkeep upkeep,
        HttpFetcher fetcher) {
    private static final Logger LOG = LoggerFactory.getLogger(SsoKit.class);

    static Assembly of(SsoKit.Builder options) {
        List<String> problems = new ArrayList<>(options.problems);
        Secrets secrets = Secrets.of(options.secret, options.previousSecret, problems);
        // Engines are asked about connections before there are stores; keys are asked for afterwards only.
        AtomicReference<@Nullable Stores> made = new AtomicReference<>();
        SamlKeys keys = SamlKeys.of(
                () -> Objects.requireNonNull(made.get()).samlKeys(),
                secrets.isConfigured() ? Optional.of(secrets.key("sso-kit/keys")) : Optional.empty(),
                secrets.previousKeys("sso-kit/keys"),
                options.serviceProvider,
                options.clock);
        Audit audit = new Audit(options.listeners);
        Background background = new Background();
        HttpFetcher fetcher = new HttpFetcher();
        List<LoginEngine> engines = engines(
                options, new EngineContext(options.serviceProvider, options.clock, fetcher, keys, audit, background));
        TrustedOnes.RunTime runTime = new TrustedOnes.RunTime(
                () -> Objects.requireNonNull(made.get()).connections(), secrets.sealed("sso-kit/connections"), audit);
        IdpConnectionStore connections = TrustedOnes.of(options, engines, runTime, problems);
        checkBaseUrl(options.serviceProvider, problems);
        options.protectedPaths.forEach(pattern -> checkPattern(pattern, problems));
        checkLocalLogin(options.localLogin, problems);
        checkLifetime(options.sessionLifetime, problems);
        checkTargets(options.targets, problems);
        ScimExtension.problems(options.scimExtensions).forEach(found -> problems.add("scim.extensions: " + found));
        refuse(problems);
        Stores stores = options.stores.apply(options.clock);
        made.set(stores);
        checkSecret(options, stores);
        Launcher launcher = launcher(options, connections, stores, secrets, audit);
        LoginFlow.Parts parts = new LoginFlow.Parts(
                options.serviceProvider,
                connections,
                engines,
                stores,
                secrets.sealed("sso-kit/attempts"),
                options.sessionLifetime,
                options.clock,
                audit,
                options.resolver,
                new LoginFlow.Ways(Optional.ofNullable(options.localLogin), new LaunchLinks(launcher)));
        AccountLinks accountLinks = new AccountLinks(parts);
        RunTimeDirectories directories = directories(options, stores, secrets, audit, background);
        return new Assembly(
                options.serviceProvider,
                List.copyOf(options.protectedPaths),
                options.clock,
                stores,
                options.ownsStores,
                connections,
                new LoginFlow(parts),
                new LogoutFlow(parts),
                accountLinks,
                new RenewalFlow(parts),
                scim(options, stores, secrets, audit, directories, accountLinks, fetcher),
                directories,
                launcher,
                keys,
                upkeep(options, parts, keys, directories, background),
                fetcher);
    }

    private static Launcher launcher(
            SsoKit.Builder options, IdpConnectionStore connections, Stores stores, Secrets secrets, Audit audit) {
        return Launcher.builder(options.serviceProvider, stores)
                .connections(connections)
                .keys(LaunchKey.of("k1", secrets.key("sso-kit/launches")))
                .targets(options.targets)
                .clock(options.clock)
                .audit(audit)
                .build();
    }

    private static RunTimeDirectories directories(
            SsoKit.Builder options, Stores stores, Secrets secrets, Audit audit, Background background) {
        Map<String, ScimSettings> fixed = new HashMap<>();
        options.directories.forEach(directory -> fixed.put(directory.tenant(), directory.settings()));
        return new RunTimeDirectories(new RunTimeDirectories.Parts(
                options.runTimeDirectories,
                fixed,
                () -> stores.scim().directories(),
                secrets.sealed("sso-kit/directories"),
                secrets.sealed("sso-kit/scim-access-tokens"),
                options.serviceProvider.scimBaseUrl(),
                options.clock,
                audit,
                background));
    }

    private static Upkeep upkeep(
            SsoKit.Builder options,
            LoginFlow.Parts parts,
            SamlKeys keys,
            RunTimeDirectories directories,
            Background background) {
        CertificateWatch watch = new CertificateWatch(parts.stores().oneTime(), parts.audit(), parts.clock());
        Upkeep upkeep = new Upkeep(
                parts.connections(), parts.engines(), keys, directories.traffic(), parts.stores(), background, watch);
        boolean signsIn =
                options.connectionStore != null || options.runTimeConnections || !options.connections.isEmpty();
        if (signsIn || options.runTimeDirectories || !options.directories.isEmpty() || !options.targets.isEmpty()) {
            upkeep.start();
        }
        return upkeep;
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems.stream().distinct().toList());
        }
    }

    private static ScimEndpoint scim(
            SsoKit.Builder options,
            Stores stores,
            Secrets secrets,
            Audit audit,
            RunTimeDirectories directories,
            AccountLinks accountLinks,
            HttpFetcher fetcher) {
        try {
            ScimEndpoint.Builder endpoint = ScimEndpoint.builder(
                            options.serviceProvider.scimBaseUrl(), stores.users(), stores.revocations())
                    .directories(options.directories)
                    .runTime(directories)
                    .accountLinks(accountLinks)
                    .extensions(options.scimExtensions)
                    .audit(List.of(audit))
                    .keeping(stores.scim())
                    .fetcher(fetcher)
                    .clock(options.clock)
                    .cursorKey(secrets.key("sso-kit/scim-cursors"));
            Optional.ofNullable(options.scimPasswords).ifPresent(endpoint::passwords);
            Optional.ofNullable(options.scimMe).ifPresent(endpoint::me);
            return endpoint.build();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationProblems(List.of("scim.directories: " + wrong.getMessage()));
        }
    }

    private static List<LoginEngine> engines(SsoKit.Builder options, EngineContext context) {
        List<LoginEngine> engines = new ArrayList<>(options.engines);
        engines.add(new SamlLogin(context));
        ServiceLoader.load(LoginEngineFactory.class, SsoKit.class.getClassLoader())
                .forEach(factory -> engines.add(factory.create(context)));
        return engines;
    }

    /** Plain http would hand every session to the network; on loopback there is none. */
    private static void checkBaseUrl(ServiceProvider serviceProvider, List<String> problems) {
        String host = serviceProvider.baseUrl().getHost();
        if (serviceProvider.isHttps()) {
            return;
        }
        if (!isLoopback(host)) {
            problems.add("base-url: must be https; plain http is for a loopback address");
        } else {
            LOG.warn("base-url is http on loopback: the kit's cookies are neither Secure nor SameSite=None");
        }
    }

    private static boolean isLoopback(String host) {
        boolean literal = host.matches("127(\\.[0-9]{1,3}){3}") || host.equals("[::1]");
        return literal || host.equalsIgnoreCase("localhost");
    }

    private static void checkPattern(String pattern, List<String> problems) {
        boolean prefix = pattern.endsWith("/*");
        String path = prefix ? pattern.substring(0, pattern.length() - 2) : pattern;
        boolean plain = path.chars().allMatch(c -> c > ' ' && c < 0x7f && "*;\\%?#".indexOf(c) < 0);
        boolean fits = (path.isEmpty() && prefix) || path.startsWith("/");
        // Requests are compared without dots at the ends of segments and without a slash at the end.
        boolean matchable = !path.contains("//")
                && (path.equals("/") || !path.endsWith("/"))
                && Arrays.stream(path.split("/")).noneMatch(segment -> segment.endsWith("."));
        if (!plain || !fits || !matchable) {
            problems.add("protect: '" + pattern + "' must be a path such as /me or a prefix such as /app/*");
        }
    }

    private static void checkLocalLogin(@Nullable String path, List<String> problems) {
        if (path == null) {
            return;
        }
        boolean plain = path.chars().allMatch(c -> c > ' ' && c < 0x7f && "\\;%#?".indexOf(c) < 0);
        boolean own = path.startsWith("/") && !path.contains("//") && !path.contains("/.");
        if (!plain || !own || path.equals("/sso") || path.startsWith("/sso/")) {
            problems.add("local-login: '" + path + "' must be a path of this app such as /signin, not below /sso");
        }
    }

    private static void checkTargets(List<LaunchTarget> targets, List<String> problems) {
        Set<String> ids = new HashSet<>();
        for (LaunchTarget target : targets) {
            if (!ids.add(target.id())) {
                problems.add("launch.targets." + target.id() + ": this id is used twice");
            }
        }
    }

    private static void checkLifetime(Duration lifetime, List<String> problems) {
        if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(Duration.ofDays(30)) > 0) {
            problems.add("session-lifetime: must be between one minute and 30 days");
        }
    }

    /** Better refused now than at the first sign-in: keys sealed with a random secret could be opened by nobody later. */
    private static void checkSecret(SsoKit.Builder options, Stores stores) {
        boolean saml = options.connections.stream().anyMatch(SamlConnectionBuilder.class::isInstance);
        List<String> missing = new ArrayList<>();
        if (options.secret == null && saml && stores.samlKeys().isDurable()) {
            missing.add("secret: is missing: the SAML keys that these stores keep are sealed with it");
        }
        if (options.secret == null
                && options.runTimeConnections
                && stores.connections().isDurable()) {
            missing.add("secret: is missing: the run-time connections that these stores keep are sealed with it");
        }
        if (options.secret == null
                && options.runTimeDirectories
                && stores.scim().directories().isDurable()) {
            missing.add("secret: is missing: the run-time directories that these stores keep are sealed with it");
        }
        if (missing.isEmpty()) {
            return;
        }
        if (options.ownsStores) {
            close(stores);
        }
        throw new ConfigurationProblems(missing);
    }

    /** Ends stores that the kit itself has made. */
    static void close(Stores stores) {
        if (stores instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception failed) {
                LOG.warn("the stores did not close", failed);
            }
        }
    }
}
