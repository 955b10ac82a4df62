package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginReply.InFrame;
import io.ssokit.login.LoginReply.SignOutResult;
import io.ssokit.login.LoginReply.SignOutResult.Outcome;
import io.ssokit.login.LoginReply.SignOutStep;
import io.ssokit.session.SsoSession;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person signs out of the app and of the provider; a page of the provider signs its own browser out here. */
class OidcSignOutTest {
    private static final String BACK = "http://127.0.0.1:9/sso/oidc/globex/signed-out";

    private OidcLab lab = new OidcLab(OidcConnectionBuilder::singleLogout);

    @AfterEach
    void close() {
        lab.close();
    }

    private void with(UnaryOperator<OidcConnectionBuilder> options) {
        lab.close();
        lab = new OidcLab(options);
    }

    @Test
    void logout_request_namesTheSessionTheClientAndTheWayBack() {
        SsoSession alice = lab.signIn("globex", "alice");
        SignOutStep step = step(logout(alice));
        assertThat(step.endsSession()).isTrue();
        assertThat(step.form()).isEmpty();
        assertThat(lab.isLive(alice)).as("whatever the provider makes of it").isFalse();
        Map<String, List<String>> asked = SignIn.parameters(step.action().getRawQuery());
        assertThat(asked).containsOnlyKeys("id_token_hint", "client_id", "post_logout_redirect_uri", "state");
        assertThat(asked.get("client_id")).containsExactly("app");
        assertThat(asked.get("post_logout_redirect_uri")).containsExactly(BACK);
        assertThat(asked.get("state").get(0)).hasSize(43);
        assertThat(asked.get("id_token_hint").get(0).split("\\.")).hasSize(3);
        System.out.println(
                "id_token_hint: " + asked.get("id_token_hint").get(0).length() + " characters, sealed in the session: "
                        + alice.renewal().orElseThrow().grant().length());
    }

    @Test
    void receive_backFromTheProvider_signedOutThereAsWell() {
        SsoSession alice = lab.signIn("globex", "alice");
        URI back = SignIn.authenticate(step(logout(alice)).action(), "nobody is asked");
        assertThat(back.toString()).startsWith(BACK + "?state=");
        SignOutResult result = receive(back);
        assertThat(result.outcome()).isEqualTo(Outcome.EVERYWHERE);
        assertThat(result.error()).isEmpty();
        assertThat(result.landing()).hasToString("http://127.0.0.1:9/bye");
        assertThat(lab.cookies.keySet()).noneMatch(name -> name.contains("sso-logout"));
        assertThat(lab.events).last().isInstanceOf(AuditEvent.SignOutAnswered.class);
        assertThat(lab.idp.oidc().logout().sessions("alice")).isEmpty();
    }

    @Test
    void receive_stateOfNobody_nothingHappens() {
        SsoSession alice = lab.signIn("globex", "alice");
        String state = SignIn.parameters(step(logout(alice)).action().getRawQuery())
                .get("state")
                .get(0);
        for (String query :
                List.of("", "state=", "state=x", "state=" + state + "x", "state=" + state + "&state=" + state)) {
            SignOutResult result = receive(URI.create(BACK + "?" + query));
            assertThat(result.outcome()).as(query).isEqualTo(Outcome.REFUSED);
            assertThat(lab.lastReason()).isIn(LoginError.ATTEMPT_UNKNOWN, LoginError.MALFORMED);
        }
        assertThat(receive("second", URI.create(BACK + "?state=" + state)).outcome())
                .isEqualTo(Outcome.REFUSED);
        assertThat(receive(URI.create(BACK + "?state=" + state + "&error=access_denied"))
                        .outcome())
                .isEqualTo(Outcome.UNCONFIRMED);
        assertThat(receive(URI.create(BACK + "?state=" + state)).outcome())
                .as("once only")
                .isEqualTo(Outcome.REFUSED);
    }

    @Test
    void logout_longIdToken_goesByForm() {
        lab.idp.oidc().play(OidcScript.of(s -> s.idToken("groups", List.of("g".repeat(4500)))));
        SignOutStep step = step(logout(lab.signIn("globex", "alice")));
        assertThat(step.action().getRawQuery()).isNull();
        assertThat(step.form()).containsOnlyKeys("id_token_hint", "client_id", "post_logout_redirect_uri", "state");
    }

    @Test
    void logout_hugeIdToken_notKeptAndTheSessionNamedInstead() {
        lab.idp.oidc().play(OidcScript.of(s -> s.idToken("groups", List.of("g".repeat(20_000)))));
        SsoSession alice = lab.signIn("globex", "alice");
        assertThat(alice.renewal().orElseThrow().grant().length()).isLessThan(300);
        Map<String, List<String>> asked =
                SignIn.parameters(step(logout(alice)).action().getRawQuery());
        assertThat(asked).doesNotContainKey("id_token_hint");
        assertThat(asked.get("logout_hint"))
                .containsExactly(alice.idpSessionIndex().orElseThrow());
    }

    @Test
    void logout_providerWithoutTheEndpoint_saysThatItsSessionGoesOn() {
        lab.idp.oidc().play(OidcScript.of(s -> s.discovery("end_session_endpoint", null)));
        SignOutResult result = (SignOutResult) logout(lab.signIn("globex", "alice"));
        assertThat(result.outcome()).isEqualTo(Outcome.UNCONFIRMED);
        assertThat(result.endsSession()).isTrue();
        assertThat(lab.lastReason()).isEqualTo(LoginError.UNSUPPORTED);
    }

