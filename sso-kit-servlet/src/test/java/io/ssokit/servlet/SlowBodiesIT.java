package io.ssokit.servlet;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.servlet.Container.Brand;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies that come slowly, without end, or packed: whoever sends them holds up nobody else. */
@Tag("P-15")
class SlowBodiesIT {
    private static final String TOKEN = "Authorization: Bearer a-token-of-the-tests\r\n";
    private static final String HEAD = "POST /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\n";
    private static final String JSON = "Content-Type: application/scim+json\r\n";
    private static final String PERSON =
            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"%s\"}";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private volatile boolean broken;
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : open) {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void others_whileFourHundredBodiesHang_areAnswered(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            for (int i = 0; i < 400; i++) {
                send(app, HEAD + TOKEN + JSON + "Content-Length: 1000\r\n\r\n{");
            }
            Socket other = send(app, HEAD + TOKEN + JSON + lengthOf("ann"));
            // In a packet of its own, as many clients send it.
            write(other, PERSON.formatted("ann"));

            assertThat(status(other)).isEqualTo(201);
            System.out.println("attacks: 400 tried, 0 accepted (P-15, slow bodies in " + brand + ")");
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_thatTakesHalfAMinute_408(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            Socket slow = send(app, HEAD + TOKEN + JSON + "Content-Length: 1000\r\n\r\n{");
            // Whenever the server begins to read, one of these bytes comes too late.
            slow.setSoTimeout(20);
            Optional<Integer> status = Optional.empty();
            for (int i = 0; i < 900 && status.isEmpty(); i++) {
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
                write(slow, "\"");
                status = statusSoon(slow);
            }

            assertThat(status).contains(408);
        }
    }

    @ParameterizedTest
    @EnumSource
    void slowBody_withinTheTime_isRead(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            Socket slow = send(app, HEAD + TOKEN + JSON + lengthOf("ann"));
            for (char c : PERSON.formatted("ann").toCharArray()) {
                nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
                write(slow, String.valueOf(c));
            }

            assertThat(status(slow)).isEqualTo(201);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_ofNobodyWeKnow_isNotWaitedFor(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            Socket stranger = send(app, HEAD + JSON + "Content-Length: 1000\r\n\r\n");

            assertThat(status(stranger)).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_saidToBeTooLargeOrPacked_isNotWaitedFor(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            assertThat(status(send(app, HEAD + TOKEN + JSON + "Content-Length: 1048577\r\n\r\n")))
                    .isEqualTo(413);
            assertThat(status(send(app, HEAD + TOKEN + JSON + "Content-Length: 99999999999\r\n\r\n")))
                    .isEqualTo(413);
            assertThat(status(send(
                            app, HEAD + TOKEN + JSON + "Content-Encoding: gzip\r\nContent-Length: 1000\r\n\r\n\u001f")))
                    .isEqualTo(415);
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_withoutEnd_413(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            Socket endless = send(app, HEAD + TOKEN + JSON + "Transfer-Encoding: chunked\r\n\r\n");
            String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";
            int sent = 0;
            try {
                for (; sent < 1_000 && endless.getInputStream().available() == 0; sent++) {
                    write(endless, chunk);
                }
            } catch (SocketException closedByTheServer) {
                assertThat(sent).isGreaterThan(16);
                return;
            }

            assertThat(sent).isBetween(17, 999);
            assertThat(status(endless)).isEqualTo(413);
        }
    }

    @ParameterizedTest
    @EnumSource
    void form_ofAStrangerWithoutEnd_isCutOffLongBeforeABodyOfAClient(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            Socket endless = send(
                    app,
                    "POST /scim/v2/oauth/token HTTP/1.1\r\nHost: localhost\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n");
            // One byte more than is taken, and nothing behind it.
            write(endless, "2001\r\n" + "a".repeat(0x2001) + "\r\n");

            assertThat(status(endless)).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @EnumSource
    void failure_ofAnyKindWhileABodyIsAnswered_isNoSuccess(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            broken = true;
            Socket client = send(app, HEAD + TOKEN + JSON + lengthOf("ann"));
            write(client, PERSON.formatted("ann"));

            // Jetty answers, Tomcat ends the connection.
            String line = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII)).readLine();
            assertThat(line == null || line.contains(" 500 ")).as(line).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void form_ofAClient_isReadWhetherItsLengthIsSaidOrNot(Brand brand) throws IOException {
        try (Container app = start(brand)) {
            String head = "POST /scim/v2/oauth/token HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\n";
            String form = "grant_type=client_credentials&client_id=a&client_secret=b";

            assertThat(status(send(app, head + "Content-Length: " + form.length() + "\r\n\r\n" + form)))
                    .isEqualTo(401);
            assertThat(status(send(
                            app,
                            head + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(form.length()) + "\r\n"
                                    + form + "\r\n0\r\n\r\n")))
                    .isEqualTo(401);
            assertThat(status(send(app, head + "Content-Length: 9000\r\n\r\n"))).isEqualTo(400);
            assertThat(status(send(app, "OPTIONS /scim/v2/oauth/token HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                    .isEqualTo(405);
            assertThat(status(send(app, "HEAD /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\n" + TOKEN + "\r\n")))
                    .isEqualTo(200);
            assertThat(status(send(app, "TRACE /scim/v2/Users HTTP/1.1\r\nHost: localhost\r\n" + TOKEN + "\r\n")))
                    .isEqualTo(405);
            assertThat(status(send(
                            app,
                            "DELETE /scim/v2/Users/x HTTP/1.1\r\nHost: localhost\r\n" + TOKEN
                                    + "Content-Length: 2\r\n\r\n{}")))
                    .isEqualTo(404);
        }
    }

    private Socket send(Container app, String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", app.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        open.add(socket);
        write(socket, text);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static int status(Socket socket) throws IOException {
        String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII)).readLine();
        return Integer.parseInt(line.split(" ")[1]);
    }

    private static Optional<Integer> statusSoon(Socket socket) throws IOException {
        try {
            return Optional.of(status(socket));
        } catch (SocketTimeoutException notYet) {
            return Optional.empty();
        }
    }

    private static String lengthOf(String userName) {
        return "Content-Length: " + PERSON.formatted(userName).length() + "\r\n\r\n";
    }

    private Container start(Brand brand) {
        return Container.start(brand, "", this::install);
    }

    private void install(ServletContext context, URI base) {
        SsoKit kit = SsoKit.builder(ServiceProvider.of(base))
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.acme.example/metadata")))
                .scim(ScimDirectory.of("acme", Secret.of("a-token-of-the-tests")))
                .runTimeDirectories()
                .audit(event -> {
                    if (broken) {
                        throw new AssertionError("a listener that is worse than it may be");
                    }
                })
                .build();
        ServletRegistration.Dynamic scim = context.addServlet("scim", new ScimServlet(kit, nanos::get));
        scim.addMapping("/scim/v2/*");
        scim.setAsyncSupported(true);
    }
}
