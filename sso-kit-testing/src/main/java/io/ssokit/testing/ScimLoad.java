package io.ssokit.testing;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Load for any SCIM server: prepares people and a group, sends a mix of requests from several threads for a time or a number of
 * them, and clears up. A server that answers 429 or 503 with {@code Retry-After} is asked again no earlier than it says, ten times
 * at most, as Okta does. Immutable.
 *
 * <pre>{@code
 * ScimLoadReport report = ScimLoad.against(ScimClient.of(URI.create("https://app.example.com/scim/v2"), token))
 *     .people(1_000).threads(8).duration(Duration.ofSeconds(30)).run();
 * System.out.println(report);
 * }</pre>
 *
 * <p>From a shell: {@code java -cp … io.ssokit.testing.ScimLoad --url https://app.example.com/scim/v2 --token-env SCIM_TOKEN
 * --people 1000 --threads 8 --seconds 30 --mix get=40,find=30,patch=20,list=5,create=5}. The exit code is 1 if an operation
 * failed.
 */
public final class ScimLoad {
    private static final String USAGE = """
            --url URL              SCIM base URL
            --token-env NAME       environment variable with the bearer token
            --token TOKEN          the token itself, for others to see in the list of processes
            --people N             created before (100)
            --threads N            requests at a time (4)
            --count N              requests (1000), or
            --seconds N            for so long
            --mix get=40,find=30   of create, get, find, patch, list, add-member, remove-member
            --dialect NAME         of the requests (rfc)
            --keep yes             do not delete what was created
            """;

    private final ScimClient client;
    private final int people;
    private final int threads;
    private final Map<Operation, Integer> mix;
    private final @Nullable Duration duration;
    private final long count;
    private final boolean clearsUp;

    private ScimLoad(
            ScimClient client,
            int people,
            int threads,
            Map<Operation, Integer> mix,
            @Nullable Duration duration,
            long count,
            boolean clearsUp) {
        this.client = client;
        this.people = people;
        this.threads = threads;
        this.mix = mix;
        this.duration = duration;
        this.count = count;
        this.clearsUp = clearsUp;
    }

    /** What a request of the mix does. */
    public enum Operation {
        /** Creates a person. */
        CREATE,
        /** Reads one by id. */
        GET,
        /** Looks one up by {@code userName eq}. */
        FIND,
        /** Changes one attribute by PATCH. */
        PATCH,
        /** Lists a hundred people from a random place. */
        LIST,
        /** Adds one person to the group. */
        ADD_MEMBER,
        /** Removes one person from the group. */
        REMOVE_MEMBER;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A thousand requests for a hundred people by four threads, in a mix that reads more than it writes; what was created is
     * deleted.
     *
     * @param client knows the server, the token and the dialect
     */
    public static ScimLoad against(ScimClient client) {
        Map<Operation, Integer> mix = new EnumMap<>(Operation.class);
        mix.put(Operation.GET, 30);
        mix.put(Operation.FIND, 30);
        mix.put(Operation.PATCH, 15);
        mix.put(Operation.LIST, 5);
        mix.put(Operation.CREATE, 10);
        mix.put(Operation.ADD_MEMBER, 5);
        mix.put(Operation.REMOVE_MEMBER, 5);
        return new ScimLoad(client, 100, 4, mix, null, 1_000, true);
    }

    /** The same with so many people to begin with, at least one. */
    public ScimLoad people(int number) {
        require(number > 0, "people: at least one");
        return new ScimLoad(client, number, threads, mix, duration, count, clearsUp);
    }

    /** The same with so many requests at a time. */
    public ScimLoad threads(int number) {
        require(number > 0, "threads: at least one");
        return new ScimLoad(client, people, number, mix, duration, count, clearsUp);
    }

    /** The same with another mix: each operation as often as its share of the sum says; those left out never. */
    public ScimLoad mix(Map<Operation, Integer> shares) {
        require(shares.values().stream().allMatch(share -> share >= 0), "mix: no share is negative");
        require(shares.values().stream().mapToInt(Integer::intValue).sum() > 0, "mix: some share is more than zero");
        return new ScimLoad(client, people, threads, new EnumMap<>(shares), duration, count, clearsUp);
    }

