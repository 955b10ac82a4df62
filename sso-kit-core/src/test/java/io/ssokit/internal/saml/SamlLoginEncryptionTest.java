package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Attempt;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.SamlEncryption;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlScript.Encrypt;
import io.ssokit.testing.SamlScript.Sign;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Encryption from our metadata to the identity, with keys of the kit's and a provider that shares no code with it. */
class SamlLoginEncryptionTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final SamlEncryption CBC = SamlEncryption.compatible();

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = FakeIdp.builder().clock(clock).start();
    private final List<AuditEvent> events = new ArrayList<>();
    private final EngineContext context = EngineContexts.of(APP, clock, events::add, Runnable::run);
    private final SamlLogin engine = new SamlLogin(context);
    private final SamlConnection connection = connection().build();
    private final List<String> taken = new ArrayList<>();

    private SamlConnectionBuilder connection() {
        return IdpConnection.saml("acme")
                .tenant("acme")
                .metadata(idp.saml().metadataUri())
                .insecureAllowHttp();
    }

    @BeforeEach
    void register() {
        byte[] metadata = engine.metadata(connection).orElseThrow().body();
        idp.saml().register(new String(metadata, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        idp.close();
    }

    @Test
    void finish_encryptedForOurMetadata_sameIdentityAsInClear() {
        Identity clear = finish(connection, SamlScript.standard());
        for (SamlEncryption how : List.of(SamlEncryption.modern(), CBC, CBC.withKeyBeside())) {
            for (Sign sign : List.of(Sign.RESPONSE, Sign.BOTH)) {
                Identity identity =
                        finish(connection, script(s -> s.encryptAssertions(how).sign(sign)));
                assertThat(identity)
                        .usingRecursiveComparison()
                        .ignoringFields("sessionIndex", "evidence.message")
                        .isEqualTo(clear);
            }
        }
        assertThat(events).isEmpty();
    }

    @Test
    void finish_encrypted_messageForTransformsIsTheAssertionInClear() {
        Identity identity = finish(
                connection, script(s -> s.encryptAssertions().encrypt(Encrypt.NAME_ID, SamlEncryption.modern())));
        assertThat(identity.evidence().message().get())
                .contains("AuthnContextClassRef", identity.subject())
                .doesNotContain("Encrypted", "protocol\"");
        assertThat(identity.toString() + identity.evidence()).doesNotContain(identity.subject());
    }

    @Test
    void finish_nameAndAttributesEncryptedInsideAnEncryptedAssertion_sameIdentityAsInClear() {
        SamlEncryption modern = SamlEncryption.modern();
        Identity clear = finish(connection, SamlScript.standard());
        Identity identity = finish(
                connection,
                script(s ->
                        s.encryptAssertions().encrypt(Encrypt.NAME_ID, modern).encrypt(Encrypt.ATTRIBUTES, CBC)));
        assertThat(identity)
                .usingRecursiveComparison()
                .ignoringFields("sessionIndex", "evidence.message")
                .isEqualTo(clear);
    }

    @Test
    void finish_keyReplaced_whatWasEncryptedToThePreviousOneIsReadUntilItIsRetired() {
        String first = context.keys().list().stream()
                .filter(key -> key.use() == Use.ENCRYPTION)
                .findFirst()
                .orElseThrow()
                .id();
        context.keys().make(Use.ENCRYPTION);
        context.keys().rotate(Use.ENCRYPTION);
        assertThat(finish(connection, script(s -> s.encryptAssertions())).subject())
                .isEqualTo(idp.persona("alice").email());
        context.keys().retire(first);
        assertRefused(LoginError.DECRYPTION, connection, script(s -> s.encryptAssertions()));
        register();
        assertThat(finish(connection, script(s -> s.encryptAssertions())).subject())
                .isEqualTo(idp.persona("alice").email());
    }

    /** a message that a pinned key signed uses up the attempt, whether it can be decrypted or not. */
    @Test
    @Tag("S-21")
    void finish_signedButNotDecryptable_usesUpTheRequest() {
        SamlScript forSomebodyElse =
                script(s -> s.encryptAssertions().encryptTo(idp.saml().certificate()));
        assertRefused(LoginError.DECRYPTION, connection, forSomebodyElse);
        assertThat(taken).singleElement().asString().startsWith("saml.request ");
    }

    @Test
    void finish_signedAssertionEncryptedInUnsignedResponse_saysWhatToSwitchOn() {
        SamlScript unsigned = script(s -> s.encryptAssertions(CBC).sign(Sign.ASSERTION));
        LoginException refused = assertRefused(LoginError.SIGNATURE, connection, unsigned);
        assertThat(refused.fix()).startsWith("Have the identity provider sign the response");
        assertThat(taken).isEmpty();
    }

    @Test
    void finish_exceptionsByName_acceptedAndAudited() {
        SamlConnection lax = connection()
                .insecureAllowEncryptedInUnsignedResponse()
                .insecureAllowRsa15()
                .insecureAllowTripleDes()
                .build();
        SamlEncryption weak =
                CBC.withContent(Names.XENC + "tripledes-cbc").withKeyTransport(Names.XENC + "rsa-1_5", null, null);
        finish(lax, script(s -> s.encryptAssertions(weak).sign(Sign.ASSERTION)));
        assertThat(events).singleElement().isInstanceOfSatisfying(AuditEvent.ExemptionUsed.class, event -> {
            assertThat(event.name()).isEqualTo("login.exemption-used");
            assertThat(event.connection()).isEqualTo("acme");
            assertThat(event.exemptions())
                    .containsExactlyInAnyOrder(
                            Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE, Exemption.RSA15, Exemption.TRIPLE_DES);
        });
        finish(lax, script(s -> s.encryptAssertions()));
        assertThat(events).as("an exception that was not needed").hasSize(1);
    }

    @Test
    void finish_encryptionDemanded_assertionInClearRefused() {
        SamlConnection strict = connection().expectEncryptedAssertion().build();
        assertRefused(LoginError.DECRYPTION, strict, SamlScript.standard());
        assertThat(finish(strict, script(s -> s.encryptAssertions(CBC))).subject())
                .isEqualTo(idp.persona("alice").email());
    }

    @Test
    @Tag("S-16")
    void finish_manyFailures_connectionOfItsOwnStopsForAWhile() {
        SamlConnection lax =
                connection().insecureAllowEncryptedInUnsignedResponse().build();
        SamlScript good = script(s -> s.encryptAssertions(CBC).sign(Sign.ASSERTION));
        SamlScript bad = script(s -> s.encryptAssertions(CBC)
                .sign(Sign.ASSERTION)
                .encryptTo(idp.saml().certificate()));
        for (int i = 0; i < DecryptionThrottle.FAILURES; i++) {
            assertRefused(LoginError.DECRYPTION, lax, bad);
        }
        LoginException late = assertRefused(LoginError.DECRYPTION, lax, good);
        assertThat(late.received()).contains("too many");
        assertThat(finish(connection, script(s -> s.encryptAssertions(CBC))).subject())
                .isNotEmpty();
        clock.advance(DecryptionThrottle.FORGIVEN_AFTER);
        assertThat(finish(lax, good).subject()).isEqualTo(idp.persona("alice").email());
    }

    private static SamlScript script(Consumer<SamlScript.Builder> settings) {
        return SamlScript.of(settings);
    }

    private LoginException assertRefused(LoginError error, SamlConnection from, SamlScript how) {
        List<LoginException> refusals = new ArrayList<>();
        assertThatThrownBy(() -> finish(from, how)).isInstanceOfSatisfying(LoginException.class, refusals::add);
        assertThat(refusals.get(0).error()).as(refusals.get(0).getMessage()).isEqualTo(error);
        return refusals.get(0);
    }

    private Identity finish(SamlConnection from, SamlScript how) {
        Start start = engine.start(from, new Attempt("handle-1", APP.at("/app/"), Optional.empty(), clock.instant()));
        SamlResponse response =
                idp.saml().respond(AuthnRequest.fromRedirect(start.action()), idp.persona("alice"), how);
        Map<String, List<String>> form =
                Map.of("SAMLResponse", List.of(response.samlResponse()), "RelayState", List.of("handle-1"));
        LoginRequest request = new LoginRequest("POST", Optional.empty(), Map.of(), form, Map.of(), Optional.empty());
        taken.clear();
        return engine.finish(new Callback(
                from,
                request,
                "handle-1",
                start.memory(),
                clock.instant(),
                clock.instant(),
                (purpose, id, until) -> taken.add(purpose + " " + id)));
    }
}
