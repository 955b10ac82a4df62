package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ssokit.error.IdpUnavailableException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFetcherTest {
    private final HttpFetcher fetcher = new HttpFetcher();
    private final CountDownLatch dropped = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setExecutor(threads);
        server.createContext("/ok", exchange -> answer(exchange, 200, "hello".getBytes(StandardCharsets.UTF_8)));
        server.createContext("/largest", exchange -> answer(exchange, 200, new byte[1 << 20]));
        server.createContext("/larger", exchange -> answer(exchange, 200, new byte[(1 << 20) + 1]));
        server.createContext("/refusal", exchange -> answer(exchange, 401, "no".getBytes(StandardCharsets.UTF_8)));
        server.createContext("/elsewhere", exchange -> {
            exchange.getResponseHeaders().set("Location", "/ok");
            answer(exchange, 302, new byte[0]);
        });
        server.createContext("/drip", this::drip);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void get_document_bytes() {
        assertThat(fetcher.get(at("/ok"), "text/plain", true)).asString().isEqualTo("hello");
        assertThat(fetcher.get(at("/largest"), "text/plain", true)).hasSize(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/larger", "/refusal", "/elsewhere", "/nothing"})
    void get_tooLargeOrNot200_unavailable(String path) {
        assertThatThrownBy(() -> fetcher.get(at(path), "text/plain", true))
                .isInstanceOf(IdpUnavailableException.class)
                .hasMessageContaining(path);
    }

    @Test
    void get_dripping_unavailableAfterFiveSecondsAndTheConnectionIsDropped() throws Exception {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> fetcher.get(at("/drip"), "text/plain", true))
                .isInstanceOf(IdpUnavailableException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
        assertThat(dropped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void exchange_refusal_isAnAnswer() {
        HttpFetcher.Answer answer =
                fetcher.exchange(HttpRequest.newBuilder(at("/refusal")).build(), true);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.contentType()).isEqualTo("text/plain");
        assertThat(answer.body()).asString().isEqualTo("no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://example.com/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://[::ffff:127.0.0.1]/",
                "https://10.0.0.1/",
                "https://172.16.0.1/",
                "https://192.168.0.1/",
                "https://169.254.169.254/latest/meta-data/",
                "https://100.64.0.1/",
                "https://0.0.0.0/",
                "https://[fe80::1]/",
                "https://[fc00::1]/",
                "https://192.0.0.192/opc/v2/instance/",
                "https://198.18.0.1/",
                "https://240.0.0.1/",
                "https://255.255.255.255/",
                "https://[::127.0.0.1]/",
                "https://[::ffff:0:127.0.0.1]/",
                "https://[64:ff9b::169.254.169.254]/",
                "https://[64:ff9b::10.0.0.1]/",
                "https://[64:ff9b:1::10.0.0.1]/",
                "https://[2002:a9fe:a9fe::1]/",
                "https://[2001:0:a9fe:a9fe::1]/",
                "https://[fec0::1]/",
                "https://[ff02::1]/",
                "https://localhost/",
                "https://2130706433/",
                "ftp://example.com/",
                "file:///etc/passwd"
            })
    @Tag("O-17")
    void get_notPublicHttps_unavailableWithoutAsking(String url) {
        assertThatThrownBy(() -> fetcher.get(URI.create(url), "text/plain", false))
                .isInstanceOf(IdpUnavailableException.class)
                // Where there is no network, every address is not reachable.
                .hasMessageMatching(
                        ".*: (only https is fetched|its host has a loopback, private or link-local address)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://192.0.1.1/",
                "https://172.32.0.1/",
                "https://100.128.0.1/",
                "https://198.20.0.1/",
                "https://[2a00:1450::1]/",
                "https://[2001:4860::1]/",
                "https://[64:ff9b::8.8.8.8]/",
                "https://[2002:808:808::1]/"
            })
    void publicAddress_ofTheInternet_isPublic(String url) throws IOException {
        assertThat(PublicAddress.is(InetAddress.getByName(URI.create(url).getHost())))
                .isTrue();
    }

    private URI at(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "text/plain");
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream body = exchange.getResponseBody()) {
            while (true) {
                body.write('.');
                body.flush();
                if (dropped.await(50, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (IOException connectionGone) {
            dropped.countDown();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