    @Test
    void logout_providerDown_signedOutHereAllTheSame() {
        SsoSession alice = lab.signIn("globex", "alice");
        lab.idp.fail(Endpoint.OIDC_DISCOVERY, 503);
        lab.clock.advance(Duration.ofDays(3));
        SignOutResult result = (SignOutResult) logout(alice);
        assertThat(result.outcome()).isEqualTo(Outcome.UNCONFIRMED);
        assertThat(result.endsSession()).isTrue();
    }

    @Test
    void logout_notWanted_endsHereAndGoesOn() {
        with(options -> options);
        SsoSession alice = lab.signIn("globex", "alice");
        assertThat(alice.renewal()).as("nothing is kept that nobody needs").isEmpty();
        assertThat(logout(alice)).isInstanceOf(LoginReply.SignedOut.class);
        assertThat(lab.isLive(alice)).isFalse();
    }

    @Test
    void framed_ownSession_endsEverywhere() {
        with(OidcConnectionBuilder::allowFrontChannelLogout);
        SsoSession laptop = lab.signIn("globex", "alice");
        SsoSession phone = lab.signIn("globex", "alice");
        InFrame reply = (InFrame) framed("globex", frame(laptop), Optional.of(laptop));
        assertThat(reply.endsSession()).isTrue();
        assertThat(reply.ancestor()).isEqualTo(lab.idp.baseUri().toString());
        assertThat(lab.isLive(laptop)).isFalse();
        assertThat(lab.isLive(phone)).isTrue();
        assertThat(lab.events).last().isInstanceOf(AuditEvent.SignedOutByIdp.class);
    }

    /** pac4j ends whatever session a bare sid names, whoever sends it: here a sid is worth nothing in another browser. */
    @Test
    void framed_otherBrowserOrOtherSession_changesNothing() {
        with(OidcConnectionBuilder::allowFrontChannelLogout);
        SsoSession alice = lab.signIn("globex", "alice");
        SsoSession bob = lab.signIn("globex", "bob");
        SsoSession second = lab.signIn("second", "alice");
        for (Optional<SsoSession> own : List.of(Optional.<SsoSession>empty(), Optional.of(bob), Optional.of(second))) {
            assertThat(((InFrame) framed("globex", frame(alice), own)).endsSession())
                    .isFalse();
        }
        assertThat(((InFrame) framed("second", frame(alice), Optional.of(alice))).endsSession())
                .isFalse();
        assertThat(List.of(alice, bob, second)).allMatch(lab::isLive);
    }

    @Test
    void framed_requestThatIsNotAsItMustBe_refused() {
        with(OidcConnectionBuilder::allowFrontChannelLogout);
        SsoSession alice = lab.signIn("globex", "alice");
        String sid = "sid=" + alice.idpSessionIndex().orElseThrow();
        String iss = "iss=" + encoded(lab.idp.oidc().issuer());
        for (String query : List.of(
                "",
                sid,
                iss,
                iss + "&sid=",
                iss + "/&" + sid,
                "iss=https%3A%2F%2Fevil.test&" + sid,
                iss + "&" + iss + "&" + sid,
                iss + "&" + sid + "&" + sid)) {
            LoginReply reply = framed("globex", query, Optional.of(alice));
            assertThat(reply).as(query).isInstanceOf(SignOutResult.class);
            assertThat(((SignOutResult) reply).endsSession()).isFalse();
        }
        assertThat(framed("nobody", iss + "&" + sid, Optional.of(alice))).isInstanceOf(SignOutResult.class);
        assertThat(lab.isLive(alice)).isTrue();
    }

    @Test
    void framed_notAllowed_refused() {
        SsoSession alice = lab.signIn("globex", "alice");
        assertThat(framed("globex", frame(alice), Optional.of(alice))).isInstanceOf(SignOutResult.class);
        assertThat(lab.lastReason()).isEqualTo(LoginError.UNSUPPORTED);
        assertThat(lab.isLive(alice)).isTrue();
    }

    private String frame(SsoSession session) {
        return "iss=" + encoded(lab.idp.oidc().issuer()) + "&sid="
                + encoded(session.idpSessionIndex().orElseThrow());
    }

    private LoginReply framed(String connection, String query, Optional<SsoSession> own) {
        return lab.kit.logout().framed(connection, lab.request("GET", query, Map.of(), own));
    }

    private LoginReply logout(SsoSession session) {
        return lab.keep(lab.kit
                .logout()
                .logout(lab.request("POST", "", Map.of("returnTo", List.of("/bye")), Optional.of(session))));
    }

    private SignOutResult receive(URI back) {
        return receive("globex", back);
    }

    private SignOutResult receive(String connection, URI back) {
        String query = back.getRawQuery();
        return (SignOutResult)
                lab.keep(lab.kit.logout().receive(connection, lab.request("GET", query, Map.of(), Optional.empty())));
    }

    private static SignOutStep step(LoginReply reply) {
        assertThat(reply).isInstanceOf(SignOutStep.class);
        return (SignOutStep) reply;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
