package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9112, as far as one question and its answer need it. */
class HttpExchangeTest {
    private static final int MAX = 100;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Test
    void send_post_headAndBody() throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://idp.test:8443/token?p=B2C%201"))
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("a=b"))
                .build();
        send(request, "HTTP/1.1 200 OK\r\n\r\n", "a=b");
        assertThat(sent.toString(StandardCharsets.US_ASCII))
                .isEqualTo("POST /token?p=B2C%201 HTTP/1.1\r\nHost: idp.test:8443\r\nConnection: close\r\n"
                        + "User-Agent: sso-kit\r\nContent-Length: 3\r\nAccept: application/json\r\n\r\na=b");
    }

    @Test
    void send_getWithoutPath_root() throws IOException {
        answer("HTTP/1.1 204 No Content\r\n\r\nignored");
        assertThat(sent.toString(StandardCharsets.US_ASCII))
                .isEqualTo("GET / HTTP/1.1\r\nHost: idp.test\r\nConnection: close\r\nUser-Agent: sso-kit\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more",
                "HTTP/1.1 200 OK\r\ncontent-length:5 \r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.0 200\r\n\r\nhello",
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello",
                "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\nTrailer: x\r\n\r\n"
            })
    void send_bodyInAnyDelimitation_read(String answer) throws IOException {
        assertThat(answer(answer).body()).asString().isEqualTo("hello");
    }

    @Test
    void send_statusAndContentType_read() throws IOException {
        HttpFetcher.Answer answer = answer("HTTP/1.1 401 No\r\nContent-TYPE: text/plain\r\nContent-Length: 0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.contentType()).isEqualTo("text/plain");
        assertThat(answer.body()).isEmpty();
        assertThat(answer("HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n")
                        .body())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/2 200 OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 999 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n continued\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 4\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nhello",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
            })
    @Tag("O-17")
    void send_brokenOrCutAnswer_refused(String answer) {
        assertThatThrownBy(() -> answer(answer)).isInstanceOf(IOException.class);
    }

    @Test
    @Tag("O-17")
    void send_moreThanAllowed_refusedInEveryDelimitation() throws IOException {
        String most = "x".repeat(MAX);
        assertThat(answer("HTTP/1.1 200 OK\r\n\r\n" + most).body()).hasSize(MAX);
        assertThat(answer(chunked(most)).body()).hasSize(MAX);
        assertTooLarge("HTTP/1.1 200 OK\r\n\r\n" + most + "x");
        assertTooLarge("HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n");
        assertTooLarge("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999\r\n\r\n");
        assertTooLarge(chunked(most + "x"));
        assertTooLarge("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n");
        assertTooLarge("HTTP/1.1 200 OK\r\nA: " + "x".repeat(17_000) + "\r\n\r\n");
        assertTooLarge("HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(20_000) + "\r\n");
        assertTooLarge("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(10_000));
    }

    @Test
    void tunnel_refused_nothingElseIsSent() {
        HttpExchange exchange = exchange("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
        assertThatThrownBy(() -> exchange.tunnel("idp.test:443"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("407");
        assertThat(sent.toString(StandardCharsets.US_ASCII))
                .isEqualTo("CONNECT idp.test:443 HTTP/1.1\r\nHost: idp.test:443\r\n\r\n");
    }

    private static String chunked(String body) {
        StringBuilder chunks = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        body.chars().forEach(c -> chunks.append("1\r\n").append((char) c).append("\r\n"));
        return chunks.append("0\r\n\r\n").toString();
    }

    private void assertTooLarge(String answer) {
        assertThatThrownBy(() -> answer(answer)).isInstanceOf(HttpExchange.TooLarge.class);
    }

    private HttpFetcher.Answer answer(String answer) throws IOException {
        return send(HttpRequest.newBuilder(URI.create("https://idp.test")).build(), answer, "");
    }

    private HttpFetcher.Answer send(HttpRequest request, String answer, String body) throws IOException {
        return exchange(answer).send(request, body.getBytes(StandardCharsets.UTF_8), MAX);
    }

    private HttpExchange exchange(String answer) {
        return new HttpExchange(new ByteArrayInputStream(answer.getBytes(StandardCharsets.ISO_8859_1)), sent);
    }
}
