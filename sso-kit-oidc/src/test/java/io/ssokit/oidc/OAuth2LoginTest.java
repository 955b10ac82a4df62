package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.ClientAuthentication;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.Secret;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginException;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OAuth2LoginTest {
    private final OAuth2Walk walk = new OAuth2Walk();
    private final OAuth2Connection connection = walk.connection("hub").build();

    @AfterEach
    void close() {
        walk.close();
    }

    @Test
    void finish_shapedLikeGitHub_numericIdAndVerifiedAddressWithTheirSources() {
        Identity alice = walk.signIn(connection, "alice");

        String user = walk.idp.oauth2().userUri().toString();
        String emails = walk.idp.oauth2().emailsUri().toString();
        assertThat(alice.subject()).matches("[0-9]{7}");
        assertThat(alice.attributes())
                .containsEntry("id", List.of(alice.subject()))
                .containsEntry("login", List.of("alice"))
                .containsEntry("email", List.of("alice@example.com"))
                .containsEntry("email_verified", List.of("true"))
                .containsEntry("emails.email", List.of("alice@example.com", "alice@unverified.example"))
                .containsEntry("emails.verified", List.of("true", "false"));
        assertThat(alice.evidence().assurance()).isEqualTo(Identity.Assurance.USER_INFO);
        assertThat(alice.evidence().provenance())
                .containsEntry("id", user)
                .containsEntry("email", emails)
                .containsEntry("email_verified", emails);
        assertThat(alice.authenticatedAt()).isEqualTo(walk.clock.instant());
    }

    @Test
    void start_always_codeFlowWithStateAndS256() {
        OAuth2Walk.Attempt attempt = walk.start(connection);
        Map<String, List<String>> sent =
                SignIn.parameters(attempt.start().action().getRawQuery());
        assertThat(sent)
                .containsOnlyKeys(
                        "client_id",
                        "redirect_uri",
                        "response_type",
                        "scope",
                        "state",
                        "code_challenge",
                        "code_challenge_method")
                .containsEntry("response_type", List.of("code"))
                .containsEntry("code_challenge_method", List.of("S256"))
                .containsEntry("state", List.of(attempt.handle()))
                .containsEntry("scope", List.of("read:user user:email"))
                .containsEntry("redirect_uri", List.of("http://127.0.0.1:9/sso/oauth2/hub/callback"));
    }

    @Test
    void start_loginHintAndQueryOfTheEndpoint_passedOn() {
        OAuth2Connection withQuery = walk.connection("hub")
                .authorizationEndpoint(URI.create(walk.idp.oauth2().authorizationUri() + "?allow_signup=false"))
                .build();
        OAuth2Walk.Attempt attempt = walk.start(withQuery, Optional.of("alice@example.com"));
        assertThat(SignIn.parameters(attempt.start().action().getRawQuery()))
                .containsEntry("allow_signup", List.of("false"))
                .containsEntry("login_hint", List.of("alice@example.com"));
    }

    @Test
    void finish_everyWayOfClientAuthentication_signsIn() {
        OAuth2Connection post = walk.connection("hub")
                .clientAuthentication(ClientAuthentication.POST)
                .build();
        assertThat(walk.signIn(post, "alice").subject())
                .isEqualTo(walk.signIn(connection, "alice").subject());
        assertThat(walk.signIn(walk.legacy("hub"), "alice").subject())
                .isEqualTo(walk.signIn(connection, "alice").subject());
    }

    @Test
    void finish_tokensAsAForm_signsIn() {
        play(OidcScript.Builder::formEncodedTokens);
        assertThat(walk.signIn(connection, "bob").attributes()).containsEntry("login", List.of("bob"));
    }

    @Test
    void finish_noTokenType_bearer() {
        play(s -> s.tokenResponse("token_type", null));
        assertThat(walk.signIn(connection, "bob").attributes()).containsEntry("login", List.of("bob"));
    }

    @Test
    void finish_twoTabs_bothSignIn() {
        OAuth2Walk.Attempt first = walk.start(connection);
        OAuth2Walk.Attempt second = walk.start(connection);
        URI firstAnswer = OAuth2Walk.authenticate(first, "alice");
        URI secondAnswer = OAuth2Walk.authenticate(second, "bob");
        assertThat(walk.finish(second, secondAnswer).attributes()).containsEntry("login", List.of("bob"));
        assertThat(walk.finish(first, firstAnswer).attributes()).containsEntry("login", List.of("alice"));
    }

    @Test
    void finish_issuerConfigured_mustBeTheOneThatAnswers() {
        String own = walk.idp.baseUri() + "/oauth2";
        OAuth2Connection named = walk.connection("hub").issuer(own).build();
        play(s -> s.authorizationResponse("iss", own));
        assertThat(walk.signIn(named, "alice").subject()).isNotBlank();
        play(s -> s.authorizationResponse("iss", null));
        assertThat(walk.signIn(named, "alice").subject()).isNotBlank();
        play(s -> s.authorizationResponse("iss", "https://evil.example"));
        refused(LoginError.ISSUER, () -> walk.signIn(named, "alice"));
    }

    @Test
    @Tag("O-14")
    void finish_addressThatNobodyHasVerified_isSaidToBeUnverified() {
        play(s -> s.emails(List.of(Map.of("email", "boss@example.com", "primary", true, "verified", false))));
        assertThat(walk.signIn(connection, "carol").attributes())
                .containsEntry("email", List.of("boss@example.com"))
                .containsEntry("email_verified", List.of("false"));
        play(s -> s.emails(List.of(Map.of("email", "boss@example.com"))));
        assertThat(walk.signIn(connection, "carol").attributes()).containsEntry("email_verified", List.of("false"));
        play(s -> s.emails(List.of()));
        assertThat(walk.signIn(connection, "carol").attributes())
                .doesNotContainKey("email")
                .containsEntry("email_verified", List.of("false"));
    }

    @Test
    @Tag("O-14")
    void finish_addressAndVerdictOfDifferentEndpoints_stayApart() {
        play(s -> s.userInfo("email", "boss@example.com"));
        assertThat(walk.signIn(connection, "carol").attributes())
                .containsEntry("email", List.of("carol@example.com"))
                .containsEntry("email_verified", List.of("true"));
        play(s -> s.userInfo("email", "boss@example.com")
                .emails(List.of(Map.of("email", "carol@example.com", "verified", false))));
        assertThat(walk.signIn(connection, "carol").attributes())
                .containsEntry("email", List.of("boss@example.com"))
                .containsEntry("email_verified", List.of("false"));
    }

    @Test
    @Tag("O-14")
    void finish_userAttributeIsAnAddressSaidToBeUnverified_refused() {
        OAuth2Connection byAddress =
                walk.connection("hub").userAttribute("{tidp.email}").build();
        assertThat(walk.signIn(byAddress, "alice").subject()).isEqualTo("alice@example.com");
        play(s -> s.emails(List.of(Map.of("email", "boss@example.com", "verified", false))));
        refused(LoginError.SUBJECT, () -> walk.signIn(byAddress, "carol"));
    }

    @Test
    void finish_noOneOrSeveralValuesOfTheUserAttribute_refusedByName() {
        for (Object value : new Object[] {"", "  ", List.of("a", "b"), List.of(), "x".repeat(256), "a\u0000b"}) {
            play(s -> s.userInfo("id", value));
            refused(LoginError.SUBJECT, () -> walk.signIn(connection, "alice"));
        }
        play(s -> s.userInfo("id", null));
        assertThatThrownBy(() -> walk.signIn(connection, "alice"))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.expected()).contains("id (user-attribute)"));
    }

    @Test
    void finish_bigOrNestedId_isText() {
        play(s -> s.userInfo("id", 9007199254740993L));
        assertThat(walk.signIn(connection, "alice").subject()).isEqualTo("9007199254740993");
        play(s -> s.userInfo("data", Map.of("id", "u-1")));
        assertThat(walk.signIn(
                                walk.connection("hub")
                                        .userAttribute("{tidp.data.id}")
                                        .build(),
                                "alice")
                        .subject())
                .isEqualTo("u-1");
    }

    @Test
    void finish_wrongSecret_codeRefused() {
        OAuth2Connection wrong =
                walk.connection("hub").client("app", Secret.of("wrong")).build();
        assertThatThrownBy(() -> walk.signIn(wrong, "alice")).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.CODE_REFUSED);
            assertThat(refused.received()).contains("invalid_client").doesNotContain("wrong");
        });
    }

    @Test
    void finish_refusalWithStatus200_codeRefused() {
        play(s -> s.tokenResponse("error", "bad_verification_code"));
        assertThatThrownBy(() -> walk.signIn(connection, "alice"))
                .isInstanceOfSatisfying(LoginException.class, refused -> {
                    assertThat(refused.error()).isEqualTo(LoginError.CODE_REFUSED);
                    assertThat(refused.received()).isEqualTo("status 200, error bad_verification_code");
                });
    }

    @Test
    void finish_endpointRefusesTheToken_namesWhatToCheck() {
        OAuth2Connection other = walk.connection("hub")
                .userInfoEndpoints(URI.create(walk.idp.oauth2().userUri() + "/nothing?x=secret"))
                .build();
        assertThatThrownBy(() -> walk.signIn(other, "alice")).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.IDP_REFUSED);
            assertThat(refused.expected()).contains("/oauth2/user/nothing").doesNotContain("secret");
            assertThat(refused.fix()).contains("scopes");
        });
    }

    @Test
    void finish_providerDown_unavailable() {
        OAuth2Walk.Attempt attempt = walk.start(connection);
        URI answer = OAuth2Walk.authenticate(attempt, "alice");
        walk.idp.fail(Endpoint.OAUTH2_EMAILS, 503);
        assertThatThrownBy(() -> walk.finish(attempt, answer)).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    void serves_oauth2_andNoOthers() {
        assertThat(walk.engine.serves(connection)).isTrue();
        assertThat(walk.engine.serves(SignIn.connection("globex", "http://127.0.0.1:9")))
                .isFalse();
    }

    private void play(Consumer<OidcScript.Builder> steps) {
        walk.idp.oauth2().play(OidcScript.of(steps));
    }

    private static void refused(LoginError error, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }
}
