package io.ssokit.oidc.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply;
import io.ssokit.oidc.OidcLab;
import io.ssokit.oidc.SignIn;
import io.ssokit.oidc.TestKey;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.OidcScript.Signing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The rows of OpenID Connect through the flow's own door, as a browser brings them: nobody is signed in, the page says one
 * of the kit's sentences, and the audit event has the reason. Each family ends with the same way untampered, which works.
 */
class PublicDoorTest {
    private final OidcLab lab = new OidcLab();
    private final List<String> wrong = new ArrayList<>();
    private int tried;

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    @Tag("O-01")
    void finish_algorithmOfTheTokensChoice_refused() {
        for (Signing signing : List.of(
                Signing.NONE,
                Signing.EMPTY,
                Signing.BROKEN,
                Signing.HS256_PUBLIC_KEY_DER,
                Signing.HS256_PUBLIC_KEY_PEM,
                Signing.STRANGER)) {
            for (Object alg : Arrays.asList("RS256", "none", "None", "HS256", "ES256", "PS256", "", null)) {
                if (signing == Signing.STRANGER && "RS256".equals(alg)) {
                    continue; // the family of kid tries it
                }
                provider(signing + " under " + alg, s -> s.signing(signing).header("alg", alg), LoginError.SIGNATURE);
            }
        }
        finish("O-01");
    }

    @Test
    @Tag("O-03")
    void finish_keyOfTheTokensChoice_refused() {
        Map<String, Object> mine = TestKey.rsa(2048).jwk("mine");
        for (Map.Entry<String, Object> header : Map.<String, Object>of(
                        "jwk",
                        mine,
                        "jku",
                        lab.idp.baseUri() + "/evil",
                        "x5u",
                        lab.idp.baseUri() + "/evil",
                        "x5c",
                        List.of("MIIB"),
                        "kid",
                        "../../../../dev/null")
                .entrySet()) {
            for (Signing signing : List.of(Signing.STRANGER, Signing.UNKNOWN_KID)) {
                provider(
                        signing + " with " + header.getKey(),
                        s -> s.signing(signing).header(header.getKey(), header.getValue()),
                        LoginError.SIGNATURE);
            }
        }
        for (Object kid : List.of("k".repeat(257), 7, true, List.of("a"))) {
            provider("kid " + kid, s -> s.header("kid", kid), LoginError.MALFORMED);
        }
        finish("O-03");
    }

    @Test
    @Tag("O-04")
    void finish_claimsOfAnotherTokenThanOurs_refused() {
        long now = lab.clock.instant().getEpochSecond();
        String issuer = lab.idp.oidc().issuer();
        Map<String, List<Object>> claims = new LinkedHashMap<>();
        claims.put("iss", Arrays.asList(null, "", issuer + "/", issuer.toUpperCase(Locale.ROOT), List.of(issuer)));
        claims.put(
                "aud",
                Arrays.asList(null, "", "other", "APP", List.of(), List.of("other"), List.of("app", "other", "x")));
        claims.put("azp", Arrays.asList("", "other", "App", List.of("app"), 7));
        claims.put("exp", Arrays.asList(null, "soon", now - 121, -1, String.valueOf(now + 300), 1e300));
        claims.put("iat", Arrays.asList(null, now + 121, now - 1000, "now", List.of(now)));
        claims.put("nbf", Arrays.asList(now + 121, "later", -5));
        claims.put("auth_time", Arrays.asList(now + 1000, "then", -1));
        claims.put("nonce", Arrays.asList(null, "", "another", 7, List.of("a")));
        claims.put("sub", Arrays.asList(null, "", " ", 7, "s".repeat(256), "a\u0000b", List.of("alice")));
        claims.put("at_hash", Arrays.asList("", "AAAA", 7));
        claims.forEach((claim, values) -> values.forEach(value -> {
            boolean extra = claim.equals("aud") && value instanceof List<?> all && all.size() > 2;
            provider(
                    claim + " " + value,
                    s -> {
                        s.idToken(claim, value);
                        if (extra) {
                            s.idToken("azp", null);
                        }
                    },
                    LoginError.values());
        }));
        finish("O-04");
    }

