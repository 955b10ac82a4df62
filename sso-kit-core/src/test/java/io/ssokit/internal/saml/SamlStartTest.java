package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.TestKeys;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests.Binding;
import io.ssokit.connection.SamlRequests.Comparison;
import io.ssokit.connection.SamlRequests.LoginHint;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.SamlRequests.Sign;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.LoginEngine.Attempt;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we ask of an identity provider, and how it gets there. */
class SamlStartTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final URI PAGE = URI.create("https://app.example.com/app/?tab=1&x=%20");
    private static final String HANDLE = "handle-1";
    private static final String REDIRECT = endpoint(Names.BINDING_REDIRECT, "https://idp.example/redirect?id=7");
    private static final String ARTIFACTS = "<md:ArtifactResolutionService index=\"0\" Binding=\"" + Names.BINDING_SOAP
            + "\" Location=\"https://idp.example/artifacts\"/>";
    private static final String POST = endpoint(Names.BINDING_POST, "https://idp.example/post");

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final EngineContext context = EngineContexts.of(APP, clock);
    private final SamlLogin engine = new SamlLogin(context);

    @Test
    void start_bothBindings_redirectUnlessPostIsAsked() {
        Start redirect = start(connection(REDIRECT + POST));
        assertThat(redirect.form()).isEmpty();
        assertThat(redirect.action().toString()).startsWith("https://idp.example/redirect?id=7&SAMLRequest=");
        assertThat(parameters(redirect)).containsEntry("RelayState", HANDLE).doesNotContainKey("Signature");
        Start post = start(connection(REDIRECT + POST).requestBinding(Binding.POST));
        assertThat(post.action()).hasToString("https://idp.example/post");
        assertThat(post.form()).containsOnlyKeys("SAMLRequest", "RelayState").containsEntry("RelayState", HANDLE);
        assertThat(message(post).attribute("Destination")).isEqualTo("https://idp.example/post");
    }

    @Test
    void start_onlyPost_takesIt() {
        assertThat(start(connection(POST)).action()).hasToString("https://idp.example/post");
    }

    @Test
    void start_bindingTheIdpLacks_refusalNamesIt() {
        SamlConnectionBuilder wrong = connection(REDIRECT).requestBinding(Binding.POST);
        assertThatThrownBy(() -> start(wrong)).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.UNSUPPORTED);
            assertThat(refused.expected()).contains("HTTP-POST");
            assertThat(refused.received()).contains("REDIRECT");
            assertThat(refused.fix()).contains("request-binding");
        });
        assertThat(engine.problemOf(wrong.build()).orElseThrow()).startsWith("request-binding: ");
        assertThat(engine.problemOf(connection(REDIRECT).build())).isEmpty();
    }

    @Test
    void start_nothingAsked_plainRequest() {
        El request = message(start(connection(REDIRECT)));
        assertThat(request.is(Names.SAMLP, "AuthnRequest")).isTrue();
        assertThat(request.attribute("ID")).matches("_[A-Za-z0-9_-]{22}");
        assertThat(request.attribute("Version")).isEqualTo("2.0");
        assertThat(request.attribute("IssueInstant")).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(request.attribute("Destination")).isEqualTo("https://idp.example/redirect?id=7");
        assertThat(request.attribute("ProtocolBinding")).isEqualTo(Names.BINDING_POST);
        assertThat(request.attribute("AssertionConsumerServiceURL"))
                .isEqualTo("https://app.example.com/sso/saml/acme/acs");
        for (String absent : List.of("ForceAuthn", "IsPassive", "ProviderName")) {
            assertThat(request.attribute(absent)).isNull();
        }
        assertThat(names(request)).containsExactly("Issuer", "NameIDPolicy");
        El policy = request.elements().get(1);
        assertThat(policy.attribute("Format")).isNull();
        assertThat(policy.attribute("AllowCreate")).isEqualTo("true");
    }

    @Test
    void start_everythingAsked_inTheOrderOfTheSchema() {
        El request = message(start(
                connection(ARTIFACTS + POST)
                        .forceAuthn()
                        .nameIdFormat("persistent")
                        .authnContexts("urn:oasis:names:tc:SAML:2.0:ac:classes:X509", "urn:a&b")
                        .authnContextComparison(Comparison.MINIMUM)
                        .providerName("Ä & <Söhne> \"'")
                        .sendLoginHint(LoginHint.SUBJECT)
                        .responseBinding(ResponseBinding.ARTIFACT)
                        .signRequests(Sign.ALWAYS),
                "ann@acme.example"));
        assertThat(names(request))
                .containsExactly("Issuer", "Signature", "Subject", "NameIDPolicy", "RequestedAuthnContext");
        assertThat(request.attribute("ForceAuthn")).isEqualTo("true");
        assertThat(request.attribute("ProviderName")).isEqualTo("Ä & <Söhne> \"'");
        assertThat(request.attribute("ProtocolBinding")).isEqualTo(Names.BINDING_ARTIFACT);
        El nameId = request.elements().get(2).elements().get(0);
        assertThat(nameId.text()).isEqualTo("ann@acme.example");
        assertThat(nameId.attribute("Format")).isEqualTo(Names.FORMAT_EMAIL);
        assertThat(request.elements().get(3).attribute("Format")).isEqualTo(Names.FORMAT_PERSISTENT);
        El context = request.elements().get(4);
        assertThat(context.attribute("Comparison")).isEqualTo("minimum");
        assertThat(context.elements().stream().map(El::text))
                .containsExactly("urn:oasis:names:tc:SAML:2.0:ac:classes:X509", "urn:a&b");
    }

    @Test
    void start_artifactsThatTheIdpDoesNotResolve_refusalNamesIt() {
        SamlConnectionBuilder wrong = connection(POST).responseBinding(ResponseBinding.ARTIFACT);
        assertThatThrownBy(() -> start(wrong)).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.UNSUPPORTED);
            assertThat(refused.received()).contains("ArtifactResolutionService");
        });
        assertThat(engine.problemOf(wrong.build()).orElseThrow()).startsWith("response-binding: ");
    }

    @Test
    void start_passiveAndTransient_saidAsTheSpecificationWants() {
        El request = message(start(connection(REDIRECT).isPassive().nameIdFormat("transient")));
        assertThat(request.attribute("IsPassive")).isEqualTo("true");
        El policy = request.first(Names.SAMLP, "NameIDPolicy");
        assertThat(policy.attribute("Format")).isEqualTo(Names.FORMAT_TRANSIENT);
        assertThat(policy.attribute("AllowCreate")).isNull();
    }

    @Test
    void start_hintAsParameter_besideTheRequestAndNotInDestination() {
        Start start = start(connection(REDIRECT).sendLoginHint(LoginHint.PARAMETER), "a+b@acme.example");
        assertThat(parameters(start)).containsEntry("login_hint", "a+b@acme.example");
        assertThat(message(start).attribute("Destination")).isEqualTo("https://idp.example/redirect?id=7");
        assertThat(names(message(start))).doesNotContain("Subject");
    }

    @Test
    void start_hintNotWanted_leftOut() {
        Start start = start(connection(REDIRECT), "ann@acme.example");
        assertThat(start.action().toString()).doesNotContain("login_hint");
        assertThat(names(message(start))).doesNotContain("Subject");
    }

    @Test
    void start_ssoUrlWithPlaces_filledInPercentEncoded() {
        Start start = start(connection(POST)
                .tenant("t-1")
                .ssoUrl("https://login.example/{tenant}/{connection}/sso?back={origin}&tenant={tenant}"));
        String filled = "https://login.example/t-1/acme/sso"
                + "?back=https%3A%2F%2Fapp.example.com%2Fapp%2F%3Ftab%3D1%26x%3D%2520&tenant=t-1";
        assertThat(start.action().toString()).startsWith(filled + "&SAMLRequest=");
        assertThat(message(start).attribute("Destination")).isEqualTo(filled);
    }

    @Test
    void start_signingWanted_signedByOurCurrentKey() throws Exception {
        String wanting = "WantAuthnRequestsSigned=\"true\"";
        assertSigned(start(connection(REDIRECT, wanting)));
        assertSigned(start(connection(REDIRECT).signRequests(Sign.ALWAYS)));
        assertThat(parameters(start(connection(REDIRECT, wanting).signRequests(Sign.NEVER))))
                .doesNotContainKey("Signature");
        El posted = message(start(connection(POST, wanting)));
        TrustedKeys ours =
                TrustedKeys.ofCertificates(List.of(context.keys().signing().certificate()));
        assertThat(SignedXml.open(posted, ours).root().attribute("ID")).isEqualTo(posted.attribute("ID"));
    }

    @Test
    void start_memory_holdsWhatWasAsked() {
        assertThat(start(connection(REDIRECT)).memory()).containsOnlyKeys("request", "idp");
        Map<String, String> memory = start(connection(REDIRECT)
                        .forceAuthn()
                        .authnContexts("urn:a", "urn:b")
                        .maxAuthnAge(Duration.ofHours(1)))
                .memory();
        AuthnDemands demands = AuthnDemands.remembered(memory, clock.instant());
        assertThat(demands.since()).contains(clock.instant());
        assertThat(demands.contexts()).containsExactlyInAnyOrder("urn:a", "urn:b");
        assertThat(demands.maxAge()).contains(Duration.ofHours(1));
        Map<String, String> inexact = start(
                        connection(REDIRECT).authnContexts("urn:a").authnContextComparison(Comparison.BETTER))
                .memory();
        assertThat(AuthnDemands.remembered(inexact, clock.instant())).isEqualTo(AuthnDemands.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://{tenant}.example/sso", "javascript:alert({origin})", "https://idp.example/{user}"})
    void ssoUrl_unfitTemplate_connectionRefused(String template) {
        assertThatThrownBy(() -> connection(REDIRECT).ssoUrl(template).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sso-url");
    }

    @Test
    void options_thatCannotBeAskedForTogether_connectionRefused() {
        refused("is-passive", connection(POST).forceAuthn().isPassive());
        refused("force-authn", connection(POST).forceAuthn().idpInitiated(SamlConnection.IdpInitiated.ALLOW));
        refused(
                "sign-requests",
                connection(POST).responseBinding(ResponseBinding.ARTIFACT).signRequests(Sign.NEVER));
        refused("max-authn-age", connection(POST).maxAuthnAge(Duration.ZERO));
        refused("name-id-format", connection(POST).nameIdFormat("no such"));
        refused("provider-name", connection(POST).providerName("two\nlines"));
        refused("authn-contexts", connection(POST).authnContexts("urn:a b"));
        refused("authn-contexts", connection(POST).authnContexts(contexts("urn:" + "x".repeat(200), 3)));
    }

    private static String[] contexts(String context, int count) {
        String[] all = new String[count];
        Arrays.fill(all, context);
        return all;
    }

    private static void refused(String option, SamlConnectionBuilder builder) {
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("connections.acme." + option);
    }

    private void assertSigned(Start start) throws Exception {
        String query = start.action().getRawQuery();
        String octets = query.substring(query.indexOf("SAMLRequest="), query.indexOf("&Signature="));
        Signature verifier = Signature.getInstance("SHA256withRSA");
        verifier.initVerify(context.keys().signing().certificate());
        verifier.update(octets.getBytes(StandardCharsets.US_ASCII));
        assertThat(verifier.verify(Base64.getDecoder().decode(parameters(start).get("Signature"))))
                .isTrue();
    }

    private Start start(SamlConnectionBuilder connection) {
        return engine.start(connection.build(), new Attempt(HANDLE, PAGE, Optional.empty(), clock.instant()));
    }

    private Start start(SamlConnectionBuilder connection, String hint) {
        return engine.start(connection.build(), new Attempt(HANDLE, PAGE, Optional.of(hint), clock.instant()));
    }

    private static SamlConnectionBuilder connection(String endpoints) {
        return connection(endpoints, "");
    }

    private static SamlConnectionBuilder connection(String endpoints, String attributes) {
        String certificate;
        try {
            certificate = Base64.getEncoder()
                    .encodeToString(TestKeys.certificate(TestKeys.IDP, "idp").getEncoded());
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
        return IdpConnection.saml("acme")
                .metadataXml("""
                <md:EntityDescriptor xmlns:md="%s" entityID="urn:idp">
                <md:IDPSSODescriptor protocolSupportEnumeration="%s" %s>
                <md:KeyDescriptor><ds:KeyInfo xmlns:ds="%s"><ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate>
                </ds:X509Data></ds:KeyInfo></md:KeyDescriptor>%s
                </md:IDPSSODescriptor></md:EntityDescriptor>""".formatted(Names.MD, Names.SAMLP, attributes, Names.DS, certificate, endpoints));
    }

    private static String endpoint(String binding, String location) {
        return "<md:SingleSignOnService Binding=\"" + binding + "\" Location=\"" + location + "\"/>";
    }

    private static El message(Start start) {
        byte[] xml = start.form().isEmpty()
                ? Deflate.inflate(Base64.getDecoder().decode(parameters(start).get("SAMLRequest")))
                : Base64.getDecoder().decode(start.form().get("SAMLRequest"));
        return Xml.parse(xml, XmlLimits.MESSAGE);
    }

    private static List<String> names(El parent) {
        return parent.elements().stream().map(El::local).toList();
    }

    private static Map<String, String> parameters(Start start) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String parameter : start.action().getRawQuery().split("&", -1)) {
            String[] pair = parameter.split("=", 2);
            all.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return all;
    }
}