    /** The same for so long, however many requests that are. */
    public ScimLoad duration(Duration time) {
        require(!time.isNegative() && !time.isZero(), "duration: more than zero");
        return new ScimLoad(client, people, threads, mix, time, Long.MAX_VALUE, clearsUp);
    }

    /** The same with so many requests, however long that takes. */
    public ScimLoad count(long requests) {
        require(requests > 0, "count: at least one");
        return new ScimLoad(client, people, threads, mix, null, requests, clearsUp);
    }

    /** The same, but people and the group stay there. */
    public ScimLoad keepEverything() {
        return new ScimLoad(client, people, threads, mix, duration, count, false);
    }

    /**
     * Sends the load; blocks until it is over.
     *
     * @throws IllegalStateException if the people and the group cannot be prepared
     */
    public ScimLoadReport run() {
        try (LoadRun run = new LoadRun(client, threads, mix, clearsUp)) {
            run.prepare(people);
            return run.measure(Optional.ofNullable(duration), count);
        }
    }

    /** See the class's text for the arguments; what is wrong with them it says, and prints them. */
    public static void main(String... arguments) {
        ScimLoad load;
        try {
            load = of(options(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + USAGE);
            System.exit(2);
            return;
        }
        ScimLoadReport report = load.run();
        System.out.println(report);
        System.exit(report.errors() == 0 ? 0 : 1);
    }

    static ScimLoad of(Map<String, String> options) {
        require(options.containsKey("url"), "--url is missing");
        require(options.containsKey("token") || options.containsKey("token-env"), "--token-env is missing");
        String token = Optional.ofNullable(options.get("token-env"))
                .map(name -> Optional.ofNullable(System.getenv(name))
                        .orElseThrow(() -> new IllegalArgumentException("the variable " + name + " is not set")))
                .orElseGet(() -> options.getOrDefault("token", ""));
        ScimDialect dialect = constant(ScimDialect.class, options.getOrDefault("dialect", "rfc"));
        ScimLoad load = against(ScimClient.of(URI.create(options.getOrDefault("url", "")), token)
                .as(dialect));
        load = load.people((int) number(options, "people", 100)).threads((int) number(options, "threads", 4));
        if (options.containsKey("seconds")) {
            load = load.duration(Duration.ofSeconds(number(options, "seconds", 1)));
        } else {
            load = load.count(number(options, "count", 1000));
        }
        if (options.containsKey("mix")) {
            load = load.mix(shares(options.get("mix")));
        }
        return options.containsKey("keep") ? load.keepEverything() : load;
    }

    static Map<String, String> options(String... arguments) {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            require(
                    arguments[i].startsWith("--") && i + 1 < arguments.length,
                    "an option needs the form --name value: " + arguments[i]);
            require(USAGE.contains(arguments[i] + " "), "no such option: " + arguments[i]);
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        return options;
    }

    private static long number(Map<String, String> options, String name, int usual) {
        String text = options.getOrDefault(name, Integer.toString(usual));
        require(text.matches("[1-9]\\d{0,8}"), "--" + name + " needs a number from 1 to 999999999, not " + text);
        return Long.parseLong(text);
    }

    private static Map<Operation, Integer> shares(String text) {
        Map<Operation, Integer> shares = new EnumMap<>(Operation.class);
        for (String part : text.split(",")) {
            String[] pair = part.split("=", 2);
            require(
                    pair.length == 2 && pair[1].trim().matches("\\d{1,9}"),
                    "--mix needs the form get=40,find=30, not " + text);
            shares.put(constant(Operation.class, pair[0].trim()), Integer.valueOf(pair[1].trim()));
        }
        return shares;
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String word) {
        String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(word + " is none of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                                .collect(Collectors.joining(", "))));
    }

    private static void require(boolean condition, String what) {
        if (!condition) {
            throw new IllegalArgumentException(what);
        }
    }
}