    @Test
    @Tag("O-07")
    void finish_attemptOfAnotherBrowserOrTime_refused() {
        for (String connection : List.of("globex", "second")) {
            tryOut("in a browser that did not start", () -> {
                URI answer = SignIn.authenticate(lab.begin(connection), "alice");
                Map<String, String> cookies = new HashMap<>(lab.cookies);
                lab.cookies.clear();
                LoginReply reply = lab.finish(connection, answer);
                lab.cookies.putAll(cookies);
                return reply;
            });
            tryOut("with another attempt's cookie", () -> {
                URI answer = SignIn.authenticate(lab.begin(connection), "alice");
                lab.cookies.clear();
                lab.begin(connection);
                return lab.finish(connection, answer);
            });
            tryOut("with a cookie's value under another name", () -> {
                URI answer = SignIn.authenticate(lab.begin(connection), "alice");
                Set<String> names = Set.copyOf(lab.cookies.keySet());
                lab.cookies.clear();
                lab.begin(connection);
                String value = lab.cookies.values().iterator().next();
                names.forEach(name -> lab.cookies.put(name, value));
                return lab.finish(connection, answer);
            });
            tryOut("with a cookie that was changed", () -> {
                URI answer = SignIn.authenticate(lab.begin(connection), "alice");
                lab.cookies.replaceAll((name, value) -> (value.startsWith("A") ? "B" : "A") + value.substring(1));
                return lab.finish(connection, answer);
            });
            tryOut("eleven minutes later", () -> {
                URI authorize = lab.begin(connection);
                lab.clock.advance(Duration.ofMinutes(11));
                return lab.finish(connection, SignIn.authenticate(authorize, "alice"));
            });
            tryOut("the same answer again", () -> {
                Map<String, String> before = new HashMap<>();
                URI authorize = lab.begin(connection);
                before.putAll(lab.cookies);
                URI answer = SignIn.authenticate(authorize, "alice");
                assertThat(lab.finish(connection, answer)).isInstanceOf(LoginReply.SignedIn.class);
                lab.cookies.putAll(before);
                return lab.finish(connection, answer);
            });
            for (String state : List.of("", "state=", "state=x", "state=..%2F..", "State=y")) {
                tryOut("'" + state + "' for state", () -> {
                    String query =
                            SignIn.authenticate(lab.begin(connection), "alice").getRawQuery();
                    return lab.finish(
                            connection, URI.create("http://127.0.0.1:9/?" + query.replaceAll("state=[^&]*", state)));
                });
            }
            for (String doubled : List.of("code=x", "iss=x", "foo=1&foo=2")) {
                tryOut(doubled + " twice", () -> {
                    URI answer = SignIn.authenticate(lab.begin(connection), "alice");
                    return lab.finish(connection, URI.create(answer + "&" + doubled));
                });
            }
        }
        finish("O-07");
    }

    @Test
    @Tag("O-08")
    void finish_stolenCode_refused() {
        for (String victim : List.of("alice", "bob", "carol", "dave")) {
            for (String from : List.of("globex", "second", "initech")) {
                tryOut("code of " + victim + " from " + from, () -> {
                    String stolen = parameter(SignIn.authenticate(lab.begin(from), victim), "code");
                    lab.cookies.clear();
                    URI mine = SignIn.authenticate(lab.begin("globex"), "bob");
                    return lab.finish("globex", with(mine, "code", stolen));
                });
            }
        }
        finish("O-08");
    }

    @Test
    @Tag("O-10")
    void finish_answerOfOrAtAnother_refused() {
        try (FakeIdp evil = SignIn.provider(lab.clock)) {
            for (String other : List.of("second", "initech")) {
                tryOut("answer for globex at " + other, () -> {
                    URI answer = SignIn.authenticate(lab.begin("globex"), "alice");
                    return lab.finish(other, answer);
                });
                tryOut("answer for " + other + " at globex", () -> {
                    URI answer = SignIn.authenticate(lab.begin(other), "alice");
                    return lab.finish("globex", answer);
                });
            }
            String issuer = lab.idp.oidc().issuer();
            for (String iss : List.of(evil.oidc().issuer(), issuer + "/", issuer + "?", "null", " ", "https://")) {
                int asked = lab.idp.hits(Endpoint.OIDC_TOKEN);
                provider("iss " + iss, s -> s.authorizationResponse("iss", iss), LoginError.ISSUER);
                assertThat(lab.idp.hits(Endpoint.OIDC_TOKEN)).as("code sent").isEqualTo(asked);
            }
            provider("no iss", s -> s.authorizationResponse("iss", null), LoginError.ISSUER);
        }
        finish("O-10");
    }

    @Test
    @Tag("O-12")
    void finish_userInfoOfSomebodyElse_refused() {
        for (Object sub :
                Arrays.asList(null, "", "bob", "Alice", "alice ", List.of("alice"), 7, true, Map.of("a", 1))) {
            provider("user info about " + sub, s -> s.userInfo("sub", sub), LoginError.USERINFO_SUBJECT);
            provider(
                    "signed user info about " + sub,
                    s -> s.signedUserInfo(Signing.RS256).userInfo("sub", sub),
                    LoginError.USERINFO_SUBJECT);
        }
        for (Signing signing : List.of(Signing.NONE, Signing.STRANGER, Signing.HS256_PUBLIC_KEY_DER)) {
            provider("user info signed " + signing, s -> s.signedUserInfo(signing), LoginError.SIGNATURE);
        }
        finish("O-12");
    }

