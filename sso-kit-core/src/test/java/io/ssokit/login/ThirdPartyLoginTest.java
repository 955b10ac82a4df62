package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests;
import io.ssokit.contract.HostileReturns;
import io.ssokit.error.LoginError;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-25, OpenID Connect Core 4: a sign-in that somebody else begins. */
@Tag("O-25")
class ThirdPartyLoginTest {
    private static final String ISSUER = "https://idp.acme.example";

    private final LoginLab lab = new LoginLab(
            saml("acme", ISSUER).initiateTargets("/me", "/app/*").sendLoginHint(SamlRequests.LoginHint.PARAMETER),
            saml("closed", "https://idp.closed.example"),
            saml("twin-a", "https://idp.twin.example"),
            saml("twin-b", "https://idp.twin.example"),
            saml("off", "https://idp.off.example").enabled(false),
            LoginLab.saml("nameless"));

    private static SamlConnectionBuilder saml(String id, String issuer) {
        return LoginLab.saml(id).idpEntityId(issuer);
    }

    @Test
    void initiate_knownIssuer_startsASignInThatEndsOnTheStartPage() {
        LoginReply reply = get(Map.of("iss", ISSUER));
        assertThat(redirect(reply).getPath()).isEqualTo("/acme");
        assertThat(lab.engine.attempt.page()).hasToString("https://app.example.com/");
        assertThat(lab.engine.attempt.loginHint()).isEmpty();
        assertThat(reply.cookies())
                .hasSize(2)
                .allMatch(cookie -> !cookie.maxAge().isZero());
    }

    @Test
    void initiate_form_isTheSame() {
        LoginRequest post = new LoginRequest(
                "POST", Optional.empty(), Map.of(), Map.of("iss", List.of(ISSUER)), Map.of(), Optional.empty());
        assertThat(redirect(lab.flow.initiate(Optional.empty(), post)).getPath())
                .isEqualTo("/acme");
    }

    @Test
    void initiate_targetThatIsOpen_isWhereTheSignInEnds() {
        for (String open :
                List.of("/me", "/app/x?y=1", "/app", "/app/", "https://app.example.com/app/x", "/", "/me?x")) {
            lab.browser.cookies.clear();
            assertThat(get(Map.of("iss", ISSUER, "target_link_uri", open))).isInstanceOf(LoginReply.Redirect.class);
            assertThat(lab.engine.attempt.page().toString()).endsWith(open.replace("https://app.example.com", ""));
        }
        assertThat(get(Map.of("iss", ISSUER, "target_link_uri", "https://app.example.com")))
                .isInstanceOf(LoginReply.Redirect.class);
    }

    @Test
    void initiate_signedIn_landsOnTheTarget() {
        LoginReply reply = keep(get(Map.of("iss", ISSUER, "target_link_uri", "/app/x")));
        String handle = redirect(reply).getQuery().substring("state=".length());
        assertThat(signedIn(lab.browser.answer("acme", "ann", handle)).landing())
                .hasToString("https://app.example.com/app/x");
    }

    @Test
    void initiate_loginHint_travelsOnlyWhereItIsWanted() {
        get(Map.of("iss", ISSUER, "login_hint", "ann@acme.example"));
        assertThat(lab.engine.attempt.loginHint()).contains("ann@acme.example");
        get(Map.of("iss", "https://idp.closed.example", "login_hint", "ann@acme.example"));
        assertThat(lab.engine.attempt.loginHint()).isEmpty();
        get(Map.of("iss", ISSUER, "login_hint", "not an address"));
        assertThat(lab.engine.attempt.loginHint()).isEmpty();
    }

    @Test
    void initiate_twoConnectionsOfOneIssuer_thePathDecides() {
        LoginReply.Refused both = refused(get(Map.of("iss", "https://idp.twin.example")));
        assertThat(lab.reasonOf(both)).isEqualTo(LoginError.UNKNOWN_CONNECTION);
        LoginReply named = lab.flow.initiate(Optional.of("twin-b"), query(Map.of("iss", "https://idp.twin.example")));
        assertThat(redirect(named).getPath()).isEqualTo("/twin-b");
    }

