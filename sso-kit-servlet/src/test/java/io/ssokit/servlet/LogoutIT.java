package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.LogoutScript;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlMessage;
import io.ssokit.testing.SamlSession;
import io.ssokit.testing.TestBrowser;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signing out of everything, and being signed out from elsewhere: two nodes of one app behind one address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogoutIT {
    private static final String EMAIL = "urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress";

    private FakeIdp idp;
    private JdbcConnectionPool pool;
    private Container nodeA;
    private Container nodeB;

    @BeforeAll
    void start() {
        idp = FakeIdp.start();
        pool = JdbcConnectionPool.create("jdbc:h2:mem:logout;DB_CLOSE_DELAY=-1", "sa", "");
        JdbcStores.of(pool).createSchema();
        nodeA = Container.start(Brand.JETTY, serviceProvider -> kit(serviceProvider, pool));
        // Browsers know both by the address of the first.
        nodeB = Container.start(Brand.TOMCAT, own -> kit(ServiceProvider.of(nodeA.base()), pool));
        for (String connection : List.of("acme", "post", "plain")) {
            idp.saml().register(nodeA.at("/sso/saml/" + connection + "/metadata"));
        }
    }

    @BeforeEach
    void asUsual() {
        idp.mend();
        idp.saml().logout().play(LogoutScript.standard());
    }

    @AfterAll
    void stop() {
        nodeB.close();
        nodeA.close();
        pool.dispose();
        idp.close();
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider, DataSource database) {
        return SsoKit.builder(serviceProvider)
                .connections(
                        IdpConnection.saml("acme")
                                .metadata(idp.saml().metadataUri())
                                .insecureAllowHttp()
                                .singleLogout(),
                        IdpConnection.saml("post")
                                .metadata(idp.saml().metadataUri())
                                .insecureAllowHttp()
                                .requestBinding(SamlRequests.Binding.POST)
                                .singleLogout(),
                        IdpConnection.saml("plain")
                                .metadata(idp.saml().metadataUri())
                                .insecureAllowHttp())
                .secret(Secret.of("a secret of the tests that both nodes know"))
                .stores(JdbcStores.of(database));
    }

    @ParameterizedTest
    @ValueSource(strings = {"acme", "post"})
    void signOut_throughTheIdentityProvider_saysSignedOutEverywhere(String connection) {
        TestBrowser browser = signedIn(connection, "alice");
        Page out = signOut(browser);
        assertThat(out.status()).isEqualTo(200);
        assertThat(out.uri().getPath()).isEqualTo("/sso/saml/" + connection + "/slo");
        assertThat(out.text()).contains("You are signed out of this app and of your identity provider.");
        assertSignedOut(browser);
        assertThat(browser.get(nodeA.at("/sso/start/acme")).forms())
                .as("the identity provider asks again")
                .isNotEmpty();
    }

    @Test
    void signOut_partialLogout_saidHonestly() {
        TestBrowser browser = signedIn("acme", "alice");
        idp.saml().logout().play(LogoutScript.of(s -> s.partial()));
        Page out = signOut(browser);
        assertThat(out.text()).contains("You are signed out here").contains("other applications");
        assertSignedOut(browser);
    }

    @Test
    void signOut_identityProviderDown_signedOutHereAllTheSame() {
        TestBrowser browser = signedIn("acme", "alice");
        idp.fail(Endpoint.SAML_SLO, 503);
        Page out = signOut(browser);
        assertThat(out.status()).as("the identity provider's own error page").isEqualTo(503);
        idp.mend();
        assertSignedOut(browser);
    }

    @Test
    void signOut_forgedAnswer_notConfirmed() {
        TestBrowser browser = signedIn("acme", "alice");
        idp.saml().logout().play(LogoutScript.of(s -> s.unsigned()));
        Page out = signOut(browser);
        assertThat(out.status()).isEqualTo(403);
        assertThat(out.text()).contains("has not confirmed").contains("reference");
        assertSignedOut(browser);
    }

    @Test
    void signOut_notPassedOn_landsOnTheStartPage() {
        TestBrowser browser = signedIn("plain", "alice");
        assertThat(signOut(browser).uri()).isEqualTo(nodeA.at("/"));
        assertSignedOut(browser);
    }

    @ParameterizedTest
    @ValueSource(strings = {"REDIRECT", "POST"})
    void startedAtTheIdentityProvider_endsHereAndIsAnswered(String binding) {
        TestBrowser browser = signedIn("plain", "alice");
        URI start = idp.saml().logout().startUri(entityId("plain"), SamlBinding.valueOf(binding));
        Page end = browser.followAll(browser.get(start));
        assertThat(end.text()).contains("The application answered: Success");
        assertSignedOut(browser);
    }

    @Test
    @Tag("C-14")
    void demandAtNodeB_sessionAtNodeA_diesWithinSeconds() {
        TestBrowser alice = signedIn("acme", "alice");
        TestBrowser bob = signedIn("acme", "bob");
        SamlMessage demand = demand("alice@example.com");
        // Whoever brings it, from wherever: no cookie comes along.
        Page answer = TestBrowser.create().fetchPost(onNodeB(demand), demand.parameters(), Map.of());
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location())
                .hasValueSatisfying(to -> assertThat(to.toString()).contains("SAMLResponse="));
        assertThat(diesWithin(alice, Duration.ofSeconds(5))).isTrue();
        assertThat(bob.get(nodeA.at("/app/")).body()).contains("user=bob@example.com");
    }

    @Test
    @Tag("S-32")
    void demandWithoutSignature_atEitherNode_403() {
        TestBrowser alice = signedIn("acme", "alice");
        SamlSession session = new SamlSession(entityId("acme"), "alice@example.com", EMAIL, null, null);
        for (SamlBinding binding : List.of(SamlBinding.REDIRECT, SamlBinding.POST)) {
            SamlMessage forged =
                    idp.saml().logout().request(session, binding, null, LogoutScript.of(s -> s.unsigned()));
            Page refused = binding == SamlBinding.POST
                    ? TestBrowser.create().fetchPost(onNodeB(forged), forged.parameters(), Map.of())
                    : TestBrowser.create().fetch(forged.uri(), Map.of());
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.text()).contains("Nothing was changed");
            assertThat(refused.header("Content-Security-Policy")).isPresent();
        }
        assertThat(alice.get(nodeA.at("/app/")).body()).contains("user=alice@example.com");
    }

    @Test
    void logoutEndpoint_program_getsJson() {
        Page json = TestBrowser.create().fetch(nodeA.at("/sso/saml/acme/slo"), Map.of("Accept", "application/json"));
        assertThat(json.status()).isEqualTo(403);
        assertThat(json.json()).containsEntry("signOut", "REFUSED").containsEntry("error", "RESPONSE_REFUSED");
    }

    private SamlMessage demand(String nameId) {
        SamlSession session = new SamlSession(entityId("acme"), nameId, EMAIL, null, null);
        return idp.saml().logout().request(session, SamlBinding.POST, "r", LogoutScript.standard());
    }

    private URI onNodeB(SamlMessage message) {
        return nodeB.at(message.destination().getPath());
    }

    private String entityId(String connection) {
        return nodeA.at("/sso/saml/" + connection + "/metadata").toString();
    }

    private TestBrowser signedIn(String connection, String persona) {
        TestBrowser browser = TestBrowser.create();
        Page landed =
                browser.signIn(nodeA.at("/sso/start/" + connection + "?returnTo=/app/"), persona, persona + "-pw");
        assertThat(landed.body()).contains("user=" + persona + "@example.com");
        return browser;
    }

    private Page signOut(TestBrowser browser) {
        Page asks = browser.get(nodeA.at("/sso/logout"));
        return browser.followAll(browser.submit(asks, asks.forms().get(0), Map.of()));
    }

    private void assertSignedOut(TestBrowser browser) {
        assertThat(browser.fetch(nodeA.at("/app/"), Map.of()).status()).isEqualTo(303);
    }

    /** Asks again and again, as a person who works does: the answer may be cached for two seconds. */
    private boolean diesWithin(TestBrowser browser, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            if (browser.fetch(nodeA.at("/app/"), Map.of()).status() == 303) {
                return true;
            }
        }
        return false;
    }
}
