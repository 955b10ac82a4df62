package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.reset;

import io.ssokit.audit.AuditEvent;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.login.LoginReply;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.OidcScript;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session lasts no longer than the grant behind it: the provider is asked again, and its no ends the session. */
@Tag("O-24")
class RefreshTest {
    private static final Duration EVERY = Duration.ofMinutes(15);

    private OidcLab lab = new OidcLab(options -> options.refreshEvery(EVERY));

    @AfterEach
    void close() {
        lab.close();
    }

    private OidcLab.Kept signedIn(Consumer<OidcScript.Builder> script) {
        play(script);
        return new OidcLab.Kept(lab.signIn("globex", "alice"));
    }

    private void play(Consumer<OidcScript.Builder> script) {
        OidcScript with = OidcScript.of(s -> s.refreshTokens());
        lab.idp.oidc().play(with.and(script));
    }

    private Optional<SsoSession> request(OidcLab.Kept browser) {
        return lab.kit.renewals().renew(browser.get(), browser);
    }

    private int asked() {
        return lab.idp.hits(Endpoint.OIDC_TOKEN);
    }

    @Test
    void renew_beforeItsTime_nobodyIsAsked() {
        OidcLab.Kept browser = signedIn(s -> {});
        int before = asked();
        lab.clock.advance(EVERY.minusMillis(1));
        assertThat(request(browser)).containsSame(browser.get());
        assertThat(asked()).isEqualTo(before);
    }

    @Test
    void renew_confirmed_goesOnWithAsMuchTimeAgain() {
        OidcLab.Kept browser = signedIn(s -> {});
        SsoSession first = browser.get();
        for (int i = 0; i < 20; i++) { // each time with the refresh token that came last
            lab.clock.advance(EVERY);
            SsoSession next = request(browser).orElseThrow();
            assertThat(next).isSameAs(browser.get());
            assertThat(next.id()).isEqualTo(first.id());
            assertThat(next.startedAt()).isEqualTo(first.startedAt());
            assertThat(next.expiresAt()).isEqualTo(first.expiresAt());
            assertThat(next.renewal().orElseThrow().due())
                    .isEqualTo(lab.clock.instant().plus(EVERY));
            assertThat(lab.isLive(next)).isTrue();
        }
    }

    @Test
    void renew_groupsOfNow_replaceThoseOfTheSignIn() {
        OidcLab.Kept browser = signedIn(s -> s.claim("groups", List.of("admins", "engineering")));
        assertThat(browser.get().groups()).contains("admins", "engineering");
        lab.clock.advance(EVERY);
        play(s -> s.claim("groups", List.of("engineering", "new")));
        assertThat(request(browser).orElseThrow().groups())
                .contains("engineering", "new")
                .doesNotContain("admins");
        User user = lab.stores.users().find("acme", browser.get().userId()).orElseThrow();
        assertThat(user.assertedGroups()).doesNotContain("admins");
    }

    @Test
    void renew_withoutIdToken_confirmsAndKeepsWhatIsKnown() {
        OidcLab.Kept browser = signedIn(s -> s.claim("groups", List.of("admins")));
        lab.clock.advance(EVERY);
        play(s -> s.refreshWithoutIdToken());
        assertThat(request(browser).orElseThrow().groups()).contains("admins");
        assertThat(browser.get().renewal().orElseThrow().due())
                .isEqualTo(lab.clock.instant().plus(EVERY));
    }

    @Test
    void renew_refreshTokenThatStays_servesAgain() {
        OidcLab.Kept browser = signedIn(s -> s.keepRefreshToken());
        for (int i = 0; i < 3; i++) {
            lab.clock.advance(EVERY);
            assertThat(request(browser)).isPresent();
        }
    }

