package io.ssokit.internal;

import io.ssokit.error.IdpUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads documents that identity providers publish: GET only, https only, public addresses only, no redirects, five
 * seconds from start to last byte, one MiB. Plain http and loopback or private addresses only where a connection says
 * {@code insecure-allow-http}. Thread-safe.
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
     * The document's bytes.
     *
     * @param accept the Accept header
     * @param insecureAllowHttp whether plain http and private addresses are permitted
     * @throws IdpUnavailableException if it cannot be had within the bounds
     */
    public byte[] get(URI url, String accept, boolean insecureAllowHttp) {
        requireAllowed(url, insecureAllowHttp);
        HttpRequest request = HttpRequest.newBuilder(url)
                .timeout(WHOLE)
                .header("Accept", accept)
                .GET()
                .build();
        CompletableFuture<byte[]> answer = client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream())
                .thenApplyAsync(response -> body(url, response));
        try {
            return answer.get(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException tooSlow) {
            answer.cancel(true);
            throw unavailable(url, "no complete answer within " + WHOLE.toSeconds() + " seconds", tooSlow);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            if (cause instanceof IdpUnavailableException typed) {
                throw typed;
            }
            throw unavailable(url, "not reachable", cause == null ? failed : cause);
        } catch (InterruptedException interrupted) {
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
        boolean uniqueLocal = raw.length == 16 && (raw[0] & 0xfe) == 0xfc;
        boolean sharedOrZero = raw.length == 4 && (raw[0] == 0 || (raw[0] == 100 && (raw[1] & 0xc0) == 64));
        return !(address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal
                || sharedOrZero);
    }

    private static byte[] body(URI url, HttpResponse<InputStream> response) {
        try (InputStream in = response.body()) {
            if (response.statusCode() != 200) {
                throw unavailable(url, "answered " + response.statusCode(), null);
            }
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw unavailable(url, "is larger than " + MAX_BYTES + " bytes", null);
            }
            return bytes;
        } catch (IOException broken) {
            throw unavailable(url, "broke off", broken);
        }
    }

    private static IdpUnavailableException unavailable(URI url, String what, @Nullable Throwable cause) {
        return new IdpUnavailableException(
                url.getScheme() + "://" + url.getAuthority() + url.getPath() + ": " + what, cause);
    }
}
