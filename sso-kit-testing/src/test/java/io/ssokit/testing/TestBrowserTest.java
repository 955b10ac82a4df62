package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.SamlScript.Sign;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestBrowserTest {
    private static final String SP = "https://app.example.com/metadata";

    private final EchoApp app = new EchoApp("/acs", "/callback", "/", "/a", "/a/b");
    private final FakeIdp idp = FakeIdp.start();
    private final TestBrowser browser = TestBrowser.create();

    @AfterEach
    void close() {
        idp.close();
        app.close();
    }

    @Test
    void signIn_samlRedirect_endsAtTheAcsWithResponseAndRelayState() {
        Map<String, Object> posted = samlSignIn("alice", "alice-pw").json();

        assertThat(posted).containsEntry("method", "POST").containsEntry("RelayState", "a handle & more");
        assertThat(decoded(posted)).contains("alice@example.com", "InResponseTo=\"_q\"");
    }

    @Test
    void signIn_samlPost_endsAtTheAcs() {
        String request = Base64.getEncoder().encodeToString(authnRequest("").getBytes(StandardCharsets.UTF_8));
        TestBrowser.Page login = browser.post(idp.saml().ssoUri(), Map.of("SAMLRequest", request));

        assertThat(decoded(browser.signIn(login, app.uri("/"), "bob@example.com", "bob-pw")
                        .json()))
                .contains("bob@example.com");
    }

    @Test
    void signIn_wrongPassword_staysAtTheLoginPage() {
        TestBrowser.Page page = samlSignIn("alice", "wrong");

        assertThat(page.status()).isEqualTo(401);
        assertThat(page.uri().getPort()).isEqualTo(idp.baseUri().getPort());
        assertThat(page.text()).contains("User name or password is wrong");
    }

    @Test
    void submit_oneClickButton_signsInWithoutPassword() {
        TestBrowser.Page login = browser.get(ssoUri(""));
        TestBrowser.Page done =
                browser.followAll(browser.submit(login, login.form("persona"), Map.of("persona", "dave")));

        assertThat(login.form("persona").buttons())
                .extracting(HtmlForm.Button::value)
                .containsExactly("alice", "bob", "carol", "dave");
        assertThat(decoded(done.json())).contains("dave@example.com");
    }

    @Test
    void loginPage_hostileIssuerAndRelayState_areEscaped() {
        String xml = authnRequest("").replace(SP, "&lt;script&gt;alert(1)&lt;/script&gt;");
        String request = Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
        TestBrowser.Page page = browser.post(
                idp.saml().ssoUri(), Map.of("SAMLRequest", request, "RelayState", "\"><script>x</script>"));

        assertThat(page.body()).doesNotContain("<script>");
        assertThat(page.form("password").fields()).containsEntry("RelayState", "\"><script>x</script>");
        assertThat(page.header("Content-Security-Policy").orElse("")).startsWith("default-src 'none'");
    }

    @Test
    void sso_passiveWithoutSession_answersNoPassive() {
        TestBrowser.Page page = browser.followAll(browser.get(ssoUri(" IsPassive='true'")));

        assertThat(decoded(page.json())).contains("status:NoPassive").doesNotContain("<saml:Assertion");
    }

    @Test
    void sso_passiveAfterLogin_answersAtOnce() {
        samlSignIn("alice", "alice-pw");

        assertThat(decoded(browser.followAll(browser.get(ssoUri(" IsPassive='true'")))
                        .json()))
                .contains("alice@example.com");
    }

    @Test
    void sso_singleSignOn_asksOnceUnlessForced() {
        try (FakeIdp strict = FakeIdp.builder().singleSignOn().start()) {
            TestBrowser.Page first = browser.get(ssoUri(strict, ""));
            browser.signIn(first, app.uri("/"), "alice", "alice-pw");

            assertThat(decoded(
                            browser.followAll(browser.get(ssoUri(strict, ""))).json()))
                    .contains("alice@example.com");
            assertThat(browser.get(ssoUri(strict, " ForceAuthn='true'")).text()).contains("Password");
        }
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example/acs, ''", "javascript:alert(1), ''", "'', http://127.0.0.1:1/elsewhere"})
    void sso_foreignAcsOrDestination_isRefused(String acs, String destination) {
        String xml = authnRequest(destination.isEmpty() ? "" : " Destination='" + destination + "'");
        String changed = acs.isEmpty() ? xml : xml.replace(app.uri("/acs").toString(), acs);
        String request = Base64.getEncoder().encodeToString(changed.getBytes(StandardCharsets.UTF_8));

        assertThat(browser.post(idp.saml().ssoUri(), Map.of("SAMLRequest", request))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void initiate_unsolicited_arrivesWithoutInResponseTo() {
        URI start = idp.saml().initiateUri(SP, app.uri("/acs"), "/deep");
        Map<String, Object> posted = browser.signIn(browser.get(start), app.uri("/"), "alice", "alice-pw")
                .json();

        assertThat(posted).containsEntry("RelayState", "/deep");
        assertThat(decoded(posted)).contains("alice@example.com").doesNotContain("InResponseTo");
    }

    @Test
    void play_scriptForBrowsers_isWhatTheyGet() {
        idp.saml().play(SamlScript.of(s -> s.sign(Sign.NONE)));

        assertThat(decoded(samlSignIn("alice", "alice-pw").json())).doesNotContain("ds:Signature");
    }

    @Test
    void cookies_pathSecureAndExpiry_areKeptAsBrowsersDo() {
        app.route(
                "/set",
                request -> Reply.text(200, "ok")
                        .with("Set-Cookie", String.valueOf(request.query().get("c"))));
        for (String cookie : List.of(
                "deep=1; Path=/a",
                "wide=2; Path=/; Secure; HttpOnly",
                "gone=3; Path=/; Max-Age=0",
                "__Host-bad=4; Path=/a; Secure",
                "__Host-good=5; Path=/; Secure",
                "over=6; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT")) {
            browser.get(URI.create(app.uri("/set") + "?c=" + Params.encode(cookie)));
        }

        assertThat(browser.cookies(app.uri("/"))).containsOnlyKeys("wide", "__Host-good");
        assertThat(browser.cookies(app.uri("/a/b"))).containsOnlyKeys("deep", "wide", "__Host-good");
        assertThat(browser.cookies(app.uri("/ab"))).doesNotContainKey("deep");
        assertThat(browser.get(app.uri("/a")).json().get("cookies")).asString().startsWith("deep=1; ");
    }

    @Test
    void submit_everyKindOfField_isSentAsABrowserWould() {
        app.route(
                "/form",
                request -> Reply.of(
                        200,
                        "text/html",
                        "<!-- <form action=/wrong> --><form method=post action='a?x=1'><input name=a value='1 &amp; 2'>"
                                + "<textarea name=b>&lt;t&gt;</textarea><input type=checkbox name=code>"
                                + "<select name=state><option value=p>P<option value=q selected>Q</select>"
                                + "<input disabled name=iss value=no><button name=go value=yes>Go</button></form>"));
        TestBrowser.Page page = browser.get(app.uri("/form"));
        HtmlForm form = page.form("a");

        assertThat(form.action()).isEqualTo(app.uri("/a?x=1"));
        assertThat(browser.submit(page, form, Map.of("a", "3")).json())
                .containsEntry("a", "3")
                .containsEntry("b", "<t>")
                .containsEntry("state", "q")
                .containsEntry("go", "yes")
                .doesNotContainKeys("code", "iss");
    }

    @ParameterizedTest
    @CsvSource({"?, /a/b?", "?y=2, /a/b?y=2", "'', /a/b?x=1", "c, /a/c", "/c, /c"})
    void form_relativeAction_isResolvedAsBrowsersDo(String action, String expected) {
        app.route("/a/b", request -> Reply.of(200, "text/html", "<form action='" + action + "'><input name=a></form>"));

        assertThat(browser.get(app.uri("/a/b?x=1")).form("a").action()).isEqualTo(app.uri(expected));
    }

    @Test
    void followAll_launchPage_postsTheHiddenFormButNotAPlainOne() {
        String form =
                "<form method=post action=/callback><input type=hidden name=token value=t><button>Go</button></form>";
        app.route("/plain", request -> Reply.of(200, "text/html", form));
        app.route("/auto", request -> Reply.of(200, "text/html", form + "<script>document.forms[0].submit()</script>"));

        assertThat(browser.followAll(browser.get(app.uri("/plain"))).uri()).isEqualTo(app.uri("/plain"));
        assertThat(browser.followAll(browser.get(app.uri("/auto"))).json()).containsEntry("token", "t");
    }

    @Test
    void get_redirectLoop_endsInAnError() {
        app.route("/loop", request -> Reply.redirect("/loop"));

        assertThatThrownBy(() -> browser.get(app.uri("/loop")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("redirects");
    }

    @Test
    void submit_fromPageThatHidesReferrer_sendsOpaqueOrigin() {
        String form = "<form method=post action=/a><input name=a></form>";
        app.route("/hidden", request -> Reply.of(200, "text/html", form).with("Referrer-Policy", "no-referrer"));
        TestBrowser.Page page = browser.get(app.uri("/hidden"));

        assertThat(TestBrowser.originHeader(page)).isEqualTo("null");
        assertThat(TestBrowser.originHeader(browser.get(app.uri("/a")))).isEqualTo(TestBrowser.origin(app.uri("/")));
    }

    private TestBrowser.Page samlSignIn(String user, String password) {
        return browser.signIn(browser.get(ssoUri("")), app.uri("/"), user, password);
    }

    private URI ssoUri(String attributes) {
        return ssoUri(idp, attributes);
    }

    private URI ssoUri(FakeIdp provider, String attributes) {
        return URI.create(provider.saml().ssoUri() + "?SAMLRequest="
                + Params.encode(FakeSamlIdpTest.deflated(authnRequest(attributes))) + "&RelayState="
                + Params.encode("a handle & more"));
    }

    private String authnRequest(String attributes) {
        return "<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol' ID='_q' Version='2.0'"
                + attributes
                + " AssertionConsumerServiceURL='" + app.uri("/acs")
                + "'><saml:Issuer xmlns:saml='urn:oasis:names:tc:SAML:2.0:assertion'>" + SP
                + "</saml:Issuer></samlp:AuthnRequest>";
    }

    private static String decoded(Map<String, Object> posted) {
        return new String(
                Base64.getDecoder().decode(String.valueOf(posted.get("SAMLResponse"))), StandardCharsets.UTF_8);
    }
}
