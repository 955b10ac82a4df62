package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/** What the fake provider demands of AuthnRequests, and what it makes of them. */
class FakeSamlRequestTest {
    private static final EchoApp APP = new EchoApp("/acs");
    private static final FakeSp SP = FakeSp.at(APP.uri("/"));
    private static final FakeSp STRANGER = FakeSp.at(APP.uri("/"));
    private static final MovableClock CLOCK = MovableClock.at("2026-11-22T10:00:00Z");
    private static final FakeIdp STRICT =
            FakeIdp.builder().wantSignedRequests().singleSignOn().clock(CLOCK).start();
    private static final FakeIdp LENIENT = FakeIdp.start();

    private final TestBrowser browser = TestBrowser.create();

    static {
        STRICT.saml().register(SP.metadata());
        LENIENT.saml().register(SP.metadata());
    }

    @AfterAll
    static void close() {
        STRICT.close();
        LENIENT.close();
        APP.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIRECT", "POST"})
    void wanted_signedRequest_isAnsweredAndRecorded(SamlBinding binding) {
        Page login = send(STRICT, binding, "_s" + binding, "", SP.key(), UnaryOperator.identity());
        Page done = browser.signIn(login, APP.uri("/"), "alice", "alice-pw");
        AuthnRequest recorded = last(STRICT);

        assertThat(response(done).getAttribute("InResponseTo")).isEqualTo("_s" + binding);
        assertThat(recorded.id()).isEqualTo("_s" + binding);
        assertThat(recorded.signed()).isTrue();
        assertThat(recorded.relayState()).isEqualTo("handle & more");
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIRECT", "POST"})
    void wanted_unsignedForeignOrTampered_isRefused(SamlBinding binding) {
        int before = STRICT.saml().requests().size();

        assertThat(send(STRICT, binding, "_u", "", null, UnaryOperator.identity())
                        .status())
                .isEqualTo(400);
        assertThat(send(STRICT, binding, "_u", "", STRANGER.key(), UnaryOperator.identity())
                        .status())
                .isEqualTo(400);
        assertThat(send(STRICT, binding, "_u", "", SP.key(), xml -> xml.replace("_u", "_v"))
                        .status())
                .isEqualTo(400);
        assertThat(STRICT.saml().requests()).hasSize(before);
    }

    @Test
    void notWanted_unsigned_isAnsweredButABadSignatureIsNot() {
        assertThat(send(LENIENT, SamlBinding.POST, "_l", "", null, UnaryOperator.identity())
                        .status())
                .isEqualTo(200);
        assertThat(last(LENIENT).signed()).isFalse();
        assertThat(send(LENIENT, SamlBinding.POST, "_l", "", STRANGER.key(), UnaryOperator.identity())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void metadata_wanted_saysSo() {
        assertThat(STRICT.saml().metadata()).contains("WantAuthnRequestsSigned=\"true\"");
        assertThat(LENIENT.saml().metadata()).contains("WantAuthnRequestsSigned=\"false\"");
    }

    @Test
    void requests_everyOption_isUnderstood() {
        send(
                LENIENT,
                SamlBinding.REDIRECT,
                "_e",
                " ProviderName='The App' ProtocolBinding='" + SamlBinding.POST.uri() + "' ForceAuthn='1'",
                null,
                xml -> xml.replace(
                        "</samlp:AuthnRequest>",
                        "<saml:Subject><saml:NameID>al</saml:NameID></saml:Subject>"
                                + "<samlp:NameIDPolicy Format='urn:f'/><samlp:RequestedAuthnContext Comparison='minimum'>"
                                + "<saml:AuthnContextClassRef>urn:a</saml:AuthnContextClassRef>"
                                + "<saml:AuthnContextClassRef>urn:b</saml:AuthnContextClassRef>"
                                + "</samlp:RequestedAuthnContext></samlp:AuthnRequest>"));
        AuthnRequest recorded = last(LENIENT);

        assertThat(recorded.providerName()).isEqualTo("The App");
        assertThat(recorded.protocolBinding()).isEqualTo(SamlBinding.POST);
        assertThat(recorded.forceAuthn()).isTrue();
        assertThat(recorded.passive()).isFalse();
        assertThat(recorded.loginHint()).isEqualTo("al");
        assertThat(recorded.nameIdFormat()).isEqualTo("urn:f");
        assertThat(recorded.authnContextClasses()).containsExactly("urn:a", "urn:b");
        assertThat(recorded.authnContextComparison()).isEqualTo("minimum");
        assertThat(recorded.xml()).contains("ProviderName='The App'");
    }

    @Test
    void forceAuthn_someoneSignedIn_asksAgainAndMovesTheInstant() {
        Page first = signIn("_f1", "");
        Instant signedIn = authnInstant(first);
        CLOCK.set(CLOCK.instant().plus(Duration.ofMinutes(10)));

        Page silent = signIn("_f2", "");
        Page login = send(STRICT, SamlBinding.POST, "_f3", " ForceAuthn='true'", SP.key(), UnaryOperator.identity());

        assertThat(authnInstant(silent)).isEqualTo(signedIn);
        assertThat(login.form("password").fields()).containsKey("username");
        assertThat(authnInstant(browser.signIn(login, APP.uri("/"), "alice", "alice-pw")))
                .isEqualTo(signedIn.plus(Duration.ofMinutes(10)));
    }

    @Test
    void isPassive_nobodySignedIn_isDeclinedWithoutAPage() {
        Page page = browser.followAll(
                send(STRICT, SamlBinding.REDIRECT, "_p", " IsPassive='true'", SP.key(), UnaryOperator.identity()));

        assertThat(SafeXml.write(response(page))).contains("status:Responder", "status:NoPassive");
        assertThat(response(page).getAttribute("InResponseTo")).isEqualTo("_p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"AssertionConsumerServiceURL='http://127.0.0.1:9/other'", "AssertionConsumerServiceIndex='7'"})
    void acs_notInTheMetadata_isRefused(String attribute) {
        assertThat(send(LENIENT, SamlBinding.POST, "_a", " " + attribute, null, UnaryOperator.identity())
                        .text())
                .contains("AssertionConsumerService");
    }

    @Test
    void acs_byIndex_isLookedUp() {
        send(LENIENT, SamlBinding.POST, "_a", " AssertionConsumerServiceIndex='1'", null, UnaryOperator.identity());
        AuthnRequest request = last(LENIENT);

        assertThat(request.acsIndex()).isEqualTo(1);
        assertThat(LENIENT.saml().respond(request, LENIENT.persona("bob")).acsUrl())
                .isEqualTo(SP.acs());
    }

    @Test
    void rollover_nextKey_isPublishedFirstAndUsedLater() {
        try (FakeIdp idp = FakeIdp.start()) {
            X509Certificate old = idp.saml().certificate();
            idp.saml().publishNextKey();

            assertThat(idp.saml().certificate()).isEqualTo(old);
            assertThat(idp.saml().metadata().split("<md:KeyDescriptor", -1)).hasSize(3);

            idp.saml().useNextKey();
            AuthnRequest request = AuthnRequest.of("_r", SP.entityId(), SP.acs(), null);
            String xml = idp.saml().respond(request, idp.persona("alice")).xml();
            Element response =
                    SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
            Element assertion = SafeXml.child(response, Received.ASSERTION, "Assertion");

            assertThat(idp.saml().certificate()).isNotEqualTo(old);
            assertThat(XmlSigner.holds(assertion, List.of(idp.saml().certificate())))
                    .isTrue();
            assertThat(idp.saml().metadata().split("<md:KeyDescriptor", -1)).hasSize(3);
            assertThatThrownBy(() -> idp.saml().useNextKey()).isInstanceOf(IllegalStateException.class);
        }
    }

    private Page signIn(String id, String attributes) {
        Page page = send(STRICT, SamlBinding.POST, id, attributes, SP.key(), UnaryOperator.identity());
        return browser.signIn(page, APP.uri("/"), "alice", "alice-pw");
    }

    /** As a service provider sends: signed with its key, or not at all; the edit comes after the signature. */
    private Page send(
            FakeIdp idp,
            SamlBinding binding,
            String id,
            String attributes,
            SigningKey key,
            UnaryOperator<String> edit) {
        String xml = "<samlp:AuthnRequest xmlns:samlp='urn:oasis:names:tc:SAML:2.0:protocol' xmlns:saml='"
                + Received.ASSERTION + "' ID='" + id + "' Version='2.0'" + attributes + "><saml:Issuer>"
                + SP.entityId() + "</saml:Issuer></samlp:AuthnRequest>";
        URI sso = idp.saml().ssoUri();
        if (binding == SamlBinding.REDIRECT) {
            SamlMessage message = SamlMessage.redirect(sso, "SAMLRequest", id, xml, "handle & more", key);
            Map<String, String> parameters = new LinkedHashMap<>(message.parameters());
            parameters.put("SAMLRequest", Wire.deflated(edit.apply(xml)));
            return browser.get(new SamlMessage(binding, sso, parameters, id, xml).uri());
        }
        Element root = SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        if (key != null) {
            XmlSigner.sign(root, key, SamlMessage.RSA_SHA256);
        }
        String sent = edit.apply(SafeXml.write(root));
        return browser.post(
                sso,
                SamlMessage.post(sso, "SAMLRequest", id, sent, "handle & more").parameters());
    }

    private static Element response(Page page) {
        String value = String.valueOf(page.json().get("SAMLResponse"));
        return SafeXml.parse(Wire.decode("SAMLResponse", value, SamlBinding.POST))
                .getDocumentElement();
    }

    private static Instant authnInstant(Page page) {
        Element assertion = SafeXml.child(response(page), Received.ASSERTION, "Assertion");
        Element statement = SafeXml.child(assertion, Received.ASSERTION, "AuthnStatement");
        return Instant.parse(statement.getAttribute("AuthnInstant"));
    }

    private static AuthnRequest last(FakeIdp idp) {
        List<AuthnRequest> all = idp.saml().requests();
        return all.get(all.size() - 1);
    }
}
