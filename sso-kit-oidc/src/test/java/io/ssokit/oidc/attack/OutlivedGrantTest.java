package io.ssokit.oidc.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.error.LoginError;
import io.ssokit.oidc.OidcLab;
import io.ssokit.oidc.OidcLab.Kept;
import io.ssokit.session.SsoSession;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.OidcScript.Signing;
import io.ssokit.user.User;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-24: no session outlives its grant, whatever a provider, or who stands in its place, answers when it is asked again. */
@Tag("O-24")
class OutlivedGrantTest {
    private static final Duration EVERY = Duration.ofMinutes(15);

    private final OidcLab lab = new OidcLab(options -> options.refreshEvery(EVERY));
    private final List<String> accepted = new ArrayList<>();
    private final List<String> wronglyRefused = new ArrayList<>();
    private int tried;

    @Test
    void renew_answerThatIsNoYesForThisPerson_endsTheSessionEverywhere() {
        try (lab) {
            honest();
            otherPeople();
            otherTokens();
            noGrant();
            switchedOff();
            times();
            honest();
            System.out.println("O-24 attacks: " + tried + " tried, " + accepted.size() + " accepted");
            assertThat(accepted).isEmpty();
            assertThat(wronglyRefused).isEmpty();
            assertThat(tried).isGreaterThan(60);
        }
    }

    private void otherPeople() {
        for (Object sub : Arrays.asList("bob", "", " ", "Alice", "alice ", null, 7, List.of("alice"), Map.of(), true)) {
            answer("sub " + sub, s -> s.refreshedIdToken("sub", sub), LoginError.SUBJECT);
        }
        for (Object sub : Arrays.asList("bob", "", "Alice", null, 7, List.of("alice"))) {
            answer("user info about " + sub, s -> s.userInfo("sub", sub), LoginError.USERINFO_SUBJECT);
        }
    }

    private void otherTokens() {
        for (Object iss :
                Arrays.asList(null, "https://evil.test", lab.idp.oidc().issuer() + "/", 7)) {
            answer("iss " + iss, s -> s.refreshedIdToken("iss", iss), LoginError.ISSUER);
        }
        for (Object aud : Arrays.asList(null, "other", List.of(), List.of("other"), 7)) {
            answer("aud " + aud, s -> s.refreshedIdToken("aud", aud), LoginError.AUDIENCE);
        }
        answer("azp", s -> s.refreshedIdToken("azp", "other"), LoginError.AUDIENCE);
        for (Object nonce : Arrays.asList("another", "", 7, List.of())) {
            answer("nonce " + nonce, s -> s.refreshedIdToken("nonce", nonce), LoginError.NONCE);
        }
        answer("auth_time", s -> s.refreshedIdToken("auth_time", 1_000_000), LoginError.AUTHENTICATION);
        answer(
                "a logout token without a type",
                s -> s.refreshedIdToken("events", Map.of(OidcLab.EVENT, Map.of())),
                LoginError.UNSUPPORTED);
        answer("at_hash", s -> s.refreshedIdToken("at_hash", "AAAA"), LoginError.IN_RESPONSE_TO);
        for (Object exp : Arrays.asList(null, "tomorrow", List.of())) {
            answer("exp " + exp, s -> s.refreshedIdToken("exp", exp), LoginError.MALFORMED);
            answer("iat " + exp, s -> s.refreshedIdToken("iat", exp), LoginError.MALFORMED);
        }
        answer("exp long ago", s -> s.refreshedIdToken("exp", 1_000_000), LoginError.EXPIRED);
        answer("iat long ago", s -> s.refreshedIdToken("iat", 1_000_000), LoginError.EXPIRED);
        answer("iat to come", s -> s.refreshedIdToken("iat", 4_000_000_000L), LoginError.NOT_YET_VALID);
        for (Signing signing : Signing.values()) {
            if (!signing.name().matches("[RPE]S(256|384|512)")) {
                answer("signed " + signing, s -> s.signing(signing), LoginError.SIGNATURE);
            }
        }
        answer("typ", s -> s.header("typ", "logout+jwt"), LoginError.UNSUPPORTED);
        answer("no token", s -> s.refreshResponse("id_token", "no token"), LoginError.MALFORMED);
        answer("token type", s -> s.refreshResponse("token_type", "mac"), LoginError.UNSUPPORTED);
    }

