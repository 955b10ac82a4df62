package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply.SignOutResult;
import io.ssokit.login.LoginReply.SignOutResult.Outcome;
import io.ssokit.login.LoginReply.SignOutStep;
import io.ssokit.login.LogoutLab.SignedIn;
import io.ssokit.session.SsoSession;
import io.ssokit.testing.LogoutRequest;
import io.ssokit.testing.LogoutScript;
import io.ssokit.testing.LogoutScript.Part;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlMessage;
import io.ssokit.testing.SamlScript;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A person signs out, and the identity provider is asked to end its session as well. */
class LogoutFlowTest {
    private static final String PERSISTENT = "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent";

    private LogoutLab lab = new LogoutLab();

    @AfterEach
    void close() {
        lab.close();
    }

    private void with(UnaryOperator<SamlConnectionBuilder> options) {
        lab.close();
        lab = LogoutLab.with(options);
    }

    @Test
    void logout_notWantedByTheConnection_endsHereAndGoesOn() {
        with(connection -> connection);
        SignedIn alice = lab.signIn("alice");
        LoginReply reply = logout(alice, Map.of("returnTo", "/bye"));
        assertThat(reply)
                .isInstanceOfSatisfying(
                        LoginReply.SignedOut.class,
                        out -> assertThat(out.landing()).hasToString("https://app.example.com/bye"));
        assertThat(lab.isLive(alice)).isFalse();
        assertThat(lab.events).last().isInstanceOf(AuditEvent.SignedOut.class);
    }

    @Test
    void logout_nobodySignedIn_goesOn() {
        assertThat(lab.kit.logout().logout(lab.post(Map.of()))).isInstanceOf(LoginReply.SignedOut.class);
    }

    @Test
    void logout_ofOneSession_othersOfThePersonGoOn() {
        SignedIn laptop = lab.signIn("alice");
        SignedIn phone = lab.signIn("alice");
        logout(laptop, Map.of());
        assertThat(lab.isLive(laptop)).isFalse();
        assertThat(lab.isLive(phone)).isTrue();
    }

    /** SAML Core 3.7.1: the person and the session by the identity provider's own names, all of them. */
    @Test
    void logout_request_saysWhatTheIdentityProviderSaid() {
        String qualified = "<saml:NameID NameQualifier=\"" + lab.idp.saml().entityId() + "\" ";
        SamlScript script = SamlScript.of(s ->
                s.nameId(PERSISTENT, "p-17 <&>").beforeSigning(xml -> xml.replaceFirst("<saml:NameID ", qualified)));
        SignedIn alice = lab.signIn("acme", "alice", script);
        LogoutRequest request = sent(logout(alice, Map.of()));
        assertThat(request.signed()).isTrue();
        assertThat(request.issuer()).isEqualTo("https://app.example.com/sso/saml/acme/metadata");
        assertThat(request.destination())
                .isEqualTo(lab.idp.saml().logout().uri().toString());
        assertThat(request.nameId()).isEqualTo("p-17 <&>");
        assertThat(request.nameIdFormat()).isEqualTo(PERSISTENT);
        assertThat(request.nameQualifier()).isEqualTo(lab.idp.saml().entityId());
        assertThat(request.spNameQualifier()).isEqualTo(alice.atIdp().spNameQualifier());
        assertThat(request.sessionIndexes()).containsExactly(alice.atIdp().sessionIndex());
        assertThat(request.notOnOrAfter())
                .isEqualTo(lab.now().plus(Duration.ofMinutes(5)).toString());
        assertThat(request.relayState()).hasSizeLessThanOrEqualTo(80);
    }

    @Test
    void logout_byPost_signedInsideTheMessage() {
        with(connection -> connection.singleLogout().requestBinding(SamlRequests.Binding.POST));
        SignedIn alice = lab.signInByPost("alice");
        SignOutStep step = step(logout(alice, Map.of()));
        LogoutRequest request = lab.idp.saml().logout().read(step.form());
        assertThat(request.signed()).isTrue();
        assertThat(request.binding()).isEqualTo(SamlBinding.POST);
        assertThat(request.nameId()).isEqualTo(alice.session().subject());
    }

