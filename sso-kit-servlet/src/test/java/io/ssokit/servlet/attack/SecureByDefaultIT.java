package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.RawHttp;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.ScimClient;
import io.ssokit.testing.ScimReply;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * D-08: the quickstart's app, with no option that makes it safer, holds against one attack or more of every family. What
 * each family is about in full stands in its own tests.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("D-08")
class SecureByDefaultIT {
    private QuickstartApp app;

    @BeforeAll
    void start() {
        app = new QuickstartApp();
        app.signInAtTheIdps();
    }

    @AfterAll
    void stop() {
        app.close();
    }

    @Test
    void samlResponses_forged_signNobodyIn() {
        AttackLog log = new AttackLog("SAML responses");
        ForgedAnswers.saml().forEach((name, script) -> {
            SamlResponse forged = app.response(app.request("/app/"), script);
            log.onSignIn(name, () -> post("/sso/saml/acme/acs", forged.form()), app::isSignedIn);
        });
        log.conclude();
        assertThat(app.samlAnswer("/app/", SamlScript.standard()).status())
                .as("the oracle")
                .isEqualTo(303);
        app.signOut();
    }

    @Test
    void samlResponses_usedTwiceOrElsewhere_signNobodyIn() {
        AttackLog log = new AttackLog("SAML replay");
        SamlResponse good = app.response(app.request("/app/"), SamlScript.standard());
        String cookies = cookies(good.acsUrl());
        log.onSignIn("at another connection", () -> post("/sso/saml/globex/acs", good.form()), app::isSignedIn);
        log.onSignIn("at no connection", () -> post("/sso/saml/none/acs", good.form()), app::isSignedIn);
        log.onSignIn(
                "in another browser",
                () -> TestBrowser.create().fetchPost(good.acsUrl(), good.form(), Map.of()),
                app::isSignedIn);
        Map<String, String> withCookies = Map.of("Cookie", cookies);
        assertThat(app.browser
                        .fetchPost(good.acsUrl(), good.form(), withCookies)
                        .status())
                .as("the oracle")
                .isEqualTo(303);
        app.signOut();
        log.onSignIn("again", () -> post("/sso/saml/acme/acs", good.form()), app::isSignedIn);
        log.onSignIn(
                "again with its cookie",
                () -> app.browser.fetchPost(good.acsUrl(), good.form(), withCookies),
                app::isSignedIn);
        AuthnRequest mine = app.request("/app/");
        Map<String, String> stolen = new HashMap<>(good.form());
        stolen.put("RelayState", String.valueOf(mine.relayState()));
        log.onSignIn("in another attempt", () -> post("/sso/saml/acme/acs", stolen), app::isSignedIn);
        log.conclude();
    }

    @Test
    void samlEndpoint_garbage_refusedAsTyped() {
        AttackLog log = new AttackLog("garbage");
        for (String garbage : List.of(
                "",
                "x",
                "%%%",
                base64("<"),
                base64("\u0000\u0001\u0002"),
                base64("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>"),
                base64("<a>".repeat(100_000)),
                base64("<samlp:Response xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol'/>"),
                "A".repeat(1_000_000))) {
            Map<String, String> fields = new LinkedHashMap<>(Map.of("SAMLResponse", garbage));
            log.onSignIn("garbage without attempt", () -> post("/sso/saml/acme/acs", fields), app::isSignedIn);
            fields.put("RelayState", String.valueOf(app.request("/app/").relayState()));
            log.onSignIn("garbage in an attempt", () -> post("/sso/saml/acme/acs", fields), app::isSignedIn);
        }
        log.onSignIn("no form", () -> post("/sso/saml/acme/acs", Map.of()), app::isSignedIn);
        String form = "Content-Type: application/x-www-form-urlencoded";
        for (String query :
                List.of("?x=%zz", "?%=%", "?%ff=%c0%ae", "?a=%u0041", "?SAMLResponse=%", "?a=1&".repeat(300))) {
            log.onSignIn(
                    "no body and " + query, () -> raw("POST", "/sso/saml/acme/acs" + query, "", form), app::isSignedIn);
            log.onSignIn(
                    "a body and " + query, () -> raw("POST", "/sso/saml/acme/acs" + query, "a=b"), app::isSignedIn);
        }
        log.onSignIn(
                "SAML at the OpenID callback", () -> get("/sso/oidc/acme/callback?SAMLResponse=x"), app::isSignedIn);
        log.conclude();
    }

