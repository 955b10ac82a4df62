package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.OidcScript.Groups;
import io.ssokit.testing.OidcScript.Signing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Refresh, keys, and what tokens and UserInfo say. */
class FakeOidcTokensTest {
    private final MovableClock clock = MovableClock.at("2026-03-01T12:00:00Z");
    private final EchoApp app = new EchoApp("/callback");
    private final FakeIdp idp = FakeIdp.builder()
            .clock(clock)
            .client(OidcClient.onLoopback("app", "secret"))
            .client(OidcClient.onLoopback("other", "secret"))
            .start();
    private final OidcDriver driver = new OidcDriver(idp.oidc(), app.uri("/callback"));

    @AfterEach
    void close() {
        idp.close();
        app.close();
    }

    @Test
    void refreshToken_onlyForOfflineAccessOrByScript() {
        assertThat(driver.tokens(Map.of())).doesNotContainKey("refresh_token");
        assertThat(driver.tokens(offline())).containsKey("refresh_token");

        play(OidcScript.Builder::refreshTokens);

        assertThat(driver.tokens(Map.of())).containsKey("refresh_token");
    }

    @Test
    void refresh_bringsNewTokensAboutTheSameLogin() {
        Map<String, Object> first = driver.tokens(offline());
        clock.advance(Duration.ofMinutes(4));
        Map<String, Object> second = driver.refresh(first.get("refresh_token"));
        Map<String, Object> before = OidcDriver.claims(first);
        Map<String, Object> after = OidcDriver.claims(second);

        assertThat(second.get("access_token")).isNotEqualTo(first.get("access_token"));
        assertThat(second.get("refresh_token")).isNotEqualTo(first.get("refresh_token"));
        assertThat(after).doesNotContainKey("nonce");
        for (String claim : List.of("iss", "sub", "aud", "azp", "auth_time", "sid")) {
            assertThat(after.get(claim)).as(claim).isEqualTo(before.get(claim));
        }
        assertThat(after.get("iat")).isNotEqualTo(before.get("iat"));
        assertThat(driver.userInfo(second).json()).containsEntry("sub", "alice");
    }

    @Test
    void refresh_tokenUsedTwice_endsItsSuccessorsToo() {
        Object first = driver.tokens(offline()).get("refresh_token");
        Object second = driver.refresh(first).get("refresh_token");

        assertThat(driver.refresh(first)).containsEntry("error", "invalid_grant");
        assertThat(driver.refresh(second)).containsEntry("error", "invalid_grant");
    }

    @Test
    void refresh_kept_servesAgainAndIsNotRepeated() {
        play(OidcScript.Builder::keepRefreshToken);
        Object token = driver.tokens(offline()).get("refresh_token");

        assertThat(driver.refresh(token)).containsKey("id_token").doesNotContainKey("refresh_token");
        assertThat(driver.refresh(token)).containsKey("id_token");
    }

    @Test
    void refresh_personDisabledOrTokenOldOrForeign_refused() {
        play(OidcScript.Builder::keepRefreshToken);
        Object token = driver.tokens(offline()).get("refresh_token");
        Map<String, String> foreign = Map.of(
                "grant_type", "refresh_token",
                "refresh_token", String.valueOf(token),
                "client_id", "other",
                "client_secret", "secret");
        idp.disable("alice");

        assertThat(driver.refresh(token)).containsEntry("error", "invalid_grant");

        idp.enable("alice");

        assertThat(driver.post(Role.TOKEN, foreign).json()).containsEntry("error", "invalid_grant");
        assertThat(driver.refresh(token)).containsKey("access_token");

        clock.advance(Duration.ofDays(1));

        assertThat(driver.refresh(token)).containsEntry("error", "invalid_grant");
    }

    @Test
    void refresh_scripted_departsFromTheFirstLogin() {
        Object token = driver.tokens(offline()).get("refresh_token");
        play(s -> s.refreshedIdToken("sub", "mallory").refreshResponse("token_type", "mac"));
        Map<String, Object> answer = driver.refresh(token);

        assertThat(OidcDriver.claims(answer)).containsEntry("sub", "mallory");
        assertThat(answer).containsEntry("token_type", "mac");

        play(s -> s.refreshWithoutIdToken());

        assertThat(driver.refresh(answer.get("refresh_token")))
                .containsKey("access_token")
                .doesNotContainKey("id_token");
    }

