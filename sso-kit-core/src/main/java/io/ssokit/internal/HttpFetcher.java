package io.ssokit.internal;

import io.ssokit.error.IdpUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Talks to identity providers: https only, public addresses only, no redirects, five seconds from the look-up of the name
 * to the last byte, one MiB unless asked for more. Plain http and loopback or private addresses only where a connection
 * says {@code insecure-allow-http}. The address that was checked is the one that is connected to ({@link HttpRoute}).
 * Thread-safe.
 */
public final class HttpFetcher {
    private static final Duration WHOLE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;

    private final HttpRoute route;
    private final Duration whole;

    /** By the machine's own names, trusted certificates and proxies. */
    public HttpFetcher() {
        this(HttpRoute.ofSystem(), WHOLE);
    }

    /** @param whole how long an exchange may take, first step to last */
    HttpFetcher(HttpRoute route, Duration whole) {
        this.route = route;
        this.whole = whole;
    }

    /**
     * An answer of any status.
     *
     * @param status the HTTP status
     * @param contentType the Content-Type header, empty if there is none
     * @param body within the bounds
     */
    public record Answer(int status, String contentType, byte[] body) {}

    /**
     * The document's bytes.
     *
     * @param accept the Accept header
     * @param insecureAllowHttp whether plain http and private addresses are permitted
     * @throws IdpUnavailableException if it cannot be had within the bounds
     */
    public byte[] get(URI url, String accept, boolean insecureAllowHttp) {
        return get(url, accept, insecureAllowHttp, MAX_BYTES);
    }

    /**
     * The bytes of a document that may be larger or smaller than others.
     *
     * @param maxBytes how many there may be
     * @throws IdpUnavailableException if it cannot be had within the bounds
     */
    public byte[] get(URI url, String accept, boolean insecureAllowHttp, int maxBytes) {
        requireWeb(url, insecureAllowHttp);
        HttpRequest request =
                HttpRequest.newBuilder(url).header("Accept", accept).GET().build();
        Answer answer = send(request, insecureAllowHttp, maxBytes);
        if (answer.status() != 200) {
            throw unavailable(url, "answered " + answer.status(), null);
        }
        return answer.body();
    }

    /**
     * Sends a request of any kind; the answer may have any status, redirects among them.
     *
     * @param request with a body that is at hand, such as a text
     * @param insecureAllowHttp whether plain http and private addresses are permitted
     * @throws IdpUnavailableException if there is no whole answer within the bounds
     */
    public Answer exchange(HttpRequest request, boolean insecureAllowHttp) {
        requireWeb(request.uri(), insecureAllowHttp);
        return send(request, insecureAllowHttp, MAX_BYTES);
    }

    private Answer send(HttpRequest request, boolean insecureAllowHttp, int maxBytes) {
        URI url = request.uri();
        Deadline deadline = Deadline.in(whole);
        try (Socket raw = new Socket(Proxy.NO_PROXY)) {
            // Closing wakes whatever waits: a server that drips its answer, or its handshake, holds no thread of ours.
            CompletableFuture<Void> end = CompletableFuture.runAsync(
                    () -> close(raw),
                    CompletableFuture.delayedExecutor(whole.toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
            try {
                Socket line = route.open(url, raw, insecureAllowHttp, deadline);
                return new HttpExchange(line.getInputStream(), line.getOutputStream())
                        .send(request, body(request), maxBytes);
            } finally {
                end.cancel(false);
            }
        } catch (IOException failed) {
            throw unavailable(url, reason(failed, deadline, maxBytes), failed);
        }
    }

    private String reason(IOException failed, Deadline deadline, int maxBytes) {
        if (failed instanceof HttpRoute.NotPublic) {
            return "its host has a loopback, private or link-local address";
        }
        if (failed instanceof HttpExchange.TooLarge) {
            return "is larger than " + maxBytes + " bytes";
        }
        if (deadline.isOver()) {
            return "no complete answer within " + whole.toSeconds() + " seconds";
        }
        if (failed instanceof UnknownHostException) {
            return "its host is unknown";
        }
        return failed instanceof SSLException ? "not reachable by trusted TLS" : "not reachable";
    }

    private static void requireWeb(URI url, boolean insecureAllowHttp) {
        String scheme = url.getScheme();
        boolean https = "https".equalsIgnoreCase(scheme);
        if (url.getHost() == null || !(https || (insecureAllowHttp && "http".equalsIgnoreCase(scheme)))) {
            throw unavailable(url, "only https is fetched", null);
        }
    }

    private static IdpUnavailableException unavailable(URI url, String what, @Nullable Throwable cause) {
        return new IdpUnavailableException(
                url.getScheme() + "://" + url.getAuthority() + url.getPath() + ": " + what, cause);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closedAnyway) {
            // There is nobody to tell: the one who waits on it is told by his own call.
        }
    }

    private static byte[] body(HttpRequest request) {
        Collected collected = new Collected();
        request.bodyPublisher().ifPresent(publisher -> publisher.subscribe(collected));
        return collected.bytes.toByteArray();
    }

    /** Takes a body that is at hand: it is all there when {@code subscribe} returns. */
    private static final class Collected implements Flow.Subscriber<ByteBuffer> {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(ByteBuffer part) {
            byte[] copy = new byte[part.remaining()];
            part.get(copy);
            bytes.writeBytes(copy);
        }

        @Override
        public void onError(Throwable failure) {
            throw new IllegalStateException("the request's body is not at hand", failure);
        }

        @Override
        public void onComplete() {}
    }
}
