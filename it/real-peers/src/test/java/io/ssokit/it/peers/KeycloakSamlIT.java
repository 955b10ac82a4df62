package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that Keycloak can make of a SAML client; each client is made of our metadata by Keycloak's own converter. */
@ExtendWith(KeycloakRun.class)
class KeycloakSamlIT {

    private static final String REALM = "saml-clients";

    /**
     * One client and the connection that meets it.
     *
     * @param connection id of ours
     * @param ours further configuration of the connection
     * @param theirs options of the client that differ from what the converter made
     * @param signed what of the response is seen to be signed: or the test tests something else
     * @param wire what the response must hold
     */
    private record Client(
            String connection, String ours, Map<String, String> theirs, List<String> signed, List<String> wire) {
        @Override
        public String toString() {
            return connection;
        }
    }

    private static final List<String> RESPONSE = List.of("Response");
    private static final List<String> ASSERTION = List.of("Assertion");
    private static final List<String> BOTH = List.of("Response", "Assertion");

    private static final String ARTIFACT = ", response-binding: artifact";
    private static final String XENC = "http://www.w3.org/2001/04/xmlenc#";
    private static final List<Client> CLIENTS = List.of(
            // Nothing but our metadata decides how this one is spoken to.
            new Client("metadata", "", Map.of(), RESPONSE, List.of("EncryptedAssertion")),
            new Client("assertion", "", plain("false", "true"), ASSERTION, List.of()),
            new Client("response", "", plain("true", "false"), RESPONSE, List.of()),
            new Client("both", "", plain("true", "true"), BOTH, List.of()),
            new Client(
                    "encrypted",
                    ", expect-encrypted-assertion: true, expect-gcm: true",
                    with(plain("true", "true"), "saml.encrypt", "true"),
                    RESPONSE,
                    List.of("EncryptedAssertion", "xmlenc11#aes256-gcm", "xmlenc11#rsa-oaep")),
            new Client(
                    "compatible",
                    ", expect-encrypted-assertion: true",
                    with(
                            plain("true", "false"),
                            "saml.encrypt",
                            "true",
                            "saml.encryption.algorithm",
                            XENC + "aes256-cbc",
                            "saml.encryption.keyAlgorithm",
                            XENC + "rsa-oaep-mgf1p",
                            "saml.encryption.digestMethod",
                            "http://www.w3.org/2000/09/xmldsig#sha1"),
                    RESPONSE,
                    List.of("EncryptedAssertion", "#aes256-cbc", "#rsa-oaep-mgf1p")),
            new Client("signed", ", sign-requests: always", signing(), BOTH, List.of()),
            new Client("signedpost", ", sign-requests: always, request-binding: post", signing(), BOTH, List.of()),
            new Client(
                    "persistent",
                    ", name-id-format: persistent",
                    with(plain("true", "true"), "saml_name_id_format", "persistent"),
                    BOTH,
                    List.of("nameid-format:persistent")),
            new Client(
                    "onetime",
                    "",
                    with(plain("true", "true"), "saml.onetimeuse.condition", "true", "saml.assertion.lifespan", "5"),
                    BOTH,
                    List.of("OneTimeUse")),
            new Client(
                    "allow",
                    ", idp-initiated: allow",
                    with(plain("true", "true"), "saml_idp_initiated_sso_relay_state", "/app/whoami?from=tile"),
                    BOTH,
                    List.of()),
            new Client("reject", ", idp-initiated: reject", plain("true", "true"), BOTH, List.of()));

    /** What comes by artifact is not seen by the browser, so there is nothing to say of it here. */
    private static final List<Client> BY_ARTIFACT = List.of(
            new Client("artifact", ARTIFACT, artifact("false"), List.of(), List.of()),
            new Client("artifactpost", ARTIFACT, artifact("true"), List.of(), List.of()));

    private static Keycloak keycloak;
    private static SampleApp app;
    private static URI base;
    private static Map<String, String> converted;

    @BeforeAll
    static void start(Keycloak running) {
        keycloak = running;
        keycloak.create(new KeycloakRealm(REALM));
        base = Peer.loopback(Peer.freePort());
        List<Client> all = Stream.concat(CLIENTS.stream(), BY_ARTIFACT.stream()).toList();
        String connections = all.stream()
                .map(client -> """
                          %s: { type: saml, tenant: of-%1$s, metadata: "%s", insecure-allow-http: true%s }
                        """.formatted(client.connection(), keycloak.samlMetadata(REALM), client.ours()))
                .collect(Collectors.joining());
        app = SampleApp.start(base, "connections:\n" + connections);
        for (Client client : all) {
            URI metadata = SampleApp.samlEntityId(base, client.connection());
            Map<String, String> options = keycloak.register(REALM, metadata, client.connection(), client.theirs());
            converted = converted == null ? options : converted;
        }
    }

