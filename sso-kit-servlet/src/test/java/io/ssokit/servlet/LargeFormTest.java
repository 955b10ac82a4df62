package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.servlet.Container.Brand;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LargeFormTest {
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource
    void post_tenMegabytesDeclared_refusedWithoutWaitingForThem(Brand brand) throws IOException {
        try (Container app = Container.start(brand, this::kit)) {
            long start = System.nanoTime();
            RawHttp.Reply reply = RawHttp.send(
                    app.port(),
                    "POST /sso/saml/acme/acs",
                    "SAMLResponse=x",
                    "Accept: application/json",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: 10485760");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertRefusedFor(LoginError.TOO_LARGE, reply);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_endlessChunks_cutOff(Brand brand) throws IOException {
        try (Container app = Container.start(brand, this::kit);
                Socket socket = new Socket("127.0.0.1", app.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write(("POST /sso/saml/acme/acs HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                                    + "Content-Type: application/x-www-form-urlencoded\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String chunk = "10000\r\n" + "a".repeat(0x10000) + "\r\n";
            byte[] bytes = chunk.getBytes(StandardCharsets.US_ASCII);
            // Fifty megabytes at most: the server hangs up long before.
            assertThatThrownBy(() -> {
                        for (int sent = 0; sent < 800; sent++) {
                            socket.getOutputStream().write(bytes);
                        }
                    })
                    .isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void post_millionCharactersOfGarbage_readAndRefused(Brand brand) throws IOException {
        try (Container app = Container.start(brand, this::kit)) {
            RawHttp.Reply reply = RawHttp.send(
                    app.port(),
                    "POST /sso/saml/acme/acs",
                    "SAMLResponse=" + "%".repeat(1_000_000),
                    "Accept: application/json");
            assertRefusedFor(LoginError.TOO_LARGE, reply);
        }
    }

    @Test
    void post_parameterTwice_refused() throws IOException {
        try (Container app = Container.start(Brand.JETTY, this::kit)) {
            RawHttp.Reply reply = RawHttp.send(
                    app.port(),
                    "POST /sso/saml/acme/acs",
                    "SAMLResponse=YQ%3D%3D&SAMLResponse=YQ%3D%3D",
                    "Accept: application/json");
            assertRefusedFor(LoginError.MALFORMED, reply);
        }
    }

    /** The browser is told one thing whatever the reason; the audit event names that. */
    private void assertRefusedFor(LoginError reason, RawHttp.Reply reply) {
        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.body()).contains("\"error\":\"RESPONSE_REFUSED\"").contains("\"reference\":");
        assertThat(events)
                .last()
                .isInstanceOfSatisfying(
                        AuditEvent.SignInRefused.class,
                        refused -> assertThat(refused.error()).isEqualTo(reason));
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .audit(events::add)
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.acme.example/metadata")));
    }
}