    @Test
    void tenMegabytes_everywhere_refusedWithoutReadingThem() {
        AttackLog log = new AttackLog("10 MB");
        String form = "Content-Type: application/x-www-form-urlencoded";
        for (String target : List.of("/sso/saml/acme/acs", "/sso/launch", "/sso/logout")) {
            log.attack(target, () -> huge(target, "SAMLResponse=A", form), app::isSignedIn);
        }
        String bearer = "Authorization: Bearer " + QuickstartApp.SCIM_TOKEN;
        String mebibyte = " ".repeat((1 << 20) + 1);
        log.attack("SCIM", () -> huge("/scim/v2/Users", mebibyte, bearer), app::isSignedIn);
        log.attack("SCIM without token", () -> huge("/scim/v2/Users", mebibyte, "X: y"), app::isSignedIn);
        log.conclude();
    }

    @Test
    void openIdAnswers_forged_signNobodyIn() {
        AttackLog log = new AttackLog("OpenID Connect");
        ForgedAnswers.openId().forEach((name, script) -> {
            app.idp.oidc().play(script);
            app.idp
                    .oidc()
                    .idToken(app.idp.persona("alice"), "app", null, script); // making a foreign key takes its time
            log.onSignIn(name, () -> app.oidcAnswer("/app/"), app::isSignedIn);
        });
        app.idp.oidc().play(OidcScript.standard());
        for (String query : List.of(
                "?code=x&state=forged",
                "?code=x",
                "?state=forged",
                "?error=access_denied&error_description=<script>&state=x",
                "?code=x&state=a&state=b",
                "",
                "?%ff=%ff&state=%00")) {
            log.onSignIn("callback" + query, () -> get("/sso/oidc/globex/callback" + query), app::isSignedIn);
        }
        URI good = app.oidcCallback("/app/");
        String swapped = good.getRawQuery().replaceAll("code=[^&]*", "code=made-up");
        log.onSignIn("made-up code", () -> get("/sso/oidc/globex/callback?" + swapped), app::isSignedIn);
        URI unused = app.oidcCallback("/app/");
        log.onSignIn(
                "callback of another browser", () -> TestBrowser.create().fetch(unused, Map.of()), app::isSignedIn);
        String elsewhere = unused.toString().replace("/globex/", "/acme/");
        log.onSignIn(
                "at another connection", () -> app.browser.fetch(URI.create(elsewhere), Map.of()), app::isSignedIn);
        log.conclude();
        URI callback = app.oidcCallback("/app/");
        assertThat(app.browser.fetch(callback, Map.of()).status())
                .as("the oracle")
                .isEqualTo(303);
        app.signOut();
        AttackLog again = new AttackLog("OpenID Connect replay");
        again.onSignIn("used twice", () -> app.browser.fetch(callback, Map.of()), app::isSignedIn);
        again.conclude();
    }

    @Test
    void protectedPage_otherSpellings_notServed() throws IOException {
        AttackLog log = new AttackLog("path bypass");
        for (String target : List.of(
                "/app",
                "/app/",
                "//app/",
                "/APP/",
                "/app;a=b/",
                "/app/..;/app/",
                "/open/../app/",
                "/open/%2e%2e/app/",
                "/open/..%2fapp/",
                "/%61pp/",
                "/app%2f",
                "/sso/../app/",
                "/sso/..;/app/",
                "/scim/v2/..;/..;/app/",
                "/app/%00",
                "/app./",
                "/;/app/",
                "/%2561pp/",
                "/./app/",
                "/open/..\\app/",
                "http://x/app/")) {
            for (String method : List.of("GET", "POST", "HEAD", "OPTIONS", "PUT")) {
                RawHttp.Reply reply = RawHttp.send(app.port(), method + " " + target, "", "Accept: application/json");
                log.counted(method + " " + target, reply.body().contains("user=") || reply.status() >= 500);
            }
        }
        log.conclude();
    }

