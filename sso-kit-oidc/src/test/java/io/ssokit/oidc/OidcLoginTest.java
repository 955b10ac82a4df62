package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.CustomConnection;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginException;
import io.ssokit.session.SessionTag;
import io.ssokit.session.SessionTags;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OidcLoginTest {
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
    void finish_alice_identityWithGroupsAndTags() {
        Identity alice = signIn.signIn(connection, "alice");

        assertThat(alice.subject()).isEqualTo("alice");
        assertThat(alice.authenticatedAt()).isEqualTo(clock.instant());
        assertThat(alice.sessionIndex()).isPresent();
        assertThat(alice.attributes())
                .containsEntry("email", List.of("alice@example.com"))
                .containsEntry("email_verified", List.of("true"))
                .containsEntry("groups", List.of("engineering", "admins"))
                .doesNotContainKeys("nonce", "at_hash");
        assertThat(alice.tags().asMap()).containsEntry("CostCenter", "CC-1001");
        assertThat(alice.tags().all()).allMatch(tag -> tag.source() == SessionTag.Source.OIDC_TAGS);
        assertThat(signIn.taken()).hasSize(1).allMatch(id -> id.startsWith("oidc.attempt:"));
    }

    /** Whoever may fill a nested object at the provider does not thereby speak for the claim that its path spells. */
    @Test
    @Tag("O-04")
    void finish_nestedPathReadsLikeAClaim_theClaimStays() {
        String tag = SessionTags.ACCESS_CONTROL + "Clearance";
        int dot = tag.indexOf('.');
        Map<String, Object> forged = Map.of(tag.substring(dot + 1), "all", "x", "kept");
        idp.oidc()
                .play(OidcScript.of(
                        s -> s.idToken(tag.substring(0, dot), forged).idToken(tag, "none")));

        Identity alice = signIn.signIn(connection, "alice");

        assertThat(alice.attributes()).containsEntry(tag, List.of("none"));
        assertThat(alice.attributes()).containsEntry(tag.substring(0, dot) + ".x", List.of("kept"));
        assertThat(alice.tags().value("Clearance")).contains("none");
    }

    @Test
    void start_always_codeFlowWithStateNonceAndS256() {
        SignIn.Attempt attempt = signIn.start(connection);
        Map<String, List<String>> sent =
                SignIn.parameters(attempt.start().action().getRawQuery());

        assertThat(attempt.start().form()).isEmpty();
        assertThat(sent)
                .containsOnlyKeys(
                        "client_id",
                        "redirect_uri",
                        "response_type",
                        "scope",
                        "state",
                        "nonce",
                        "code_challenge",
                        "code_challenge_method")
                .containsEntry("response_type", List.of("code"))
                .containsEntry("code_challenge_method", List.of("S256"))
                .containsEntry("state", List.of(attempt.handle()))
                .containsEntry("redirect_uri", List.of("http://127.0.0.1:9/sso/oidc/globex/callback"))
                .containsEntry("nonce", List.of(attempt.start().memory().get("nonce")));
        assertThat(sent.get("scope").get(0).split(" ")).containsExactlyInAnyOrder("openid", "profile", "email");
        assertThat(attempt.start().memory().get("verifier")).hasSizeGreaterThanOrEqualTo(43);
    }

    @Test
    void start_loginHint_passedOnOnlyWhenThere() {
        LoginEngine.Start start = signIn.engine()
                .start(
                        connection,
                        new LoginEngine.Attempt(
                                "handle",
                                URI.create("https://app.example.com/"),
                                Optional.of("alice@example.com"),
                                clock.instant()));
        assertThat(SignIn.parameters(start.action().getRawQuery()))
                .containsEntry("login_hint", List.of("alice@example.com"));
        assertThat(signIn.start(connection).start().action().getRawQuery()).doesNotContain("login_hint");
    }

    @Test
    void start_endpointWithQuery_keepsIt() {
        idp.oidc()
                .play(OidcScript.of(
                        s -> s.discovery("authorization_endpoint", idp.baseUri() + "/oidc/authorize?p=B2C_1_signin")));
        URI action = signIn.start(connection).start().action();
        assertThat(SignIn.parameters(action.getRawQuery()))
                .containsEntry("p", List.of("B2C_1_signin"))
                .containsKey("client_id");
    }

    @Test
    void finish_twoTabs_bothSignIn() {
        SignIn.Attempt first = signIn.start(connection);
        SignIn.Attempt second = signIn.start(connection);
        URI firstAnswer = SignIn.authenticate(first.start().action(), "alice");
        URI secondAnswer = SignIn.authenticate(second.start().action(), "bob");

        assertThat(signIn.finish(second, secondAnswer).subject()).isEqualTo("bob");
        assertThat(signIn.finish(first, firstAnswer).subject()).isEqualTo("alice");
    }

    @Test
    void finish_secondTime_refused() {
        SignIn.Attempt attempt = signIn.start(connection);
        URI answer = SignIn.authenticate(attempt.start().action(), "alice");
        signIn.finish(attempt, answer);
        assertThatThrownBy(() -> signIn.finish(attempt, answer))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(LoginError.CODE_REFUSED));
    }

    @Test
    void finish_profileFromUserInfoOnly_merged() {
        idp.oidc().play(OidcScript.of(OidcScript.Builder::profileFromUserInfoOnly));
        Identity alice = signIn.signIn(connection, "alice");
        assertThat(alice.attributes()).containsEntry("groups", List.of("engineering", "admins"));
        assertThat(alice.tags().asMap()).containsEntry("CostCenter", "CC-1001");
    }

    @Test
    void finish_userInfoContradictsIdToken_idTokenWins() {
        idp.oidc()
                .play(OidcScript.of(s -> s.userInfo("email", "mallory@example.com")
                        .userInfo("groups", List.of("admins", "root"))
                        .userInfo("acr", "strong")
                        .userInfo("sid", "other")
                        .userInfo("locale", "en")));
        Identity alice = signIn.signIn(connection, "alice");
        assertThat(alice.attributes())
                .containsEntry("email", List.of("alice@example.com"))
                .containsEntry("groups", List.of("engineering", "admins"))
                .containsEntry("locale", List.of("en"))
                .doesNotContainKey("acr");
        assertThat(alice.sessionIndex()).isPresent().isNotEqualTo(Optional.of("other"));
    }

    @Test
    void finish_noUserInfoEndpoint_idTokenAlone() {
        idp.oidc().play(OidcScript.of(s -> s.discovery("userinfo_endpoint", null)));
        assertThat(signIn.signIn(connection, "alice").attributes()).containsKey("email");
        assertThat(idp.hits(Endpoint.OIDC_USERINFO)).isZero();
    }

    @Test
    void finish_nestedTags_becomeSessionTags() {
        idp.oidc()
                .play(OidcScript.of(s -> s.idToken(
                        "https://aws.amazon.com/tags",
                        Map.of(
                                "principal_tags",
                                Map.of("Project", List.of("Alpha"), "Stage", "test"),
                                "transitive_tag_keys",
                                List.of("Project")))));
        SessionTags tags = signIn.signIn(connection, "carol").tags();
        assertThat(tags.asMap()).containsEntry("Project", "Alpha").containsEntry("Stage", "test");
        assertThat(tags.all().stream().filter(SessionTag::transitive).map(SessionTag::key))
                .containsExactly("Project");
    }

    @Test
    void finish_claimNameSplitAtItsDots_isOneAttributeAgain() {
        idp.oidc()
                .play(OidcScript.of(s -> s.idToken(
                        "https://aws", Map.of("amazon", Map.of("com/SAML/Attributes/AccessControl:Stage", "prod")))));
        assertThat(signIn.signIn(connection, "carol").tags().value("Stage")).contains("prod");
    }

    @Test
    void finish_groupsInEveryShape_areTexts() {
        assertThat(groups("staff")).containsExactly("staff");
        assertThat(groups(List.of("a", "b"))).containsExactly("a", "b");
        assertThat(groups(List.of(
                        Map.of("name", "one"), Map.of("display", "two"), Map.of("value", "three"), Map.of("id", 4))))
                .containsExactly("one", "two", "three");
        assertThat(groups(List.of(7, true))).containsExactly("7", "true");
    }

    @Test
    void finish_claimAtItsLimit_accepted() {
        long now = clock.instant().getEpochSecond();
        accept("aud", List.of("app"));
        accept("aud", List.of("other", "app"));
        accept("azp", null);
        accept("exp", now - 119);
        accept("exp", now + 0.5);
        accept("iat", now + 120);
        accept("iat", now - 120);
        accept("nbf", now + 120);
        accept("at_hash", null);
        accept("auth_time", null);
        accept("sub", "s".repeat(255));
    }

    @Test
    void finish_providerTakesOnlyPost_postIsUsed() {
        idp.oidc()
                .play(OidcScript.of(s -> s.discovery(
                        "token_endpoint_auth_methods_supported", List.of("private_key_jwt", "client_secret_post"))));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
    }

    @Test
    void start_nothingInCommon_unsupported() {
        idp.oidc()
                .play(OidcScript.of(
                        s -> s.discovery("token_endpoint_auth_methods_supported", List.of("private_key_jwt"))));
        assertRefused(LoginError.UNSUPPORTED);
    }

    @Test
    void start_onlySharedSecretSignatures_unsupported() {
        idp.oidc()
                .play(OidcScript.of(
                        s -> s.discovery("id_token_signing_alg_values_supported", List.of("none", "HS256"))));
        assertRefused(LoginError.UNSUPPORTED);
    }

    @Test
    void start_documentOfAnotherIssuer_refused() {
        idp.oidc().play(OidcScript.of(s -> s.discovery("issuer", idp.oidc().issuer() + "/")));
        assertRefused(LoginError.ISSUER);
    }

    @Test
    void finish_wrongSecret_codeRefused() {
        OidcConnection wrong = IdpConnection.oidc("globex")
                .issuer(idp.oidc().issuer())
                .client("app", Secret.of("wrong"))
                .insecureAllowHttp()
                .build();
        assertThatThrownBy(() -> signIn.signIn(wrong, "alice"))
                .isInstanceOfSatisfying(LoginException.class, refused -> {
                    assertThat(refused.error()).isEqualTo(LoginError.CODE_REFUSED);
                    assertThat(refused.received()).contains("invalid_client").doesNotContain("wrong");
                });
    }

    @Test
    void handle_state_orNothing() {
        assertThat(signIn.engine().handle(connection, SignIn.get("code=x&state=abc")))
                .contains("abc");
        assertThat(signIn.engine().handle(connection, SignIn.get("code=x"))).isEmpty();
        assertThat(signIn.engine().isUnsolicited(SignIn.get("code=x"))).isFalse();
    }

    @Test
    void serves_oidcConnections_andNoOthers() {
        assertThat(signIn.engine().serves(connection)).isTrue();
        assertThat(signIn.engine()
                        .serves(CustomConnection.of("c", "custom", "settings").build()))
                .isFalse();
    }

    private List<String> groups(Object claim) {
        idp.oidc().play(OidcScript.of(s -> s.idToken("groups", claim)));
        return signIn.signIn(connection, "carol").attributes().get("groups");
    }

    private void accept(String claim, Object value) {
        idp.oidc().play(OidcScript.of(s -> s.idToken(claim, value).discovery("userinfo_endpoint", null)));
        assertThat(signIn.signIn(connection, "alice").attributes()).containsKey("email");
    }

    private void assertRefused(LoginError error) {
        assertThatThrownBy(() -> signIn.start(connection))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }
}
