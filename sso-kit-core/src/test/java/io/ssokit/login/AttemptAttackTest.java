package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.SamlConnection;
import io.ssokit.error.LoginError;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a hostile page or a hostile clock can do to a sign-in that is under way. */
class AttemptAttackTest {
    /** Jetty and Tomcat read 8 KiB of headers, and an identity provider's code may take a quarter of that. */
    private static final int COOKIES = 4_400;

    private static final List<String> LONG_PATHS = List.of(
            "/" + "a".repeat(1023),
            "/?" + "&".repeat(1022),
            "/?" + "=".repeat(1022),
            "/" + "a/".repeat(511),
            "/?" + "%20".repeat(340),
            "/" + "%C3%A9".repeat(170));

    private final LoginLab lab = new LoginLab(saml("acme"), saml("other"));

    /** The cookie must hold whatever path is accepted: one that does not would be an error page for everybody. */
    @Test
    void start_longestPathsThatAreAccepted_comeBackWhole() {
        for (String path : LONG_PATHS) {
            lab.browser.start("acme", path);
            assertThat(signedIn(lab.browser.answer("acme", "alice")).landing().toString())
                    .isEqualTo("https://app.example.com" + path);
        }
    }

    /** Pictures on a hostile page can start sign-ins; the cookies must not grow beyond what a container reads. */
    @Test
    @Tag("C-05")
    void start_manyWithLongPaths_cookiesStayBelowWhatContainersRead() {
        for (int i = 0; i < 40; i++) {
            lab.clock.advance(Duration.ofSeconds(1));
            lab.browser.start(i % 2 == 0 ? "acme" : "other", LONG_PATHS.get(i % LONG_PATHS.size()));
            int size = lab.browser.cookies.entrySet().stream()
                    .mapToInt(cookie ->
                            cookie.getKey().length() + cookie.getValue().length() + 3)
                    .sum();
            assertThat(size).isLessThan(COOKIES);
        }
        assertThat(signedIn(lab.browser.answer("other", "alice"))).isNotNull();
    }

    @Test
    @Tag("C-05")
    void start_hundredsOfForeignCookies_answerStaysSmall() {
        for (int i = 0; i < 500; i++) {
            lab.browser.cookies.put("__Secure-sso-attempt-" + i, "x");
        }
        lab.browser.cookies.put("__Secure-sso-attempt-<b>", "x");

        LoginReply reply = lab.flow.start("acme", lab.browser.get(Map.of()));

        assertThat(reply.cookies().stream()
                        .mapToInt(cookie -> cookie.header().length())
                        .sum())
                .isLessThan(4_000);
        assertThat(reply.cookies()).noneMatch(cookie -> cookie.name().contains("<"));
    }

    /** The cookie of one attempt under the name of another, as whoever owns a sibling domain can set it. */
    @Test
    @Tag("C-05")
    void finish_cookieOfAnotherAttemptUnderThisName_refused() {
        String victim = lab.browser.start("acme", "/app/");
        String name = lab.browser.cookies.keySet().iterator().next();
        LoginLab.Browser attacker = lab.new Browser();
        attacker.start("acme", "/app/attackers");
        lab.browser.cookies.put(name, attacker.cookies.values().iterator().next());

        assertThat(refused(lab.browser.answer("acme", "mallory", victim)).error())
                .isEqualTo(LoginError.ATTEMPT_UNKNOWN);
    }

    /** C-05: what is sealed for one purpose opens for no other. */
    @Test
    @Tag("C-05")
    void finish_bounceCookieAsAttempt_refused() {
        String handle = lab.browser.start("acme", "/app/");
        String name = lab.browser.cookies.keySet().iterator().next();
        lab.browser.send("acme", Map.of("unsolicited", List.of("yes")));
        String bounce = lab.browser.cookies.get("__Secure-sso-bounces");
        assertThat(bounce).isNotNull();
        lab.browser.cookies.put(name, bounce);
        lab.browser.cookies.put("__Secure-sso-bounces", bounce + "x");

        assertThat(refused(lab.browser.answer("acme", "alice", handle)).error()).isEqualTo(LoginError.ATTEMPT_UNKNOWN);
        assertThat(lab.browser.send("acme", Map.of("unsolicited", List.of("yes"))))
                .isInstanceOf(LoginReply.Redirect.class);
    }

    /** P-23 and C-18: provisioning ends the sessions, the sign-in reads the old record, provisioning stores the new one. */
    @Test
    @Tag("C-18")
    void finish_sessionsEndedMeanwhile_aPageAndNoCircle() {
        String id = signedIn(lab.signIn("acme", Map.of("subject", List.of("alice"))))
                .session()
                .userId();
        lab.stores.revocations().revoke("acme", id, lab.clock.instant().plusSeconds(90));

        assertThat(refused(lab.signIn("acme", Map.of("subject", List.of("alice"))))
                        .error())
                .isEqualTo(LoginError.USER_DEACTIVATED);
        lab.clock.advance(Duration.ofSeconds(91));
        assertThat(signedIn(lab.signIn("acme", Map.of("subject", List.of("alice")))))
                .isNotNull();
    }