    private void noGrant() {
        attack("disabled at the provider", s -> {}, kept -> lab.idp.disable("alice"), LoginError.IDP_REFUSED);
        lab.idp.enable("alice");
        attack(
                "signed out at the provider",
                s -> {},
                kept -> lab.idp.oidc().logout().logOut("alice"),
                LoginError.IDP_REFUSED);
        attack(
                "grant of another session",
                s -> {},
                kept -> kept.keep(kept.get()
                        .withRenewal(lab.signIn("globex", "bob").renewal().orElseThrow())),
                LoginError.ATTEMPT_UNKNOWN);
        attack(
                "grant that was tampered with",
                s -> {},
                kept -> {
                    SsoSession.Renewal own = kept.get().renewal().orElseThrow();
                    String changed = "A".repeat(8) + own.grant().substring(8);
                    kept.keep(kept.get().withRenewal(new SsoSession.Renewal(changed, own.due(), own.until())));
                },
                LoginError.ATTEMPT_UNKNOWN);
    }

    private void switchedOff() {
        for (boolean withIdToken : new boolean[] {true, false}) {
            attack(
                    "switched off here",
                    s -> {
                        if (!withIdToken) {
                            s.refreshWithoutIdToken();
                        }
                    },
                    kept -> active(kept.get(), false),
                    LoginError.USER_DEACTIVATED);
            active(lab.stores.users().findByUserName("acme", "alice").orElseThrow(), true);
        }
    }

    private void active(SsoSession session, boolean on) {
        active(lab.stores.users().find("acme", session.userId()).orElseThrow(), on);
    }

    private void active(User user, boolean on) {
        lab.stores.users().replace(user.toBuilder().active(on).build(), OptionalLong.empty());
    }

    private void times() {
        for (Object expiry : Arrays.asList("tomorrow", true, -1, List.of())) {
            answer("session_expiry " + expiry, s -> s.refreshedIdToken("session_expiry", expiry), LoginError.MALFORMED);
        }
        answer("session_expiry passed", s -> s.refreshedIdToken("session_expiry", 1_000_000), LoginError.EXPIRED);
    }

    private void answer(String what, Consumer<OidcScript.Builder> script, LoginError expected) {
        attack(what, script, kept -> {}, expected);
    }

    private void attack(
            String what, Consumer<OidcScript.Builder> script, Consumer<Kept> meanwhile, LoginError expected) {
        tried++;
        lab.idp.oidc().play(OidcScript.of(s -> s.refreshTokens()));
        Kept kept = new Kept(lab.signIn("globex", "alice"));
        meanwhile.accept(kept);
        lab.clock.advance(EVERY);
        lab.idp.oidc().play(OidcScript.of(s -> s.refreshTokens()).and(script));
        boolean goesOn = lab.kit.renewals().renew(kept.get(), kept).isPresent();
        if (goesOn || lab.isLive(kept.get())) {
            accepted.add(what);
        } else if (!(lab.events.get(lab.events.size() - 1) instanceof AuditEvent.SessionNotRenewed event)
                || event.error() != expected) {
            wronglyRefused.add(what + ": " + lab.events.get(lab.events.size() - 1));
        }
        lab.clock.advance(Duration.ofSeconds(1));
    }

    /** The same way without an attack goes on, or nothing here would prove anything. */
    private void honest() {
        lab.idp.oidc().play(OidcScript.of(s -> s.refreshTokens()));
        Kept kept = new Kept(lab.signIn("globex", "alice"));
        lab.clock.advance(EVERY);
        assertThat(lab.kit.renewals().renew(kept.get(), kept)).isPresent();
        assertThat(lab.isLive(kept.get())).isTrue();
    }
}
