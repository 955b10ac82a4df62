package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.ATTEMPT_UNKNOWN;
import static io.ssokit.error.LoginError.CODE_REFUSED;
import static io.ssokit.error.LoginError.IDP_REFUSED;
import static io.ssokit.error.LoginError.IDP_UNAVAILABLE;
import static io.ssokit.error.LoginError.IN_RESPONSE_TO;
import static io.ssokit.error.LoginError.ISSUER;
import static io.ssokit.error.LoginError.MALFORMED;
import static io.ssokit.error.LoginError.REPLAYED;
import static io.ssokit.error.LoginError.SUBJECT;
import static io.ssokit.error.LoginError.TOO_LARGE;
import static io.ssokit.error.LoginError.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.Secret;
import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.oidc.OAuth2Walk;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.Endpoint;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The rows of OpenID Connect that hold for OAuth 2.0 without it as well. */
class OAuth2Test {
    @Test
    @Tag("O-07")
    void finish_stateOfAnotherAttemptOrNone_refused() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-07")) {
            OAuth2Walk.Attempt attempt = attacks.walk.start(attacks.connection);
            OAuth2Walk.Attempt other = attacks.walk.start(attacks.connection);
            String answer = OAuth2Walk.authenticate(attempt, "alice").getRawQuery();
            String state = "state=" + attempt.handle();
            for (String instead :
                    List.of("", "state=", "state=" + other.handle(), state + "x", "State=" + attempt.handle())) {
                attacks.answer("'" + instead + "'", attempt, answer.replace(state, instead), IN_RESPONSE_TO);
            }
            for (String twice : List.of(state, "state=x", "code=x", "iss=x&iss=y", "a=1&a=2")) {
                attacks.answer(twice + " once more", attempt, answer + "&" + twice, MALFORMED);
            }
            attacks.answer("a longer code", attempt, state + "&code=" + "x".repeat(5000), TOO_LARGE);
            assertThat(attacks.walk.finish(attempt, SignIn.get(answer)).subject())
                    .isNotEmpty();
            attacks.answer("the same answer again", attempt, answer, CODE_REFUSED);
            attacks.refused(
                    "another code for the same attempt",
                    () -> attacks.walk.finish(attempt, OAuth2Walk.authenticate(attempt, "alice")),
                    REPLAYED);
            for (String name : List.of("verifier", "provider")) {
                attacks.refused("without its " + name, () -> forgetful(attacks, name), ATTEMPT_UNKNOWN);
            }
        }
    }

    @Test
    @Tag("O-08")
    void finish_codeOfAnotherAttempt_refusedAtTheTokenEndpoint() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-08")) {
            OAuth2Walk.Attempt victim = attacks.walk.start(attacks.connection);
            OAuth2Walk.Attempt attacker = attacks.walk.start(attacks.connection);
            String stolen =
                    OAuth2Walk.authenticate(victim, "alice").getRawQuery().replace(victim.handle(), attacker.handle());
            attacks.answer("a stolen code", attacker, stolen, CODE_REFUSED);
            OAuth2Connection other = attacks.walk
                    .connection("hub")
                    .client("other", Secret.of("other-secret"))
                    .build();
            OAuth2Walk.Attempt foreign = attacks.walk.start(other);
            OAuth2Walk.Attempt mine = attacks.walk.start(attacks.connection);
            attacks.answer(
                    "a code of another client",
                    mine,
                    OAuth2Walk.authenticate(foreign, "alice").getRawQuery().replace(foreign.handle(), mine.handle()),
                    CODE_REFUSED);
            attacks.answer("a made-up code", mine, "code=x&state=" + mine.handle(), CODE_REFUSED);
        }
    }

    @Test
    @Tag("O-10")
    void finish_answerOfAnotherProvider_refusedBeforeTheCodeLeaves() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-10");
                OAuth2Walk evil = new OAuth2Walk()) {
            int exchanged = attacks.walk.idp.hits(Endpoint.OAUTH2_TOKEN);
            OAuth2Walk.Attempt begun = attacks.walk.start(attacks.connection);
            OAuth2Connection moved = evil.connection("hub").build();
            OAuth2Walk.Attempt there = new OAuth2Walk.Attempt(moved, begun.handle(), begun.start(), begun.at());
            attacks.refused(
                    "the connection was pointed elsewhere in between",
                    () -> attacks.walk.finish(there, OAuth2Walk.authenticate(begun, "alice")),
                    IN_RESPONSE_TO);
            OAuth2Connection named =
                    attacks.walk.connection("hub").issuer("https://hub.example").build();
            OAuth2Walk.Attempt attempt = attacks.walk.start(named);
            for (String iss : List.of("https://evil.example", "https://hub.example/", "HTTPS://hub.example", "null")) {
                for (String more : List.of("code=x", "error=access_denied", "code=x&error=access_denied")) {
                    attacks.answer(
                            iss + " " + more,
                            attempt,
                            more + "&state=" + attempt.handle() + "&iss=" + encoded(iss),
                            ISSUER);
                }
            }
            assertThat(evil.idp.hits(Endpoint.OAUTH2_TOKEN)).isZero();
            assertThat(attacks.walk.idp.hits(Endpoint.OAUTH2_TOKEN)).isEqualTo(exchanged);
            assertThat(attempt.start().action().toString()).contains(encoded("/sso/oauth2/hub/callback"));
        }
    }

    @Test
    @Tag("O-17")
    void finish_endpointsThatLeadElsewhere_refused() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-17")) {
            OAuth2Connection strict = IdpConnection.oauth2("hub")
                    .authorizationEndpoint(URI.create("https://127.0.0.1:1/authorize"))
                    .tokenEndpoint(URI.create("https://127.0.0.1:1/token"))
                    .userInfoEndpoints(URI.create("https://169.254.169.254/latest/meta-data"))
                    .client("app", Secret.of("secret"))
                    .userAttribute("{tidp.id}")
                    .build();
            OAuth2Walk.Attempt attempt = attacks.walk.start(strict);
            attacks.answer("loopback", attempt, "code=x&state=" + attempt.handle(), IDP_UNAVAILABLE);
            attacks.walk.idp.fail(Endpoint.OAUTH2_TOKEN, 302);
            OAuth2Walk.Attempt redirected = attacks.walk.start(attacks.connection);
            attacks.answer("redirect", redirected, "code=x&state=" + redirected.handle(), IDP_UNAVAILABLE);
            attacks.walk.idp.mend();
        }
    }

    @Test
    @Tag("O-19")
    void finish_answersThatAreNoneOrBombs_refused() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-19")) {
            attacks.provider("no access token", s -> s.tokenResponse("access_token", null), MALFORMED);
            for (Object token : new Object[] {7, true, List.of("t"), "a b", "a\r\nX: y", "", "ä"}) {
                attacks.provider("token " + token, s -> s.tokenResponse("access_token", token), UNSUPPORTED);
            }
            for (Object type : List.of("MAC", "DPoP", "", 7, List.of("Bearer"))) {
                attacks.provider("type " + type, s -> s.tokenResponse("token_type", type), UNSUPPORTED);
            }
            for (Object emails : List.of("text", 7, true)) {
                attacks.provider("addresses " + emails, s -> s.emails(emails), MALFORMED);
            }
            attacks.provider("deep", s -> s.emails(nested(60)), MALFORMED);
            attacks.provider("many", s -> s.userInfo("x", wide(6000)), TOO_LARGE);
            attacks.provider("two ids", s -> s.userInfo("id", List.of(1, 2)), SUBJECT);
            attacks.provider("an object for an id", s -> s.userInfo("id", Map.of("a", 1)), SUBJECT);
            attacks.provider("a refusal of status 200", s -> s.tokenResponse("error", "x"), CODE_REFUSED);
        }
    }

    @Test
    @Tag("O-20")
    void finish_errorResponse_refusedWithNothingOfItRepeated() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-20")) {
            OAuth2Walk.Attempt attempt = attacks.walk.start(attacks.connection);
            for (String error :
                    List.of("access_denied", "<script>alert(1)</script>", "x\r\nSet-Cookie: a=b", "e".repeat(4000))) {
                String query = "state=" + attempt.handle() + "&error=" + encoded(error) + "&error_description="
                        + encoded("<b>\r\n\u001b[31m");
                attacks.answer(error, attempt, query, IDP_REFUSED);
                assertThatThrownBy(() -> attacks.walk.finish(attempt, SignIn.get(query)))
                        .isInstanceOfSatisfying(
                                LoginException.class,
                                refused -> assertThat(refused.received() + refused.getMessage())
                                        .doesNotContain("<", "\r", "\n", "\u001b", "eeee"));
            }
            attacks.answer(
                    "1 MB", attempt, "state=" + attempt.handle() + "&error=x&a=" + "d".repeat(1 << 20), TOO_LARGE);
            attacks.answer("neither", attempt, "state=" + attempt.handle(), MALFORMED);
        }
    }

    @Test
    @Tag("O-23")
    void finish_unrequestedResponseType_refused() {
        try (OAuth2Attacks attacks = new OAuth2Attacks("O-23")) {
            OAuth2Walk.Attempt attempt = attacks.walk.start(attacks.connection);
            String answer = OAuth2Walk.authenticate(attempt, "alice").getRawQuery();
            for (String extra : List.of("access_token=x", "id_token=x", "token=x", "response=x", "id_token=")) {
                attacks.answer(extra, attempt, answer + "&" + extra, UNSUPPORTED);
                attacks.answer(extra + " alone", attempt, "state=" + attempt.handle() + "&" + extra, UNSUPPORTED);
            }
            LoginRequest post = new LoginRequest(
                    "POST", Optional.empty(), Map.of(), SignIn.parameters(answer), Map.of(), Optional.empty());
            attacks.refused("a form", () -> attacks.walk.finish(attempt, post), MALFORMED);
        }
    }

    private static Object forgetful(OAuth2Attacks attacks, String name) {
        OAuth2Walk.Attempt attempt = attacks.walk.start(attacks.connection);
        Map<String, String> memory = new HashMap<>(attempt.start().memory());
        memory.remove(name);
        LoginEngine.Start start = new LoginEngine.Start(attempt.start().action(), Map.of(), memory);
        return attacks.walk.finish(
                new OAuth2Walk.Attempt(attempt.connection(), attempt.handle(), start, attempt.at()),
                OAuth2Walk.authenticate(attempt, "alice"));
    }

    private static Object nested(int depth) {
        Object inner = List.of();
        for (int i = 0; i < depth; i++) {
            inner = List.of(inner);
        }
        return inner;
    }

    private static Map<String, Object> wide(int members) {
        Map<String, Object> wide = new HashMap<>();
        for (String name : names(members)) {
            wide.put(name, "v");
        }
        return wide;
    }

    private static List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("n" + i);
        }
        return names;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
