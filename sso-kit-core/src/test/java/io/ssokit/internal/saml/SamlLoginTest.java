package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.CustomConnection;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Attempt;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.Persona;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine against an identity provider that shares no code with it. */
class SamlLoginTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final String HANDLE = "handle-1";
    private static final URI PAGE = URI.create("https://app.example.com/app/?tab=1");

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = FakeIdp.builder().clock(clock).start();
    private final SamlLogin engine = new SamlLogin(EngineContexts.of(APP, clock));
    private final SamlConnection connection = connection().build();
    private final List<String> taken = new ArrayList<>();

    private SamlConnectionBuilder connection() {
        return IdpConnection.saml("acme")
                .tenant("acme")
                .metadata(idp.saml().metadataUri())
                .insecureAllowHttp();
    }

    @AfterEach
    void stop() {
        idp.close();
    }

    @Test
    void start_redirectBinding_urlCarriesTheRequest() {
        Start start = start(connection);
        io.ssokit.testing.AuthnRequest request = io.ssokit.testing.AuthnRequest.fromRedirect(start.action());
        assertThat(start.form()).isEmpty();
        assertThat(request.id()).isEqualTo(start.memory().get("request")).hasSizeGreaterThan(22);
        assertThat(request.issuer()).isEqualTo("https://app.example.com/sso/saml/acme/metadata");
        assertThat(request.acsUrl()).hasToString("https://app.example.com/sso/saml/acme/acs");
        assertThat(request.destination()).isEqualTo(idp.saml().ssoUri().toString());
        assertThat(request.relayState()).isEqualTo(HANDLE);
        assertThat(request.forceAuthn()).isFalse();
        assertThat(request.passive()).isFalse();
    }

    @Test
    void start_twice_freshIds() {
        assertThat(start(connection).memory()).isNotEqualTo(start(connection).memory());
    }

    @Test
    void start_idpTakesPostOnly_formCarriesTheRequest() {
        String postOnly = idp.saml().metadata().replaceAll("<md:SingleSignOnService[^>]*HTTP-Redirect[^>]*/>", "");
        Start start = start(connection().metadataXml(postOnly).build());
        assertThat(start.action()).isEqualTo(idp.saml().ssoUri());
        assertThat(start.form()).containsEntry("RelayState", HANDLE);
        io.ssokit.testing.AuthnRequest request =
                io.ssokit.testing.AuthnRequest.fromPost(start.form().get("SAMLRequest"), HANDLE);
        assertThat(request.id()).isEqualTo(start.memory().get("request"));
    }

    @Test
    void start_ssoUrlWithQuery_keepsIt() {
        String sso = idp.saml().ssoUri().toString();
        String metadata = idp.saml().metadata().replace("\"" + sso + "\"", "\"" + sso + "?idpid=C0&amp;x=1\"");
        Start start = start(connection().metadataXml(metadata).build());
        assertThat(start.action().toString()).startsWith(sso + "?idpid=C0&x=1&SAMLRequest=");
    }

    @Test
    void start_entityIdWithMarkup_escaped() {
        Start start = start(connection().entityId("urn:a&b<c>\"'").build());
        assertThat(io.ssokit.testing.AuthnRequest.fromRedirect(start.action()).issuer())
                .isEqualTo("urn:a&b<c>\"'");
    }

    @Test
    void finish_goodResponse_identity() {
        Start start = start(connection);
        Identity identity = finish(start, respond(start, SamlScript.standard()));
        assertThat(identity.subject()).isEqualTo(alice().email());
        assertThat(identity.subjectName()).contains(alice().email());
        assertThat(identity.attributes()).containsEntry("email", List.of(alice().email()));
        assertThat(identity.tags().asMap()).isEqualTo(firstValues(alice().tags()));
        assertThat(identity.authenticatedAt()).isEqualTo(clock.instant());
        assertThat(identity.sessionNotOnOrAfter()).contains(clock.instant().plus(Duration.ofHours(8)));
        assertThat(identity.sessionIndex()).isPresent();
    }

    @Test
    void finish_goodResponse_takesRequestThenAssertion() {
        Start start = start(connection);
        finish(start, respond(start, SamlScript.standard()));
        assertThat(taken).hasSize(2);
        assertThat(taken.get(0)).isEqualTo("saml.request " + start.memory().get("request"));
        assertThat(taken.get(1)).startsWith("saml.assertion ");
    }

    @Test
    @Tag("S-21")
    void finish_confirmationValidForCenturies_rememberedNoLongerThanTheRequest() {
        Start start = start(connection);
        SamlScript endless =
                SamlScript.of(s -> s.time(SamlScript.Time.CONFIRMATION_NOT_ON_OR_AFTER, Duration.ofDays(2_000_000)));
        finish(start, respond(start, endless));
        assertThat(taken).hasSize(2);
    }

    @Test
    void finish_persistentNameId_isNoUserName() {
        Start start = start(connection);
        SamlScript persistent = SamlScript.of(s ->
                s.part(SamlScript.Part.NAME_ID_FORMAT, Names.FORMAT_PERSISTENT).part(SamlScript.Part.NAME_ID, "9f1c"));
        Identity identity = finish(start, respond(start, persistent));
        assertThat(identity.subject()).isEqualTo("9f1c");
        assertThat(identity.subjectName()).isEmpty();
    }

    @Test
    void finish_signedForSomebodyElse_usesUpTheRequest() {
        Start start = start(connection);
        SamlResponse foreign = respond(start, SamlScript.of(s -> s.audience("https://other.example")));
        assertRefused(LoginError.AUDIENCE, () -> finish(start, foreign));
        assertThat(taken).containsExactly("saml.request " + start.memory().get("request"));
    }

    @Test
    void finish_notSignedByTheIdp_takesNothing() {
        Start start = start(connection);
        SamlScript stranger = SamlScript.of(s -> s.signer(SamlScript.Signer.STRANGER));
        assertRefused(LoginError.SIGNATURE, () -> finish(start, respond(start, stranger)));
        SamlScript unsigned = SamlScript.of(s -> s.sign(SamlScript.Sign.NONE));
        assertRefused(LoginError.SIGNATURE, () -> finish(start, respond(start, unsigned)));
        assertRefused(LoginError.MALFORMED, () -> finish(start, post(Map.of("SAMLResponse", List.of("!")))));
        assertThat(taken).isEmpty();
    }

    @Test
    void finish_answerToAnotherRequest_refused() {
        Start first = start(connection);
        Start second = start(connection);
        assertRefused(LoginError.IN_RESPONSE_TO, () -> finish(second, respond(first, SamlScript.standard())));
    }

    @Test
    void finish_idpReportsFailure_refusedWithItsCode() {
        Start start = start(connection);
        SamlResponse response = respond(start, SamlScript.of(s -> s.status("Responder", "AuthnFailed")));
        assertThatThrownBy(() -> finish(start, response)).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.IDP_REFUSED);
            assertThat(refused.received()).contains("Responder").contains("AuthnFailed");
        });
    }

    @Test
    void finish_policyWantsSignedAssertion_signedResponseAloneRefused() {
        SamlConnection strict = connection().expectSignedAssertion().build();
        Start start = start(strict);
        SamlResponse response = respond(start, SamlScript.of(s -> s.sign(SamlScript.Sign.RESPONSE)));
        assertRefused(LoginError.SIGNATURE, () -> finish(strict, start, response));
        SamlResponse both = respond(start, SamlScript.of(s -> s.sign(SamlScript.Sign.BOTH)));
        assertThat(finish(strict, start, both).subject()).isEqualTo(alice().email());
    }

    @Test
    void finish_brokenEncryptedAssertionInUnsignedResponse_saysWhatToSwitchOn() {
        Start start = start(connection);
        SamlResponse response = respond(
                start,
                SamlScript.of(s -> s.afterSigning(xml ->
                        xml.replaceAll("(?s)<saml:Assertion.*</saml:Assertion>", "<saml:EncryptedAssertion/>"))));
        assertThatThrownBy(() -> finish(start, response)).isInstanceOfSatisfying(LoginException.class, refused -> {
            assertThat(refused.error()).isEqualTo(LoginError.SIGNATURE);
            assertThat(refused.fix()).startsWith("Have the identity provider sign the response");
        });
    }

    @Test
    void finish_idpAddedKey_accepted() {
        start(connection);
        idp.saml().rotateKey();
        clock.advance(Duration.ofMinutes(2));
        Start start = start(connection);
        assertThat(finish(start, respond(start, SamlScript.standard())).subject())
                .isEqualTo(alice().email());
    }

    @Test
    void finish_unknownKey_metadataReadAgainAtMostOnceAMinute() {
        Start start = start(connection);
        SamlResponse stranger = respond(start, SamlScript.of(s -> s.signer(SamlScript.Signer.STRANGER)));
        for (int i = 0; i < 5; i++) {
            assertRefused(LoginError.SIGNATURE, () -> finish(start, stranger));
        }
        assertThat(idp.hits(Endpoint.SAML_METADATA)).isEqualTo(2);
    }

    @Test
    void start_idpDown_unavailableAndBackWithoutRestart() {
        idp.fail(Endpoint.SAML_METADATA, 500);
        assertThatThrownBy(() -> start(connection)).isInstanceOf(IdpUnavailableException.class);
        assertThatThrownBy(() -> start(connection)).isInstanceOf(IdpUnavailableException.class);
        assertThat(idp.hits(Endpoint.SAML_METADATA))
                .as("the second one did not wait")
                .isEqualTo(1);
        idp.mend();
        clock.advance(Duration.ofSeconds(11));
        assertThat(start(connection).memory()).containsKey("request");
    }

    @Test
    void start_idpDownLater_lastGoodMetadataServes() {
        start(connection);
        idp.fail(Endpoint.SAML_METADATA, 503);
        clock.advance(Duration.ofHours(5));
        Start start = start(connection);
        assertThat(finish(start, respond(start, SamlScript.standard())).subject())
                .isEqualTo(alice().email());
    }

    @Test
    void start_metadataEnded_unavailable() {
        String ending = idp.saml()
                .metadata()
                .replaceFirst("<md:EntityDescriptor ", "<md:EntityDescriptor validUntil=\"2026-11-22T11:00:00Z\" ");
        SamlConnection limited = connection().metadataXml(ending).build();
        assertThat(start(limited).memory()).isNotEmpty();
        clock.advance(Duration.ofMinutes(61));
        assertThatThrownBy(() -> start(limited))
                .isInstanceOf(IdpUnavailableException.class)
                .hasMessageContaining("ended");
    }

    @Test
    void start_metadataFromFile_used(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(
                directory.resolve("idp.xml"), "\uFEFF" + idp.saml().metadata());
        Start start = start(connection().metadata(file).build());
        assertThat(start.action().toString()).startsWith(idp.saml().ssoUri().toString());
        SamlConnection missing =
                connection().metadata(directory.resolve("none.xml")).build();
        assertThatThrownBy(() -> start(missing)).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    void problemOf_metadataAtHand_judgedAtOnce(@TempDir Path directory) {
        assertThat(engine.problemOf(connection().metadataXml("<garbage").build())
                        .orElseThrow())
                .startsWith("metadata: ")
                .contains("well-formed");
        assertThat(engine.problemOf(
                        connection().metadata(directory.resolve("none.xml")).build()))
                .isPresent();
        assertThat(engine.problemOf(
                        connection().metadataXml(idp.saml().metadata()).build()))
                .isEmpty();
        idp.fail(Endpoint.SAML_METADATA, 500);
        assertThat(engine.problemOf(connection))
                .as("one that is down now stops nobody")
                .isEmpty();
    }

    @Test
    void finish_memoryOfAnotherProtocol_refused() {
        Start start = start(connection);
        Start foreign = new Start(start.action(), Map.of(), Map.of("nonce", "x"));
        assertRefused(LoginError.ATTEMPT_UNKNOWN, () -> finish(foreign, respond(start, SamlScript.standard())));
    }

    @Test
    void metadata_ours_namesWhatTheIdpNeeds() {
        SamlLogin.Metadata metadata = engine.metadata(connection).orElseThrow();
        El root = Xml.parse(metadata.body(), XmlLimits.METADATA);
        assertThat(metadata.contentType()).isEqualTo("application/samlmetadata+xml");
        assertThat(root.is(Names.MD, "EntityDescriptor")).isTrue();
        assertThat(root.attribute("entityID")).isEqualTo("https://app.example.com/sso/saml/acme/metadata");
        El role = root.first(Names.MD, "SPSSODescriptor");
        assertThat(role.attribute("WantAssertionsSigned")).isEqualTo("true");
        assertThat(role.attribute("protocolSupportEnumeration")).isEqualTo(Names.SAMLP);
        El acs = role.first(Names.MD, "AssertionConsumerService");
        assertThat(acs.attribute("Location")).isEqualTo("https://app.example.com/sso/saml/acme/acs");
        assertThat(acs.attribute("Binding")).isEqualTo(Names.BINDING_POST);
        assertThat(acs.attribute("index")).isEqualTo("0");
    }

    @Test
    void serves_samlOnly() {
        assertThat(engine.serves(connection)).isTrue();
        IdpConnection other = CustomConnection.of("other", "cas", "settings").build();
        assertThat(engine.serves(other)).isFalse();
        assertThatThrownBy(() -> engine.metadata(other)).isInstanceOf(IllegalArgumentException.class);
    }

    private Start start(SamlConnection to) {
        return engine.start(to, new Attempt(HANDLE, PAGE, Optional.empty(), clock.instant()));
    }

    private SamlResponse respond(Start start, SamlScript how) {
        return idp.saml().respond(io.ssokit.testing.AuthnRequest.fromRedirect(start.action()), alice(), how);
    }

    private Identity finish(Start start, SamlResponse response) {
        return finish(connection, start, response);
    }

    private Identity finish(SamlConnection from, Start start, SamlResponse response) {
        return finish(from, start, post(response));
    }

    private Identity finish(Start start, LoginRequest request) {
        return finish(connection, start, request);
    }

    private Identity finish(SamlConnection from, Start start, LoginRequest request) {
        Once once = (purpose, id, until) -> {
            assertThat(until).isBetween(clock.instant(), clock.instant().plus(Duration.ofHours(1)));
            taken.add(purpose + " " + id);
        };
        return engine.finish(
                new Callback(from, request, HANDLE, start.memory(), clock.instant(), clock.instant(), once));
    }

    private Persona alice() {
        return idp.persona("alice");
    }

    private static Map<String, String> firstValues(Map<String, List<String>> tags) {
        Map<String, String> first = new HashMap<>();
        tags.forEach((key, values) -> first.put(key, values.get(0)));
        return first;
    }

    private static LoginRequest post(SamlResponse response) {
        return post(Map.of("SAMLResponse", List.of(response.samlResponse()), "RelayState", List.of(HANDLE)));
    }

    private static LoginRequest post(Map<String, List<String>> form) {
        return request("POST", Map.of(), form);
    }

    private static LoginRequest request(
            String method, Map<String, List<String>> query, Map<String, List<String>> form) {
        return new LoginRequest(method, Optional.empty(), query, form, Map.of(), Optional.empty());
    }

    private static void assertRefused(LoginError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LoginException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
