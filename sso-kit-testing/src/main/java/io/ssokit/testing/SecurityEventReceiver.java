package io.ssokit.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A webhook on 127.0.0.1 that takes security event tokens pushed to it (RFC 8417, RFC 8935), signed with HS256 and a shared
 * secret: for tests of what an app's provisioning tells. What is not signed with the secret is answered 400
 * {@code authentication_failed}. Thread-safe.
 */
public final class SecurityEventReceiver implements AutoCloseable {
    private static final String PATH = "/events";

    private final HttpServer http;
    private final byte[] secret;
    private final List<Map<String, Object>> taken = new ArrayList<>();
    private int refused;
    private int status = 202;
    private String error = "";

    private SecurityEventReceiver(HttpServer http, String secret) {
        this.http = http;
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    /** Listens on a free port. */
    public static SecurityEventReceiver start(String secret) {
        try {
            InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
            HttpServer http = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
            SecurityEventReceiver receiver = new SecurityEventReceiver(http, secret);
            http.createContext(PATH, receiver::receive);
            http.start();
            return receiver;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on 127.0.0.1", e);
        }
    }

    /** What to enter as webhook. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + PATH);
    }

    /**
     * Answers so from now on, taking nothing unless it is 202.
     *
     * @param rfc8935Error code such as {@code invalid_request}, or empty text
     */
    public synchronized void answer(int newStatus, String rfc8935Error) {
        this.status = newStatus;
        this.error = rfc8935Error;
    }

    /** Claims of the tokens that were taken, in order of arrival. */
    public synchronized List<Map<String, Object>> taken() {
        return List.copyOf(taken);
    }

    /** How many were not. */
    public synchronized int refused() {
        return refused;
    }

    /**
     * Claims of the tokens that were taken, when there are that many.
     *
     * @throws AssertionError if there are fewer after that time
     */
    public synchronized List<Map<String, Object>> await(int tokens, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (taken.size() < tokens) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError(taken.size() + " of " + tokens + " tokens within " + patience);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
        return List.copyOf(taken);
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            String token = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
            boolean push = exchange.getRequestMethod().equals("POST")
                    && "application/secevent+jwt"
                            .equals(exchange.getRequestHeaders().getFirst("Content-Type"));
            String problem = push ? take(token) : "invalid_request";
            int answer = problem.isEmpty() ? status() : 400;
            byte[] body =
                    (problem.isEmpty() ? body() : "{\"err\":\"" + problem + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized int status() {
        return status;
    }

    private synchronized String body() {
        return error.isEmpty() ? "" : "{\"err\":\"" + error + "\",\"description\":\"as told\"}";
    }

    private synchronized String take(String token) {
        String[] parts = token.split("\\.", -1);
        boolean genuine = parts.length == 3 && isSigned(parts);
        if (genuine && status == 202) {
            taken.add(Json.readObject(text(parts[1])));
        } else {
            refused++;
        }
        notifyAll();
        return genuine ? "" : "authentication_failed";
    }

    private boolean isSigned(String[] parts) {
        Map<String, Object> header = Json.readObject(text(parts[0]));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] expected = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            return "HS256".equals(header.get("alg"))
                    && "secevent+jwt".equals(header.get("typ"))
                    && MessageDigest.isEqual(expected, Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
