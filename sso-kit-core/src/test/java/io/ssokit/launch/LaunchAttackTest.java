package io.ssokit.launch;

import static io.ssokit.launch.LaunchFixture.KEY;
import static io.ssokit.launch.LaunchFixture.NOON;
import static io.ssokit.launch.LaunchFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.audit.AuditEvent.LaunchRedeemed;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.contract.InParallel;
import io.ssokit.error.LaunchError;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.session.SsoSession;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LaunchAttackTest {
    private static final Set<LaunchError> FORGED = EnumSet.of(LaunchError.MALFORMED, LaunchError.SIGNATURE);

    private final LaunchFixture app = new LaunchFixture();

    @Test
    @Tag("L-01")
    void verify_everyByteAndBitChanged_refused() {
        String token = app.token();
        Set<String> forged = new LinkedHashSet<>();
        for (int at = 0; at < token.length(); at++) {
            for (int bit = 0; bit < 8; bit++) {
                forged.add(with(token, at, (char) (token.charAt(at) ^ (1 << bit))));
            }
            for (char other : "AZaz09-_.+/= %\u212A".toCharArray()) {
                forged.add(with(token, at, other));
            }
            forged.add(token.substring(0, at));
            forged.add(token.substring(0, at) + token.substring(at + 1));
            forged.add(token.substring(0, at) + token.charAt(at) + token.substring(at));
        }
        forged.remove(token);
        assertAllForged("L-01", forged);
        assertThat(app.redeem(token)).isEmpty();
    }

    @Test
    @Tag("L-01")
    void verify_everyParameterChanged_refused() {
        String token = app.token();
        String[] parts = token.split("\\.");
        String json = new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8);
        Set<String> forged = new LinkedHashSet<>();
        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                text -> text.replace("\"aud\":\"studio\"", "\"aud\":\"lounge\""),
                text -> text.replace("\"ten\":\"acme\"", "\"ten\":\"globex\""),
                text -> text.replace(app.ada.id(), "somebody-else"),
                text -> text.replace("\"land\":\"\"", "\"land\":\"admin\""),
                text -> text.replaceAll("\"exp\":\\d+", "\"exp\":9999999999999"),
                text -> text.replaceAll("\"ses\":\\d+", "\"ses\":43199"),
                text -> text.replaceAll("\"jti\":\"[^\"]+", "\"jti\":\"again"),
                text -> text.replaceAll("\"prf\":\"[^\"]+", "\"prf\":\"root"),
                text -> text + " ",
                text -> "")) {
            String changed = change.apply(json);
            assertThat(changed).isNotEqualTo(json);
            String payload =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(StandardCharsets.UTF_8));
            forged.add(parts[0] + "." + parts[1] + "." + payload + "." + parts[3]);
        }
        forged.add("v1.k1." + parts[2] + ".");
        forged.add("v1.k1." + parts[2]);
        forged.add("v1.none." + parts[2] + "." + parts[3]);
        forged.add("v0.k1." + parts[2] + "." + parts[3]);
        forged.add("v1.k1.." + parts[3]);
        forged.add(token + "=");
        forged.add(token + "\n");
        forged.add(" " + token);
        forged.add(token + "." + parts[3]);
        forged.add("v1.k1." + "A".repeat(3000) + "." + parts[3]);
        forged.add("A".repeat(1 << 20));
        forged.add("");
        assertAllForged("L-01", forged);
    }

    @Test
    @Tag("L-01")
    void verify_otherSpellingsOfTheSignature_refused() {
        String token = app.token();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = alphabet.indexOf(token.charAt(token.length() - 1));
        Set<String> spellings = new LinkedHashSet<>();
        for (int spare = 0; spare < 4; spare++) {
            spellings.add(token.substring(0, token.length() - 1) + alphabet.charAt((last & ~3) | spare));
        }
        spellings.remove(token);
        assertThat(spellings).hasSize(3);
        assertAllForged("L-01", spellings);
    }

    @Test
    @Tag("L-02")
    void presign_lifetimesAroundEachBound_onlyInsideAccepted() {
        assertThat(presign(Duration.ofSeconds(5).minusNanos(1), Duration.ofHours(1)))
                .contains(LaunchError.LIFETIME);
        assertThat(presign(Duration.ofSeconds(5), Duration.ofHours(1))).isEmpty();
        assertThat(presign(Duration.ofSeconds(300), Duration.ofHours(1))).isEmpty();
        assertThat(presign(Duration.ofSeconds(300).plusNanos(1), Duration.ofHours(1)))
                .contains(LaunchError.LIFETIME);
        assertThat(presign(Duration.ofMinutes(1), Duration.ofSeconds(1800).minusNanos(1)))
                .contains(LaunchError.LIFETIME);
        assertThat(presign(Duration.ofMinutes(1), Duration.ofSeconds(1800))).isEmpty();
        assertThat(presign(Duration.ofMinutes(1), Duration.ofSeconds(43_200))).isEmpty();
        assertThat(presign(Duration.ofMinutes(1), Duration.ofSeconds(43_200).plusNanos(1)))
                .contains(LaunchError.LIFETIME);
        assertThat(presign(Duration.ofSeconds(-1), Duration.ofHours(1))).contains(LaunchError.LIFETIME);
    }

    @Test
    @Tag("L-02")
    void redeem_aroundTheEndOfTheLink_endIsExact() {
        String first = app.token(
                LaunchRequest.to("studio").urlLifetime(Duration.ofSeconds(5)).as(app.session(app.ada)));
        String second = app.token(
                LaunchRequest.to("studio").urlLifetime(Duration.ofSeconds(5)).as(app.session(app.ada)));
        app.clock.set(NOON.plusSeconds(5).minusNanos(1));
        assertThat(app.redeem(first)).isEmpty();
        app.clock.set(NOON.plusSeconds(5));
        assertThat(app.redeem(second)).contains(LaunchError.EXPIRED);
    }

    @Test
    @Tag("L-02")
    void redeem_madeByFastClock_atMostThirtySecondsAhead() {
        String token = app.token();
        app.clock.set(NOON.minusSeconds(30).minusNanos(1));
        assertThat(app.redeem(token)).contains(LaunchError.NOT_YET_VALID);
        app.clock.set(NOON.minusSeconds(30));
        assertThat(app.redeem(token)).isEmpty();
    }

    /** Signed by a right key, but not by this code: five minutes are the end, whoever wrote the claims. */
    @Test
    @Tag("L-02")
    void redeem_signedForLongerThanLinksLive_refused() {
        for (int seconds : List.of(300, 301)) {
            LaunchClaims claims = new LaunchClaims(
                    LaunchFixture.APP.baseUrl().toString(),
                    "studio",
                    "acme",
                    app.ada.id(),
                    new LaunchProfile("ada"),
                    "",
                    NOON,
                    NOON.plusSeconds(seconds),
                    Duration.ofHours(1),
                    "launch-" + seconds,
                    Optional.empty());
            String token = new LaunchTokens(List.of(KEY)).sign(claims);
            assertThat(app.redeem(token))
                    .isEqualTo(seconds == 300 ? Optional.empty() : Optional.of(LaunchError.LIFETIME));
        }
    }

    /** L-09: nobody's session makes a link for somebody else, nor for the same id in another tenant. */
    @Test
    @Tag("L-09")
    void request_withTheSessionOfAnotherPerson_cannotBeMade() {
        SsoSession mallory = app.session(app.person("mallory"));
        LaunchRequest own = LaunchRequest.to("studio").as(mallory);
        for (List<String> victim : List.of(List.of("acme", app.ada.id()), List.of("globex", mallory.userId()))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LaunchRequest(
                            "studio",
                            victim.get(0),
                            victim.get(1),
                            own.session(),
                            own.profile(),
                            own.urlLifetime(),
                            own.sessionLifetime(),
                            ""));
        }
    }

    @Test
    @Tag("L-02")
    void redeem_sessionLifetime_exactlyAsAsked() {
        for (int seconds : List.of(1800, 43_200)) {
            String token = app.token(LaunchRequest.to("studio")
                    .sessionLifetime(Duration.ofSeconds(seconds))
                    .as(app.session(app.ada, NOON.plus(Duration.ofDays(2)))));
            SsoSession session = app.launcher.redeem(token, Optional.empty()).session();
            assertThat(session.isExpiredAt(NOON.plusSeconds(seconds).minusNanos(1)))
                    .isFalse();
            assertThat(session.isExpiredAt(NOON.plusSeconds(seconds))).isTrue();
        }
    }

    @Test
    @Tag("L-03")
    void redeem_secondTime_used() {
        String token = app.token();
        assertThat(app.redeem(token)).isEmpty();
        assertThat(app.redeem(token)).contains(LaunchError.USED);
        app.clock.set(NOON.plusSeconds(299));
        assertThat(app.redeem(token)).contains(LaunchError.USED);
    }

    @Test
    @Tag("L-03")
    void redeem_hundredAtOnce_exactlyOne() throws Exception {
        onlyOneOfHundred(app);
    }

    @Test
    @Tag("L-03")
    void redeem_hundredAtOnceOnOneDatabase_exactlyOne() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:launch;DB_CLOSE_DELAY=-1", "sa", "");
        pool.setMaxConnections(20);
        try {
            onlyOneOfHundred(
                    new LaunchFixture(clock -> JdbcStores.of(pool, clock).createSchema()));
        } finally {
            pool.dispose();
        }
    }

    @Test
    @Tag("L-05")
    void presign_hostileLandingPlaces_refused() {
        List<String> accepted = new ArrayList<>();
        for (String landing : HostileLandings.ALL) {
            LaunchRequest request = LaunchRequest.to("studio").landing(landing).as(app.session(app.ada));
            if (!refusal(() -> app.launcher.presign(request)).equals(Optional.of(LaunchError.LANDING))) {
                accepted.add(landing);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (L-05)%n", HostileLandings.ALL.size(), accepted.size());
        assertThat(accepted).isEmpty();
    }

    @Test
    @Tag("L-05")
    void presign_plainLandingPlaces_belowTheTarget() {
        for (String landing : List.of(
                "", "a", "a/b/", "notebooks/1.ipynb", "a?x=1&y=%2Fz", "%20a", "%C3%A9t%C3%A9", "?tab=2", "..a/b..")) {
            String token = app.token(LaunchRequest.to("studio").landing(landing).as(app.session(app.ada)));
            assertThat(app.launcher.verify(token).landing().toString())
                    .isEqualTo("https://app.example.com/app/" + landing);
        }
    }

    @Test
    @Tag("L-07")
    void redeem_linkOfAnotherAppWithTheSameKey_refused() {
        Launcher other = app.launcher(ServiceProvider.of(URI.create("https://other.example.com")), KEY);
        String token =
                LaunchFixture.token(other.presign(LaunchRequest.to("studio").as(app.session(app.ada))));
        assertThat(app.redeem(token)).contains(LaunchError.SIGNATURE);
    }

    @Test
    @Tag("L-07")
    void redeem_personDisabledOrDeletedInBetween_refused() {
        String token = app.token();
        User disabled =
                app.stores.users().replace(app.ada.toBuilder().active(false).build(), OptionalLong.empty());
        assertThat(app.redeem(token)).contains(LaunchError.USER_DEACTIVATED);
        app.stores.users().delete("acme", disabled.id(), OptionalLong.empty());
        assertThat(app.redeem(token)).contains(LaunchError.USER_DEACTIVATED);
    }

    @Test
    @Tag("L-07")
    void redeem_revokedInBetweenAndActiveAgain_staysDead() {
        String token = app.token();
        app.clock.set(NOON.plusSeconds(1));
        app.stores.revocations().revoke("acme", app.ada.id(), app.clock.instant());
        app.clock.set(NOON.plusSeconds(2));
        assertThat(app.redeem(token)).contains(LaunchError.USER_DEACTIVATED);
        assertThat(app.redeem(app.token())).isEmpty();
    }

    @Test
    @Tag("L-07")
    void redeem_revokedAtTheInstantItWasMade_dead() {
        String token = app.token();
        app.stores.revocations().revoke("acme", app.ada.id(), NOON);
        assertThat(app.redeem(token)).contains(LaunchError.USER_DEACTIVATED);
    }

    @Test
    @Tag("L-07")
    void redeem_sameUserIdInOtherTenant_isAnotherPerson() {
        User twin = app.stores.users().create(User.named("globex", "ada").build(), Origin.PROVISIONING);
        SsoSession foreign = app.session(twin.toBuilder()
                .stored(app.ada.id(), 1, twin.created(), twin.created())
                .build());
        assertThat(refusal(() -> app.launcher.redeem(app.token(), Optional.of(foreign))))
                .contains(LaunchError.OTHER_PERSON);
    }

    @Test
    @Tag("L-10")
    void redeem_whileAnotherPersonIsSignedIn_refusedAndLinkNotUsedUp() {
        String attackersLink = app.token();
        SsoSession victim = app.session(app.person("victim"));
        assertThat(refusal(() -> app.launcher.redeem(attackersLink, Optional.of(victim))))
                .contains(LaunchError.OTHER_PERSON);
        assertThat(app.events).noneMatch(LaunchRedeemed.class::isInstance);
        assertThat(app.redeem(attackersLink)).isEmpty();
    }

    private static void onlyOneOfHundred(LaunchFixture app) throws Exception {
        int redeemed = 0;
        for (int round = 0; round < 5; round++) {
            String token = app.token();
            List<Optional<LaunchError>> answers = InParallel.call(100, i -> () -> app.redeem(token));
            assertThat(answers).containsOnlyOnce(Optional.empty());
            redeemed += (int) answers.stream().filter(Optional::isEmpty).count();
            assertThat(answers.stream().flatMap(Optional::stream)).containsOnly(LaunchError.USED);
        }
        System.out.printf("attacks: 500 tried, %d accepted (L-03)%n", redeemed - 5);
    }

    private Optional<LaunchError> presign(Duration url, Duration session) {
        return refusal(() -> app.launcher.presign(LaunchRequest.to("studio")
                .urlLifetime(url)
                .sessionLifetime(session)
                .as(app.session(app.ada))));
    }

    private void assertAllForged(String row, Set<String> forged) {
        List<String> accepted = new ArrayList<>();
        for (String token : forged) {
            if (refusal(() -> app.launcher.verify(token))
                    .filter(FORGED::contains)
                    .isEmpty()) {
                accepted.add(token);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (%s)%n", forged.size(), accepted.size(), row);
        assertThat(accepted).isEmpty();
    }

    private static String with(String token, int at, char other) {
        return token.substring(0, at) + other + token.substring(at + 1);
    }
}
