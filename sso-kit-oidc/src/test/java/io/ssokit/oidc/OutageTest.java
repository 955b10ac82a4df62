package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.OidcConnection;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcScript;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutageTest {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = SignIn.provider(clock);
    private final OidcConnection connection =
            SignIn.connection("globex", idp.oidc().issuer());
    private final SignIn signIn = new SignIn(clock);

    @AfterEach
    void close() {
        idp.close();
    }

    @Test
    void start_deadProvider_unavailableAtOnceThenRecovers() throws IOException {
        int port = freePort();
        OidcConnection dead = SignIn.connection("dead", "http://127.0.0.1:" + port + "/oidc");
        long begun = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> signIn.start(dead)).isInstanceOf(IdpUnavailableException.class);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(6));

        try (FakeIdp revived = FakeIdp.builder()
                .port(port)
                .clock(clock)
                .client(OidcClient.onLoopback("app", "s e:c%ret"))
                .start()) {
            assertThat(revived.oidc().issuer()).isEqualTo(dead.issuer());
            assertThatThrownBy(() -> signIn.start(dead)).isInstanceOf(IdpUnavailableException.class);
            assertThat(revived.hits(Endpoint.OIDC_DISCOVERY)).isZero();
            clock.advance(Duration.ofSeconds(10));
            assertThat(signIn.signIn(dead, "alice").subject()).isEqualTo("alice");
        }
    }

    @Test
    void start_silentProvider_unavailableInBoundedTimeWithoutHoldingUpOthers() {
        try (FakeIdp silent = SignIn.provider(clock)) {
            silent.delay(Endpoint.OIDC_DISCOVERY, Duration.ofSeconds(60));
            OidcConnection slow = SignIn.connection("slow", silent.oidc().issuer());
            signIn.signIn(connection, "alice");
            Thread waiting = new Thread(
                    () -> assertThatThrownBy(() -> signIn.start(slow)).isInstanceOf(IdpUnavailableException.class));
            long begun = System.nanoTime();
            waiting.start();
            signIn.start(SignIn.connection("another", idp.oidc().issuer()));
            assertThat(waiting.isAlive()).isTrue();
            assertThatThrownBy(() -> signIn.start(slow)).isInstanceOf(IdpUnavailableException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OIDC_DISCOVERY", "OIDC_JWKS"})
    void signIn_documentsDownForAnHour_goesOnWithTheLastGoodOnes(Endpoint endpoint) {
        signIn.signIn(connection, "alice");
        idp.fail(endpoint, 503);
        for (int minutes = 0; minutes <= 90; minutes += 5) {
            clock.advance(Duration.ofMinutes(5));
            assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        }
        int hits = idp.hits(endpoint);
        assertThat(hits).isBetween(2, 30);
        idp.mend();
        clock.advance(Duration.ofMinutes(5));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        assertThat(idp.hits(endpoint)).isGreaterThan(hits);
    }

    @ParameterizedTest
    @EnumSource(names = {"OIDC_TOKEN", "OIDC_USERINFO", "OIDC_JWKS"})
    void finish_endpointDown_unavailable(Endpoint endpoint) {
        idp.fail(endpoint, 502);
        assertThatThrownBy(() -> signIn.signIn(connection, "alice")).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    void finish_keyReplaced_setIsReadAgainOnceAMinute() {
        signIn.signIn(connection, "alice");
        idp.oidc().replaceKey();
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        assertThat(idp.hits(Endpoint.OIDC_JWKS)).isEqualTo(2);

        idp.oidc().play(OidcScript.of(s -> s.signing(OidcScript.Signing.UNKNOWN_KID)));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> signIn.signIn(connection, "alice"))
                    .isInstanceOfSatisfying(
                            LoginException.class,
                            refused -> assertThat(refused.error()).isEqualTo(LoginError.SIGNATURE));
        }
        assertThat(idp.hits(Endpoint.OIDC_JWKS)).isEqualTo(2);
        clock.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> signIn.signIn(connection, "alice")).isInstanceOf(LoginException.class);
        assertThat(idp.hits(Endpoint.OIDC_JWKS)).isEqualTo(3);
    }

    @Test
    void start_manyAttempts_oneDiscovery() {
        for (int i = 0; i < 50; i++) {
            signIn.start(connection);
        }
        assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isEqualTo(1);
        clock.advance(Duration.ofHours(1));
        signIn.start(connection);
        assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isEqualTo(2);
    }

    @Test
    void start_manyThreadsAtOnceFromCold_oneDiscoveryAndNoMixing() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        Set<String> nonces = ConcurrentHashMap.newKeySet();
        Set<String> verifiers = ConcurrentHashMap.newKeySet();
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 50; i++) {
                        SignIn.Attempt attempt = signIn.start(connection);
                        Map<String, List<String>> sent =
                                SignIn.parameters(attempt.start().action().getRawQuery());
                        Map<String, String> memory = attempt.start().memory();
                        assertThat(sent)
                                .containsEntry("state", List.of(attempt.handle()))
                                .containsEntry("nonce", List.of(memory.get("nonce")))
                                .containsEntry("code_challenge", List.of(s256(memory.get("verifier"))));
                        nonces.add(memory.get("nonce"));
                        verifiers.add(memory.get("verifier"));
                    }
                }));
            }
            for (Future<?> thread : running) {
                thread.get(30, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(nonces).hasSize(400);
        assertThat(verifiers).hasSize(400);
        assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isEqualTo(1);
    }

    @Test
    void start_endpointsMoved_followedWithinAnHour() {
        URI before = signIn.start(connection).start().action();
        idp.oidc().play(OidcScript.of(s -> s.discovery("authorization_endpoint", idp.baseUri() + "/elsewhere")));
        clock.advance(Duration.ofHours(1));
        assertThat(signIn.start(connection).start().action().getPath()).isEqualTo("/elsewhere");
        assertThat(before.getPath()).isEqualTo("/oidc/authorize");
    }

    @Test
    void start_documentBecomesUnusable_lastGoodOneStays() {
        signIn.signIn(connection, "alice");
        for (List<String> broken : List.of(
                List.of("jwks_uri", "ftp://127.0.0.1/"),
                List.of("token_endpoint", "not a url"),
                List.of("issuer", "https://evil.example"),
                List.of("authorization_endpoint", "https://user:pw@127.0.0.1/"))) {
            idp.oidc().play(OidcScript.of(s -> s.discovery(broken.get(0), broken.get(1))));
            clock.advance(Duration.ofHours(1));
            assertThat(signIn.start(connection).start().action().getPath()).isEqualTo("/oidc/authorize");
        }
        OidcConnection fresh = SignIn.connection("fresh", idp.oidc().issuer());
        assertThatThrownBy(() -> signIn.start(fresh)).isInstanceOf(IdpUnavailableException.class);
    }

    private static String s256(String verifier) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }
}
