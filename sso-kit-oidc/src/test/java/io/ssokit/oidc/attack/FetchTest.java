package io.ssokit.oidc.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-17: what the engine fetches cannot be turned inwards, led elsewhere, or made endless. */
@Tag("O-17")
class FetchTest {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = SignIn.provider(clock);
    private final SignIn signIn = new SignIn(clock);
    private final OidcConnection connection =
            SignIn.connection("globex", idp.oidc().issuer());
    private static int tried;
    private static int accepted;

    @AfterEach
    void close() {
        idp.close();
    }

    @AfterAll
    static void print() {
        System.out.println("O-17 attacks: " + tried + " tried, " + accepted + " accepted");
    }

    @Test
    void start_issuerAtAPrivateAddress_unavailable() {
        for (String host : List.of(
                "127.0.0.1:" + idp.baseUri().getPort(),
                "localhost",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0.0.0.0",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "[fe80::1]",
                "[fd00::1]")) {
            OidcConnection inward = IdpConnection.oidc("inward")
                    .issuer("https://" + host + "/oidc")
                    .client("app", Secret.of("secret"))
                    .build();
            unavailable(() -> signIn.start(inward));
        }
        assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isZero();
    }

    @Test
    void anyEndpoint_redirects_notFollowed() {
        signIn.signIn(connection, "alice");
        for (int status : List.of(301, 302, 303, 307, 308, 404, 500)) {
            for (Endpoint endpoint : List.of(Endpoint.OIDC_TOKEN, Endpoint.OIDC_USERINFO)) {
                idp.fail(endpoint, status);
                unavailable(() -> signIn.signIn(connection, "alice"));
                idp.mend();
            }
            for (Endpoint endpoint : List.of(Endpoint.OIDC_DISCOVERY, Endpoint.OIDC_JWKS)) {
                idp.fail(endpoint, status);
                OidcConnection fresh = SignIn.connection("fresh" + status + endpoint, connection.issuer());
                unavailable(() -> signIn.signIn(fresh, "alice"));
                idp.mend();
            }
        }
    }

    @Test
    void anyAnswer_largerThanOneMegabyte_unavailable() {
        SignIn.Attempt attempt = signIn.start(connection);
        URI answer = SignIn.authenticate(attempt.start().action(), "alice");
        String huge = "x".repeat(1 << 20);
        idp.oidc().play(OidcScript.of(s -> s.userInfo("bio", huge)));
        unavailable(() -> signIn.finish(attempt, answer));
        idp.oidc().play(OidcScript.of(s -> s.tokenResponse("bio", huge)));
        unavailable(() -> signIn.signIn(connection, "alice"));
        idp.oidc().play(OidcScript.of(s -> s.discovery("bio", huge)));
        unavailable(() -> signIn.start(SignIn.connection("fresh", connection.issuer())));
    }

    @Test
    void discovery_endpointThatIsNoWebAddress_unavailable() {
        for (String member : List.of("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint")) {
            for (String url : List.of(
                    "file:///etc/passwd",
                    "ftp://127.0.0.1/",
                    "javascript:alert(1)",
                    "//127.0.0.1/",
                    "/oidc/jwks",
                    "http:///oidc",
                    "http://user:pw@127.0.0.1/",
                    "http://127.0.0.1/#x",
                    "http://127.0.0.1/ x",
                    "")) {
                idp.oidc().play(OidcScript.of(s -> s.discovery(member, url)));
                OidcConnection fresh = SignIn.connection("fresh" + tried, connection.issuer());
                unavailable(() -> signIn.start(fresh));
            }
        }
    }

    @Test
    void finish_silentEndpoint_unavailableInBoundedTime() {
        SignIn.Attempt attempt = signIn.start(connection);
        URI answer = SignIn.authenticate(attempt.start().action(), "alice");
        idp.delay(Endpoint.OIDC_TOKEN, Duration.ofSeconds(60));
        long begun = System.nanoTime();
        unavailable(() -> signIn.finish(attempt, answer));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }

    private static void unavailable(ThrowingCallable attack) {
        tried++;
        Throwable refusal = catchThrowable(attack);
        accepted += refusal == null ? 1 : 0;
        assertThat(refusal).isInstanceOf(IdpUnavailableException.class);
    }
}
