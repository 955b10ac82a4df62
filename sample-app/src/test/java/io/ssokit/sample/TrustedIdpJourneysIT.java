package io.ssokit.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an administrator of OneLogin, Entra ID or GitHub would try first, from the browser to the page of the sample. */
class TrustedIdpJourneysIT {
    private static final String OTHER_TENANT = "0b7c1c52-6e0f-4a53-9d6f-000000000001";
    private static final Map<String, String> AS_JSON = Map.of("Accept", "application/json");

    @TempDir
    private static Path folder;

    private static RunningSample sample;
    private static FakeIdp idp;

    private final TestBrowser browser = TestBrowser.create();

    @BeforeAll
    static void start() throws Exception {
        sample = RunningSample.reserved();
        idp = FakeIdp.builder()
                .singleSignOn()
                .entraTenant(OTHER_TENANT, "bob")
                .client(OidcClient.onLoopback("app", "secret")
                        .pushedRequests()
                        .backChannelLogout(sample.at("/sso/oidc/globex/backchannel-logout"))
                        .frontChannelLogout(sample.at("/sso/oidc/globex/frontchannel-logout"))
                        .postLogoutUris(sample.at("/sso/oidc/globex/signed-out")))
                .start();
        sample.start(Files.writeString(folder.resolve("sso-kit.yaml"), """
                protect: /app/*
                connections:
                  globex:
                    { type: oidc, tenant: globex, issuer: "%1$s", client-id: app, client-secret: secret, insecure-allow-http: true,
                      email-domains: [example.com], send-login-hint: parameter, single-logout: true, allow-front-channel-logout: true, initiate-targets: [/app/whoami] }
                  entra:
                    { type: oidc, tenant: contoso, issuer: "%2$s", issuer-tenants: ["%3$s"], discovery: "%4$s",
                      client-id: app, client-secret: secret, insecure-allow-http: true }
                  github:
                    { type: oauth2, tenant: initech, authorization-endpoint: "%5$s", token-endpoint: "%6$s", user-info-endpoints: ["%7$s", "%8$s"],
                      client-id: app, client-secret: secret, scopes: ["read:user", "user:email"], user-attribute: "{tidp.id}",
                      attributes: { user-name: login }, insecure-allow-http: true }
                """.formatted(
                        idp.oidc().issuer(),
                        idp.entra().issuer(),
                        FakeIdp.ENTRA_TENANT,
                        idp.entra().discoveryUri(),
                        idp.oauth2().authorizationUri(),
                        idp.oauth2().tokenUri(),
                        idp.oauth2().userUri(),
                        idp.oauth2().emailsUri())));
    }

    @AfterAll
    static void stop() throws Exception {
        idp.close();
        sample.close();
    }

    @AfterEach
    void standard() {
        idp.oidc().play(OidcScript.standard());
        idp.entra().play(OidcScript.standard());
        idp.oidc().logout().logOut("alice");
    }

    @Test
    void entra_personOfTheNamedTenant_isKeptByTenantAndSubject() {
        Map<String, Object> me = signIn("entra", "alice").json();

        assertThat(me)
                .containsEntry("tenant", "contoso")
                .containsEntry(
                        "subject", FakeIdp.ENTRA_TENANT + "/" + idp.entra().subject(idp.persona("alice"), "app"));
    }