    @ParameterizedTest
    @EnumSource(
            value = SamlBinding.class,
            names = {"REDIRECT", "POST"})
    void receive_success_signedOutEverywhere(SamlBinding binding) {
        SignOutResult result = answered(binding, s -> {});
        assertThat(result.outcome()).isEqualTo(Outcome.EVERYWHERE);
        assertThat(result.error()).isEmpty();
        assertThat(result.landing()).hasToString("https://app.example.com/bye");
        assertThat(lab.events).last().extracting(AuditEvent::name).isEqualTo("logout.everywhere");
        assertThat(lab.cookies.keySet()).noneMatch(name -> name.contains("sso-logout"));
    }

    @Test
    void receive_partialLogout_saidHonestly() {
        assertThat(answered(SamlBinding.REDIRECT, s -> s.partial()).outcome()).isEqualTo(Outcome.PARTIAL);
        assertThat(answered(SamlBinding.POST, s -> s.status("Responder", "PartialLogout"))
                        .outcome())
                .isEqualTo(Outcome.PARTIAL);
        assertThat(lab.events).last().extracting(AuditEvent::name).isEqualTo("logout.partial");
    }

    @Test
    void receive_failure_notConfirmed() {
        assertThat(answered(SamlBinding.REDIRECT, s -> s.status("Responder", null))
                        .outcome())
                .isEqualTo(Outcome.UNCONFIRMED);
        assertThat(lab.events).last().extracting(AuditEvent::name).isEqualTo("logout.unconfirmed");
    }

    @Test
    void receive_answerThatIsNotToBeBelieved_notConfirmedAndTheReasonAudited() {
        assertRefused(LoginError.SIGNATURE, s -> s.unsigned());
        assertRefused(LoginError.SIGNATURE, s -> s.signer(SamlScript.Signer.STRANGER));
        assertRefused(
                LoginError.SIGNATURE,
                s -> s.status("Responder", null).afterSigning(xml -> xml.replace("Responder", "Success")));
        assertRefused(LoginError.IN_RESPONSE_TO, s -> s.inResponseTo("_another"));
        assertRefused(LoginError.IN_RESPONSE_TO, s -> s.inResponseTo(null));
        assertRefused(LoginError.DESTINATION, s -> s.part(Part.DESTINATION, LogoutLab.SLO + "/"));
        assertRefused(LoginError.DESTINATION, s -> s.part(Part.DESTINATION, null));
        assertRefused(LoginError.ISSUER, s -> s.part(Part.ISSUER, "https://other.example"));
        assertRefused(LoginError.ISSUER, s -> s.part(Part.ISSUER, null));
        assertRefused(LoginError.EXPIRED, s -> s.issued(Duration.ofMinutes(-13)));
        assertRefused(LoginError.NOT_YET_VALID, s -> s.issued(Duration.ofMinutes(3)));
        assertRefused(LoginError.STRUCTURE, s -> s.part(Part.VERSION, "1.1"));
    }

    private void assertRefused(LoginError reason, Consumer<LogoutScript.Builder> how) {
        for (SamlBinding binding : new SamlBinding[] {SamlBinding.REDIRECT, SamlBinding.POST}) {
            SignOutResult result = answered(binding, how);
            assertThat(lab.lastReason()).isEqualTo(reason);
            assertThat(result.outcome()).isEqualTo(Outcome.UNCONFIRMED);
            assertThat(result.error()).contains(LoginError.RESPONSE_REFUSED);
            assertThat(result.reference()).isPresent();
            assertThat(result.endsSession()).isFalse();
        }
    }