    @Test
    void provisioning_withoutRightToken_nothingHappens() {
        AttackLog log = new AttackLog("SCIM tokens");
        for (String header : List.of(
                "",
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic " + base64("acme:" + QuickstartApp.SCIM_TOKEN),
                QuickstartApp.SCIM_TOKEN,
                "Bearer " + QuickstartApp.SCIM_TOKEN + "x",
                "Bearer " + QuickstartApp.SCIM_TOKEN.toUpperCase(Locale.ROOT),
                "Bearer " + QuickstartApp.SCIM_TOKEN + " x")) {
            ScimClient client = ScimClient.anonymous(app.at("/scim/v2")).withHeader("Authorization", header);
            log.attack("list with '" + header + "'", () -> page(client.get("Users")), () -> false);
            log.attack(
                    "create with '" + header + "'",
                    () -> page(client.createUser("intruder@acme.example", Map.of())),
                    () -> isKnown("acme", "intruder@acme.example"));
        }
        ScimClient query = ScimClient.anonymous(app.at("/scim/v2"));
        log.attack(
                "token in the query",
                () -> page(query.get("Users?access_token=" + QuickstartApp.SCIM_TOKEN)),
                () -> false);
        log.conclude();
    }

    @Test
    void provisioning_foreignPeopleAndMalformedRequests_refused() {
        AttackLog log = new AttackLog("SCIM");
        ScimClient acme = ScimClient.of(app.at("/scim/v2"), QuickstartApp.SCIM_TOKEN);
        String foreign = app.kit()
                .stores()
                .users()
                .findByUserName("globex", "alice")
                .orElseThrow()
                .id();
        String path = "Users/" + foreign;
        Map<String, ScimReply> replies = new LinkedHashMap<>();
        replies.put("GET foreign", acme.get(path));
        replies.put("PUT foreign", acme.replace(foreign, Map.of("userName", "mine")));
        replies.put("PATCH foreign", acme.deactivate(foreign));
        replies.put("DELETE foreign", acme.delete(path));
        replies.put("foreign member", acme.createGroup("spies", foreign));
        replies.put("malformed filter", acme.get("Users?filter=userName%20eq"));
        replies.put("filter bomb", acme.get("Users?filter=" + "not(".repeat(1_000)));
        replies.put("not JSON", acme.send("POST", "Users", "{\"userName\":"));
        replies.put("deep JSON", acme.send("POST", "Users", "[".repeat(50_000)));
        replies.put("two at once", acme.send("POST", "Users", "{\"userName\":\"a\",\"userName\":\"b\"}"));
        replies.forEach((name, reply) -> log.attack(name, () -> page(reply), () -> false));
        log.conclude();
        assertThat(app.kit()
                        .stores()
                        .users()
                        .find("globex", foreign)
                        .orElseThrow()
                        .active())
                .isTrue();
        assertThat(acme.list("Users", "id eq \"" + foreign + "\"", 1, 10).totalResults())
                .isZero();
    }

