package io.ssokit.testing;

import io.ssokit.testing.ScimLoad.Operation;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** One run of a {@link ScimLoad}: the threads, what they know of the server's content, and what they saw. Used once. */
final class LoadRun implements AutoCloseable {
    // As Okta does; a wait it is not told is one second.
    private static final int ATTEMPTS = 10;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration LONGEST_FOR_CLEARING_UP = Duration.ofSeconds(10);

    /** Somebody who is there. */
    private record Person(String id, String userName) {}

    private final ScimClient client;
    private final ExecutorService pool;
    private final int threads;
    private final List<Operation> wheel = new ArrayList<>();
    private final boolean clearsUp;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong names = new AtomicLong();
    private final List<Person> people = new ArrayList<>();
    private final List<Person> created = new CopyOnWriteArrayList<>();
    private String group = "";

    private final Map<Operation, Latencies> latencies = new EnumMap<>(Operation.class);
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final LongAdder throttled = new LongAdder();
    private final LongAdder errors = new LongAdder();

    LoadRun(ScimClient client, int threads, Map<Operation, Integer> mix, boolean clearsUp) {
        this.client = client;
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads);
        this.clearsUp = clearsUp;
        mix.forEach((kind, share) -> {
            latencies.put(kind, new Latencies());
            for (int i = 0; i < share; i++) {
                wheel.add(kind);
            }
        });
    }

    void prepare(int number) {
        group = patiently(() -> client.createGroup("load " + run)).orThrow().id();
        List<Future<Person>> all = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            all.add(pool.submit(() -> {
                String userName = newName();
                return new Person(
                        patiently(() -> client.createUser(userName, Map.of()))
                                .orThrow()
                                .id(),
                        userName);
            }));
        }
        all.forEach(one -> people.add(result(one)));
    }

    ScimLoadReport measure(Optional<Duration> duration, long count) {
        statuses.clear();
        throttled.reset();
        AtomicLong left = new AtomicLong(count);
        long start = System.nanoTime();
        long nanos = duration.map(Duration::toNanos).orElse(Long.MAX_VALUE);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            workers.add(pool.submit(() -> {
                while (left.getAndDecrement() > 0 && System.nanoTime() - start < nanos) {
                    one(wheel.get(ThreadLocalRandom.current().nextInt(wheel.size())));
                }
            }));
        }
        workers.forEach(LoadRun::result);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Map<Operation, ScimLoadReport.Timing> timings = new EnumMap<>(Operation.class);
        latencies.forEach((kind, seen) -> timings.put(kind, ScimLoadReport.Timing.of(seen)));
        Map<Integer, Long> answers = new ConcurrentHashMap<>();
        statuses.forEach((status, number) -> answers.put(status, number.sum()));
        return new ScimLoadReport(elapsed, timings, answers, throttled.sum(), errors.sum());
    }

    @Override
    public void close() {
        try {
            if (clearsUp) {
                List<Future<?>> all = new ArrayList<>();
                people.addAll(created);
                people.forEach(one -> all.add(pool.submit(() -> clearUp("Users/" + one.id()))));
                all.forEach(LoadRun::result);
                if (!group.isEmpty()) {
                    clearUp("Groups/" + group);
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** A server that puts deletions off for minutes, because they are so many, is not waited for: the record is left behind. */
    private void clearUp(String path) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            ScimReply reply = answer(() -> client.delete(path));
            String retryAfter = reply.header("Retry-After").orElse("1");
            boolean busy = reply.status() == 429 || reply.status() == 503;
            if (!busy || seconds(retryAfter) > LONGEST_FOR_CLEARING_UP.toSeconds()) {
                return;
            }
            await(retryAfter);
        }
    }

    private void one(Operation kind) {
        long[] start = new long[1];
        ScimReply reply = patiently(() -> {
            start[0] = System.nanoTime();
            return request(kind);
        });
        Objects.requireNonNull(latencies.get(kind)).add(System.nanoTime() - start[0]);
        if (!reply.isSuccess()) {
            errors.increment();
        }
    }

    private ScimReply request(Operation kind) {
        Person person = people.get(ThreadLocalRandom.current().nextInt(people.size()));
        return switch (kind) {
            case CREATE -> create();
            case GET -> client.get("Users/" + person.id());
            case FIND -> client.list("Users", "userName eq \"" + person.userName() + "\"", 1, 100);
            case PATCH ->
                client.patch(
                        "Users/" + person.id(),
                        List.of(ScimClient.operation("replace", "displayName", "Load " + names.incrementAndGet())));
            case LIST ->
                client.list("Users", null, 1 + ThreadLocalRandom.current().nextInt(people.size()), 100);
            case ADD_MEMBER -> client.addMembers(group, person.id());
            case REMOVE_MEMBER -> client.removeMembers(group, person.id());
        };
    }

    private ScimReply create() {
        String userName = newName();
        ScimReply reply = client.createUser(userName, Map.of());
        if (reply.status() == 201) {
            created.add(new Person(reply.id(), userName));
        }
        return reply;
    }

    /** The answer after as many waits as the server asks for; status 0 if there is none. */
    private ScimReply patiently(Supplier<ScimReply> request) {
        for (int attempt = 1; ; attempt++) {
            ScimReply reply = answer(request);
            statuses.computeIfAbsent(reply.status(), status -> new LongAdder()).increment();
            boolean busy = reply.status() == 429 || reply.status() == 503;
            if (!busy || attempt == ATTEMPTS) {
                return reply;
            }
            throttled.increment();
            await(reply.header("Retry-After").orElse("1"));
        }
    }

    private static ScimReply answer(Supplier<ScimReply> request) {
        try {
            return request.get();
        } catch (UncheckedIOException | IllegalStateException noAnswer) {
            // The latter: a dialect has to read first, and could not.
            return new ScimReply(0, Map.of(), "");
        }
    }

    private static long seconds(String retryAfter) {
        return retryAfter.matches("[0-9]{1,6}") ? Long.parseLong(retryAfter) : 1;
    }

    private static void await(String retryAfter) {
        try {
            TimeUnit.SECONDS.sleep(Math.min(seconds(retryAfter), LONGEST_WAIT.toSeconds()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    private String newName() {
        return "load-" + run + "-" + names.incrementAndGet() + "@example.com";
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