    /** The identity provider's clock runs behind ours: its session is over before ours begins. */
    @Test
    void finish_sessionOverFromTheStart_aPageAndNoCircle() {
        Instant now = lab.clock.instant();
        for (Instant end : List.of(now, now.minusSeconds(30))) {
            Map<String, List<String>> answer =
                    Map.of("subject", List.of("alice"), "sessionEnd", List.of(end.toString()));
            assertThat(lab.reasonOf(lab.signIn("acme", answer))).isEqualTo(LoginError.EXPIRED);
        }
        Map<String, List<String>> later = Map.of(
                "subject",
                List.of("alice"),
                "sessionEnd",
                List.of(now.plusSeconds(1).toString()));
        assertThat(signedIn(lab.signIn("acme", later)).session().expiresAt()).isEqualTo(now.plusSeconds(1));
    }

    @Test
    @Tag("C-07")
    void finish_unsolicitedWithHostileRelayState_landsOnTheStartPage() {
        List<String> accepted = new ArrayList<>();
        lab.connect(saml("acme").idpInitiated(SamlConnection.IdpInitiated.BOUNCE));
        for (String wish :
                List.of("https://evil.test/", "//evil.test", "/\\evil.test", "/%73so/logout", "javascript:x")) {
            LoginLab.Browser browser = lab.new Browser();
            LoginReply bounced =
                    browser.send("acme", Map.of("unsolicited", List.of("yes"), "RelayState", List.of(wish)));
            String handle =
                    ((LoginReply.Redirect) bounced).location().getQuery().substring("state=".length());
            String landed =
                    signedIn(browser.answer("acme", "alice", handle)).landing().toString();
            if (!landed.equals("https://app.example.com/")) {
                accepted.add(wish);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (C-07)%n", 5, accepted.size());
        assertThat(accepted).isEmpty();
    }

    /** Ids are each identity provider's own: one must not be able to use up another's, nor do long ids meet. */
    @Test
    @Tag("S-21")
    void finish_idsOfAssertions_onceForEachConnectionHoweverLong() {
        String common = "_" + "x".repeat(300);
        for (String id : List.of("_1", common + "a", common + "b", "_\u00e4", "#")) {
            for (String connection : List.of("acme", "other")) {
                Map<String, List<String>> answer = Map.of("subject", List.of(connection), "assertion", List.of(id));
                assertThat(signedIn(lab.signIn(connection, answer))).isNotNull();
                assertThat(lab.reasonOf(lab.signIn(connection, answer))).isEqualTo(LoginError.REPLAYED);
            }
        }
        assertThat(OneTimeKeys.bounded(common)).hasSizeLessThanOrEqualTo(255);
    }

    @Test
    void finish_sessionOfTheIdentityProviderLastsLonger_oursEndsAsConfigured() {
        Instant now = lab.clock.instant();
        Map<String, List<String>> answer = Map.of(
                "subject",
                List.of("alice"),
                "sessionEnd",
                List.of(now.plus(Duration.ofDays(400)).toString()));

        assertThat(signedIn(lab.signIn("acme", answer)).session().expiresAt())
                .isEqualTo(now.plus(Duration.ofHours(12)));
    }

    /** Nothing that a careless log line prints opens anything. */
    @Test
    void toString_ofWhatEnginesAndEdgesHandle_holdsNoValue() {
        String secret = "s3cr3t-value";
        LoginRequest request = new LoginRequest(
                "POST",
                Optional.of("code=" + secret),
                Map.of("code", List.of(secret)),
                Map.of("SAMLResponse", List.of(secret)),
                Map.of("cookie", secret),
                Optional.empty());
        URI idp = URI.create("https://idp.example/x?state=" + secret);
        LoginEngine.Callback callback = new LoginEngine.Callback(
                saml("acme").build(),
                request,
                secret,
                Map.of("nonce", secret),
                Instant.EPOCH,
                Instant.EPOCH,
                (a, b, c) -> {});
        ReplyCookie cookie = new ReplyCookie("name", secret, "/sso", Duration.ZERO, true, true);
        List<Object> all = List.of(
                request,
                callback,
                new LoginEngine.Attempt(secret, idp, Optional.of("ann@acme.example"), Instant.EPOCH),
                new LoginEngine.Start(idp, Map.of("RelayState", secret), Map.of("verifier", secret)),
                new LoginReply.Redirect(idp, List.of(cookie)),
                new LoginReply.PostForm(idp, Map.of("RelayState", secret), List.of(cookie)),
                new PendingLogin(secret, "acme", "/", Instant.EPOCH, Map.of("nonce", secret)),
                cookie);

        assertThat(all).noneMatch(each -> each.toString().contains(secret));
    }
}
