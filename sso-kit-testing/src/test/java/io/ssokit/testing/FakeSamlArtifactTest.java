package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.SamlScript.Part;
import io.ssokit.testing.SamlScript.Sign;
import io.ssokit.testing.TestBrowser.Page;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** SAML Bindings 3.6: the response waits at the provider, the browser carries a reference. */
class FakeSamlArtifactTest {
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final EchoApp APP = new EchoApp("/acs");
    private static final FakeSp SP = FakeSp.at(APP.uri("/"));
    private static final FakeSp OTHER = FakeSp.at(APP.uri("/")).called("https://other.example");
    private static final FakeIdp IDP = FakeIdp.start();

    private final TestBrowser browser = TestBrowser.create();

    static {
        IDP.saml().register(SP.metadata());
        IDP.saml().register(OTHER.metadata());
    }

    @BeforeEach
    void artifacts() {
        IDP.saml().play(SamlScript.of(s -> s.binding(SamlBinding.ARTIFACT)));
    }

    @AfterAll
    static void close() {
        IDP.close();
        APP.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void signIn_artifact_resolvesOnceToTheResponse(boolean byPost) {
        if (byPost) {
            IDP.saml().play(SamlScript.of(s -> s.binding(SamlBinding.ARTIFACT).artifactByPost()));
        }
        Page atAcs = signIn();
        String artifact = String.valueOf(atAcs.json().get("SAMLart"));
        Element first = artifactResponse(resolve(artifact, SP, SP.key()));
        Element response = SafeXml.child(first, Received.PROTOCOL, "Response");

        assertThat(atAcs.json())
                .containsEntry("method", byPost ? "POST" : "GET")
                .containsEntry("RelayState", "/deep & far")
                .doesNotContainKey("SAMLResponse");
        assertThat(XmlSigner.holds(first, List.of(IDP.saml().certificate()))).isTrue();
        assertThat(first.getAttribute("InResponseTo")).isEqualTo("_resolve");
        assertThat(response.getTextContent()).contains("alice@example.com");
        assertThat(XmlSigner.holds(
                        SafeXml.child(response, Received.ASSERTION, "Assertion"),
                        List.of(IDP.saml().certificate())))
                .isTrue();
        assertThat(SafeXml.child(artifactResponse(resolve(artifact, SP, SP.key())), Received.PROTOCOL, "Response"))
                .isNull();
    }

    @Test
    void artifact_type4_namesTheProviderByTheHashOfItsEntityId() throws Exception {
        byte[] artifact = Base64.getDecoder().decode(signInForArtifact());
        byte[] hash =
                MessageDigest.getInstance("SHA-1").digest(IDP.saml().entityId().getBytes(StandardCharsets.UTF_8));

        assertThat(artifact).hasSize(44).startsWith(0, 4, 0, 0);
        assertThat(Arrays.copyOfRange(artifact, 4, 24)).isEqualTo(hash);
    }

    @Test
    void resolve_anotherServiceProvider_getsNothingAndUsesItUp() {
        String artifact = signInForArtifact();

        assertThat(SafeXml.child(
                        artifactResponse(resolve(artifact, OTHER, OTHER.key())), Received.PROTOCOL, "Response"))
                .isNull();
        assertThat(SafeXml.child(artifactResponse(resolve(artifact, SP, SP.key())), Received.PROTOCOL, "Response"))
                .isNull();
    }

    @Test
    void resolve_unsignedOrForeign_isAFault() {
        String artifact = signInForArtifact();

        assertThat(resolve(artifact, SP, null).statusCode()).isEqualTo(500);
        assertThat(resolve(artifact, SP, OTHER.key()).body()).contains("soap:Fault", "not signed by a key");
    }

    @Test
    void play_script_changesTheEnvelopeOfTheResponse() {
        IDP.saml()
                .play(SamlScript.of(s -> s.binding(SamlBinding.ARTIFACT)
                        .sign(Sign.NONE)
                        .artifactResponseUnsigned()
                        .part(Part.ARTIFACT_IN_RESPONSE_TO, "_another")));
        Element answer = artifactResponse(resolve(signInForArtifact(), SP, SP.key()));

        assertThat(answer.getAttribute("InResponseTo")).isEqualTo("_another");
        assertThat(SafeXml.write(answer)).doesNotContain("Signature");
    }

    private Page signIn() {
        Page login = browser.get(IDP.saml().initiateUri(SP.entityId(), SP.acs(), "/deep & far"));
        return browser.signIn(login, APP.uri("/"), "alice", "alice-pw");
    }

    private String signInForArtifact() {
        return String.valueOf(signIn().json().get("SAMLart"));
    }

    private static HttpResponse<String> resolve(String artifact, FakeSp sp, SigningKey key) {
        String xml = new Markup()
                .open(
                        "samlp:ArtifactResolve",
                        "xmlns:samlp",
                        Received.PROTOCOL,
                        "xmlns:saml",
                        Received.ASSERTION,
                        "ID",
                        "_resolve",
                        "Version",
                        "2.0",
                        "Destination",
                        IDP.saml().artifactUri().toString())
                .text("saml:Issuer", sp.entityId())
                .text("samlp:Artifact", artifact)
                .close()
                .toString();
        Element root = SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        if (key != null) {
            XmlSigner.sign(root, key, SamlMessage.RSA_SHA256);
        }
        String envelope =
                "<s:Envelope xmlns:s='" + SOAP + "'><s:Body>" + SafeXml.write(root) + "</s:Body></s:Envelope>";
        return Http.send(HttpRequest.newBuilder(IDP.saml().artifactUri())
                .header("Content-Type", "text/xml")
                .POST(HttpRequest.BodyPublishers.ofString(envelope))
                .build());
    }

    private static Element artifactResponse(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        Element envelope =
                SafeXml.parse(answer.body().getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        return SafeXml.child(SafeXml.child(envelope, SOAP, "Body"), Received.PROTOCOL, "ArtifactResponse");
    }
}
