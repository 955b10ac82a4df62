package io.ssokit.servlet.attack;

import static io.ssokit.servlet.attack.QuickstartApp.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.contract.HostileReturns;
import io.ssokit.launch.LaunchException;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.servlet.RawHttp;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** C-07: every entry point that takes a return address, each with every hostile spelling, lands on the start page. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("C-07")
@Tag("D-08")
class OpenRedirectIT {
    private static final Pattern LINK = Pattern.compile("(?:href|action)=\"([^\"]*)\"");

    private QuickstartApp app;
    private List<String> hostile;

    @BeforeAll
    void start() {
        app = new QuickstartApp();
        app.signInAtTheIdps();
        hostile = HostileReturns.against(app.at(""));
        assertThat(hostile).hasSizeGreaterThanOrEqualTo(60);
    }

    @AfterAll
    void stop() {
        app.close();
    }

    @Test
    void samlStart_hostileReturns_landOnTheStartPage() {
        AttackLog log = new AttackLog("open redirects: start, SAML");
        hostile.forEach(wish -> log.counted(wish, leaves(app.samlAnswer(wish, SamlScript.standard()))));
        log.conclude();
    }

    @Test
    void openIdStart_hostileReturns_landOnTheStartPage() {
        AttackLog log = new AttackLog("open redirects: start, OpenID Connect");
        hostile.forEach(wish -> log.counted(wish, leaves(app.oidcAnswer(wish))));
        log.conclude();
    }

    /** The chooser hands the address on: to its form, to its links, and to the connection of an e-mail domain. */
    @Test
    void chooser_hostileReturns_notHandedOn() {
        AttackLog log = new AttackLog("open redirects: chooser");
        for (String wish : hostile) {
            String login = "/sso/login?returnTo=" + encoded(wish);
            Page chooser = app.browser.fetch(app.at(login), Map.of());
            assertThat(chooser.status()).isEqualTo(200);
            log.counted(wish, !chooser.form("email").fields().get("returnTo").equals("/") || linksElsewhere(chooser));
            Page sentOn = app.browser.fetch(app.at(login + "&email=ann@acme.example"), Map.of());
            log.counted(
                    wish + " with an e-mail address",
                    !sentOn.location().orElseThrow().equals(app.at("/sso/start/acme?returnTo=%2F")));
        }
        log.conclude();
    }

    @Test
    void logout_hostileReturns_landOnTheStartPage() {
        AttackLog log = new AttackLog("open redirects: sign-out");
        for (String wish : hostile) {
            log.counted(wish, leaves(app.browser.fetchPost(app.at("/sso/logout"), Map.of("returnTo", wish), Map.of())));
        }
        log.conclude();
        Page plain = app.browser.fetchPost(app.at("/sso/logout"), Map.of("returnTo", "/open/"), Map.of());
        assertThat(plain.location()).as("the oracle").contains(app.at("/open/"));
    }

    @Test
    void bounce_hostileRelayStates_landOnTheStartPage() {
        AttackLog log = new AttackLog("open redirects: RelayState");
        for (String wish : hostile) {
            AuthnRequest nobodys = AuthnRequest.unsolicited(
                    app.at("/sso/saml/acme/metadata").toString(), app.at("/sso/saml/acme/acs"), null);
            Map<String, String> form =
                    new HashMap<>(app.response(nobodys, SamlScript.standard()).form());
            form.put("RelayState", wish);
            Page bounced = app.browser.fetchPost(app.at("/sso/saml/acme/acs"), form, Map.of());
            AuthnRequest ours = AuthnRequest.fromRedirect(bounced.location().orElseThrow());
            SamlResponse answer = app.response(ours, SamlScript.standard());
            log.counted(wish, leaves(app.browser.fetchPost(answer.acsUrl(), answer.form(), Map.of())));
        }
        log.conclude();
    }

    /** What the app itself asks for: refused, and so never in a link. */
    @Test
    void launch_hostileLandings_noLink() {
        AttackLog log = new AttackLog("open redirects: launch");
        String alice = app.kit()
                .stores()
                .users()
                .findByUserName("acme", "alice@example.com")
                .orElseThrow()
                .id();
        for (String wish : hostile) {
            log.counted(
                    wish,
                    landsElsewhere(LaunchRequest.to("studio").landing(wish).forUser("acme", alice)));
        }
        log.conclude();
    }

    /** The path of the request itself comes back after the sign-in. */
    @Test
    void demand_hostilePaths_staysHere() throws Exception {
        AttackLog log = new AttackLog("open redirects: the page that was asked for");
        for (String target : List.of(
                "//evil.test/app/",
                "/app//evil.test",
                "/app/x?y=//evil.test",
                "/app/?x=\\\\evil.test",
                "/app/%2f%2fevil.test",
                "/app;//evil.test/",
                "http://evil.test/app/",
                "/app/?%0d%0aLocation:%20//evil.test")) {
            RawHttp.Reply reply = RawHttp.get(app.port(), target);
            String location = reply.header("Location");
            boolean here = location.isEmpty() || location.startsWith(app.at("/sso/login?returnTo=%2F") + "");
            log.counted(target, !here || reply.all("Location").size() > 1);
        }
        log.conclude();
    }

    private boolean landsElsewhere(LaunchRequest request) {
        try {
            String token = app.kit().launcher().presign(request).authorizedUrl().getRawQuery();
            URI landing = app.kit()
                    .launcher()
                    .verify(token.substring("token=".length()))
                    .landing();
            return !landing.toString().startsWith(app.at("/app/").toString());
        } catch (LaunchException refused) {
            return false;
        }
    }

    /** Whether a signed-in answer leads anywhere but to the start page. */
    private boolean leaves(Page answer) {
        assertThat(answer.status()).as("signed in: " + answer.body()).isEqualTo(303);
        return !answer.location().orElseThrow().equals(app.at("/"));
    }

    private boolean linksElsewhere(Page page) {
        Matcher link = LINK.matcher(page.body());
        boolean elsewhere = false;
        while (link.find()) {
            String to = link.group(1).replace("&amp;", "&");
            boolean known = to.equals(app.at("/sso/login").toString())
                    || to.matches(Pattern.quote(app.at("/sso/start/").toString()) + "(acme|globex)\\?returnTo=%2F");
            elsewhere |= !known;
        }
        for (HtmlForm form : page.forms()) {
            elsewhere |= !form.action().getAuthority().equals(app.at("").getAuthority());
        }
        return elsewhere;
    }
}
