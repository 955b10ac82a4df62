package io.ssokit.servlet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Requests exactly as spelled, which no HTTP client would send. */
public final class RawHttp {
    private RawHttp() {}

    /**
     * An answer.
     *
     * @param status HTTP status; 0 if the server hung up without one
     * @param headers header lines as they came
     * @param body what followed
     */
    public record Reply(int status, List<String> headers, String body) {
        /** The values of a header, in order. */
        public List<String> all(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ":";
            return headers.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(line -> line.substring(start.length()).strip())
                    .toList();
        }

        /** The first value of a header, or an empty text. */
        public String header(String name) {
            return all(name).stream().findFirst().orElse("");
        }
    }

    /** Sends a request line with headers and a body, on a connection of its own. */
    public static Reply send(int port, String requestLine, String body, String... headers) throws IOException {
        StringBuilder head = new StringBuilder(requestLine).append(" HTTP/1.1\r\n");
        if (Arrays.stream(headers).noneMatch(line -> line.startsWith("Host:"))) {
            head.append("Host: 127.0.0.1:").append(port).append("\r\n");
        }
        Arrays.stream(headers).forEach(line -> head.append(line).append("\r\n"));
        if (!body.isEmpty() && Arrays.stream(headers).noneMatch(line -> line.startsWith("Content-Length:"))) {
            boolean hasType = Arrays.stream(headers).anyMatch(line -> line.startsWith("Content-Type:"));
            head.append(hasType ? "" : "Content-Type: application/x-www-form-urlencoded\r\n")
                    .append("Content-Length: ")
                    .append(body.length())
                    .append("\r\n");
        }
        head.append("Connection: close\r\n\r\n").append(body);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            // The first request for our metadata makes two keys, which takes a busy machine its time.
            socket.setSoTimeout(120_000);
            return exchange(socket, head.toString().getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Whoever is refused before the whole body has come may find the connection closed: status 0 if the answer is lost in that. */
    private static Reply exchange(Socket socket, byte[] request) throws IOException {
        boolean cutOff = false;
        try {
            socket.getOutputStream().write(request);
        } catch (SocketException answeredBefore) {
            cutOff = true;
        }
        try {
            return read(socket.getInputStream());
        } catch (SocketException reset) {
            if (!cutOff) {
                throw reset;
            }
            return new Reply(0, List.of(), "");
        }
    }

    /** A GET. */
    public static Reply get(int port, String target, String... headers) throws IOException {
        return send(port, "GET " + target, "", headers);
    }

    private static Reply read(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) { // hung up
                return new Reply(0, List.of(), head.toString(StandardCharsets.UTF_8));
            }
            head.write(next);
        }
        List<String> lines =
                List.of(head.toString(StandardCharsets.ISO_8859_1).strip().split("\r\n"));
        int status = Integer.parseInt(lines.get(0).split(" ")[1]);
        Reply empty = new Reply(status, lines.subList(1, lines.size()), "");
        String length = empty.header("Content-Length");
        byte[] body = length.isEmpty() ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        return new Reply(status, empty.headers(), new String(body, StandardCharsets.UTF_8));
    }
}