    @Test
    void renew_disabledAtTheProvider_overOnAllNodes() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.idp.disable("alice");
        lab.clock.advance(EVERY);
        assertOver(browser, LoginError.IDP_REFUSED);
    }

    @Test
    void renew_sessionEndedAtTheProvider_over() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.idp.oidc().logout().logOut("alice");
        lab.clock.advance(EVERY);
        assertOver(browser, LoginError.IDP_REFUSED);
    }

    /** A provider need not repeat auth_time. */
    @Test
    void renew_idTokenWithoutAuthTime_confirmed() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.clock.advance(EVERY);
        play(s -> s.refreshedIdToken("auth_time", null));
        assertThat(request(browser)).isPresent();
    }

    private void assertOver(OidcLab.Kept browser, LoginError reason) {
        assertThat(request(browser)).as(reason.name()).isEmpty();
        assertThat(lab.isLive(browser.get())).as("on other nodes").isFalse();
        assertThat(lab.events).last().isInstanceOfSatisfying(AuditEvent.SessionNotRenewed.class, event -> {
            assertThat(event.error()).isEqualTo(reason);
            assertThat(event.name()).isEqualTo("session.not-renewed");
            assertThat(event.userId()).isEqualTo(browser.get().userId());
        });
    }

    @Test
    void renew_userSwitchedOffHere_over() {
        OidcLab.Kept browser = signedIn(s -> {});
        User user = lab.stores.users().find("acme", browser.get().userId()).orElseThrow();
        lab.stores.users().replace(user.toBuilder().active(false).build(), OptionalLong.empty());
        lab.clock.advance(EVERY);
        assertOver(browser, LoginError.USER_DEACTIVATED);
        OidcLab.Kept again = signedInWithoutIdTokens();
        assertOver(again, LoginError.USER_DEACTIVATED);
    }

    private OidcLab.Kept signedInWithoutIdTokens() {
        play(s -> s.refreshWithoutIdToken());
        OidcLab.Kept bob = new OidcLab.Kept(lab.signIn("globex", "bob"));
        User user = lab.stores.users().find("acme", bob.get().userId()).orElseThrow();
        lab.stores.users().replace(user.toBuilder().active(false).build(), OptionalLong.empty());
        lab.clock.advance(EVERY);
        return bob;
    }

    @Test
    void renew_noRefreshTokenGiven_overWhenItIsDue() {
        lab.idp.oidc().play(OidcScript.standard());
        OidcLab.Kept browser = new OidcLab.Kept(lab.signIn("globex", "alice"));
        assertThat(request(browser)).isPresent();
        lab.clock.advance(EVERY);
        assertOver(browser, LoginError.IDP_REFUSED);
    }

    @Test
    void renew_grantOfAnotherSession_over() {
        OidcLab.Kept alice = signedIn(s -> {});
        SsoSession bob = lab.signIn("globex", "bob");
        OidcLab.Kept stolen =
                new OidcLab.Kept(bob.withRenewal(alice.get().renewal().orElseThrow()));
        lab.clock.advance(EVERY);
        assertOver(stolen, LoginError.ATTEMPT_UNKNOWN);
        assertThat(request(alice)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 429, 404})
    void renew_providerOutOfOrder_goesOnForTheGraceAndNoLonger(int status) {
        OidcLab.Kept browser = signedIn(s -> {});
        SsoSession first = browser.get();
        lab.idp.fail(Endpoint.OIDC_TOKEN, status);
        lab.clock.advance(EVERY);
        int before = asked();
        assertThat(request(browser)).isPresent();
        assertThat(request(browser)).isPresent();
        assertThat(asked()).as("not at every request").isEqualTo(before + 1);
        lab.clock.advance(EVERY.minusSeconds(1));
        assertThat(request(browser)).isPresent();
        assertThat(lab.isLive(first)).isTrue();
        lab.clock.advance(Duration.ofSeconds(1));
        assertOver(browser, LoginError.IDP_UNAVAILABLE);
    }

    @Test
    void renew_providerBackWithinTheGrace_goesOnAsIfNothingHadBeen() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.idp.fail(Endpoint.OIDC_TOKEN, 503);
        lab.clock.advance(EVERY);
        assertThat(request(browser)).isPresent();
        lab.idp.mend();
        lab.clock.advance(Duration.ofSeconds(30));
        assertThat(request(browser)).isPresent();
        assertThat(browser.get().renewal().orElseThrow().due())
                .isEqualTo(lab.clock.instant().plus(EVERY));
    }

    /** Our own proof of who we are is refused: that is nothing about the person. */
    @Test
    void renew_clientSecretRefused_goesOnForTheGrace() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.idp.fail(Endpoint.OIDC_TOKEN, 401);
        lab.clock.advance(EVERY);
        assertThat(request(browser)).isPresent();
        assertThat(lab.isLive(browser.get())).isTrue();
    }

    @Test
    void renew_keysOrUserInfoDownHalfWay_confirmedAndTheNextRefreshTokenKept() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.idp.fail(Endpoint.OIDC_USERINFO, 503);
        lab.clock.advance(EVERY);
        assertThat(request(browser)).isPresent();
        lab.idp.mend();
        lab.clock.advance(EVERY);
        assertThat(request(browser))
                .as("the token that was used up half way does not come again")
                .isPresent();
        assertThat(lab.events).noneMatch(AuditEvent.SessionNotRenewed.class::isInstance);
    }

    @Test
    void renew_ourStoreDownHalfWay_nextRefreshTokenKept() {
        lab.close();
        Stores memory = MemoryStores.create(lab.clock);
        UserStore users = mock(UserStore.class, delegatesTo(memory.users()));
        Stores stores = mock(Stores.class, delegatesTo(memory));
        doReturn(users).when(stores).users();
        lab = new OidcLab(clock -> stores, options -> options.refreshEvery(EVERY));
        OidcLab.Kept browser = signedIn(s -> {});
        lab.clock.advance(EVERY);
        doThrow(new StoreException.Unavailable("down", Duration.ofSeconds(1), null))
                .when(users)
                .find(anyString(), anyString());
        assertThat(request(browser)).isPresent();
        doReturn(memory.users().find("acme", browser.get().userId()))
                .when(users)
                .find(any(), any());
        lab.clock.advance(Duration.ofSeconds(30));
        assertThat(request(browser)).isPresent();
        assertThat(browser.get().renewal().orElseThrow().due())
                .isEqualTo(lab.clock.instant().plus(EVERY));
        reset(users);
    }

    /** Whoever comes back after two hours is asked about, not thrown out. */
    @Test
    void renew_longAfterItsTime_askedAndGoesOn() {
        OidcLab.Kept browser = signedIn(s -> {});
        lab.clock.advance(Duration.ofHours(2));
        assertThat(request(browser)).isPresent();
    }

    @Test
    void renew_hundredRequestsAtOnce_providerAskedOnceAndNobodyWaits() throws Exception {
        OidcLab.Kept browser = signedIn(s -> {});
        SsoSession old = browser.get();
        lab.clock.advance(EVERY);
        lab.idp.delay(Endpoint.OIDC_TOKEN, Duration.ofSeconds(1));
        int before = asked();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            CountDownLatch begun = new CountDownLatch(1);
            Future<Optional<SsoSession>> first = threads.submit(() -> {
                begun.countDown();
                return request(browser);
            });
            begun.await();
            while (asked() == before) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                assertThat(lab.kit.renewals().renew(old, browser)).containsSame(old);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
            assertThat(first.get(20, TimeUnit.SECONDS)).containsSame(browser.get());
        } finally {
            threads.shutdownNow();
        }
        // A request that had read the old session before the new one was there.
        assertThat(lab.kit.renewals().renew(old, browser)).containsSame(browser.get());
        assertThat(asked()).isEqualTo(before + 1);
    }

    /** Two nodes, or a session store that hands out copies: the refresh token serves once. */
    @Test
    void renew_copiesOfTheSession_providerAskedOnce() {
        OidcLab.Kept browser = signedIn(s -> {});
        OidcLab.Kept copy = new OidcLab.Kept(browser.get());
        lab.clock.advance(EVERY);
        int before = asked();
        assertThat(request(browser)).isPresent();
        assertThat(request(copy)).containsSame(copy.get());
        assertThat(asked()).isEqualTo(before + 1);
        lab.clock.advance(EVERY);
        assertThat(request(browser)).isPresent();
    }

    @Test
    void renew_signedOutMeanwhile_over() {
        OidcLab.Kept browser = signedIn(s -> {});
        SsoSession session = browser.get();
        browser.keep(null);
        lab.clock.advance(EVERY);
        assertThat(lab.kit.renewals().renew(session, browser)).isEmpty();
    }

    @Test
    void renewal_whateverPrintsIt_neverShowsTheGrant() {
        OidcLab.Kept browser = signedIn(s -> {});
        String sealed = browser.get().renewal().orElseThrow().grant();
        assertThat(browser.get().toString()).doesNotContain(sealed);
        assertThat(sealed).doesNotContain("refresh").hasSizeLessThan(400);
        System.out.println("sealed grant: " + sealed.length() + " characters");
    }

    @Test
    void sessionExpiry_ofTheIdToken_endsTheSession() {
        OidcLab.Kept browser = signedIn(s -> s.sessionExpiry(Duration.ofMinutes(40)));
        Instant end = lab.clock.instant().plus(Duration.ofMinutes(40));
        assertThat(browser.get().expiresAt()).isEqualTo(end);
        lab.clock.advance(Duration.ofMinutes(40).minusSeconds(1));
        assertThat(lab.isLive(browser.get())).isTrue();
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(lab.isLive(browser.get())).isFalse();
    }

    @Test
    void sessionExpiry_beyondOurOwnBound_ourOwnCounts() {
        OidcLab.Kept browser = signedIn(s -> s.sessionExpiry(Duration.ofDays(30)));
        assertThat(browser.get().expiresAt()).isEqualTo(lab.clock.instant().plus(Duration.ofHours(12)));
    }

    @Test
    void sessionExpiry_atARefresh_shortensAndNeverProlongs() {
        OidcLab.Kept browser = signedIn(s -> s.sessionExpiry(Duration.ofHours(2)));
        Instant end = browser.get().expiresAt();
        lab.clock.advance(EVERY);
        play(s -> s.sessionExpiry(Duration.ofHours(5)));
        assertThat(request(browser).orElseThrow().expiresAt()).isEqualTo(end);
        lab.clock.advance(EVERY);
        play(s -> s.sessionExpiry(Duration.ofMinutes(10)));
        assertThat(request(browser).orElseThrow().expiresAt())
                .isEqualTo(lab.clock.instant().plus(Duration.ofMinutes(10)));
    }

    @Test
    void sessionExpiry_malformedOrPassed_refusesTheSignIn() {
        for (Object wrong : new Object[] {"tomorrow", true, -1, List.of(), 1_000_000}) {
            play(s -> s.idToken("session_expiry", wrong));
            LoginReply reply = lab.finish("globex", SignIn.authenticate(lab.begin("globex"), "alice"));
            assertThat(reply).as("session_expiry %s", wrong).isInstanceOf(LoginReply.Refused.class);
        }
    }
}