    @Test
    void initiate_issuerThatIsNotExactlyOne_refusedAndNobodyIsAsked() {
        List<String> accepted = new ArrayList<>();
        List<String> issuers = List.of(
                "",
                " ",
                ISSUER + "/",
                ISSUER + ".evil.example",
                ISSUER.toUpperCase(java.util.Locale.ROOT),
                ISSUER + "?x",
                ISSUER + "#",
                ISSUER + "\n",
                " " + ISSUER,
                ISSUER.replace("https", "http"),
                ISSUER + ":443",
                "https://idp.acm\u0435.example",
                "https://idp.acme%2eexample",
                "https://evil.example",
                "http://169.254.169.254/latest/meta-data/",
                "file:///etc/passwd",
                "acme",
                "https://idp.off.example",
                "https://idp.twin.example",
                "nameless",
                "<none/>",
                "${jndi:ldap://evil.example}",
                "x".repeat(1025));
        for (String issuer : issuers) {
            lab.engine.attempt = null;
            LoginReply reply = get(Map.of("iss", issuer));
            boolean harmless =
                    reply instanceof LoginReply.Refused && reply.cookies().isEmpty() && lab.engine.attempt == null;
            if (!harmless) {
                accepted.add(issuer);
            }
        }
        for (Optional<String> wrong : List.of(Optional.of("closed"), Optional.of("off"), Optional.of("none"))) {
            if (!(lab.flow.initiate(wrong, query(Map.of("iss", ISSUER))) instanceof LoginReply.Refused)) {
                accepted.add(wrong.toString());
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (O-25, iss)%n", issuers.size() + 3, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(lab.events).hasSize(issuers.size() + 3).allMatch(AuditEvent.SignInRefused.class::isInstance);
    }

    @Test
    void initiate_parametersTwiceOrTooLong_refused() {
        for (String name : List.of("iss", "login_hint", "target_link_uri")) {
            Map<String, List<String>> twice = new HashMap<>(Map.of("iss", List.of(ISSUER)));
            twice.put(name, List.of(ISSUER, ISSUER));
            assertMalformed(new LoginRequest("GET", Optional.empty(), twice, Map.of(), Map.of(), Optional.empty()));
            if (!name.equals("iss")) {
                Map<String, List<String>> query = Map.of("iss", List.of(ISSUER), name, List.of(ISSUER));
                assertMalformed(new LoginRequest(
                        "POST", Optional.empty(), query, Map.of(name, List.of("x")), Map.of(), Optional.empty()));
                Map<String, List<String>> longer =
                        Map.of("iss", List.of(ISSUER), name, List.of("/" + "x".repeat(2048)));
                assertMalformed(
                        new LoginRequest("GET", Optional.empty(), longer, Map.of(), Map.of(), Optional.empty()));
            }
        }
        assertMalformed(query(Map.of()));
    }

    private void assertMalformed(LoginRequest request) {
        LoginReply.Refused refused = refused(lab.flow.initiate(Optional.empty(), request));
        assertThat(lab.reasonOf(refused)).isEqualTo(LoginError.MALFORMED);
        assertThat(refused.cookies()).isEmpty();
    }

    @Test
    @Tag("C-07")
    void initiate_targetThatIsNotOpen_refused() {
        List<String> wishes = new ArrayList<>(HostileReturns.against(URI.create("https://app.example.com")));
        wishes.addAll(List.of(
                "/mex",
                "/me/",
                "/me/x",
                "/ME",
                "/%6de",
                "/appx",
                "/app.",
                "/%61pp/x",
                "/apps",
                "/admin",
                "/admin?/app/",
                "/app/../admin",
                "https://app.example.com/admin",
                "https://app.example.com:443/app/",
                "HTTPS://app.example.com/app/",
                "/sso/initiate?iss=" + ISSUER,
                "/sso/launch?token=x"));
        List<String> accepted = new ArrayList<>();
        for (String wish : wishes) {
            lab.browser.cookies.clear();
            LoginReply reply = get(Map.of("iss", ISSUER, "target_link_uri", wish));
            boolean refused = reply instanceof LoginReply.Refused no
                    && (no.error() == LoginError.TARGET_REFUSED || no.error() == LoginError.RESPONSE_REFUSED)
                    && no.retry().orElseThrow().toString().startsWith("https://app.example.com/sso/login");
            if (!refused) {
                accepted.add(wish);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (O-25, target_link_uri)%n", wishes.size(), accepted.size());
        assertThat(accepted).isEmpty();
    }

    @Test
    void initiate_connectionWithoutTargets_startPageOnly() {
        String closed = "https://idp.closed.example";
        assertThat(get(Map.of("iss", closed, "target_link_uri", "/"))).isInstanceOf(LoginReply.Redirect.class);
        assertThat(refused(get(Map.of("iss", closed, "target_link_uri", "/app/")))
                        .error())
                .isEqualTo(LoginError.TARGET_REFUSED);
    }

    @Test
    void initiate_againAndAgain_aPageAfterTheThird() {
        for (int i = 0; i < 3; i++) {
            assertThat(keep(get(Map.of("iss", ISSUER)))).isInstanceOf(LoginReply.Redirect.class);
        }
        assertThat(refused(get(Map.of("iss", ISSUER))).error()).isEqualTo(LoginError.TOO_MANY_BOUNCES);
        lab.clock.advance(Duration.ofMinutes(11));
        assertThat(get(Map.of("iss", ISSUER))).isInstanceOf(LoginReply.Redirect.class);
    }

    @Test
    void initiate_signInComesToAnEnd_theCountStartsAnew() {
        for (int i = 0; i < 6; i++) {
            LoginReply reply = keep(get(Map.of("iss", ISSUER)));
            signedIn(
                    lab.browser.answer("acme", "ann", redirect(reply).getQuery().substring("state=".length())));
        }
    }

    private LoginReply get(Map<String, String> parameters) {
        return lab.flow.initiate(Optional.empty(), query(parameters));
    }

    private LoginRequest query(Map<String, String> parameters) {
        Map<String, List<String>> query = new HashMap<>();
        parameters.forEach((name, value) -> query.put(name, List.of(value)));
        return lab.browser.get(query);
    }

    private LoginReply keep(LoginReply reply) {
        return lab.browser.keep(reply);
    }

    private static URI redirect(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.Redirect.class);
        return ((LoginReply.Redirect) reply).location();
    }
}
