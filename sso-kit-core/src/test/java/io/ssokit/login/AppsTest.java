package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.error.LoginError;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that sign people in to further applications, beside this app or instead of it. */
class AppsTest {
    private final LoginLab lab = new LoginLab();
    private final List<SsoSession> linked = new ArrayList<>();

    @BeforeEach
    void connect() {
        lab.apps = new AppLinks() {
            @Override
            public boolean has(String app) {
                return List.of("studio", "wiki", "admin").contains(app);
            }

            @Override
            public URI link(SsoSession session, String app) {
                if (app.equals("admin")) {
                    throw LoginException.of(LoginError.APP_REFUSED, "a group", "another");
                }
                linked.add(session);
                return URI.create("https://app.example.com/sso/launch?token=" + app);
            }
        };
        connect(
                saml("free"),
                saml("some").apps("studio", "admin"),
                saml("only").signIn(false).apps("studio"),
                saml("two").signIn(false).apps("studio", "wiki"));
    }

    private void connect(ConnectionBuilder<?>... connections) {
        lab.connect(connections);
    }

    @Test
    void connectionThatSignsIn_withoutApp_endsHere() {
        assertThat(signedIn(through("some", Map.of())).landing()).hasToString("https://app.example.com/");
        assertThat(linked).isEmpty();
    }

    @Test
    void connectionThatSignsIn_withApp_signsInAndGoesOn() {
        for (String connection : List.of("free", "some")) {
            LoginReply.SignedIn reply = signedIn(through(connection, Map.of("app", List.of("studio"))));
            assertThat(reply.landing()).hasToString("https://app.example.com/sso/launch?token=studio");
            assertThat(linked).contains(reply.session());
        }
        assertThat(signedIn(through("free", Map.of("app", List.of("wiki"))))
                        .landing()
                        .getQuery())
                .isEqualTo("token=wiki");
    }

    @Test
    void connectionThatSignsNobodyIn_leavesNoSessionHere() {
        LoginReply reply = through("two", Map.of("app", List.of("wiki")));
        assertThat(reply).isInstanceOf(LoginReply.Redirect.class);
        assertThat(((LoginReply.Redirect) reply).location())
                .hasToString("https://app.example.com/sso/launch?token=wiki");
        assertThat(linked).singleElement().extracting(SsoSession::connection).isEqualTo("two");
        assertThat(lab.browser.cookies).isEmpty();
        assertThat(lab.events).hasAtLeastOneElementOfType(AuditEvent.SignedIn.class);
    }

    @Test
    void connectionWithOneApp_needsNoName() {
        assertThat(through("only", Map.of())).isInstanceOf(LoginReply.Redirect.class);
        assertThat(linked).hasSize(1);
    }

    @Test
    void connectionWithOneApp_portalTile_endsThere() {
        LoginReply bounced = lab.browser.send("only", Map.of("unsolicited", List.of("1")));
        String handle = ((LoginReply.Redirect) bounced).location().getQuery().substring("state=".length());
        assertThat(lab.browser.answer("only", "ann", handle)).isInstanceOf(LoginReply.Redirect.class);
        assertThat(linked).hasSize(1);
    }

    @Test
    void connectionWithTwoApps_noneNamed_refusedBeforeAnybodyIsAsked() {
        lab.engine.attempt = null;
        assertThat(error(start("two", Map.of()))).isEqualTo(LoginError.SIGN_IN_OFF);
        assertThat(error(lab.browser.send("two", Map.of("unsolicited", List.of("1")))))
                .isEqualTo(LoginError.SIGN_IN_OFF);
        assertThat(lab.engine.attempt).isNull();
    }

    @Test
    void connectionWithTwoApps_unsolicitedAnswerAllowed_refusedAllTheSame() {
        connect(saml("two").signIn(false).apps("studio", "wiki").idpInitiated(IdpInitiated.ALLOW));
        assertThat(error(lab.browser.send("two", Map.of("unsolicited", List.of("1")))))
                .isEqualTo(LoginError.SIGN_IN_OFF);
    }

    @Test
    void app_thatTheConnectionDoesNotName_refusedBeforeAnybodyIsAsked() {
        lab.engine.attempt = null;
        List<String> accepted = new ArrayList<>();
        Map<String, List<String>> attacks = Map.of(
                "some", List.of("wiki", "", "Studio", "studio ", "../studio", "none"),
                "only", List.of("wiki", "admin", "", "*", "studio\u0000", "studio,wiki"),
                "free", List.of("none", "", "https://evil.example", "STUDIO"));
        attacks.forEach((connection, apps) -> apps.forEach(app -> {
            if (error(start(connection, Map.of("app", List.of(app)))) != LoginError.APP_REFUSED) {
                accepted.add(connection + " " + app);
            }
        }));
        System.out.printf("attacks: 16 tried, %d accepted (apps)%n", accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(error(start("some", Map.of("app", List.of("studio", "studio")))))
                .isEqualTo(LoginError.RESPONSE_REFUSED);
        assertThat(lab.engine.attempt).isNull();
    }

    @Test
    void app_thatThePersonMayNotOpen_refusedAndNotSignedIn() {
        LoginReply.Refused refused = refused(through("some", Map.of("app", List.of("admin"))));
        assertThat(refused.error()).isEqualTo(LoginError.APP_REFUSED);
        assertThat(lab.reasonOf(refused)).isEqualTo(LoginError.APP_REFUSED);
    }

    @Test
    void app_takenFromTheConnectionMeanwhile_refused() {
        Map<String, String> cookies = begun("some", "studio");
        connect(saml("some").apps("wiki"));
        assertThat(error(answer("some", cookies))).isEqualTo(LoginError.APP_REFUSED);
    }

    @Test
    void signIn_switchedOffMeanwhile_noSession() {
        Map<String, String> cookies = begun("some", null);
        connect(saml("some").signIn(false).apps("studio", "wiki"));
        assertThat(error(answer("some", cookies))).isEqualTo(LoginError.SIGN_IN_OFF);
    }

    private String handle = "";

    private Map<String, String> begun(String connection, @Nullable String app) {
        LoginReply reply = lab.browser.keep(start(connection, app == null ? Map.of() : Map.of("app", List.of(app))));
        handle = ((LoginReply.Redirect) reply).location().getQuery().substring("state=".length());
        return new HashMap<>(lab.browser.cookies);
    }

    private LoginReply answer(String connection, Map<String, String> cookies) {
        lab.browser.cookies.putAll(cookies);
        return lab.browser.answer(connection, "ann", handle);
    }

    private LoginReply through(String connection, Map<String, List<String>> query) {
        LoginReply started = lab.browser.keep(start(connection, query));
        String state = ((LoginReply.Redirect) started).location().getQuery().substring("state=".length());
        return lab.browser.answer(connection, "ann", state);
    }

    private LoginReply start(String connection, Map<String, List<String>> query) {
        return lab.flow.start(connection, lab.browser.get(query));
    }

    private static LoginError error(LoginReply reply) {
        return refused(reply).error();
    }
}
