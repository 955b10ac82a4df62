package io.ssokit.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One request and its answer on a connection of their own (RFC 9112). One question, one answer, then the connection is
 * closed: there is no second message for a badly delimited one to run into. For one thread.
 */
final class HttpExchange {
    private static final int MAX_LINE = 16 * 1024;
    private static final int MAX_HEAD = 64 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \\t]*(?:;.*)?");

    private final InputStream in;
    private final OutputStream out;
    private int headBytes;

    HttpExchange(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    /** More than we read. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Asks for a tunnel to the server (RFC 9110 §9.3.6); what is sent from then on is the server's. */
    void tunnel(String hostAndPort) throws IOException {
        write("CONNECT " + hostAndPort + " HTTP/1.1\r\nHost: " + hostAndPort + "\r\n\r\n", new byte[0]);
        int status = status();
        headers();
        if (status / 100 != 2) {
            throw new IOException("the proxy answered " + status);
        }
    }

    /** Sends the request and reads the answer to it, of any status. */
    HttpFetcher.Answer send(HttpRequest request, byte[] body, int maxBytes) throws IOException {
        write(head(request, body.length), body);
        int status = status();
        Map<String, List<String>> headers = headers();
        while (status / 100 == 1) { // RFC 9110 §15.2: the answer is still to come
            status = status();
            headers = headers();
        }
        boolean bodiless = status == 204 || status == 304;
        byte[] received = bodiless ? new byte[0] : body(headers, maxBytes);
        String contentType = first(headers, "content-type");
        return new HttpFetcher.Answer(status, contentType, received);
    }

    private static String head(HttpRequest request, int length) {
        URI url = request.uri();
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        StringBuilder head = new StringBuilder(256)
                .append(request.method() + " " + target + " HTTP/1.1\r\n")
                .append("Host: " + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + "\r\n")
                .append("Connection: close\r\nUser-Agent: sso-kit\r\n");
        if (length > 0 || request.bodyPublisher().isPresent()) {
            head.append("Content-Length: " + length + "\r\n");
        }
        request.headers()
                .map()
                .forEach((name, values) -> values.forEach(
                        value -> head.append(name).append(": ").append(value).append("\r\n")));
        return head.append("\r\n").toString();
    }

    /** HttpRequest and URI have refused line breaks in whatever stands in the head; here is the last look. */
    private void write(String head, byte[] body) throws IOException {
        if (head.replace("\r\n", "").chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new IOException("a control character in the request's head");
        }
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
    }

    private int status() throws IOException {
        Matcher status = STATUS.matcher(line());
        if (!status.matches()) {
            throw new IOException("not an HTTP/1.1 answer");
        }
        return Integer.parseInt(status.group(1));
    }

    private Map<String, List<String>> headers() throws IOException {
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            if (colon <= 0) { // among them: a continued line, which RFC 9112 §5.2 no longer has
                throw new IOException("not an HTTP header");
            }
            headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(line.substring(colon + 1).strip());
        }
        return headers;
    }

    /** RFC 9112 §6.3. */
    private byte[] body(Map<String, List<String>> headers, int maxBytes) throws IOException {
        if (headers.containsKey("transfer-encoding")) {
            if (!first(headers, "transfer-encoding").equalsIgnoreCase("chunked")
                    || headers.get("transfer-encoding").size() != 1) {
                throw new IOException("an unknown transfer encoding");
            }
            return chunks(maxBytes);
        }
        List<String> lengths = headers.getOrDefault("content-length", List.of());
        if (lengths.isEmpty()) {
            return untilClosed(maxBytes);
        }
        String length = lengths.get(0);
        if (!LENGTH.matcher(length).matches() || !lengths.stream().allMatch(length::equals)) {
            throw new IOException("no usable Content-Length");
        }
        return exactly(atMost(Long.parseLong(length), maxBytes));
    }

    private byte[] chunks(int maxBytes) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            headBytes = 0;
            Matcher size = CHUNK.matcher(line());
            if (!size.matches()) {
                throw new IOException("not a chunk");
            }
            int length = atMost(Long.parseLong(size.group(1), 16) + all.size(), maxBytes) - all.size();
            if (length == 0) {
                headers();
                return all.toByteArray();
            }
            all.write(exactly(length));
            if (!line().isEmpty()) {
                throw new IOException("a chunk that is longer than it says");
            }
        }
    }

    private byte[] untilClosed(int maxBytes) throws IOException {
        byte[] read = in.readNBytes(maxBytes + 1);
        atMost(read.length, maxBytes);
        return read;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] read = in.readNBytes(length);
        if (read.length < length) {
            throw new EOFException("the answer ends too early");
        }
        return read;
    }

    private static int atMost(long length, int maxBytes) throws TooLarge {
        if (length > maxBytes) {
            throw new TooLarge();
        }
        return (int) length;
    }

    /** One line of a head or a chunk's, without its end; heads are bounded as a whole. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the answer ends too early");
            }
            if (line.length() >= MAX_LINE || ++headBytes > MAX_HEAD) {
                throw new TooLarge();
            }
            line.append((char) c);
        }
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
    }

    private static String first(Map<String, List<String>> headers, String name) {
        return headers.getOrDefault(name, List.of("")).get(0);
    }
}
