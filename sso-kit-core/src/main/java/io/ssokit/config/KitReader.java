package io.ssokit.config;

import io.ssokit.SsoKit;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.config.ConnectionReader;
import io.ssokit.internal.config.DirectoryReader;
import io.ssokit.internal.config.Node;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.store.Stores;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads the top level of a configuration into a builder. Not thread-safe. */
final class KitReader {
    private enum StoreType {
        MEMORY,
        JDBC
    }

    private final List<String> problems;

    KitReader(List<String> problems) {
        this.problems = problems;
    }

    /** The builder; it refuses to build while there are problems. */
    SsoKit.Builder read(Node root) {
        return root.read(this::kit);
    }

    private SsoKit.Builder kit(Node root) {
        Optional<ServiceProvider> serviceProvider = serviceProvider(root);
        // A kit at a stand-in address still finds every other problem of the configuration.
        SsoKit.Builder builder = SsoKit.builder(
                serviceProvider.orElseGet(() -> ServiceProvider.of(URI.create("https://unknown.invalid"))));
        builder.protect(root.list("protect").toArray(String[]::new));
        root.secret("secret").ifPresent(builder::secret);
        root.secret("previous-secret").ifPresent(builder::previousSecret);
        if (root.flag("run-time-connections", false)) {
            builder.runTimeConnections();
        }
        if (root.flag("insecure-allow-unverified-domains", false)) {
            builder.insecureAllowUnverifiedDomains();
        }
        if (root.flag("run-time-directories", false)) {
            builder.runTimeDirectories();
        }
        if (root.flag("insecure-allow-run-time-exemptions", false)) {
            builder.insecureAllowRunTimeExemptions();
        }
        root.text("local-login").ifPresent(builder::localLogin);
        root.duration("session-lifetime").ifPresent(builder::sessionLifetime);
        root.block("stores").read(KitReader::stores).ifPresent(builder::stores);
        root.block("connections")
                .blocks()
                .forEach((id, node) -> node.read(block -> ConnectionReader.read(id, block))
                        .ifPresent(connection -> builder.connections(connection)));
        root.block("scim").read(scim -> {
            ExtensionReader.read(scim).forEach(extension -> builder.scimExtensions(extension));
            return directories(builder, scim.block("directories"));
        });
        root.block("launch").read(launch -> targets(builder, launch.block("targets")));
        return builder;
    }

    private Optional<ServiceProvider> serviceProvider(Node root) {
        if (!root.has("base-url")) {
            root.problem("base-url", "is missing: where browsers reach this app");
        }
        return root.url("base-url").flatMap(url -> {
            try {
                return Optional.of(ServiceProvider.of(url));
            } catch (IllegalArgumentException wrong) {
                problems.add(wrong.getMessage());
                return Optional.empty();
            }
        });
    }

    /** Empty for memory, which is what the builder does anyway. */
    private static Optional<Function<Clock, Stores>> stores(Node node) {
        StoreType type = node.choice("type", StoreType.class).orElse(StoreType.MEMORY);
        Optional<String> url = node.text("url");
        Optional<String> user = node.text("user");
        Optional<Secret> password = node.secret("password");
        if (type == StoreType.MEMORY) {
            url.ifPresent(given -> node.problem("url", "belongs to type jdbc"));
            return Optional.empty();
        }
        if (url.filter(text -> text.startsWith("jdbc:")).isEmpty()) {
            node.problem("url", "is missing: the database's address, which starts with jdbc:");
            return Optional.empty();
        }
        return url.map(text -> clock -> connect(text, user, password, clock));
    }

    private static Stores connect(String url, Optional<String> user, Optional<Secret> password, Clock clock) {
        try {
            return JdbcStores.connect(url, user, password, clock).createSchema();
        } catch (IllegalArgumentException wrong) {
            throw new ConfigurationProblems(List.of("stores.url: " + wrong.getMessage()));
        }
    }

    private static SsoKit.Builder directories(SsoKit.Builder builder, Node directories) {
        directories
                .blocks()
                .forEach((tenant, node) ->
                        node.read(block -> directory(tenant, block)).ifPresent(directory -> builder.scim(directory)));
        return builder;
    }

    private static Optional<ScimDirectory> directory(String tenant, Node node) {
        Optional<Secret> token = node.secret("token");
        Optional<Secret> next = node.secret("next-token");
        Optional<ScimSettings> settings = DirectoryReader.settings(node);
        if (token.isEmpty()) {
            node.problem("token", "is missing: the bearer token that the identity provider sends");
            return Optional.empty();
        }
        try {
            ScimDirectory directory = next.map(second -> ScimDirectory.of(tenant, token.get(), second))
                    .orElseGet(() -> ScimDirectory.of(tenant, token.get()));
            return settings.map(directory::with);
        } catch (IllegalArgumentException wrong) {
            node.problem("", String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private static SsoKit.Builder targets(SsoKit.Builder builder, Node targets) {
        targets.blocks()
                .forEach((id, node) ->
                        node.read(block -> target(id, block)).ifPresent(target -> builder.launch(target)));
        return builder;
    }

    private static Optional<LaunchTarget> target(String id, Node node) {
        String name = node.text("name").orElse(id);
        Set<String> groups = Set.copyOf(node.list("groups"));
        String landing = node.text("landing").orElse("/");
        try {
            return Optional.of(LaunchTarget.of(id, name).forGroups(groups).landingAt(landing));
        } catch (IllegalArgumentException wrong) {
            node.problem("", String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }
}
