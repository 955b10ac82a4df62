package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ssokit.testing.ScimLoad.Operation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScimLoadTest {
    private final ExecutorService pool = Executors.newCachedThreadPool();
    private final Set<String> there = ConcurrentHashMap.newKeySet();
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile int refusal = 429;
    private HttpServer server;
    private ScimLoad load;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(pool);
        server.start();
        load = ScimLoad.against(ScimClient.of(URI.create(url()), "t0ken"));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        pool.shutdownNow();
    }

    @Test
    void run_count_sendsAsManyAndClearsUp() {
        ScimLoadReport report = load.people(5).threads(3).count(200).run();

        assertThat(report.count()).isEqualTo(200);
        assertThat(report.errors()).isZero();
        assertThat(report.operations()).containsOnlyKeys(Operation.values());
        assertThat(report.operations().get(Operation.GET).p99())
                .isGreaterThanOrEqualTo(report.operations().get(Operation.GET).p50());
        assertThat(report.toString()).contains("200 operations", "add-member", "p95 ms");
        assertThat(there).isEmpty();
    }

    @Test
    void run_mixOfOne_sendsOnlyThat() {
        ScimLoadReport report = load.people(1)
                .mix(Map.of(Operation.FIND, 1))
                .count(10)
                .keepEverything()
                .run();

        assertThat(report.operations()).containsOnlyKeys(Operation.FIND);
        assertThat(report.statuses()).isEqualTo(Map.of(200, 10L));
        assertThat(there).hasSize(2);
    }

    @Test
    void run_duration_ends() {
        ScimLoadReport report = load.people(1).duration(Duration.ofMillis(50)).run();

        assertThat(report.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        assertThat(report.throughput()).isPositive();
    }

    @Test
    void run_serverThrottles_asksAgainAndCountsNoError() {
        load = load.people(1).threads(1).mix(Map.of(Operation.GET, 1)).count(3);
        refusals.set(2);
        ScimLoadReport report = load.run();

        assertThat(report.errors()).isZero();
        assertThat(report.throttled()).isEqualTo(2);
        assertThat(report.statuses()).isEqualTo(Map.of(200, 3L, 429, 2L));
    }

    @Test
    void run_serverRefuses_isAnError() {
        load = load.people(1).threads(1).mix(Map.of(Operation.GET, 1)).count(3);
        refusal = 400;
        refusals.set(1);
        ScimLoadReport report = load.run();

        assertThat(report.errors()).isEqualTo(1);
        assertThat(report.statuses()).isEqualTo(Map.of(200, 2L, 400, 1L));
    }

    @Test
    void of_shellOptions_areTaken() {
        ScimLoadReport report = ScimLoad.of(ScimLoad.options(
                        "--url",
                        url(),
                        "--token",
                        "t",
                        "--people",
                        "2",
                        "--threads",
                        "2",
                        "--count",
                        "4",
                        "--mix",
                        "get=1,add-member=1",
                        "--dialect",
                        "entra"))
                .run();

        assertThat(report.count()).isEqualTo(4);
        assertThat(report.operations()).containsOnlyKeys(Operation.GET, Operation.ADD_MEMBER);
        assertThatThrownBy(() -> ScimLoad.options("--url")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> load.threads(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void of_wrongOptions_areNamed() {
        assertThatThrownBy(() -> ScimLoad.options("--thread", "8")).hasMessage("no such option: --thread");
        assertThatThrownBy(() -> ScimLoad.of(Map.of("token", "t"))).hasMessage("--url is missing");
        assertThatThrownBy(() -> ScimLoad.of(Map.of("url", "http://x"))).hasMessage("--token-env is missing");
        Map<String, String> usual = Map.of("url", "http://x", "token", "t");
        assertThatThrownBy(() -> ScimLoad.of(with(usual, "people", "many")))
                .hasMessage("--people needs a number from 1 to 999999999, not many");
        assertThatThrownBy(() -> ScimLoad.of(with(usual, "mix", "get:3")))
                .hasMessage("--mix needs the form get=40,find=30, not get:3");
        assertThatThrownBy(() -> ScimLoad.of(with(usual, "mix", "read=3")))
                .hasMessageStartingWith("read is none of create, get,")
                .hasMessageEndingWith("remove-member");
        assertThatThrownBy(() -> ScimLoad.of(with(usual, "dialect", "azure")))
                .hasMessageStartingWith("azure is none of rfc, okta,");
    }

    private static Map<String, String> with(Map<String, String> options, String name, String value) {
        Map<String, String> all = new HashMap<>(options);
        all.put(name, value);
        return all;
    }

    @Test
    void quantiles_knownTimes_withinThreePercent() {
        Latencies latencies = new Latencies();
        for (int micros = 1; micros <= 100_000; micros++) {
            latencies.add(micros * 1_000L);
        }

        assertThat(latencies.count()).isEqualTo(100_000);
        assertThat(latencies.quantile(0.5).toNanos() / 1e3).isBetween(49_900.0, 51_600.0);
        assertThat(latencies.quantile(0.99).toNanos() / 1e3).isBetween(98_900.0, 102_100.0);
        assertThat(new Latencies().quantile(0.5)).isZero();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/scim/v2";
    }

    private void answer(HttpExchange http) throws IOException {
        try (http) {
            http.getRequestBody().readAllBytes();
            String path = http.getRequestURI().getPath();
            String method = http.getRequestMethod();
            if (method.equals("GET") && refusals.getAndDecrement() > 0) {
                http.getResponseHeaders().set("Retry-After", "0");
                http.sendResponseHeaders(refusal, -1);
                return;
            }
            String id = method.equals("POST") ? "r" + ids.incrementAndGet() : path.substring(path.lastIndexOf('/') + 1);
            if (method.equals("POST")) {
                there.add(id);
            }
            if (method.equals("DELETE")) {
                there.remove(id);
                http.sendResponseHeaders(204, -1);
                return;
            }
            byte[] body =
                    ("{\"id\":\"" + id + "\",\"totalResults\":0,\"Resources\":[]}").getBytes(StandardCharsets.UTF_8);
            http.sendResponseHeaders(method.equals("POST") ? 201 : 200, body.length);
            http.getResponseBody().write(body);
        }
    }
}