    @Test
    void entra_personOfAnotherTenant_refused() {
        assertRefused(signIn("entra", "bob"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tid", "iss"})
    void entra_issuerAndTenantDisagree_refused(String claim) {
        String value = claim.equals("tid") ? OTHER_TENANT : idp.entra().issuer(idp.persona("bob"));
        idp.entra().play(OidcScript.of(s -> s.idToken(claim, value)));

        assertRefused(signIn("entra", "alice"));
    }

    @Test
    void github_person_isKnownByTheNumberThatStays() {
        assertThat(signIn("github", "alice").json())
                .containsEntry("tenant", "initech")
                .containsEntry("userName", "alice")
                .containsEntry("subject", idp.oauth2().subject(idp.persona("alice")));
    }

    @Test
    void initiate_byALink_endsAtTheTargetWithTheHintPassedOn() {
        Map<String, String> form = idp.oidc().initiateLoginForm("alice@example.com", sample.at("/app/whoami"));
        Page page = browser.signIn(link(form), "alice", "alice-pw");

        assertThat(page.uri()).isEqualTo(sample.at("/app/whoami"));
        assertThat(page.json()).containsEntry("connection", "globex");
        assertThat(idp.requests(Endpoint.OIDC_PUSHED))
                .anySatisfy(
                        request -> assertThat(request.parameter("login_hint")).contains("alice@example.com"));
    }

    @Test
    void initiate_byAForm_worksLikeALink() {
        Map<String, String> form = idp.oidc().initiateLoginForm(null, sample.at("/app/whoami"));
        Page atProvider = browser.post(sample.at("/sso/initiate"), form);

        assertThat(browser.signIn(browser.followAll(atProvider), sample.at("/"), "alice", "alice-pw")
                        .json())
                .containsEntry("connection", "globex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "/app/other", "//evil.example", "/\\evil.example", "javascript:x"})
    void initiate_targetThatIsNotAllowed_neverReached(String target) {
        Map<String, String> form = new HashMap<>(idp.oidc().initiateLoginForm(null, null));
        form.put("target_link_uri", target);
        Page page = browser.signIn(link(form), "alice", "alice-pw");

        assertThat(page.uri().getAuthority()).isEqualTo(sample.at("/").getAuthority());
        assertThat(page.uri().toString()).doesNotContain("/app/other");
    }

    @Test
    void initiate_unknownIssuer_refusedWithoutAnyFetch() {
        int before = idp.hits(Endpoint.SAML_METADATA) + idp.hits(Endpoint.OIDC_DISCOVERY);
        Page page = browser.fetch(link(Map.of("iss", idp.baseUri() + "/oidc/")), Map.of());

        assertThat(page.status()).isBetween(400, 499);
        assertThat(page.location()).isEmpty();
        assertThat(idp.hits(Endpoint.SAML_METADATA) + idp.hits(Endpoint.OIDC_DISCOVERY))
                .isEqualTo(before);
    }

    @Test
    void logout_begunAtTheProvider_endsThisPersonsSessionsOnly() {
        signIn("globex", "alice");
        TestBrowser other = TestBrowser.create();
        other.signIn(start("globex"), "bob", "bob-pw");

        assertThat(idp.oidc().logout().logOut("alice"))
                .isNotEmpty()
                .allSatisfy(delivery -> assertThat(delivery.status()).isEqualTo(200));
        assertThat(whoami(browser)).isEqualTo(401);
        assertThat(whoami(other)).isEqualTo(200);
    }

    @Test
    void logout_begunHere_endsTheSessionAtTheProviderToo() {
        signIn("globex", "alice");
        Page question = browser.get(sample.at("/sso/logout"));
        Page end = browser.followAll(browser.submit(question, question.forms().get(0), Map.of()));

        assertThat(end.text()).contains("You are signed out of this app and of your identity provider.");
        assertThat(whoami(browser)).isEqualTo(401);
        assertThat(idp.oidc().logout().sessions("alice")).isEmpty();
    }

    @Test
    void logout_byAFrameOfTheProvider_endsTheSessionOfThatBrowserOnly() {
        signIn("globex", "alice");
        TestBrowser other = TestBrowser.create();
        other.signIn(start("globex"), "alice", "alice-pw");
        URI frame = idp.oidc()
                .logout()
                .frontChannelUri(idp.oidc().logout().sessions("alice").get(0));

        other.get(frame);
        assertThat(whoami(other)).isEqualTo(200);
        assertThat(whoami(browser)).isEqualTo(200);

        browser.get(frame);
        assertThat(whoami(browser)).isEqualTo(401);
        assertThat(whoami(other)).isEqualTo(200);
    }

    private Page signIn(String connection, String person) {
        return browser.signIn(start(connection), person, person + "-pw");
    }

    private static URI start(String connection) {
        return sample.at("/sso/start/" + connection + "?returnTo=%2Fapp%2Fwhoami");
    }

    private static URI link(Map<String, String> form) {
        String query = form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return sample.at("/sso/initiate?" + query);
    }

    private void assertRefused(Page page) {
        assertThat(page.status()).as(page.text()).isEqualTo(403);
        assertThat(whoami(browser)).isEqualTo(401);
    }

    private static int whoami(TestBrowser browser) {
        return browser.fetch(sample.at("/app/whoami"), AS_JSON).status();
    }
}