    @Test
    void launchLinks_changedUsedOrLate_openNothing() {
        AttackLog log = new AttackLog("launch links");
        String used = app.launchToken(Duration.ofMinutes(5));
        assertThat(post("/sso/launch", Map.of("token", used)).status())
                .as("the oracle")
                .isEqualTo(303);
        app.signOut();
        log.onSignIn("used", () -> post("/sso/launch", Map.of("token", used)), app::isSignedIn);
        String token = app.launchToken(Duration.ofMinutes(5));
        for (int at = 0; at < token.length(); at += 7) {
            String changed = token.substring(0, at) + (token.charAt(at) == 'A' ? 'B' : 'A') + token.substring(at + 1);
            log.onSignIn("changed at " + at, () -> post("/sso/launch", Map.of("token", changed)), app::isSignedIn);
        }
        for (String query :
                List.of("", "?token=", "?token=x", "?token=" + token + "&a=b", "?token=" + "x".repeat(5_000))) {
            log.onSignIn("GET " + query, () -> get("/sso/launch" + query), app::isSignedIn);
        }
        log.attack(
                "posted by another site",
                () -> app.browser.fetchPost(
                        app.at("/sso/launch"), Map.of("token", token), Map.of("Origin", "https://evil.test")),
                app::isSignedIn);
        String late = app.launchToken(Duration.ofSeconds(5));
        app.clock.advance(Duration.ofSeconds(6));
        log.onSignIn("late", () -> post("/sso/launch", Map.of("token", late)), app::isSignedIn);
        log.onSignIn("late, looked at", () -> get("/sso/launch?token=" + late), app::isSignedIn);
        log.conclude();
    }

    /** Nobody listens at these addresses: the app starts, serves, and says so to those who want to sign in there. */
    @Test
    void deadIdentityProviders_atStart_stopOnlyTheirOwnPeople() throws IOException {
        try (Container alone = Container.start(Brand.JETTY, SecureByDefaultIT::deadIdps)) {
            assertThat(RawHttp.get(alone.port(), "/open/").body()).contains("user=null");
            assertThat(RawHttp.get(alone.port(), "/sso/login").status()).isEqualTo(200);
            for (String connection : List.of("dead-saml", "dead-oidc")) {
                long start = System.nanoTime();
                RawHttp.Reply reply = RawHttp.get(alone.port(), "/sso/start/" + connection, "Accept: application/json");
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
                assertThat(reply.status()).isEqualTo(503);
                assertThat(reply.header("Retry-After")).matches("[0-9]+");
                assertThat(reply.body())
                        .contains("\"error\":\"IDP_UNAVAILABLE\"")
                        .contains("\"reference\":");
            }
        }
    }

    private static SsoKit.Builder deadIdps(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(
                        IdpConnection.saml("dead-saml")
                                .metadata(URI.create("http://127.0.0.1:9/metadata"))
                                .insecureAllowHttp(),
                        IdpConnection.oidc("dead-oidc")
                                .issuer("http://127.0.0.1:9")
                                .client("app", Secret.of("secret"))
                                .insecureAllowHttp());
    }

    private Page post(String path, Map<String, String> form) {
        return app.browser.fetchPost(app.at(path), form, Map.of());
    }

    /** As spelled: no client library would send some of these. */
    private Page get(String target) throws IOException {
        return raw("GET", target, "");
    }

    private Page raw(String method, String target, String body, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Accept: application/json");
        all.add("Cookie: " + cookies(app.at("/sso/")));
        RawHttp.Reply reply = RawHttp.send(app.port(), method + " " + target, body, all.toArray(String[]::new));
        Map<String, List<String>> answered = Map.of("content-type", List.of(reply.header("Content-Type")));
        return new Page(app.at("/"), reply.status(), answered, reply.body());
    }

    private boolean isKnown(String tenant, String userName) {
        return app.kit().stores().users().findByUserName(tenant, userName).isPresent();
    }

    private String cookies(URI at) {
        return app.browser.cookies(at).entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .reduce((one, other) -> one + "; " + other)
                .orElse("");
    }

    /** Says that ten megabytes come, and sends no more than the first of them. */
    private Page huge(String target, String beginning, String header) throws IOException {
        return raw("POST", target, beginning, header, "Content-Length: 10485760");
    }

    private Page page(ScimReply reply) {
        return new Page(app.at("/scim/v2"), reply.status(), reply.headers(), reply.body());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
