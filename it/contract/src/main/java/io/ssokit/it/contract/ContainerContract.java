package io.ssokit.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.ScimClient;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What must hold in every container: the journeys of a browser, a provisioning client and a launch link. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ContainerContract {
    private FakeIdp idp;
    private AutoCloseable container;
    private URI base;

    /** For the container's own test class. */
    @SuppressWarnings("NullAway.Init") // JUnit calls startContainer first
    protected ContainerContract() {}

    /**
     * Starts a container with the app in it.
     *
     * @param base where it must listen, without a context path
     * @param yaml the configuration of the kit
     */
    protected abstract AutoCloseable start(URI base, String yaml) throws Exception;

    @BeforeAll
    final void startContainer() throws Exception {
        idp = ContractConfiguration.startIdp();
        base = URI.create("http://127.0.0.1:" + freePort());
        container = start(base, ContractConfiguration.yaml(base, idp));
    }

    @AfterAll
    final void stopContainer() throws Exception {
        container.close();
        idp.close();
    }

    @ParameterizedTest
    @CsvSource({"acme, alice@example.com", "globex, alice"})
    final void protectedPage_signIn_landsThereUnderANewSessionId(String connection, String user) {
        TestBrowser browser = TestBrowser.create();
        assertThat(browser.get(at("/open/")).body()).isEqualTo("user=null");
        String before = sessionId(browser);
        Page chooser = browser.get(at("/app/page?x=1&y=%7Bz%7D"));
        assertThat(chooser.uri()).hasPath("/sso/login");
        Page landed = browser.signIn(browser.get(at(link(chooser, connection))), base, "alice", "alice-pw");
        assertThat(landed.uri()).as(landed.text()).isEqualTo(at("/app/page?x=1&y=%7Bz%7D"));
        assertThat(landed.body())
                .startsWith("user=" + user + " principal=" + user + " engineer=true connection=" + connection)
                .contains("tag=CC-1001", "basket=full", "query=x=1&y=%7Bz%7D");
        assertThat(sessionId(browser)).isNotEqualTo(before);
    }

    @Test
    final void protectedPage_askedByAProgram_401() {
        Page answer = TestBrowser.create().fetch(at("/app/page"), Map.of("Accept", "application/json"));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json()).containsKey("error");
    }

    @Test
    final void samlCallback_forgedResponse_refused403() {
        TestBrowser browser = TestBrowser.create();
        Page login = browser.get(at("/sso/start/acme?returnTo=/app/"));
        HtmlForm genuine = browser.submit(login, login.form("password"), credentials("alice"))
                .form("SAMLResponse");
        Map<String, String> forged = new HashMap<>(genuine.fields());
        forged.computeIfPresent("SAMLResponse", (field, response) -> forge(response));
        Page refused = browser.fetchPost(genuine.action(), forged, Map.of("Origin", origin(idp.baseUri())));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(browser.fetch(at("/app/"), Map.of()).status()).isEqualTo(303);
    }

    @Test
    final void oidcCallback_forgedState_refused403() {
        TestBrowser browser = TestBrowser.create();
        browser.get(at("/sso/start/globex?returnTo=/app/"));
        String state = "A".repeat(43);
        Page refused = browser.fetch(at("/sso/oidc/globex/callback?code=stolen&state=" + state), Map.of());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(browser.fetch(at("/app/"), Map.of()).status()).isEqualTo(303);
    }

    @Test
    final void failureOfTheApp_signedIn_staysItsOwn() {
        TestBrowser browser = signedIn("alice");
        assertThat(browser.get(at("/app/fails?caught")).body())
                .isEqualTo("jakarta.servlet.ServletException: thrown by the app");
        Page answered = browser.get(at("/app/fails"));
        assertThat(answered.status()).isEqualTo(500);
        assertThat(answered.body()).doesNotContain("sso-kit");
    }

    @Test
    final void scim_createdThenDeactivated_signsInAndThenNoMore() {
        ScimClient scim = ScimClient.of(at("/scim/v2"), ContractConfiguration.SCIM_TOKEN);
        String id = scim.createUser("carol@example.com", Map.of()).orThrow().id();
        TestBrowser browser = signedIn("carol");
        assertThat(browser.get(at("/app/")).body()).contains(" id=" + id);
        scim.deactivate(id).orThrow();
        assertThat(browser.fetch(at("/app/"), Map.of()).status()).isEqualTo(303);
        assertThat(browser.signIn(at("/sso/start/acme?returnTo=/app/"), "carol", "carol-pw")
                        .status())
                .isEqualTo(403);
    }

    @Test
    final void scim_withoutToken_401InItsOwnWords() {
        var reply = ScimClient.anonymous(at("/scim/v2")).get("Users");
        assertThat(reply.status()).isEqualTo(401);
        assertThat(reply.body()).contains("urn:ietf:params:scim:api:messages:2.0:Error");
    }

    @Test
    final void launchLink_redeemedTwice_onlyOnceASession() {
        URI link = URI.create(signedIn("alice").get(at("/app/launch")).body());
        TestBrowser elsewhere = TestBrowser.create();
        Page opened = elsewhere.get(link);
        Page landed = elsewhere.submit(opened, opened.form("token"), Map.of());
        assertThat(landed.uri()).isEqualTo(at("/app/studio/"));
        assertThat(landed.body()).contains("user=alice@example.com", "launched=studio/");
        TestBrowser thief = TestBrowser.create();
        assertThat(thief.post(at("/sso/launch"), opened.form("token").fields()).status())
                .isEqualTo(403);
        assertThat(thief.fetch(at("/app/studio/"), Map.of()).status()).isEqualTo(303);
    }

    private TestBrowser signedIn(String person) {
        TestBrowser browser = TestBrowser.create();
        Page landed = browser.signIn(at("/sso/start/acme?returnTo=/app/"), person, person + "-pw");
        assertThat(landed.body()).startsWith("user=" + person + "@example.com");
        return browser;
    }

    private URI at(String path) {
        return URI.create(base + path);
    }

    private String sessionId(TestBrowser browser) {
        return browser.cookies(base).entrySet().stream()
                .filter(cookie -> cookie.getKey().endsWith("SESSIONID"))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static String link(Page chooser, String connection) {
        int start = chooser.body().indexOf("/sso/start/" + connection);
        assertThat(start).as("a link to " + connection).isPositive();
        return chooser.body()
                .substring(start, chooser.body().indexOf('"', start))
                .replace("&amp;", "&");
    }

    private static Map<String, String> credentials(String person) {
        return Map.of("username", person, "password", person + "-pw");
    }

    /** Somebody else's name under alice's signature. */
    private static String forge(String response) {
        String xml = new String(Base64.getMimeDecoder().decode(response), StandardCharsets.UTF_8);
        assertThat(xml).contains("alice");
        return Base64.getEncoder().encodeToString(xml.replace("alice", "admin").getBytes(StandardCharsets.UTF_8));
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
