package io.ssokit.login;

import static io.ssokit.login.LoginLab.saml;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.SamlRequests;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The address that a person types on the chooser, on its way to an identity provider that shall have it. */
class LoginHintTest {
    private final LoginLab lab = new LoginLab(
            saml("acme").emailDomains("acme.example").sendLoginHint(SamlRequests.LoginHint.PARAMETER),
            saml("silent").emailDomains("silent.example"));

    @Test
    void chooser_knownDomain_addressTravelsToTheEngine() {
        URI start = login(" ann+x@acme.example ");
        assertThat(start)
                .hasToString("https://app.example.com/sso/start/acme?returnTo=%2F&email=ann%2Bx%40acme.example");
        start("acme", "ann+x@acme.example");
        assertThat(lab.engine.attempt.loginHint()).contains("ann+x@acme.example");
    }

    @Test
    void chooser_unknownDomain_choicesCarryItWhereItIsWanted() {
        LoginReply.Chooser chooser =
                (LoginReply.Chooser) lab.flow.login(lab.browser.get(Map.of("email", List.of("bob@elsewhere.example"))));
        assertThat(chooser.choices())
                .extracting(choice -> choice.start().getRawQuery())
                .containsExactly("returnTo=%2F&email=bob%40elsewhere.example", "returnTo=%2F");
    }

    @Test
    void connection_doesNotWantIt_goesNowhere() {
        assertThat(login("bob@silent.example").getRawQuery()).isEqualTo("returnTo=%2F");
        start("silent", "bob@silent.example");
        assertThat(lab.engine.attempt.loginHint()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "ann@",
                "@acme.example",
                "a@b@acme.example",
                "ann@acme",
                "ann\n@acme.example",
                "an n@acme.example",
                "ann\u0000@acme.example",
                "ann\u202e@acme.example",
                "ann\ufffe@acme.example",
                "ann\ud800@acme.example",
                "ann@acme.example\r\nX: y"
            })
    void start_noAddress_leftOut(String typed) {
        start("acme", typed);
        assertThat(lab.engine.attempt.loginHint()).isEmpty();
    }

    @Test
    void start_endlessAddress_leftOut() {
        start("acme", "a".repeat(250) + "@acme.example");
        assertThat(lab.engine.attempt.loginHint()).isEmpty();
    }

    @Test
    void start_page_isTheOneAskedForOnOurOrigin() {
        lab.browser.start("acme", "/app/x?y=1");
        assertThat(lab.engine.attempt.page()).hasToString("https://app.example.com/app/x?y=1");
        lab.browser.start("acme", "https://evil.example/");
        assertThat(lab.engine.attempt.page()).hasToString("https://app.example.com/");
    }

    private URI login(String typed) {
        LoginReply reply = lab.flow.login(lab.browser.get(Map.of("email", List.of(typed))));
        return ((LoginReply.Redirect) reply).location();
    }

    private void start(String connection, String typed) {
        LoginRequest request = new LoginRequest(
                "GET", Optional.empty(), Map.of("email", List.of(typed)), Map.of(), Map.of(), Optional.empty());
        assertThat(lab.flow.start(connection, request)).isInstanceOf(LoginReply.Redirect.class);
    }
}