    @ParameterizedTest
    @EnumSource(names = {"RS256", "PS256", "ES256", "ES384", "ES512"})
    void keys_rotated_oldOnesVerifyUntilTheyAreRetired(Signing signing) {
        play(s -> s.signing(signing));
        String old = token(signing);
        idp.oidc().rotateKey();

        assertThat(verifies(old)).isTrue();
        assertThat(verifies(token(signing))).isTrue();

        idp.oidc().retireOldKeys();

        assertThat(verifies(old)).isFalse();
        assertThat(verifies(token(signing))).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"RS256", "ES256"})
    void keys_publishedInAdvance_signOnlyWhenTheirTimeHasCome(Signing signing) {
        String before = token(signing);
        idp.oidc().publishNextKey();
        String stillOld = token(signing);
        idp.oidc().useNextKey();
        String after = token(signing);

        assertThat(kid(stillOld)).isEqualTo(kid(before)).isNotEqualTo(kid(after));
        assertThat(List.of(before, stillOld, after)).allMatch(this::verifies);
        assertThatThrownBy(() -> idp.oidc().useNextKey()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void discovery_announcesTheAlgorithmsInUse() {
        assertThat(discovery()).containsEntry("id_token_signing_alg_values_supported", List.of("RS256"));

        play(s -> s.signing(Signing.ES256));

        assertThat(discovery()).containsEntry("id_token_signing_alg_values_supported", List.of("RS256", "ES256"));
        assertThat(idp.oidc().jwks()).contains("\"P-256\"");
    }

    @ParameterizedTest
    @EnumSource(Groups.class)
    void groups_eachShape_inBothPlaces(Groups shape) {
        play(s -> s.groups(shape));
        Map<String, Object> tokens = driver.tokens(Map.of());
        Object expected = switch (shape) {
            case ARRAY, STRING_IF_ONE -> List.of("engineering", "admins");
            case COMMA_SEPARATED -> "engineering,admins";
            case OBJECTS ->
                List.of(
                        Map.of("id", "g-" + Integer.toHexString("engineering".hashCode()), "name", "engineering"),
                        Map.of("id", "g-" + Integer.toHexString("admins".hashCode()), "name", "admins"));
        };

        assertThat(OidcDriver.claims(tokens)).containsEntry("groups", expected);
        assertThat(driver.userInfo(tokens).json()).containsEntry("groups", expected);
    }

    @Test
    void groups_onlyOne_isAStringWhereToldSo() {
        Persona erin = Persona.of("erin").withGroups("staff").atDomain("example.com");
        String token = idp.oidc().idToken(erin, "app", null, OidcScript.of(s -> s.groups(Groups.STRING_IF_ONE)));

        assertThat(JwtReader.parse(token).claims()).containsEntry("groups", "staff");
    }

    @Test
    void claim_scripted_changesIdTokenAndUserInfoAlike() {
        play(s -> s.claim("email_verified", "true").sessionExpiry(Duration.ofMinutes(10)));
        Map<String, Object> tokens = driver.tokens(Map.of());

        assertThat(OidcDriver.claims(tokens))
                .containsEntry("email_verified", "true")
                .hasEntrySatisfying(
                        "session_expiry",
                        at -> assertThat(((Number) at).longValue())
                                .isEqualTo(clock.instant().getEpochSecond() + 600));
        assertThat(driver.userInfo(tokens).json()).containsEntry("email_verified", "true");
    }

    @Test
    void userInfo_signed_isAJwtForTheClient() {
        play(s -> s.signedUserInfo(Signing.RS256));
        TestBrowser.Page page = driver.userInfo(driver.tokens(Map.of()));
        JwtReader jwt = JwtReader.parse(page.body());

        assertThat(page.header("content-type")).contains("application/jwt");
        assertThat(verifies(page.body())).isTrue();
        assertThat(jwt.claims())
                .containsEntry("sub", "alice")
                .containsEntry("aud", "app")
                .containsEntry("iss", idp.oidc().issuer());
    }

    @Test
    void userInfo_withoutSubOrWithExtraClaims_asScripted() {
        play(s -> s.userInfo("sub", null).userInfo("department", "R&D"));

        assertThat(driver.userInfo(driver.tokens(Map.of())).json())
                .doesNotContainKey("sub")
                .containsEntry("department", "R&D");
    }

    private Map<String, Object> discovery() {
        return driver.browser.get(idp.oidc().discoveryUri()).json();
    }

    private void play(Consumer<OidcScript.Builder> steps) {
        idp.oidc().play(OidcScript.of(steps));
    }

    private String token(Signing signing) {
        return idp.oidc().sign(Map.of("sub", "alice"), OidcScript.of(s -> s.signing(signing)));
    }

    private boolean verifies(String token) {
        return JwtReader.parse(token).verifiesWith(idp.oidc().jwks());
    }

    private static Object kid(String token) {
        return String.valueOf(JwtReader.parse(token).header().get("kid"));
    }

    private static Map<String, String> offline() {
        return Map.of("scope", "openid offline_access");
    }
}
