package io.ssokit.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.testing.LogoutScript.Part;
import io.ssokit.testing.SamlScript.Signer;
import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.xml.crypto.dsig.XMLSignature;
import org.apache.xml.security.Init;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

class FakeSamlLogoutTest {
    private static final EchoApp APP = new EchoApp("/acs", "/slo");
    private static final FakeSp SP = FakeSp.at(APP.uri("/"));
    private static final FakeIdp IDP = FakeIdp.builder().singleSignOn().start();
    private static final FakeSamlLogout LOGOUT = IDP.saml().logout();

    private final TestBrowser browser = TestBrowser.create();

    static {
        Init.init();
        IDP.saml().register(SP.metadata());
    }

    @BeforeEach
    void correct() {
        LOGOUT.play(LogoutScript.standard());
    }

    @AfterAll
    static void close() {
        IDP.close();
        APP.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIRECT", "POST"})
    void start_signedIn_sendsASignedRequestThatNamesTheSession(SamlBinding binding) throws Exception {
        SamlSession session = signIn("alice");
        Page page = browser.followAll(browser.get(LOGOUT.startUri(SP.entityId(), binding)));
        Element request = verified(page, "SAMLRequest", IDP.saml().certificate());

        assertThat(page.uri().getPath()).isEqualTo("/slo");
        assertThat(text(request, "NameID")).isEqualTo("alice@example.com").isEqualTo(session.nameId());
        assertThat(SafeXml.child(request, Received.PROTOCOL, "SessionIndex").getTextContent())
                .isEqualTo(session.sessionIndex());
        assertThat(request.getAttribute("Destination")).isEqualTo(SP.slo().toString());
        assertThat(request.hasAttribute("NotOnOrAfter")).isTrue();
    }

    @Test
    void start_signedIn_endsTheProvidersOwnSession() {
        signIn("alice");
        browser.get(LOGOUT.startUri(SP.entityId(), SamlBinding.REDIRECT));

        assertThat(browser.get(ssoUri()).text()).contains("User name");
    }

    @Test
    void start_nobodySignedIn_isRefused() {
        assertThat(browser.get(LOGOUT.startUri(SP.entityId(), SamlBinding.POST)).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIRECT", "POST"})
    void singleLogout_signedRequest_isAnsweredByTheSameBindingAndEndsTheSession(SamlBinding binding) throws Exception {
        SamlSession session = signIn("bob");
        String request = request(session, "_q" + binding);
        Page page = send(binding, "SAMLRequest", request, SP.key());
        Element response = verified(page, "SAMLResponse", IDP.saml().certificate());
        LogoutRequest received = last(LOGOUT.requests());

        assertThat(response.getAttribute("InResponseTo")).isEqualTo("_q" + binding);
        assertThat(status(response)).isEqualTo("Success");
        assertThat(page.json()).containsEntry("RelayState", "state & more");
        assertThat(received.nameId()).isEqualTo("bob@example.com");
        assertThat(received.sessionIndexes()).containsExactly(session.sessionIndex());
        assertThat(received.binding()).isEqualTo(binding);
        assertThat(browser.get(ssoUri()).text()).contains("User name");
    }

    @Test
    void singleLogout_otherBrowser_endsThatSessionAndNoOther() {
        signIn("alice");
        TestBrowser alices = TestBrowser.create();
        Page there = alices.signIn(alices.get(ssoUri()), APP.uri("/"), "alice", "alice-pw");
        send(SamlBinding.REDIRECT, "SAMLRequest", request(session(there), "_other"), SP.key());

        assertThat(alices.get(ssoUri()).text()).contains("User name");
    }

    @ParameterizedTest
    @EnumSource(names = {"REDIRECT", "POST"})
    void singleLogout_unsignedOrForeignOrTampered_isRefused(SamlBinding binding) {
        String request = request(signIn("alice"), "_bad");
        int before = LOGOUT.requests().size();
        FakeSp stranger = FakeSp.at(APP.uri("/"));

        assertThat(send(binding, "SAMLRequest", request, null).status()).isEqualTo(400);
        assertThat(send(binding, "SAMLRequest", request, stranger.key()).status())
                .isEqualTo(400);
        assertThat(send(binding, "SAMLRequest", request, SP.key(), xml -> xml.replace("alice", "bob"))
                        .status())
                .isEqualTo(400);
        assertThat(LOGOUT.requests()).hasSize(before);
    }

    @Test
    void play_scriptedAnswers_sayWhatTheyAreTold() throws Exception {
        SamlSession session = signIn("alice");
        LOGOUT.play(LogoutScript.of(s -> s.partial().inResponseTo("_another")));
        Element partial = verified(
                send(SamlBinding.POST, "SAMLRequest", request(session, "_q1"), SP.key()),
                "SAMLResponse",
                IDP.saml().certificate());

        assertThat(partial.getAttribute("InResponseTo")).isEqualTo("_another");
        assertThat(SafeXml.write(partial)).contains("status:Success", "status:PartialLogout");

        LOGOUT.play(LogoutScript.of(s -> s.unsigned()));
        Page unsigned = send(SamlBinding.REDIRECT, "SAMLRequest", request(session, "_q2"), SP.key());

        assertThat(unsigned.json()).containsKey("SAMLResponse").doesNotContainKey("Signature");

        LOGOUT.play(LogoutScript.of(s -> s.silent()));

        assertThat(send(SamlBinding.REDIRECT, "SAMLRequest", request(session, "_q3"), SP.key())
                        .status())
                .isEqualTo(500);
    }

    @Test
    void replies_answerToOurRequest_isRecordedOnce() {
        signIn("alice");
        Page sent = browser.followAll(browser.get(LOGOUT.startUri(SP.entityId(), SamlBinding.REDIRECT)));
        String id = parse(sent, "SAMLRequest", SamlBinding.REDIRECT).getAttribute("ID");
        String response = response(id);
        Page answered = send(SamlBinding.REDIRECT, "SAMLResponse", response, SP.key());
        LogoutReply reply = last(LOGOUT.replies());

        assertThat(answered.status()).isEqualTo(200);
        assertThat(reply.inResponseTo()).isEqualTo(id);
        assertThat(reply.status()).isEqualTo("Responder");
        assertThat(reply.subStatus()).isEqualTo("PartialLogout");
        assertThat(reply.signed()).isTrue();
        assertThat(send(SamlBinding.REDIRECT, "SAMLResponse", response, SP.key())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void request_script_changesExactlyWhatItNames() {
        SamlSession session = new SamlSession(SP.entityId(), "n", "urn:f", null, "_i");
        SamlMessage message = LOGOUT.request(
                session,
                SamlBinding.POST,
                "r",
                LogoutScript.of(s -> s.nameId("urn:g", "m")
                        .sessionIndexes("_a", "_b")
                        .part(Part.SP_NAME_QUALIFIER, "q")
                        .part(Part.ISSUER, "https://evil.example")
                        .notOnOrAfter(Duration.ofMinutes(-1))
                        .signer(Signer.STRANGER)));
        Element root =
                SafeXml.parse(message.xml().getBytes(StandardCharsets.UTF_8)).getDocumentElement();

        assertThat(message.parameters()).containsEntry("RelayState", "r");
        assertThat(text(root, "Issuer")).isEqualTo("https://evil.example");
        assertThat(text(root, "NameID")).isEqualTo("m");
        assertThat(SafeXml.child(root, Received.ASSERTION, "NameID").getAttribute("SPNameQualifier"))
                .isEqualTo("q");
        assertThat(SafeXml.children(root, Received.PROTOCOL, "SessionIndex")).hasSize(2);
        assertThat(XmlSigner.isSigned(root)).isTrue();
        assertThat(XmlSigner.holds(root, List.of(IDP.saml().certificate()))).isFalse();
    }

    @Test
    void request_editedAfterSigning_carriesTheOldSignature() throws Exception {
        SamlSession session = new SamlSession(SP.entityId(), "n", null, null, "_i");
        SamlMessage message = LOGOUT.request(
                session,
                SamlBinding.REDIRECT,
                null,
                LogoutScript.of(s -> s.afterSigning(xml -> xml.replace(">n<", ">m<"))));

        assertThat(message.xml()).contains(">m<");
        assertThat(detachedHolds(message.uri().getRawQuery(), IDP.saml().certificate()))
                .isFalse();
    }

    @Test
    void request_encryptedNameId_hidesTheName() {
        SamlSession session = new SamlSession(SP.entityId(), "secret-name", null, null, null);
        SamlMessage message = LOGOUT.request(
                session, SamlBinding.POST, null, LogoutScript.of(s -> s.encryptNameId(SamlEncryption.compatible())));

        assertThat(message.xml()).contains("EncryptedID").doesNotContain("secret-name", "SessionIndex");
    }

    @Test
    void read_fromRedirectAndForm_knowsWhetherTheSignatureHolds() {
        String xml = request(new SamlSession(SP.entityId(), "n", null, null, null), "_r");
        SamlMessage signed = SamlMessage.redirect(LOGOUT.uri(), "SAMLRequest", "_r", xml, "s", SP.key());
        SamlMessage unsigned = SamlMessage.post(LOGOUT.uri(), "SAMLRequest", "_r", xml, "s");

        assertThat(LOGOUT.read(signed.uri()).signed()).isTrue();
        assertThat(LOGOUT.read(unsigned.parameters()).signed()).isFalse();
        assertThat(LOGOUT.read(unsigned.parameters()).sessionIndexes()).isEmpty();
    }

    @Test
    void request_unregisteredServiceProvider_saysWhatToDo() {
        SamlSession session = new SamlSession("https://nobody.example", "n", null, null, null);

        assertThatThrownBy(() -> LOGOUT.request(session, SamlBinding.POST, null, LogoutScript.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("register the metadata of https://nobody.example");
    }

    private static URI ssoUri() {
        return IDP.saml().initiateUri(SP.entityId(), SP.acs(), null);
    }

    private SamlSession signIn(String name) {
        return session(browser.signIn(browser.get(ssoUri()), APP.uri("/"), name, name + "-pw"));
    }

    private static SamlSession session(Page atAcs) {
        Element response = parse(atAcs, "SAMLResponse", SamlBinding.POST);
        Element assertion = SafeXml.child(response, Received.ASSERTION, "Assertion");
        Element statement = SafeXml.child(assertion, Received.ASSERTION, "AuthnStatement");
        Element subject = SafeXml.child(assertion, Received.ASSERTION, "Subject");
        return new SamlSession(
                SP.entityId(), text(subject, "NameID"), null, null, statement.getAttribute("SessionIndex"));
    }

    private static String request(SamlSession session, String id) {
        return new LogoutDocument(SP.entityId(), LOGOUT.uri(), LogoutScript.standard(), Instant.EPOCH)
                .request(id, session);
    }

    private static String response(String inResponseTo) {
        return new LogoutDocument(
                        SP.entityId(),
                        LOGOUT.uri(),
                        LogoutScript.of(s -> s.status("Responder", "PartialLogout")),
                        Instant.EPOCH)
                .response("_answer", inResponseTo);
    }

    private Page send(SamlBinding binding, String parameter, String xml, SigningKey key) {
        return send(binding, parameter, xml, key, UnaryOperator.identity());
    }

    /** As a service provider sends: signed with its key, or not at all. */
    private Page send(SamlBinding binding, String parameter, String xml, SigningKey key, UnaryOperator<String> tamper) {
        if (binding == SamlBinding.REDIRECT) {
            SamlMessage message = SamlMessage.redirect(LOGOUT.uri(), parameter, "_", xml, "state & more", key);
            Map<String, String> parameters = new LinkedHashMap<>(message.parameters());
            parameters.put(parameter, Wire.deflated(tamper.apply(xml)));
            return browser.followAll(browser.get(new SamlMessage(binding, LOGOUT.uri(), parameters, "_", xml).uri()));
        }
        Element root = SafeXml.parse(xml.getBytes(StandardCharsets.UTF_8)).getDocumentElement();
        if (key != null) {
            XmlSigner.sign(root, key, SamlMessage.RSA_SHA256);
        }
        String sent = tamper.apply(SafeXml.write(root));
        return browser.followAll(browser.post(
                LOGOUT.uri(),
                SamlMessage.post(LOGOUT.uri(), parameter, "_", sent, "state & more")
                        .parameters()));
    }

    /** The message the app got; whoever signed it, the signature has been checked without the provider's own code. */
    private static Element verified(Page page, String parameter, X509Certificate certificate) throws Exception {
        if ("GET".equals(page.json().get("method"))) {
            assertThat(detachedHolds(String.valueOf(page.json().get("raw")), certificate))
                    .isTrue();
            return parse(page, parameter, SamlBinding.REDIRECT);
        }
        Element root = parse(page, parameter, SamlBinding.POST);
        root.setIdAttribute("ID", true);
        Element signature = SafeXml.child(root, XMLSignature.XMLNS, "Signature");
        assertThat(new org.apache.xml.security.signature.XMLSignature(signature, "").checkSignatureValue(certificate))
                .isTrue();
        return root;
    }

    private static boolean detachedHolds(String rawQuery, X509Certificate certificate) throws Exception {
        int end = rawQuery.indexOf("&Signature=");
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(certificate);
        signature.update(rawQuery.substring(0, end).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(
                Base64.getDecoder().decode(Params.parse(rawQuery).get("Signature")));
    }

    private static Element parse(Page page, String parameter, SamlBinding binding) {
        String value = String.valueOf(page.json().get(parameter));
        return SafeXml.parse(Wire.decode(parameter, value, binding)).getDocumentElement();
    }

    private static String text(Element parent, String name) {
        return SafeXml.child(parent, Received.ASSERTION, name).getTextContent();
    }

    private static String status(Element response) {
        Element status = SafeXml.child(response, Received.PROTOCOL, "Status");
        return SafeXml.child(status, Received.PROTOCOL, "StatusCode")
                .getAttribute("Value")
                .replace(SamlScript.STATUS, "");
    }

    private static <T> T last(List<T> all) {
        return all.get(all.size() - 1);
    }
}