    @Test
    void receive_answerInAnotherBrowserOrTwice_nothingHappens() {
        SignedIn alice = lab.signIn("alice");
        SamlMessage answer = answer(sent(logout(alice, Map.of())), SamlBinding.REDIRECT, s -> {});
        assertThat(result(lab.receive(answer)).outcome()).isEqualTo(Outcome.EVERYWHERE);
        assertThat(result(lab.receive(answer)).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.ATTEMPT_UNKNOWN);
    }

    @Test
    void receive_answerAfterTenMinutes_nothingHappens() {
        SignedIn alice = lab.signIn("alice");
        LogoutRequest request = sent(logout(alice, Map.of()));
        lab.clock.advance(Duration.ofMinutes(10));
        assertThat(result(lab.receive(answer(request, SamlBinding.REDIRECT, s -> {})))
                        .outcome())
                .isEqualTo(Outcome.REFUSED);
    }

    @Test
    void receive_answerAtAnotherConnection_nothingHappens() {
        SignedIn alice = lab.signIn("alice");
        SamlMessage answer = answer(sent(logout(alice, Map.of())), SamlBinding.REDIRECT, s -> {});
        LoginReply reply = lab.kit.logout().receive("globex", lab.asRequest(answer));
        assertThat(result(reply).outcome()).isEqualTo(Outcome.REFUSED);
    }

    /** What opens a sign-out opens no sign-in, and the other way round. */
    @Test
    void attempts_ofTheOtherKind_unknown() {
        SignedIn alice = lab.signIn("alice");
        String handle = sent(logout(alice, Map.of())).relayState();
        LoginReply reply = lab.kit
                .flow()
                .finish("acme", lab.post(Map.of("SAMLResponse", "PHg+", "RelayState", String.valueOf(handle))));
        assertThat(reply).isInstanceOf(LoginReply.Refused.class);
    }

    @Test
    void logout_launchedSession_endsHereOnly() {
        SignedIn alice = lab.signIn("alice");
        SsoSession own = alice.session();
        SsoSession launched = new SsoSession(
                own.id(),
                own.tenant(),
                "launch",
                "launch",
                own.subject(),
                Optional.empty(),
                own.userId(),
                own.userName(),
                own.email(),
                own.displayName(),
                own.groups(),
                own.tags(),
                own.authenticatedAt(),
                own.startedAt(),
                own.startedAt().plusSeconds(60),
                Optional.empty(),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
        LoginReply reply = lab.kit.logout().logout(lab.post("", Map.of(), Optional.of(launched)));
        assertThat(reply).isInstanceOf(LoginReply.SignedOut.class);
        lab.clock.advance(Duration.ofHours(1));
        lab.signIn("bob"); // forgets what may be forgotten
        lab.logoutQuietly(lab.signIn("bob"));
        assertThat(lab.isLive(alice)).as("it has the same id").isFalse();
    }

    private SignOutResult answered(SamlBinding binding, Consumer<LogoutScript.Builder> how) {
        SignedIn alice = lab.signIn("alice");
        return result(lab.receive(answer(sent(logout(alice, Map.of("returnTo", "/bye"))), binding, how)));
    }

    private SamlMessage answer(LogoutRequest request, SamlBinding binding, Consumer<LogoutScript.Builder> how) {
        return lab.idp.saml().logout().respond(request, binding, LogoutScript.of(how));
    }

    private LoginReply logout(SignedIn person, Map<String, String> form) {
        return lab.keep(lab.kit.logout().logout(lab.post("", form, Optional.of(person.session()))));
    }

    private LogoutRequest sent(LoginReply reply) {
        SignOutStep step = step(reply);
        assertThat(step.endsSession()).isTrue();
        return lab.idp.saml().logout().read(step.action());
    }

    private static SignOutStep step(LoginReply reply) {
        assertThat(reply).isInstanceOf(SignOutStep.class);
        return (SignOutStep) reply;
    }

    private static SignOutResult result(LoginReply reply) {
        assertThat(reply).isInstanceOf(SignOutResult.class);
        return (SignOutResult) reply;
    }
}
