package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.AUDIENCE;
import static io.ssokit.error.LoginError.EXPIRED;
import static io.ssokit.error.LoginError.ISSUER;
import static io.ssokit.error.LoginError.MALFORMED;
import static io.ssokit.error.LoginError.NONCE;
import static io.ssokit.error.LoginError.NOT_YET_VALID;
import static io.ssokit.error.LoginError.REPLAYED;
import static io.ssokit.error.LoginError.SIGNATURE;
import static io.ssokit.error.LoginError.SUBJECT;
import static io.ssokit.error.LoginError.TOO_LARGE;
import static io.ssokit.error.LoginError.UNKNOWN_CONNECTION;
import static io.ssokit.error.LoginError.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply.NoticeTaken.Result;
import io.ssokit.login.LoginRequest;
import io.ssokit.oidc.OidcLab;
import io.ssokit.oidc.TestKey;
import io.ssokit.session.SsoSession;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.OidcScript.Signing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-21: a logout token with one thing wrong ends nobody's session (OpenID Connect Back-Channel Logout 1.0 §2.6). */
@Tag("O-21")
class LogoutTokenTest {
    private final OidcLab lab = new OidcLab();
    private final List<SsoSession> sessions = new ArrayList<>();
    private final List<String> accepted = new ArrayList<>();
    private final List<String> wronglyRefused = new ArrayList<>();
    private int tried;

    @Test
    void notice_oneThingWrong_endsNothing() {
        try (lab) {
            sessions.add(lab.signIn("globex", "alice"));
            sessions.add(lab.signIn("globex", "alice"));
            sessions.add(lab.signIn("second", "alice"));
            sessions.add(lab.signIn("initech", "alice"));
            sessions.add(lab.signIn("globex", "bob"));
            issuersAndAudiences();
            times();
            whoAndWhat();
            signatures();
            otherTokens();
            requests();
            otherPlaces();
            replays();
            System.out.println("O-21 attacks: " + tried + " tried, " + accepted.size() + " accepted");
            assertThat(accepted).isEmpty();
            assertThat(wronglyRefused).isEmpty();
            assertThat(tried).isGreaterThan(100);
        }
    }

    private void issuersAndAudiences() {
        String issuer = lab.idp.oidc().issuer();
        for (Object iss : Arrays.asList(
                null,
                "",
                issuer + "/",
                issuer + " ",
                issuer.toUpperCase(Locale.ROOT),
                issuer.replace("127.0.0.1", "localhost"),
                "https://evil.test",
                List.of(issuer),
                Map.of(),
                7)) {
            claim("iss", iss, ISSUER);
        }
        for (Object aud : Arrays.asList(
                null, "", "other", "App", "app ", List.of(), List.of("other"), List.of(List.of("app")), Map.of(), 7)) {
            claim("aud", aud, AUDIENCE);
        }
        claim("aud", List.of("app", "other"), AUDIENCE); // meant for others too, and does not say that we are the party
        claim("azp", "other", AUDIENCE);
    }

    private void times() {
        long now = lab.clock.instant().getEpochSecond();
        for (Object text : Arrays.asList(null, "", "now", String.valueOf(now), List.of(now), Map.of(), true, -1)) {
            claim("iat", text, MALFORMED);
            claim("exp", text, MALFORMED);
        }
        for (long early : new long[] {121, 600, 86_400}) {
            claim("iat", now + early, NOT_YET_VALID);
        }
        for (long late : new long[] {720, 3600, 86_400}) {
            claim("iat", now - late, EXPIRED);
        }
        for (long late : new long[] {120, 3600, 86_400}) {
            claim("exp", now - late, EXPIRED);
        }
    }

    private void whoAndWhat() {
        for (Object sub : Arrays.asList("", " ", "a".repeat(256), "ali\u0000ce", 7, List.of("alice"), Map.of(), true)) {
            claim("sub", sub, SUBJECT);
        }
        forged("neither sub nor sid", claims -> claims.remove("sub"), SUBJECT);
        for (Object sid : Arrays.asList("", " ", 7, List.of("s"), Map.of(), true)) {
            claim("sid", sid, MALFORMED);
        }
        for (Object jti : Arrays.asList(null, "", " ", 7, List.of("j"), Map.of())) {
            claim("jti", jti, MALFORMED);
        }
        for (Object nonce : Arrays.asList("", "n", 7, List.of())) {
            claim("nonce", nonce, NONCE);
        }
        forged("nonce null", claims -> claims.put("nonce", null), NONCE);
        for (Object events : Arrays.asList(
                null,
                OidcLab.EVENT,
                List.of(OidcLab.EVENT),
                Map.of(),
                Map.of(OidcLab.EVENT, ""),
                Map.of(OidcLab.EVENT, true),
                Map.of(OidcLab.EVENT, List.of()),
                Map.of(OidcLab.EVENT + "/", Map.of()),
                Map.of(OidcLab.EVENT.toUpperCase(Locale.ROOT), Map.of()),
                Map.of(OidcLab.EVENT.replace("http:", "https:"), Map.of()),
                Map.of("http://schemas.openid.net/event/frontchannel-logout", Map.of()),
                Map.of(OidcLab.EVENT, Map.of(), "urn:example:another", Map.of()))) {
            claim("events", events, UNSUPPORTED);
        }
    }