    @Test
    @Tag("O-19")
    void finish_bombs_refusedWithinBounds() {
        long begun = System.nanoTime();
        for (String token : List.of(
                "a".repeat(300_000),
                ".".repeat(100_000),
                "..",
                "e30.e30.",
                TestKey.part(Map.of("alg", "dir", "enc", "A256GCM", "zip", "DEF")) + ".AAAA.AAAA.AAAA.AAAA",
                TestKey.part(Map.of("alg", "PBES2-HS256+A128KW", "p2c", Integer.MAX_VALUE)) + ".AAAA.AAAA.AAAA.AAAA",
                "[".repeat(10_000),
                base64("{\"a\":".repeat(10_000)) + ".e30.AAAA")) {
            provider(
                    "a token of " + token.length(),
                    s -> s.tokenResponse("id_token", token),
                    LoginError.MALFORMED,
                    LoginError.TOO_LARGE,
                    LoginError.SIGNATURE);
        }
        provider("deep claims", s -> s.idToken("deep", deep(500)), LoginError.MALFORMED);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        finish("O-19");
    }

    @Test
    @Tag("O-20")
    void finish_errorOfTheProvider_nothingOfItIsRepeated() {
        for (String error :
                List.of("access_denied", "<script>alert(1)</script>", "x\r\nSet-Cookie: a=b", "e".repeat(4000))) {
            for (String text : List.of("<img src=x onerror=alert(1)>", "\r\n\r\n<html>", "d".repeat(4000))) {
                provider(
                        error,
                        s -> s.authorizationResponse("code", null)
                                .authorizationResponse("error", error)
                                .authorizationResponse("error_description", text)
                                .authorizationResponse("error_uri", "javascript:alert(1)"),
                        LoginError.IDP_REFUSED);
                assertThat(lastRefusal().toString())
                        .doesNotContain("<script", "<img", "\r", "\n", "dddd", "eeee", "javascript");
            }
        }
        finish("O-20");
    }

    @Test
    @Tag("O-23")
    void finish_responseOfAnotherFlow_refused() {
        for (String name : List.of("id_token", "access_token", "token", "response")) {
            for (boolean alone : List.of(true, false)) {
                provider(
                        name + (alone ? " alone" : " beside the code"),
                        s -> {
                            s.authorizationResponse(name, "x.y.z");
                            if (alone) {
                                s.authorizationResponse("code", null);
                            }
                        },
                        LoginError.UNSUPPORTED);
            }
        }
        tryOut("the answer as a form", () -> {
            URI answer = SignIn.authenticate(lab.begin("globex"), "alice");
            return lab.kit
                    .flow()
                    .finish(
                            "globex",
                            lab.request("POST", "", SignIn.parameters(answer.getRawQuery()), Optional.empty()));
        });
        finish("O-23");
    }

    private void provider(String what, Consumer<OidcScript.Builder> departure, LoginError... expected) {
        tryOut(
                what,
                () -> {
                    URI authorize = lab.begin("globex");
                    lab.idp.oidc().play(OidcScript.of(departure));
                    try {
                        return lab.finish("globex", SignIn.authenticate(authorize, "alice"));
                    } finally {
                        lab.idp.oidc().play(OidcScript.standard());
                    }
                },
                expected);
    }

    private void tryOut(String what, Supplier<LoginReply> attack, LoginError... expected) {
        tried++;
        lab.events.clear();
        LoginReply reply = attack.get();
        if (!(reply instanceof LoginReply.Refused refused)) {
            wrong.add(what + ": " + reply.getClass().getSimpleName());
            return;
        }
        LoginError reason = lastRefusal().error();
        if (expected.length > 0 && !List.of(expected).contains(reason)) {
            wrong.add(what + ": refused for " + lastRefusal());
        }
        if (refused.error() != reason.shown()) {
            wrong.add(what + ": the page says " + refused.error());
        }
        lab.cookies.clear();
    }

    private AuditEvent.SignInRefused lastRefusal() {
        return lab.events.stream()
                .filter(AuditEvent.SignInRefused.class::isInstance)
                .map(AuditEvent.SignInRefused.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    /** The same way untampered works, or nothing here would prove anything. */
    private void finish(String row) {
        assertThat(lab.signIn("globex", "alice").subject()).isEqualTo("alice");
        System.out.println(row + " (whole flow) attacks: " + tried + " tried, "
                + wrong.stream().filter(text -> text.endsWith("SignedIn")).count() + " accepted");
        assertThat(wrong).isEmpty();
        assertThat(tried).isPositive();
    }

    private static URI with(URI answer, String name, String value) {
        return URI.create("http://127.0.0.1:9/?"
                + answer.getRawQuery().replaceAll("(^|&)" + name + "=[^&]*", "$1" + name + "=" + value));
    }

    private static String parameter(URI answer, String name) {
        return SignIn.parameters(answer.getRawQuery()).get(name).get(0);
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Object deep(int levels) {
        Object value = 1;
        for (int i = 0; i < levels; i++) {
            value = List.of(value);
        }
        return value;
    }
}
