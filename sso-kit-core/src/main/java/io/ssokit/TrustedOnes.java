package io.ssokit;

import io.ssokit.audit.AuditListener;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.internal.Sealed;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.login.LoginEngine;
import io.ssokit.managed.ManagedConnections;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts together whom a kit trusts: connections of the configuration, of the app's own store, or that change at run time. */
final class TrustedOnes {
    private final SsoKit.Builder options;
    private final List<LoginEngine> engines;
    private final Set<String> targets;
    private final List<String> problems;

    private TrustedOnes(SsoKit.Builder options, List<LoginEngine> engines, List<String> problems) {
        this.options = options;
        this.engines = List.copyOf(engines);
        this.targets = options.targets.stream().map(LaunchTarget::id).collect(Collectors.toUnmodifiableSet());
        this.problems = problems;
    }

    /**
     * What run-time connections need.
     *
     * @param documents where they are stored; not asked before the kit is built
     * @param sealed seals what is stored
     */
    record RunTime(Supplier<? extends ConnectionDocuments> documents, Sealed sealed, AuditListener audit) {}

    /** @param problems takes what is wrong; then what comes back is not to be used */
    static IdpConnectionStore of(
            SsoKit.Builder options, List<LoginEngine> engines, RunTime runTime, List<String> problems) {
        TrustedOnes all = new TrustedOnes(options, engines, problems);
        List<IdpConnection> built = all.built();
        built.forEach(connection -> problems.addAll(problemsOf(connection, all.engines, all.targets)));
        if (options.connectionStore != null) {
            all.refuseTwo();
            return options.connectionStore;
        }
        try {
            return options.runTimeConnections ? all.managed(built, runTime) : IdpConnectionStore.of(built);
        } catch (ConfigurationProblems wrong) {
            problems.addAll(wrong.problems());
            return IdpConnectionStore.of(List.of());
        }
    }

    private List<IdpConnection> built() {
        List<IdpConnection> built = new ArrayList<>();
        for (ConnectionBuilder<?> builder : options.connections) {
            try {
                built.add(builder.build());
            } catch (ConfigurationProblems wrong) {
                problems.addAll(wrong.problems());
            }
        }
        return built;
    }

    private void refuseTwo() {
        if (!options.connections.isEmpty()) {
            problems.add("connections: give either connections or a connection store");
        }
        if (options.runTimeConnections) {
            problems.add("run-time-connections: give either these or a connection store");
        }
    }

    private ManagedConnections managed(List<IdpConnection> fixed, RunTime runTime) {
        List<LoginEngine> asked = engines;
        Set<String> known = targets;
        return new ManagedConnections(new ManagedConnections.Parts(
                fixed,
                runTime.documents(),
                runTime.sealed(),
                options.clock,
                runTime.audit(),
                options.txtLookup,
                new ManagedConnections.Rules(
                        options.insecureAllowUnverifiedDomains, options.insecureAllowRunTimeExemptions),
                connection -> problemsOf(connection, asked, known)));
    }

    private static List<String> problemsOf(IdpConnection connection, List<LoginEngine> engines, Set<String> targets) {
        String path = "connections." + connection.id();
        List<String> problems = new ArrayList<>();
        engines.stream()
                .filter(engine -> engine.serves(connection))
                .findFirst()
                .ifPresentOrElse(
                        engine -> engine.problemOf(connection).ifPresent(problem -> problems.add(path + "." + problem)),
                        () -> problems.add(path + ": " + noEngine(connection)));
        // A name that is misspelled would open nothing, and nobody would know why.
        connection.trust().apps().targets().orElse(Set.of()).stream()
                .filter(app -> !targets.contains(app))
                .sorted()
                .forEach(app -> problems.add(path + ".apps: there is no launch target " + app));
        return problems;
    }

    private static String noEngine(IdpConnection connection) {
        if (connection instanceof OidcConnection) {
            return "an OpenID Connect connection needs the dependency io.ssokit:sso-kit-oidc";
        }
        return connection instanceof OAuth2Connection
                ? "an OAuth 2.0 connection needs the dependency io.ssokit:sso-kit-oidc"
                : "no engine serves protocol " + connection.protocol();
    }
}
