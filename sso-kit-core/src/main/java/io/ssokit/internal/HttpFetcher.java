package io.ssokit.internal;

import io.ssokit.error.IdpUnavailableException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Talks to identity providers: https only, public addresses only, no redirects, five seconds from start to last byte,
 * one MiB unless asked for more. Plain http and loopback or private addresses only where a connection says {@code insecure-allow-http}.
 * Thread-safe.
 */
public final class HttpFetcher {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration WHOLE = Duration.ofSeconds(5);
    private static final int MAX_BYTES = 1 << 20;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

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
        requireAllowed(url, insecureAllowHttp);
        Answer answer =
                send(HttpRequest.newBuilder(url).header("Accept", accept).GET().build(), maxBytes);
        if (answer.status() != 200) {
            throw unavailable(url, "answered " + answer.status(), null);
        }
        return answer.body();
    }

    /**
     * Sends a request of any kind; the answer may have any status, redirects among them.
     *
     * @param insecureAllowHttp whether plain http and private addresses are permitted
     * @throws IdpUnavailableException if there is no whole answer within the bounds
     */
    public Answer exchange(HttpRequest request, boolean insecureAllowHttp) {
        requireAllowed(request.uri(), insecureAllowHttp);
        return send(request, MAX_BYTES);
    }

    private Answer send(HttpRequest request, int maxBytes) {
        URI url = request.uri();
        CompletableFuture<HttpResponse<byte[]>> pending = client.sendAsync(request, head -> new BoundedBody(maxBytes));
        try {
            HttpResponse<byte[]> response = pending.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
            String contentType = response.headers().firstValue("Content-Type").orElse("");
            return new Answer(response.statusCode(), contentType, response.body());
        } catch (TimeoutException tooSlow) {
            // Closes the connection: a server that drips its answer holds no thread of ours.
            pending.cancel(true);
            throw unavailable(url, "no complete answer within " + WHOLE.toSeconds() + " seconds", tooSlow);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            boolean tooLarge = cause instanceof TooLarge || cause.getCause() instanceof TooLarge;
            throw unavailable(url, tooLarge ? "is larger than " + maxBytes + " bytes" : "not reachable", cause);
        } catch (InterruptedException interrupted) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw unavailable(url, "interrupted", interrupted);
        }
    }

    /**
     * Refuses what must not be fetched at all.
     *
     * @throws IdpUnavailableException if the scheme or an address of the host is not allowed
     */
    public static void requireAllowed(URI url, boolean insecureAllowHttp) {
        String scheme = url.getScheme();
        boolean https = "https".equalsIgnoreCase(scheme);
        if (url.getHost() == null || !(https || (insecureAllowHttp && "http".equalsIgnoreCase(scheme)))) {
            throw unavailable(url, "only https is fetched", null);
        }
        if (insecureAllowHttp) {
            return;
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
                if (!isPublic(address)) {
                    throw unavailable(url, "its host has a loopback, private or link-local address", null);
                }
            }
        } catch (UnknownHostException unknown) {
            throw unavailable(url, "its host is unknown", unknown);
        }
    }

    private static boolean isPublic(InetAddress address) {
        byte[] raw = address.getAddress();
        boolean special = address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress();
        return !special && (raw.length == 4 ? isPublicV4(raw, 0) : isPublicV6(raw));
    }

    /** RFC 6890, beyond what {@link InetAddress} knows about the four bytes at {@code at}. */
    private static boolean isPublicV4(byte[] raw, int at) {
        int first = raw[at] & 0xff;
        int second = raw[at + 1] & 0xff;
        return switch (first) {
            case 0, 10, 127 -> false;
            case 100 -> (second & 0xc0) != 64; // shared by a carrier's customers; one cloud's metadata
            case 169 -> second != 254;
            case 172 -> (second & 0xf0) != 16;
            case 192 -> second != 168 && !(second == 0 && raw[at + 2] == 0); // 192.0.0.0/24: another cloud's metadata
            case 198 -> (second & 0xfe) != 18; // benchmarks
            default -> first < 224; // multicast, reserved, broadcast
        };
    }

    /** Global unicast is 2000::/3 (RFC 4291 §2.4); what leads to an IPv4 address is as public as that address. */
    private static boolean isPublicV6(byte[] raw) {
        int group = (raw[0] & 0xff) << 8 | raw[1] & 0xff;
        if (group == 0x64 && (raw[2] & 0xff) == 0xff && (raw[3] & 0xff) == 0x9b) {
            return raw[4] == 0 && raw[5] == 0 && isPublicV4(raw, 12); // RFC 6052: NAT64
        }
        if (group == 0x2002) {
            return isPublicV4(raw, 2); // RFC 3056: 6to4
        }
        boolean teredo = group == 0x2001 && raw[2] == 0 && raw[3] == 0; // RFC 4380
        return (group & 0xe000) == 0x2000 && !teredo;
    }

    private static IdpUnavailableException unavailable(URI url, String what, @Nullable Throwable cause) {
        return new IdpUnavailableException(
                url.getScheme() + "://" + url.getAuthority() + url.getPath() + ": " + what, cause);
    }

    /** More than we read. */
    private static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Collects a body and gives up as soon as it is too large, whatever its Content-Length says. */
    private static final class BoundedBody implements HttpResponse.BodySubscriber<byte[]> {
        private final HttpResponse.BodySubscriber<byte[]> collected = HttpResponse.BodySubscribers.ofByteArray();
        private final int maxBytes;
        private Flow.@Nullable Subscription subscription;
        private long received;

        BoundedBody(int maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return collected.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            collected.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                received += buffer.remaining();
            }
            if (received <= maxBytes) {
                collected.onNext(buffers);
            } else if (subscription != null) {
                subscription.cancel();
                collected.onError(new TooLarge());
            }
        }

        @Override
        public void onError(Throwable failure) {
            collected.onError(failure);
        }

        @Override
        public void onComplete() {
            collected.onComplete();
        }
    }
}