    @AfterAll
    static void stop() {
        Closing.all(app);
    }

    static Stream<Arguments> everybodyEverywhere() {
        return CLIENTS.stream()
                .flatMap(client -> Stream.of("alice", "bob", "carol", "dave").map(name -> Arguments.of(client, name)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everybodyEverywhere")
    void login_everyClientAndPerson_comesThroughWithExactlyTheirValues(Client client, String name) {
        TestBrowser browser = TestBrowser.create();
        SamlPost answer = SamlPost.by(browser, browser.get(app.startOf(client.connection())), name);
        Map<String, Object> me = new SignIn(app, browser, answer.deliver()).succeeded(client.connection());

        assertThat(answer.signed()).isEqualTo(client.signed());
        assertThat(client.wire()).allSatisfy(mark -> assertThat(answer.xml()).contains(mark));
        assertThat(me).containsEntry("email", name + "@example.com");
        assertThat(app.signOutQuestion(browser).text()).contains(NAMES.get(name));
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrderElementsOf(GROUPS.get(name));
        assertThat(SignIn.tags(me)).isEqualTo(TAGS.get(name));
    }

    @ParameterizedTest
    @CsvSource({"artifact, alice, GET", "artifact, bob, GET", "artifactpost, carol, POST", "artifactpost, dave, POST"})
    void login_byArtifact_isFetchedFromKeycloak(String connection, String name, String how) {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page login = browser.get(app.startOf(connection));
        TestBrowser.Page answer = browser.fetchPost(
                login.form("password").action(), Map.of("username", name, "password", name + "-pw"), Map.of());
        String carrier = answer.location().isPresent() ? "GET" : "POST";
        TestBrowser.Page end =
                browser.followAll(answer.location().map(browser::get).orElse(answer));
        Map<String, Object> me = new SignIn(app, browser, end).succeeded(connection);

        assertThat(carrier).isEqualTo(how);
        assertThat(answer.body() + answer.location().map(URI::toString).orElse(""))
                .contains("SAMLart")
                .doesNotContain("SAMLResponse");
        assertThat(me).containsEntry("email", name + "@example.com");
        assertThat(SignIn.groups(me)).containsExactlyInAnyOrderElementsOf(GROUPS.get(name));
        assertThat(SignIn.tags(me)).isEqualTo(TAGS.get(name));
    }

    @Test
    void register_ourMetadata_isUnderstoodByKeycloaksConverter() {
        assertThat(converted)
                .containsEntry("saml.client.signature", "true")
                .containsEntry("saml.encrypt", "true")
                .containsKeys("saml.signing.certificate", "saml.encryption.certificate")
                .containsEntry(
                        "saml_assertion_consumer_url_post",
                        SampleApp.samlAcs(base, "metadata").toString())
                .containsKeys("saml_single_logout_service_url_post", "saml_single_logout_service_url_redirect");
    }

    @Test
    void login_signedRequestThatLostItsSignature_isRefusedByKeycloak() {
        TestBrowser browser = TestBrowser.create();
        URI request = browser.fetch(app.startOf("signed"), Map.of()).location().orElseThrow();
        URI stripped = URI.create(request.toString().replaceAll("&Signature=[^&]*", ""));

        assertThat(request.getRawQuery()).contains("&SigAlg=", "&Signature=");
        assertThat(browser.get(request).form("password")).isNotNull();
        assertThat(TestBrowser.create().get(stripped).text()).contains("Invalid requester");
    }

    @Test
    void login_twoValuesForOneTag_isReported() {
        SignIn.by(app, "both", "dave", "dave-pw").succeeded("both");

        assertThat(SampleApp.log().lines().filter(line -> line.contains("of of-both: dave")))
                .last()
                .asString()
                .contains("left out", "CostCenter");
    }

    @Test
    void login_persistentNameId_isOpaqueAndTheSameEachTime() {
        Object first = SignIn.by(app, "persistent", "alice", "alice-pw")
                .succeeded("persistent")
                .get("subject");

        assertThat(first).asString().doesNotContain("alice");
        assertThat(SignIn.by(app, "persistent", "alice", "alice-pw").succeeded("persistent"))
                .containsEntry("subject", first);
    }

    @Test
    void login_oneTimeUse_servesOnce() {
        TestBrowser browser = TestBrowser.create();
        SamlPost answer = SamlPost.by(browser, browser.get(app.startOf("onetime")), "alice");
        answer.deliver();
        Map<String, String> form = answer.page().form("SAMLResponse").fields();
        URI acs = answer.page().form("SAMLResponse").action();

        assertThat(TestBrowser.create().fetchPost(acs, form, SignIn.AS_JSON).status())
                .isNotEqualTo(200);
        assertThat(browser.fetchPost(acs, form, SignIn.AS_JSON).status()).isNotEqualTo(200);
    }

    @Test
    void login_keycloakSignsWithANewKey_isAcceptedWithoutARestart() {
        SignIn.by(app, "both", "alice", "alice-pw").succeeded("both");

        keycloak.rotateKey(REALM);

        SignIn.by(app, "both", "alice", "alice-pw").succeeded("both");
    }

    @Test
    void idpInitiated_allowed_endsSignedInWithoutASecondRequest() {
        TestBrowser browser = TestBrowser.create();
        SamlPost answer = SamlPost.by(browser, browser.get(keycloak.portalTile(REALM, "allow")), "alice");
        TestBrowser.Page accepted = browser.fetchPost(
                answer.page().form("SAMLResponse").action(),
                answer.page().form("SAMLResponse").fields(),
                Map.of());

        assertThat(answer.xml()).doesNotContain("InResponseTo");
        assertThat(accepted.location()).get().satisfies(to -> assertThat(to).hasPath("/app/whoami"));
        assertThat(app.whoami(browser).json()).containsEntry("email", "alice@example.com");
    }

    @Test
    void idpInitiated_bounced_endsSignedInByARequestOfOurOwn() {
        TestBrowser browser = TestBrowser.create();
        SamlPost answer = SamlPost.by(browser, browser.get(keycloak.portalTile(REALM, "metadata")), "alice");
        TestBrowser.Page bounced = browser.fetchPost(
                answer.page().form("SAMLResponse").action(),
                answer.page().form("SAMLResponse").fields(),
                Map.of());
        TestBrowser.Page end = browser.followAll(browser.get(bounced.location().orElseThrow()));

        assertThat(end.uri().getAuthority()).isEqualTo(base.getAuthority());
        assertThat(app.whoami(browser).json()).containsEntry("email", "alice@example.com");
    }

    @Test
    void idpInitiated_rejected_leavesNoSession() {
        TestBrowser browser = TestBrowser.create();
        SamlPost answer = SamlPost.by(browser, browser.get(keycloak.portalTile(REALM, "reject")), "alice");

        new SignIn(app, browser, answer.deliver()).refusedWithPage("reference");
    }

    private static final Map<String, String> NAMES =
            Map.of("alice", "Alice Liddell", "bob", "Bob O'Brien", "carol", "Carol Ng", "dave", "Dave 李");
    private static final Map<String, List<String>> GROUPS = Map.of(
            "alice", List.of("engineering", "admins"),
            "bob", List.of("engineering", "Großkunden & Partner"),
            "carol", List.of(),
            "dave", List.of("engineering"));
    /** Bob's department has characters that a session tag may not have; dave has two cost centers. */
    private static final Map<String, Map<String, String>> TAGS = Map.of(
            "alice", Map.of("CostCenter", "CC-1001", "Department", "Engineering"),
            "bob", Map.of("CostCenter", "Köln/7"),
            "carol", Map.of(),
            "dave", Map.of());

    private static Map<String, String> plain(String signedResponse, String signedAssertion) {
        return Map.of(
                "saml.server.signature", signedResponse,
                "saml.assertion.signature", signedAssertion,
                "saml.client.signature", "false",
                "saml.encrypt", "false",
                "saml_name_id_format", "email",
                "saml_force_name_id_format", "true");
    }

    private static Map<String, String> artifact(String byPost) {
        return with(signing(), "saml.artifact.binding", "true", "saml.force.post.binding", byPost);
    }

    private static Map<String, String> signing() {
        return with(plain("true", "true"), "saml.client.signature", "true");
    }

    private static Map<String, String> with(Map<String, String> options, String... more) {
        Map<String, String> all = new LinkedHashMap<>(options);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }
}