    private void signatures() {
        Map<String, Object> claims = good();
        for (Signing signing : Signing.values()) {
            if (signing != Signing.RS256) {
                tryOut(
                        "signed " + signing,
                        lab.idp.oidc().sign(good(), OidcScript.of(s -> s.signing(signing))),
                        SIGNATURE);
            }
        }
        for (Object type : Arrays.asList("at+jwt", "secevent+jwt", "JOSE", "", "logout", "id_token", 7, List.of())) {
            tryOut("typ " + type, lab.idp.oidc().sign(good(), OidcScript.of(s -> s.header("typ", type))), UNSUPPORTED);
        }
        for (String extension : List.of("crit", "b64", "zip")) {
            tryOut(
                    extension,
                    lab.idp.oidc().sign(good(), OidcScript.of(s -> s.header(extension, List.of("exp")))),
                    UNSUPPORTED);
        }
        TestKey mallory = TestKey.rsa(2048);
        tryOut(
                "brought its key along",
                mallory.sign(Map.of("alg", "RS256", "jwk", mallory.jwk("m")), claims, "RS256"),
                SIGNATURE);
        for (String algorithm : List.of("RS384", "PS256", "HS256", "none", "")) {
            tryOut(
                    "alg " + algorithm,
                    lab.idp.oidc().sign(good(), OidcScript.of(s -> s.header("alg", algorithm))),
                    SIGNATURE);
        }
        String good = lab.sign(good());
        String[] parts = good.split("\\.");
        tryOut("other payload", parts[0] + "." + TestKey.part(good()) + "." + parts[2], SIGNATURE);
        tryOut("no signature", parts[0] + "." + parts[1] + ".", SIGNATURE, MALFORMED);
        tryOut("two parts", parts[0] + "." + parts[1], MALFORMED);
        tryOut("five parts", good + ".a.b", MALFORMED);
        tryOut("nothing", "", MALFORMED);
        tryOut("padding", good + "==", MALFORMED);
        tryOut("a megabyte", "a".repeat(1_000_000), TOO_LARGE);
    }

    /** What the same provider signs for other purposes. */
    private void otherTokens() {
        String idToken = lab.idp.oidc().idToken(lab.idp.persona("alice"), "app", null, OidcScript.standard());
        tryOut("an ID token without nonce", idToken, UNSUPPORTED);
        tryOut(
                "an ID token",
                lab.idp.oidc().idToken(lab.idp.persona("alice"), "app", "n", OidcScript.standard()),
                UNSUPPORTED,
                NONCE);
        tryOut(
                "a token for another client",
                lab.idp.oidc().idToken(lab.idp.persona("alice"), "other", null, OidcScript.standard()),
                AUDIENCE);
    }

    private void requests() {
        String token = lab.sign(good());
        for (Map<String, List<String>> form : List.of(
                Map.<String, List<String>>of(),
                Map.of("token", List.of(token)),
                Map.of("LOGOUT_TOKEN", List.of(token)),
                Map.of("logout_token", List.of(token, token)),
                Map.of("logout_token", List.of(token, "x")))) {
            tryOut("form " + form.keySet(), "globex", lab.request("POST", "", form, Optional.empty()), MALFORMED);
        }
        tryOut(
                "in the query",
                "globex",
                lab.request("POST", "logout_token=" + token, Map.of(), Optional.empty()),
                MALFORMED);
    }

    private void otherPlaces() {
        tryOut("client of another connection", "initech", post(lab.sign(good())), AUDIENCE);
        tryOut("no such connection", "nobody", post(lab.sign(good())), UNKNOWN_CONNECTION);
        tryOut("no such connection", "../globex", post(lab.sign(good())), UNKNOWN_CONNECTION);
    }

    private void replays() {
        Map<String, Object> claims = good();
        claims.put("sub", "mallory");
        String used = lab.sign(claims);
        assertThat(lab.notice("globex", used)).isEqualTo(Result.ENDED);
        for (int i = 0; i < 5; i++) {
            tryOut("replay", used, REPLAYED);
        }
        claims.put("sub", "alice");
        tryOut("another token of the same jti", lab.sign(claims), REPLAYED);
        String signedOut = lab.logoutToken(Optional.of("alice"), Optional.empty());
        List<SsoSession> before = List.copyOf(sessions);
        assertThat(lab.notice("globex", signedOut)).isEqualTo(Result.ENDED);
        assertThat(before).filteredOn(lab::isLive).hasSize(3);
        lab.clock.advance(Duration.ofSeconds(1));
        sessions.removeIf(session -> !lab.isLive(session));
        sessions.add(lab.signIn("globex", "alice"));
        tryOut("replay after the next sign-in", signedOut, REPLAYED);
    }

    private void claim(String name, Object value, LoginError... expected) {
        forged(
                name + " " + value,
                claims -> {
                    claims.put(name, value);
                    if (value == null) {
                        claims.remove(name);
                    }
                },
                expected);
    }

    private void forged(String what, Consumer<Map<String, Object>> change, LoginError... expected) {
        Map<String, Object> claims = good();
        change.accept(claims);
        tryOut(what, lab.sign(claims), expected);
    }

    private Map<String, Object> good() {
        return new LinkedHashMap<>(lab.logoutClaims(Optional.of("alice"), Optional.empty()));
    }

    private LoginRequest post(String token) {
        return lab.request("POST", "", Map.of("logout_token", List.of(token)), Optional.empty());
    }

    private void tryOut(String what, String token, LoginError... expected) {
        tryOut(what, "globex", post(token), expected);
    }

    private void tryOut(String what, String connection, LoginRequest request, LoginError... expected) {
        tried++;
        int events = lab.events.size();
        Result result = lab.notice(connection, request);
        if (result != Result.REFUSED || !sessions.stream().allMatch(lab::isLive)) {
            accepted.add(what + " " + result);
        } else if (!List.of(expected).contains(lab.lastReason()) || lab.events.size() != events + 1) {
            wronglyRefused.add(what + " " + lab.lastReason());
        }
    }
}
