package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.TestBrowser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SAML in an app of pac4j's, by pac4j's own logics, with a fake identity provider behind it. */
class SamlPac4jClientTest {
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private Pac4jApp app;
    private FakeIdp idp;

    @BeforeEach
    void start() throws Exception {
        app = new Pac4jApp();
        idp = FakeIdp.builder().acsAllowed(acs -> true).singleSignOn().start();
        guard(connection());
    }

    @AfterEach
    void stop() {
        idp.close();
        app.close();
    }

    @Test
    void signIn_protectedPage_comesBackToItWithTheProfile() {
        TestBrowser.Page page = signIn("/app/reports?year=2026");

        assertThat(page.text()).contains("hello alice");
        assertThat(page.uri()).hasPath("/app/reports").hasQuery("year=2026");
        SamlPac4jProfile profile = (SamlPac4jProfile) app.seen;
        assertThat(profile.getClientName()).isEqualTo("acme");
        assertThat(profile.getEmail()).isEqualTo("alice@example.com");
        assertThat(profile.getRoles()).contains("engineering");
        assertThat(profile.tags().value("CostCenter")).contains("CC-1001");
        assertThat(profile.getAuthenticationAttribute("sessionindex")).isNotNull();
        assertThat(profile.isExpired()).isFalse();
    }

    @Test
    void signIn_requestByPost_worksToo() {
        guard(connection().requestBinding(SamlRequests.Binding.POST).signRequests(SamlRequests.Sign.ALWAYS));

        assertThat(signIn("/app").text()).contains("hello alice");
        assertThat(idp.saml().requests()).hasSize(1);
    }

    @Test
    void signIn_forgedResponse_refusedAndOnlyTheReferenceIsTold() {
        idp.saml().play(SamlScript.of(script -> script.signer(SamlScript.Signer.STRANGER)));

        TestBrowser.Page page = signIn("/app");

        assertThat(page.text()).doesNotContain("hello");
        AuditEvent.SignInRefused refused = (AuditEvent.SignInRefused) events.get(events.size() - 1);
        assertThat(refused.error()).isEqualTo(LoginError.SIGNATURE);
    }

    /** The portal's tile: dropped, asked for anew, signed in. */
    @Test
    void idpInitiated_bounced_endsSignedIn() {
        URI acs = URI.create(app.base() + "/sso/saml/acme/acs");
        TestBrowser browser = TestBrowser.create();

        URI tile = idp.saml().initiateUri(app.base() + "/sso/saml/acme/metadata", acs, null);
        TestBrowser.Page page = browser.signIn(browser.get(tile), app.base(), "alice", "alice-pw");

        assertThat(events).hasAtLeastOneElementOfType(AuditEvent.SignInBounced.class);
        assertThat(page.text()).contains("hello alice");
    }

    @Test
    void signIn_manyTabsNeverFinished_fourAttemptsAreKept() {
        TestBrowser browser = TestBrowser.create();
        for (int i = 0; i < 10; i++) {
            browser.fetch(URI.create(app.base() + "/app"), java.util.Map.of());
        }

        assertThat(browser.cookies(app.base()).keySet().stream().filter(name -> !name.equals("APPSESSION")))
                .hasSizeLessThanOrEqualTo(4);
    }

    @Test
    @SuppressWarnings("BanSerializableRead") // what a container does with its sessions; the bytes are our own
    void profile_throughASession_keepsEverything() throws Exception {
        signIn("/app");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(app.seen);

        SamlPac4jProfile again =
                (SamlPac4jProfile) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(again.getId()).isEqualTo(app.seen.getId());
        assertThat(again.isExpired()).isFalse();
        assertThat(again.tags().value("CostCenter")).contains("CC-1001");
    }

    @Test
    void profile_nobodySaidWhenItEnds_isExpired() {
        assertThat(new SamlPac4jProfile().isExpired()).isTrue();
    }

    @Test
    void metadata_ofTheConnection_isServed() {
        String xml = new String(client(connection()).metadata(), StandardCharsets.UTF_8);

        assertThat(xml).contains(app.base() + "/sso/saml/acme/acs");
    }

    @Test
    void client_ofAnotherProtocol_refused() {
        SsoKit kit = kit(connection());
        IdpConnection oidc = SignIn.connection("globex", "http://127.0.0.1:9");

        assertThatThrownBy(() -> new SamlPac4jClient(kit.serviceProvider(), kit.flow(), oidc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("globex");
    }

    private TestBrowser.Page signIn(String page) {
        return TestBrowser.create().signIn(URI.create(app.base() + page), "alice", "alice-pw");
    }

    private SamlConnectionBuilder connection() {
        return IdpConnection.saml("acme").metadataXml(idp.saml().metadata()).insecureAllowHttp();
    }

    private void guard(SamlConnectionBuilder connection) {
        app.guardedBy(client(connection));
    }

    private SamlPac4jClient client(SamlConnectionBuilder connection) {
        SsoKit kit = kit(connection);
        return new SamlPac4jClient(
                kit.serviceProvider(),
                kit.flow(),
                kit.connections().find("acme").orElseThrow());
    }

    private SsoKit kit(SamlConnectionBuilder connection) {
        return SsoKit.builder(ServiceProvider.of(app.base()))
                .connections(connection)
                .audit(events::add)
                .build();
    }
}
