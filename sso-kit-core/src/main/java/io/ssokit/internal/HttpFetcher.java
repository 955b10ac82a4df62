package io.ssokit.internal;

import io.ssokit.error.IdpUnavailableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.jspecify.annotations.Nullable;

/**
 * Talks to identity providers: https only, public addresses only, no redirects, five seconds from the look-up of the name
 * to the last byte, one MiB unless asked for more. Plain http and loopback or private addresses only where a connection
 * says {@code insecure-allow-http}. The address that was checked is the one that is connected to. Thread-safe.
 */
public final class HttpFetcher implements AutoCloseable {
    private static final Duration WHOLE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_AT_ONCE = 256;

    /** A provider that never answers holds up its own people: they ask three of its hosts at most, and the rest stay free. */
    private static final int MAX_OF_ONE_HOST = 64;

    private static final int IDLE_SECONDS = 10;

    private final Network network;
    private final Duration whole;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0, MAX_AT_ONCE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), HttpFetcher::thread);

    private final HostTurns turns = new HostTurns(threads, MAX_OF_ONE_HOST);

    // Made at first use: reading the machine's certificates takes longer than starting without them.
    private @Nullable WebClient publicOnly;
    private @Nullable WebClient anywhere;

    /** By the machine's own names, trusted certificates and proxies. */
    public HttpFetcher() {
        this(Network.ofSystem(), WHOLE);
    }

    /** @param whole how long an exchange may take, first step to last */
    HttpFetcher(Network network, Duration whole) {
        this.network = network;
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
        HttpUriRequestBase request = new HttpUriRequestBase("GET", url);
        request.setHeader("Accept", accept);
        Answer answer = send(request, url, insecureAllowHttp, maxBytes);
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
        HttpUriRequestBase copy = new HttpUriRequestBase(request.method(), request.uri());
        request.headers().map().forEach((name, values) -> values.forEach(value -> copy.addHeader(name, value)));
        request.bodyPublisher().ifPresent(body -> copy.setEntity(new ByteArrayEntity(bytes(body), null)));
        return send(copy, request.uri(), insecureAllowHttp, MAX_BYTES);
    }

    /** Ends kept connections; exchanges under way fail. */
    @Override
    public void close() {
        threads.shutdownNow();
        synchronized (this) {
            for (WebClient client : new WebClient[] {publicOnly, anywhere}) {
                if (client != null) {
                    client.close();
                }
            }
        }
    }

    /** On a thread of its own: nothing interrupts the system's look-up of a name, which may take half a minute. */
    private Answer send(HttpUriRequestBase request, URI url, boolean insecureAllowHttp, int maxBytes) {
        FutureTask<Answer> pending = new FutureTask<>(() -> answer(request, url, insecureAllowHttp, maxBytes));
        try {
            turns.execute(url, pending);
        } catch (RejectedExecutionException tooMany) {
            throw unavailable(url, "not asked: too many requests are under way", tooMany);
        }
        try {
            return pending.get(whole.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            throw unavailable(url, "no complete answer within " + whole.toSeconds() + " seconds", slow);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw unavailable(url, reason(cause, maxBytes), cause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(url, "interrupted", interrupted);
        } finally {
            // Closes the connection unless it is through: a server that drips its answer holds no thread of ours.
            request.cancel();
            pending.cancel(true);
        }
    }

    private Answer answer(HttpUriRequestBase request, URI url, boolean insecureAllowHttp, int maxBytes)
            throws IOException {
        boolean proxied = WebClient.isProxied(network, url);
        if (proxied && !insecureAllowHttp) {
            // The proxy looks the name up again, by its own rules; ours come first.
            new PublicOnly(network.names()).resolve(unbracketed(url.getHost()));
        }
        return client(proxied || insecureAllowHttp).client().execute(request, response -> read(response, maxBytes));
    }

    private synchronized WebClient client(boolean any) throws IOException {
        if (any) {
            WebClient made = anywhere == null ? WebClient.anywhere(network, MAX_AT_ONCE) : anywhere;
            anywhere = made;
            return made;
        }
        WebClient made = publicOnly == null ? WebClient.publicOnly(network, MAX_AT_ONCE) : publicOnly;
        publicOnly = made;
        return made;
    }

    private static Answer read(ClassicHttpResponse response, int maxBytes) throws IOException {
        Header type = response.getFirstHeader("Content-Type");
        HttpEntity entity = response.getEntity();
        byte[] body = new byte[0];
        if (entity != null) {
            InputStream content = entity.getContent();
            body = content.readNBytes(maxBytes + 1);
            if (body.length > maxBytes) {
                throw new TooLarge();
            }
        }
        return new Answer(response.getCode(), type == null ? "" : type.getValue(), body);
    }

    private static String reason(Throwable failed, int maxBytes) {
        if (failed instanceof PublicOnly.NotPublic) {
            return "its host has a loopback, private or link-local address";
        }
        if (failed instanceof TooLarge) {
            return "is larger than " + maxBytes + " bytes";
        }
        if (failed instanceof UnknownHostException) {
            return "its host is unknown";
        }
        return failed instanceof SSLException ? "not reachable by trusted TLS" : "not reachable";
    }

    private static void requireWeb(URI url, boolean insecureAllowHttp) {
        String scheme = url.getScheme();
        boolean https = "https".equalsIgnoreCase(scheme);
        if (url.getHost() == null
                || url.getPort() > 0xffff
                || !(https || (insecureAllowHttp && "http".equalsIgnoreCase(scheme)))) {
            throw unavailable(url, "only https is fetched", null);
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static IdpUnavailableException unavailable(URI url, String what, @Nullable Throwable cause) {
        return new IdpUnavailableException(
                url.getScheme() + "://" + url.getAuthority() + url.getPath() + ": " + what, cause);
    }

    private static byte[] bytes(HttpRequest.BodyPublisher body) {
        Collected collected = new Collected();
        body.subscribe(collected);
        return collected.bytes.toByteArray();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "sso-kit-fetch");
        thread.setDaemon(true);
        return thread;
    }

    /** More than we read. */
    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
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
