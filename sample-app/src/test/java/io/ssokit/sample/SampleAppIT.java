package io.ssokit.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.ScimClient;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every journey that the start page offers, as a visitor takes it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SampleAppIT {
    private static final Map<String, String> JSON = Map.of("Accept", "application/json");

    private RunningSample sample;

    @BeforeAll
    void start() throws Exception {
        sample = RunningSample.withDemo();
    }

    @AfterAll
    void stop() throws Exception {
        sample.close();
    }

    @Test
    void startPage_everyLinkOfOurs_leadsSomewhere() {
        TestBrowser browser = TestBrowser.create();
        Page start = browser.get(sample.at("/"));
        assertThat(start.status()).isEqualTo(200);
        assertThat(start.header("Content-Security-Policy").orElseThrow()).doesNotContain("unsafe");
        assertThat(start.body()).doesNotContain("<script");
        List<URI> links = Links.of(start);
        assertThat(links).hasSizeGreaterThan(4);
        for (URI link : links) {
            assertThat(TestBrowser.create().get(link).status())
                    .as(link.toString())
                    .isEqualTo(200);
        }
    }

    @Test
    void chooser_iconsLabelsAndOwnSignIn_areShown() {
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(sample.at("/sso/login"));
        assertThat(chooser.text())
                .contains("Acme", "Globex", "Use this app's own sign-in")
                .doesNotContain("Initech");
        for (String icon : List.of("/icons/acme.svg", "/icons/globex.svg")) {
            assertThat(chooser.body()).contains("src=\"" + sample.at(icon) + "\"");
            Page picture = browser.fetch(sample.at(icon), Map.of());
            assertThat(picture.status()).isEqualTo(200);
            assertThat(picture.header("Content-Type").orElseThrow()).startsWith("image/svg+xml");
        }
    }

    @Test
    void ownerOfGlobex_typesTheAddress_signsInWithoutAnIdentityProvider() {
        TestBrowser browser = TestBrowser.create();
        Page own = browser.get(sample.at("/sso/login?email=owner%40globex.example&returnTo=/app/"));
        assertThat(own.uri().getPath()).isEqualTo("/signin");
        Map<String, String> wrong = Map.of("name", "owner@globex.example", "password", "x", "returnTo", "/app/");
        assertThat(browser.fetchPost(sample.at("/signin"), wrong, Map.of()).status())
                .isEqualTo(403);
        Map<String, String> right =
                Map.of("name", "owner@globex.example", "password", "owner-pw", "returnTo", "https://evil.example/");
        assertThat(browser.fetchPost(sample.at("/signin"), right, Map.of("Origin", "https://evil.example"))
                        .status())
                .isEqualTo(403);
        assertThat(browser.fetchPost(sample.at("/signin"), right, Map.of()).location())
                .contains(sample.at("/"));
        assertThat(browser.get(sample.at("/app/")).text()).contains("Hello, Olivia Owner");
    }

    @Test
    void startPage_setUpPanel_fourValuesWithoutSlashAtTheEnd() {
        Page start = TestBrowser.create().get(sample.at("/"));
        assertThat(Links.text(start, "acs-url"))
                .isEqualTo(sample.at("/sso/saml/acme/acs").toString());
        assertThat(Links.text(start, "entity-id"))
                .isEqualTo(sample.at("/sso/saml/acme/metadata").toString());
        assertThat(Links.text(start, "scim-base-url"))
                .isEqualTo(sample.at("/scim/v2").toString());
        assertThat(Links.text(start, "scim-token")).hasSize(64);
    }

    @Test
    void samlJourney_fromTheStartPage_endsOnThePersonsPage() {
        TestBrowser browser = TestBrowser.create();
        Page page = browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        assertThat(page.uri()).isEqualTo(sample.at("/app/"));
        assertThat(page.text())
                .contains(
                        "Hello, Alice Liddell", "acme (saml)", "engineering", "CostCenter", "CC-1001", "Launch Studio");
        Map<String, Object> me = browser.fetch(sample.at("/app/whoami"), JSON).json();
        assertThat(me)
                .containsEntry("tenant", "acme")
                .containsEntry("connection", "acme")
                .containsEntry("userName", "alice@acme.example")
                .containsEntry("email", "alice@acme.example")
                .containsEntry("groups", List.of("admins", "engineering"))
                .containsEntry("tags", Map.of("CostCenter", "CC-1001", "Department", "Engineering"))
                .containsKeys("subject", "userId")
                .doesNotContainKey("launch");
        assertThat(Instant.parse((String) me.get("expiresAt")))
                .isAfter(Instant.parse((String) me.get("authenticatedAt")));
        assertThat((String) me.get("expiresAt")).endsWith("Z");
    }

    @Test
    void oidcJourney_throughTheChooser_endsOnThePageAskedFor() {
        TestBrowser browser = TestBrowser.create();
        Page chooser = browser.get(sample.at("/app/whoami"));
        assertThat(chooser.uri().getPath()).isEqualTo("/sso/login");
        assertThat(chooser.text()).contains("Acme", "Globex").doesNotContain("Initech");
        URI globex = Links.of(chooser).stream()
                .filter(link -> link.getPath().endsWith("/globex"))
                .findFirst()
                .orElseThrow();
        Page landed = browser.signIn(globex, "alice", "alice-pw");
        assertThat(landed.uri()).isEqualTo(sample.at("/app/whoami"));
        assertThat(landed.json())
                .containsEntry("connection", "globex")
                .containsEntry("userName", "alice")
                .containsEntry("groups", List.of("admins", "engineering"))
                .containsEntry("tags", Map.of("CostCenter", "CC-1001", "Department", "Engineering"));
    }

    @Test
    void emailJourney_domainOfAHiddenConnection_signsInThere() {
        TestBrowser browser = TestBrowser.create();
        Page start = browser.get(sample.at("/"));
        Page atIdp = browser.submit(start, start.form("email"), Map.of());
        Page landed = browser.signIn(atIdp, sample.at("/"), "alice", "alice-pw");
        assertThat(landed.uri()).isEqualTo(sample.at("/app/"));
        assertThat(landed.text()).contains("initech (saml)");
    }

    @Test
    void portalTile_unsolicitedResponse_becomesASignInOfOurOwn() {
        TestBrowser browser = TestBrowser.create();
        URI tile = Links.of(browser.get(sample.at("/")), "").stream()
                .filter(link -> link.getPath().equals("/saml/initiate"))
                .findFirst()
                .orElseThrow();
        // The demo's identity provider asks each time: for its own sign-in, then for ours.
        Page askedAgain = browser.signIn(browser.get(tile), sample.at("/"), "bob", "bob-pw");
        assertThat(askedAgain.uri().getPort()).isEqualTo(tile.getPort());
        Page landed = browser.signIn(askedAgain, sample.at("/"), "bob", "bob-pw");
        assertThat(landed.uri()).isEqualTo(sample.at("/app/"));
        assertThat(browser.get(sample.at("/")).text()).contains("login.bounced");
    }

    @Test
    void whoami_withoutSession_401ForProgramsAndLoginForPeople() {
        TestBrowser browser = TestBrowser.create();
        Page program = browser.fetch(sample.at("/app/whoami"), JSON);
        assertThat(program.status()).isEqualTo(401);
        assertThat(program.json())
                .containsEntry("error", "UNAUTHENTICATED")
                .containsEntry("login", sample.at("/sso/login").toString());
        Page person = browser.fetch(sample.at("/app/whoami"), Map.of());
        assertThat(person.status()).isEqualTo(303);
        assertThat(person.location().orElseThrow().getPath()).isEqualTo("/sso/login");
    }

    @Test
    void whoami_personWithoutAttributes_absentValuesLeftOut() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "carol", "carol-pw");
        assertThat(browser.fetch(sample.at("/app/whoami"), JSON).json())
                .containsEntry("groups", List.of())
                .containsEntry("tags", Map.of())
                .doesNotContainKey("launch");
    }

    @Test
    void refusedLogin_personSwitchedOff_403PageOrJsonAndNoLoop() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "dave", "dave-pw");
        String id =
                (String) browser.fetch(sample.at("/app/whoami"), JSON).json().get("userId");
        assertThat(scim().deactivate(id).status()).isBetween(200, 204);
        assertThat(browser.fetch(sample.at("/app/whoami"), JSON).status())
                .as("the live session")
                .isEqualTo(401);
        Page refused = browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "dave", "dave-pw");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).contains("deactivated").contains("reference");
        Page malformed = browser.fetchPost(sample.at("/sso/saml/acme/acs"), Map.of("SAMLResponse", "!"), JSON);
        assertThat(malformed.status()).isEqualTo(403);
        assertThat(malformed.json()).containsEntry("error", "RESPONSE_REFUSED").containsKey("reference");
    }

    @Test
    void launchTile_pressed_opensTheProfileOnce() {
        TestBrowser browser = TestBrowser.create();
        Page page = browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        Page link = browser.submit(page, page.form("target"), Map.of());
        assertThat(link.uri().getPath()).isEqualTo("/sso/launch");
        Page studio = browser.submit(link, link.form("token"), Map.of());
        assertThat(studio.uri()).isEqualTo(sample.at("/app/studio/"));
        assertThat(studio.text()).contains("A launch link opened this");
        Map<String, Object> me = browser.fetch(sample.at("/app/whoami"), JSON).json();
        assertThat(String.valueOf(me.get("launch"))).contains("target=studio", "profile=alice");
        assertThat(browser.submit(link, link.form("token"), Map.of()).status()).isEqualTo(403);
    }

    @Test
    void launch_askedByAProgram_201AndTheLinkWorksElsewhere() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        Page made = browser.fetchPost(sample.at("/app/launch"), Map.of("target", "studio"), JSON);
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json()).containsOnlyKeys("authorizedUrl", "expiresAt", "launchId");
        TestBrowser elsewhere = TestBrowser.create();
        Page link = elsewhere.get(URI.create((String) made.json().get("authorizedUrl")));
        assertThat(elsewhere.submit(link, link.form("token"), Map.of()).text()).contains("A launch link opened this");
    }

    @Test
    void launch_foreignOriginOrNotAllowed_403() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "carol", "carol-pw");
        URI launch = sample.at("/app/launch");
        Map<String, String> studio = Map.of("target", "studio");
        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
            assertThat(browser.fetchPost(launch, studio, Map.of("Origin", origin))
                            .status())
                    .isEqualTo(403);
        }
        Page notAllowed = browser.fetchPost(launch, studio, JSON);
        assertThat(notAllowed.status()).isEqualTo(403);
        assertThat(notAllowed.json()).containsEntry("error", "NOT_ALLOWED").containsKey("reference");
        assertThat(browser.fetchPost(launch, Map.of("target", "none"), Map.of()).status())
                .isEqualTo(403);
        assertThat(TestBrowser.create().fetchPost(launch, studio, JSON).status())
                .isEqualTo(401);
        assertThat(browser.fetch(launch, Map.of()).status()).isEqualTo(405);
    }

    @Test
    void provisionedGroup_ofAPersonWhoSignsIn_isAmongTheGroups() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        String id =
                (String) browser.fetch(sample.at("/app/whoami"), JSON).json().get("userId");
        assertThat(scim().createGroup("From SCIM", id).status()).isEqualTo(201);
        Map<String, Object> me = browser.fetch(sample.at("/app/whoami"), JSON).json();
        assertThat(me).containsEntry("groups", List.of("From SCIM", "admins", "engineering"));
        String start = browser.get(sample.at("/")).text();
        assertThat(start).contains("From SCIM", "alice@acme.example", "login.signed-in", "scim.group.created");
        assertThat(start).contains("Recent provisioning", "displayName From SCIM; members 1: " + id);
    }

    @Test
    void signOut_fromThePersonsPage_endsTheSession() {
        TestBrowser browser = TestBrowser.create();
        Page page = browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        Page out = browser.followAll(browser.submit(page, page.forms().get(0), Map.of()));
        // By way of Acme, which is signed out too (SAML single logout).
        assertThat(out.uri()).hasPath("/sso/saml/acme/slo");
        assertThat(out.text()).contains("signed out");
        assertThat(browser.fetch(sample.at("/app/whoami"), JSON).status()).isEqualTo(401);
    }

    @Test
    void unknownPage_below_app_404() {
        TestBrowser browser = TestBrowser.create();
        browser.signIn(sample.at("/sso/start/acme?returnTo=/app/"), "alice", "alice-pw");
        assertThat(browser.get(sample.at("/app/none")).status()).isEqualTo(404);
        assertThat(browser.get(sample.at("/app/studio/")).text()).contains("not by a launch link");
    }

    private ScimClient scim() {
        Page start = TestBrowser.create().get(sample.at("/"));
        return ScimClient.of(URI.create(Links.text(start, "scim-base-url")), Links.text(start, "scim-token"));
    }
}
