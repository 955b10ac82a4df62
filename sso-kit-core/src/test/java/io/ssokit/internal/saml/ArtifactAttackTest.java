package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Unsolicited;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** responses fetched by artifact, and everything that may come instead. */
class ArtifactAttackTest {
    private static final String FAR = "2030-01-01T00:00:00Z";

    private static final MovableClock CLOCK = MovableClock.at("2026-11-22T10:00:00Z");

    /** One for all: each makes a key of its own, which takes seconds. */
    private static final EngineContext CONTEXT =
            EngineContexts.of(ServiceProvider.of(URI.create("https://app.example.com")), CLOCK);

    private final SoapStub stub = new SoapStub();
    private final SamlLogin engine = new SamlLogin(CONTEXT);
    private final List<String> taken = new ArrayList<>();

    /** How the identity provider answers; each test changes one thing. */
    private UnaryOperator<String> cover = xml -> xml;

    private boolean signedCover;

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @EnumSource
    void finish_artifact_responseFetchedAndAccepted(Vendor vendor) {
        for (Signed signed : List.of(Signed.RESPONSE, Signed.ASSERTION, Signed.BOTH)) {
            for (boolean cover : List.of(false, true)) {
                signedCover = cover;
                answer(VendorResponse.of(vendor).xml(signed));
                assertThat(finish(artifact()).subject())
                        .as(signed + ", " + cover)
                        .isEqualTo(VendorResponse.NAME_ID);
            }
        }
    }

