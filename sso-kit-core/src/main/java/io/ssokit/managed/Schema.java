package io.ssokit.managed;

import io.ssokit.connection.ConfigKey;
import io.ssokit.connection.ConfigurationProblems;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.internal.config.ConnectionReader;
import io.ssokit.internal.config.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the block of keys of a run-time connection by the reader of the configuration: what may stand there and what is
 * said of it is the same. Three things differ. Who administers connections is not who runs the server: values name no files
 * of it, and what makes a connection weak ({@code insecure-…}) is for the configuration unless that says otherwise. State
 * and tenant are the connection's own, not the block's. Immutable and thread-safe.
 */
final class Schema {
    private static final String DOMAINS = "email-domains";
    private static final String INSECURE = "insecure-";

    private final boolean exemptions;
    private final Function<IdpConnection, List<String>> engines;

    /**
     * @param exemptions whether keys that make a connection weak are allowed
     * @param engines what the engine of a connection's protocol says is wrong with it
     */
    Schema(boolean exemptions, Function<IdpConnection, List<String>> engines) {
        this.exemptions = exemptions;
        this.engines = engines;
    }

    /**
     * What was read.
     *
     * @param connection the connection; empty if it has problems
     * @param problems one line each, with the option's path
     * @param known what may stand at each key that was asked for, by its path below the connection
     */
    record Reading(Optional<IdpConnection> connection, List<String> problems, Map<String, ConfigKey.Kind> known) {}

    /** Everything that stands in the way of enabling it. */
    Reading check(String id, String tenant, Map<String, Object> keys) {
        Reading reading = read(id, tenant, keys, true);
        List<String> problems = new ArrayList<>(reading.problems());
        reading.connection().ifPresent(connection -> problems.addAll(engines.apply(connection)));
        return new Reading(reading.connection(), problems, reading.known());
    }

    /** As it serves. A disabled one may lack what its identity provider has to tell. */
    Reading serving(String id, String tenant, Content content, boolean enabled) {
        Map<String, Object> keys = new LinkedHashMap<>(content.keys());
        List<String> verified = content.domains().entrySet().stream()
                .filter(entry -> entry.getValue().verifiedAt().isPresent())
                .map(Map.Entry::getKey)
                .toList();
        // Nothing claimed is no list at all: one without an entry says that the connection speaks of no address.
        if (domains(content.keys()).isEmpty()) {
            keys.remove(DOMAINS);
        } else {
            keys.put(DOMAINS, verified);
        }
        return read(id, tenant, keys, enabled);
    }

    /** The e-mail domains that a block claims, in ASCII; without those that are none. */
    static Set<String> domains(Map<String, Object> keys) {
        Set<String> domains = new TreeSet<>();
        for (String text : Node.root(keys, new ArrayList<>()).list(DOMAINS)) {
            try {
                domains.add(EmailDomain.of(text).name());
            } catch (IllegalArgumentException notADomain) {
                continue; // the reader says so
            }
        }
        return domains;
    }

    private Reading read(String id, String tenant, Map<String, Object> keys, boolean enabled) {
        List<String> problems = new ArrayList<>();
        Map<String, ConfigKey.Kind> known = new HashMap<>();
        String prefix = "connections." + id + ".";
        Map<String, Object> all = new LinkedHashMap<>(keys);
        all.put("tenant", tenant);
        all.put("enabled", Boolean.toString(enabled));
        Node block = Node.root(Map.of("connections", Map.of(id, all)), problems, key -> {
                    if (key.path().startsWith(prefix)) {
                        known.put(key.path().substring(prefix.length()), key.kind());
                    }
                })
                .block("connections")
                .block(id)
                .withoutFiles();
        Optional<ConnectionBuilder<?>> builder = block.read(node -> ConnectionReader.read(id, node));
        ownKeys(block, tenant, keys);
        return built(builder, problems, known);
    }

    private static Reading built(
            Optional<ConnectionBuilder<?>> builder, List<String> problems, Map<String, ConfigKey.Kind> known) {
        Optional<IdpConnection> connection = Optional.empty();
        try {
            connection = builder.map(ConnectionBuilder::build);
        } catch (ConfigurationProblems wrong) {
            problems.addAll(wrong.problems());
        }
        return new Reading(
                problems.isEmpty() ? connection : Optional.empty(),
                problems.stream().distinct().toList(),
                Map.copyOf(known));
    }

    private void ownKeys(Node block, String tenant, Map<String, Object> keys) {
        if (keys.containsKey("enabled")) {
            block.problem("enabled", "is not for run-time connections: they are enabled and disabled");
        }
        if (keys.containsKey("tenant") && !tenant.equals(keys.get("tenant"))) {
            block.problem("tenant", "must be the tenant whose connection this is, or left out");
        }
        if (!exemptions) {
            insecure(keys)
                    .forEach(
                            path -> block.problem(
                                    path,
                                    "is not for run-time connections, unless the configuration says insecure-allow-run-time-exemptions"));
        }
    }

    private static Collection<String> insecure(Map<String, Object> keys) {
        return Keys.leaves(keys).keySet().stream()
                .filter(path -> path.startsWith(INSECURE) || path.contains("." + INSECURE))
                .toList();
    }
}
