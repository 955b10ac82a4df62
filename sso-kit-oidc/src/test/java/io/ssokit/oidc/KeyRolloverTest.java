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
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider's keys, its key set and its clock do while people sign in. */
class KeyRolloverTest {
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
    @Tag("F-03")
    void signIn_keySetDownForTenMinutes_nobodyFailsAndNobodyWaits() {
        signIn.signIn(connection, "alice");
        idp.fail(Endpoint.OIDC_JWKS, 503);
        idp.fail(Endpoint.OIDC_DISCOVERY, 503);
        clock.advance(Duration.ofMinutes(9)); // both the outage and the end of what is fresh fall into the ten minutes
        int failed = 0;
        for (int second = 0; second < 600; second += 10) {
            if (second % 60 == 0) {
                signIn.engine().upkeep(connection);
            }
            int asked = idp.hits(Endpoint.OIDC_JWKS);
            if (!signIn.signIn(connection, "alice").subject().equals("alice")) {
                failed++;
            }
            assertThat(idp.hits(Endpoint.OIDC_JWKS))
                    .as("asked while somebody waits")
                    .isEqualTo(asked);
            clock.advance(Duration.ofSeconds(10));
        }
        System.out.println("F-03 sign-ins while the key set was down for 10 minutes: 60, failed " + failed);
        assertThat(failed).isZero();
    }

    @Test
    @Tag("F-03")
    void signIn_keySetDownForMoreThanADay_refusedInTheEnd() {
        signIn.signIn(connection, "alice");
        idp.fail(Endpoint.OIDC_JWKS, 503);
        clock.advance(Duration.ofHours(24).minusSeconds(1));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        clock.advance(Duration.ofSeconds(2));
        assertThatThrownBy(() -> signIn.signIn(connection, "alice")).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    @Tag("F-03")
    void upkeep_everyMinute_noSignInReadsDocuments() {
        signIn.engine().upkeep(connection);
        for (int minute = 0; minute < 180; minute++) {
            signIn.engine().upkeep(connection);
            int keys = idp.hits(Endpoint.OIDC_JWKS);
            int documents = idp.hits(Endpoint.OIDC_DISCOVERY);
            signIn.start(connection);
            if (minute % 30 == 0) {
                signIn.signIn(connection, "alice");
            }
            assertThat(idp.hits(Endpoint.OIDC_JWKS)).isEqualTo(keys);
            assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isEqualTo(documents);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(idp.hits(Endpoint.OIDC_JWKS)).isBetween(18, 24);
        assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isBetween(3, 5);
    }

    @Test
    @Tag("F-05")
    void signIn_keyReplacedUnderLoad_nobodyFailsAndTheSetIsReadOnce() throws Exception {
        signIn.signIn(connection, "alice");
        int before = idp.hits(Endpoint.OIDC_JWKS);
        AtomicInteger done = new AtomicInteger();
        ExecutorService pool = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (int thread = 0; thread < 6; thread++) {
                SignIn own = signIn.sharing();
                running.add(pool.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        assertThat(own.signIn(connection, "alice").subject()).isEqualTo("alice");
                        if (done.incrementAndGet() == 40) {
                            idp.oidc().rotateKey();
                        }
                    }
                }));
            }
            for (Future<?> thread : running) {
                thread.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        System.out.println("F-05 sign-ins during a key rollover: " + done + ", failed 0; key set read "
                + (idp.hits(Endpoint.OIDC_JWKS) - before) + " times");
        assertThat(done).hasValue(120);
        assertThat(idp.hits(Endpoint.OIDC_JWKS) - before).isEqualTo(1);
    }

    @Test
    @Tag("F-05")
    void finish_keyRemovedFromTheSet_refusedOnceTheSetIsOld() {
        signIn.signIn(connection, "alice");
        SignIn.Attempt attempt = signIn.start(connection);
        String token = idp.oidc()
                .idToken(
                        idp.persona("alice"),
                        "app",
                        attempt.start().memory().get("nonce"),
                        OidcScript.of(s -> s.lifetime(Duration.ofHours(1))));
        idp.oidc().replaceKey();
        clock.advance(Duration.ofMinutes(10));
        URI answer = SignIn.authenticate(attempt.start().action(), "alice");
        idp.oidc().play(OidcScript.of(s -> s.tokenResponse("id_token", token)));
        assertRefused(() -> signIn.finish(attempt, answer), LoginError.SIGNATURE, "no valid signature by key");
    }

    /** Several logical providers behind one issuer: keys of any of them may come at any time. */
    @Test
    @Tag("F-05")
    void signIn_twoConnectionsAtOneIssuer_eachFollowsTheKeys() {
        OidcConnection second = SignIn.connection("second", idp.oidc().issuer());
        signIn.signIn(connection, "alice");
        signIn.signIn(second, "bob");
        for (int rollover = 0; rollover < 3; rollover++) {
            idp.oidc().replaceKey();
            assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
            assertThat(signIn.signIn(second, "bob").subject()).isEqualTo("bob");
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-60, -30, 0, 30, 60})
    @Tag("F-16")
    void signIn_clockOfTheProviderApart_fineWithinAMinute(int seconds) {
        MovableClock theirs = MovableClock.at("2026-11-22T10:00:00Z");
        theirs.advance(Duration.ofSeconds(seconds));
        try (FakeIdp other = SignIn.provider(theirs)) {
            OidcConnection apart = SignIn.connection("apart", other.oidc().issuer());
            assertThat(signIn.signIn(apart, "alice").subject()).isEqualTo("alice");
        }
    }

    @Test
    @Tag("F-16")
    void signIn_clockOfTheProviderTenMinutesApart_refusedWithBothTimes() {
        for (int minutes : new int[] {-10, 10}) {
            MovableClock theirs = MovableClock.at("2026-11-22T10:00:00Z");
            theirs.advance(Duration.ofMinutes(minutes));
            try (FakeIdp other = SignIn.provider(theirs)) {
                OidcConnection apart = SignIn.connection("apart", other.oidc().issuer());
                assertRefused(
                        () -> signIn.signIn(apart, "alice"),
                        minutes < 0 ? LoginError.EXPIRED : LoginError.NOT_YET_VALID,
                        minutes < 0
                                ? "exp " + theirs.instant().plus(Duration.ofMinutes(5))
                                : "iat " + theirs.instant());
            }
        }
    }

    @Test
    @Tag("F-16")
    void signIn_clockStepsBack_goesOn() {
        signIn.signIn(connection, "alice");
        clock.advance(Duration.ofHours(-2));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        clock.advance(Duration.ofHours(3));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
    }

    private static void assertRefused(ThrowingCallable signIn, LoginError error, String text) {
        assertThatThrownBy(signIn).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(error);
            assertThat(refused.expected() + " " + refused.received()).contains(text);
        });
    }
}