    @Test
    void finish_artifact_resolvedBySignedSoap() {
        answer(good());
        finish(artifact());
        El envelope = Xml.parse(stub.asked.remove().getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        El resolve = envelope.elements().get(0).elements().get(0);
        assertThat(resolve.is(Names.SAMLP, "ArtifactResolve")).isTrue();
        TrustedKeys ours =
                TrustedKeys.ofCertificates(List.of(CONTEXT.keys().signing().certificate()));
        El signed = SignedXml.open(resolve, ours).root();
        assertThat(signed.attribute("Destination")).isEqualTo(stub.uri().toString());
        assertThat(signed.attribute("IssueInstant")).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(signed.elements().stream().map(El::text)).containsExactly(VendorResponse.AUDIENCE, artifact());
        Map<String, List<String>> headers = stub.headers.remove();
        assertThat(headers.get("Soapaction")).containsExactly("\"http://www.oasis-open.org/committees/security\"");
        assertThat(headers.get("Content-type")).containsExactly("text/xml; charset=utf-8");
        assertThat(taken)
                .containsExactly(
                        "saml.artifact " + artifact(),
                        "saml.request " + VendorResponse.REQUEST_ID,
                        "saml.assertion " + VendorResponse.ASSERTION_ID);
    }

    @Test
    void finish_artifactInAForm_sameAsInAUrl() {
        answer(good());
        Map<String, List<String>> form = Map.of("SAMLart", List.of(artifact()), "RelayState", List.of("h"));
        LoginRequest request = request("POST", Map.of(), form);
        assertThat(engine.handle(connection().build(), request)).contains("h");
        assertThat(finish(connection(), request).subject()).isEqualTo(VendorResponse.NAME_ID);
    }

    @Test
    @Tag("S-20")
    void finish_badCovers_noneAccepted() {
        Map<String, UnaryOperator<String>> covers = new LinkedHashMap<>();
        covers.put(
                "answers another resolve", xml -> xml.replaceFirst("InResponseTo=\"[^\"]*\"", "InResponseTo=\"_x\""));
        covers.put("answers nothing", xml -> xml.replaceFirst("InResponseTo=\"[^\"]*\"", ""));
        covers.put("of another issuer", xml -> xml.replaceFirst(">https://idp.example.com/entity<", ">urn:else<"));
        covers.put("of no issuer", xml -> xml.replaceFirst("<saml:Issuer>[^<]*</saml:Issuer>", ""));
        covers.put(
                "for another address", xml -> attribute(xml, "Destination=\"https://app.example.com/sso/saml/b/acs\""));
        covers.put("of another version", xml -> xml.replaceFirst("Version=\"2.0\"", "Version=\"1.1\""));
        covers.put("without ID", xml -> xml.replaceFirst("ID=\"_cover\"", ""));
        covers.put("of the future", xml -> xml.replaceFirst("IssueInstant=\"[^\"]*\"", "IssueInstant=\"" + FAR + "\""));
        covers.put("reports failure", xml -> xml.replaceFirst("status:Success", "status:Responder"));
        covers.put(
                "with two messages", xml -> xml.replace("</samlp:ArtifactResponse>", "<x/></samlp:ArtifactResponse>"));
        covers.put("of another kind", xml -> xml.replace("samlp:ArtifactResponse", "samlp:Response"));
        answer(good());
        covers.forEach((name, cover) -> {
            for (boolean signed : List.of(false, true)) {
                this.cover = cover;
                signedCover = signed && !name.equals("without ID") && !name.equals("of no issuer");
                assertRefused(name, () -> finish(artifact()));
            }
        });
        assertThat(taken).isEmpty();
        System.out.printf("attacks: %d tried, 0 accepted (S-20, ArtifactResponse)%n", 2 * covers.size());
    }

    @Test
    @Tag("S-20")
    void finish_badResponsesInside_noneAccepted() {
        VendorResponse response = VendorResponse.of(Vendor.KEYCLOAK);
        Map<String, String> inside = new LinkedHashMap<>();
        inside.put("unsigned", response.xml(Signed.NEITHER));
        inside.put("changed", good().replace(VendorResponse.NAME_ID, "mallory@example.com"));
        inside.put(
                "for another address",
                response.with("acs", "https://evil.example/acs").xml(Signed.BOTH));
        inside.put("for another audience", response.with("audience", "urn:else").xml(Signed.BOTH));
        inside.put("of another issuer", response.with("issuer", "urn:else").xml(Signed.BOTH));
        inside.put(
                "to another request", response.with("requestId", "_request-2").xml(Signed.BOTH));
        inside.put("over", response.with("notAfter", "2026-11-22T09:00:00Z").xml(Signed.BOTH));
        inside.put("a bare assertion", "<saml:Assertion xmlns:saml=\"" + Names.SAML + "\"/>");
        inside.put("nothing", "");
        inside.forEach((name, xml) -> {
            for (boolean signed : List.of(false, true)) {
                signedCover = signed;
                answer(xml);
                assertRefused(name, () -> finish(artifact()));
            }
        });
        assertThat(taken).noneMatch(id -> id.startsWith("saml.assertion"));
        System.out.printf("attacks: %d tried, 0 accepted (S-20, inside an ArtifactResponse)%n", 2 * inside.size());
    }

    @Test
    void finish_coverChangedAfterItWasSigned_refused() {
        signedCover = true;
        answer(good());
        UnaryOperator<String> honest = stub.answer;
        stub.answer = body -> honest.apply(body).replace(" ID=\"_cover\"", " Consent=\"x\" ID=\"_cover\"");
        assertRefused("changed", LoginError.SIGNATURE, () -> finish(artifact()));
    }

    @Test
    void finish_artifactsThatAreNone_refusedWithoutAskingAnybody() {
        byte[] own = Base64.getDecoder().decode(artifact());
        Map<String, LoginError> expected = new LinkedHashMap<>();
        expected.put(changed(own, 1, 1), LoginError.UNSUPPORTED);
        expected.put(changed(own, 0, 4), LoginError.UNSUPPORTED);
        expected.put(changed(own, 23, own[23] + 1), LoginError.ISSUER);
        expected.put(changed(own, 3, 7), LoginError.UNSUPPORTED);
        expected.put(changed(own, 2, 0x80), LoginError.UNSUPPORTED);
        expected.put("", LoginError.UNSUPPORTED);
        expected.put("AAQ=", LoginError.MALFORMED);
        expected.put("!", LoginError.MALFORMED);
        expected.put(Base64.getEncoder().encodeToString(Arrays.copyOf(own, 45)), LoginError.MALFORMED);
        expected.put("A".repeat(1_000_000), LoginError.TOO_LARGE);
        expected.forEach((text, error) ->
                assertRefused(text.substring(0, Math.min(60, text.length())), error, () -> finish(text)));
        assertThat(stub.asked).isEmpty();
        assertThat(taken).isEmpty();
        System.out.printf("attacks: %d tried, 0 accepted (R-55, artifacts)%n", expected.size());
    }

    @Test
    void finish_faultsAndGarbage_refused() {
        String soap =
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>%s</s:Body></s:Envelope>";
        stub.status = 500;
        stub.answer = body -> soap.formatted(
                "<s:Fault><faultcode>s:Client</faultcode><faultstring>who are you?" + "</faultstring></s:Fault>");
        assertThatThrownBy(() -> finish(artifact())).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.IDP_REFUSED);
            assertThat(refused.received()).contains("who are you?");
            assertThat(refused.fix()).contains("metadata");
        });
        stub.status = 200;
        for (String garbage : List.of("", "<", "<x/>", soap.formatted(""), soap.formatted("<a/><b/>"))) {
            stub.answer = body -> garbage;
            assertRefused(garbage, LoginError.MALFORMED, () -> finish(artifact()));
        }
        stub.answer = body -> "x".repeat(XmlLimits.MESSAGE.bytes() + 1);
        assertRefused("endless", LoginError.TOO_LARGE, () -> finish(artifact()));
        stub.status = 302;
        stub.answer = body -> "";
        assertThatThrownBy(() -> finish(artifact())).isInstanceOf(IdpUnavailableException.class);
        stub.close();
        assertThatThrownBy(() -> finish(artifact())).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    @Tag("O-17")
    void finish_resolutionServiceAtAPrivateAddress_notAsked() {
        SamlConnectionBuilder strict = IdpConnection.saml("acme")
                .metadataXml(metadata().replace(stub.uri().toString(), "https://127.0.0.1:1/artifacts"))
                .responseBinding(ResponseBinding.ARTIFACT);
        assertThatThrownBy(() -> finish(strict, get(artifact())))
                .isInstanceOf(IdpUnavailableException.class)
                .hasMessageContaining("private");
    }

    @Test
    void finish_bindingNotAskedFor_refusalNamesIt() {
        LoginRequest posted = request("POST", Map.of(), Map.of("SAMLResponse", List.of(VendorResponse.encode(good()))));
        SamlConnectionBuilder byPost = connection().responseBinding(ResponseBinding.POST);
        assertThatThrownBy(() -> engine.handle(byPost.build(), get(artifact())))
                .isInstanceOfSatisfying(LoginException.class, refused -> {
                    assertThat(refused.error()).isEqualTo(LoginError.UNSUPPORTED);
                    assertThat(refused.received()).contains("artifact");
                });
        assertThatThrownBy(() -> engine.handle(connection().build(), posted))
                .isInstanceOfSatisfying(LoginException.class, refused -> {
                    assertThat(refused.error()).isEqualTo(LoginError.UNSUPPORTED);
                    assertThat(refused.received()).contains("HTTP-POST");
                });
        assertRefused("finish", LoginError.UNSUPPORTED, () -> finish(byPost, get(artifact())));
        assertRefused("finish", LoginError.UNSUPPORTED, () -> finish(connection(), posted));
        assertThat(stub.asked).isEmpty();
    }

    @Test
    @Tag("S-23")
    void finishUnsolicited_answerToARequest_refused() {
        assertThat(engine.isUnsolicited(get(artifact()))).isTrue();
        answer(good());
        assertRefused("solicited", LoginError.IN_RESPONSE_TO, () -> engine.finishUnsolicited(unsolicited()));
        String nobodys = good().replaceAll(" InResponseTo=\"[^\"]*\"", "");
        assertThat(nobodys).isNotEqualTo(good());
        answer(nobodys);
        assertRefused("made unsolicited", LoginError.SIGNATURE, () -> engine.finishUnsolicited(unsolicited()));
    }

    private Unsolicited unsolicited() {
        return new Unsolicited(connection().build(), get(artifact()), CLOCK.instant(), (purpose, id, until) -> {});
    }

    private void answer(String response) {
        stub.answer = body -> {
            String id = body.replaceAll("(?s).*<samlp:ArtifactResolve[^>]* ID=\"([^\"]*)\".*", "$1");
            return "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body>" + covered(id, response)
                    + "</s:Body></s:Envelope>";
        };
    }

    private String covered(String resolveId, String response) {
        String xml = cover.apply("""
                <samlp:ArtifactResponse xmlns:samlp="%s" xmlns:saml="%s" ID="_cover" Version="2.0" IssueInstant="%s" \
                InResponseTo="%s"><saml:Issuer>%s</saml:Issuer><samlp:Status><samlp:StatusCode Value="%s"/></samlp:Status>\
                """.formatted(
                                Names.SAMLP,
                                Names.SAML,
                                VendorResponse.NOW,
                                resolveId,
                                VendorResponse.ISSUER,
                                Names.STATUS_SUCCESS)
                + "%s</samlp:ArtifactResponse>");
        String whole = xml.replace("%s", response.replaceFirst("<\\?xml[^>]*\\?>", ""));
        if (!signedCover) {
            return whole;
        }
        return VendorResponse.signed(whole, "_cover").replaceFirst("<\\?xml[^>]*\\?>", "");
    }

    private static String attribute(String xml, String attribute) {
        return xml.replaceFirst(" Version", " " + attribute + " Version");
    }

    private static String good() {
        return VendorResponse.of(Vendor.KEYCLOAK).xml(Signed.BOTH);
    }

    private static String artifact() {
        try {
            byte[] octets = new byte[44];
            octets[1] = 4;
            byte[] source =
                    MessageDigest.getInstance("SHA-1").digest(VendorResponse.ISSUER.getBytes(StandardCharsets.UTF_8));
            System.arraycopy(source, 0, octets, 4, 20);
            octets[43] = 9;
            return Base64.getEncoder().encodeToString(octets);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String changed(byte[] artifact, int at, int value) {
        byte[] copy = artifact.clone();
        copy[at] = (byte) value;
        return Base64.getEncoder().encodeToString(copy);
    }

    private SamlConnectionBuilder connection() {
        return IdpConnection.saml("acme")
                .metadataXml(metadata())
                .responseBinding(ResponseBinding.ARTIFACT)
                .insecureAllowHttp();
    }

    private String metadata() {
        try {
            String certificate = Base64.getEncoder()
                    .encodeToString(TestKeys.certificate(TestKeys.IDP, "idp").getEncoded());
            return """
                    <md:EntityDescriptor xmlns:md="%s" entityID="%s"><md:IDPSSODescriptor protocolSupportEnumeration="%s">
                    <md:KeyDescriptor><ds:KeyInfo xmlns:ds="%s"><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate>
                    </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
                    <md:ArtifactResolutionService index="0" Binding="%s" Location="%s"/>
                    <md:SingleSignOnService Binding="%s" Location="https://idp.example/sso"/>
                    </md:IDPSSODescriptor></md:EntityDescriptor>""".formatted(
                            Names.MD,
                            VendorResponse.ISSUER,
                            Names.SAMLP,
                            Names.DS,
                            certificate,
                            Names.BINDING_SOAP,
                            stub.uri(),
                            Names.BINDING_REDIRECT);
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Identity finish(String artifact) {
        return finish(connection(), get(artifact));
    }

    private Identity finish(SamlConnectionBuilder connection, LoginRequest request) {
        return engine.finish(new Callback(
                connection.build(),
                request,
                "h",
                Map.of("request", VendorResponse.REQUEST_ID),
                CLOCK.instant(),
                CLOCK.instant(),
                (purpose, id, until) -> taken.add(purpose + " " + id)));
    }

    private static LoginRequest get(String artifact) {
        return request("GET", Map.of("SAMLart", List.of(artifact), "RelayState", List.of("h")), Map.of());
    }

    private static LoginRequest request(
            String method, Map<String, List<String>> query, Map<String, List<String>> form) {
        return new LoginRequest(method, Optional.empty(), query, form, Map.of(), Optional.empty());
    }

    private static void assertRefused(String name, Runnable attack) {
        assertThatThrownBy(attack::run).as(name).isInstanceOf(LoginException.class);
    }

    private static void assertRefused(String name, LoginError error, Runnable attack) {
        assertThatThrownBy(attack::run)
                .as(name)
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }
}
