package io.ssokit.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP side of a {@link FakeIdp}: loopback only, routes by exact path, faults and hit counts by endpoint. */
final class Server implements AutoCloseable {

    /** Answers one request; {@link BadRequest} becomes a 400 page. */
    @FunctionalInterface
    interface Handler {
        Reply handle(Request request);
    }

    private record Fault(int status, Duration delay) {}

    private final HttpServer http;
    private final ExecutorService threads;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Handler> routes = new ConcurrentHashMap<>();
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> hits = new ConcurrentHashMap<>();
    private final Map<String, Latest<RecordedRequest>> requests = new ConcurrentHashMap<>();

    private Server(HttpServer http, ExecutorService threads) {
        this.http = http;
        this.threads = threads;
    }

    /** Binds 127.0.0.1; port 0 takes any free one. Answers nothing before {@link #start}. */
    static Server bind(int port) {
        try {
            InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
            HttpServer http = HttpServer.create(new InetSocketAddress(loopback, port), 0);
            ExecutorService threads = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "fake-idp");
                thread.setDaemon(true);
                return thread;
            });
            http.setExecutor(threads);
            Server server = new Server(http, threads);
            http.createContext("/", server::exchange);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1:" + port, e);
        }
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    void route(String path, Handler handler) {
        routes.put(path, handler);
    }

    void start() {
        http.start();
    }

    void fail(Endpoint endpoint, int status) {
        faults.put(endpoint.path(), new Fault(status, Duration.ZERO));
    }

    void delay(Endpoint endpoint, Duration delay) {
        faults.put(endpoint.path(), new Fault(0, delay));
    }

    void mend() {
        faults.clear();
    }

    int hits(Endpoint endpoint) {
        AtomicInteger count = hits.get(endpoint.path());
        return count == null ? 0 : count.get();
    }

    List<RecordedRequest> requests(Endpoint endpoint) {
        Latest<RecordedRequest> known = requests.get(endpoint.path());
        return known == null ? List.of() : known.all();
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }

    private void exchange(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange).write(exchange);
        }
    }

    private Reply answer(HttpExchange exchange) throws IOException {
        try {
            Request request = Request.read(exchange);
            record(request);
            Fault fault = faults.get(request.path());
            if (fault != null) {
                await(fault.delay());
            }
            if (fault != null && fault.status() > 0) {
                return Reply.text(fault.status(), "out of order on request");
            }
            Handler handler = routes.get(request.path());
            return handler == null
                    ? Pages.message(404, "Nothing here", "This identity provider has no such page.")
                    : handler.handle(request);
        } catch (BadRequest e) {
            return Pages.message(400, "That request does not work", String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            return Pages.message(500, "The fake identity provider failed", e.toString());
        }
    }

    /** Strangers' paths are not remembered: there is no end to them. */
    private void record(Request request) {
        hits.computeIfAbsent(request.path(), path -> new AtomicInteger()).incrementAndGet();
        if (routes.containsKey(request.path())) {
            requests.computeIfAbsent(request.path(), path -> new Latest<>()).add(RecordedRequest.of(request));
        }
    }

    /** A slow endpoint stays slow only as long as somebody may still be waiting for it. */
    private void await(Duration delay) {
        try {
            boolean ended = closed.await(delay.toMillis(), TimeUnit.MILLISECONDS);
            if (ended) {
                throw new IllegalStateException("closed while waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
