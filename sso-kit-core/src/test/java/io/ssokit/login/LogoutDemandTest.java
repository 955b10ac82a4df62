package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.login.LoginReply.SignOutResult;
import io.ssokit.login.LoginReply.SignOutResult.Outcome;
import io.ssokit.login.LoginReply.SignOutStep;
import io.ssokit.login.LogoutLab.SignedIn;
import io.ssokit.session.SessionRevocations;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.LogoutReply;
import io.ssokit.testing.LogoutScript;
import io.ssokit.testing.SamlBinding;
import io.ssokit.testing.SamlEncryption;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlSession;
import io.ssokit.testing.TestBrowser;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The identity provider demands that sessions end (SAML Profiles 4.4.3.1). */
class LogoutDemandTest {
    private LogoutLab lab = new LogoutLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = SamlBinding.class,
            names = {"REDIRECT", "POST"})
    void receive_demand_endsThatSessionAndAnswersSuccess(SamlBinding binding) {
        SignedIn laptop = lab.signIn("alice");
        SignedIn phone = lab.signIn("alice");
        SignedIn bob = lab.signIn("bob");
        LogoutReply answer = demand(laptop.atIdp(), binding, s -> {});
        assertThat(answer.status()).isEqualTo("Success");
        assertThat(answer.subStatus()).isNull();
        assertThat(answer.signed()).isTrue();
        assertThat(answer.relayState()).isEqualTo("of the identity provider");
        assertThat(answer.destination()).isEqualTo(lab.idp.saml().logout().uri().toString());
        assertThat(List.of(lab.isLive(laptop), lab.isLive(phone), lab.isLive(bob)))
                .containsExactly(false, true, true);
        assertThat(lab.events)
                .filteredOn(AuditEvent.SignedOutByIdp.class::isInstance)
                .hasSize(1);
    }

    /** SAML Core 3.7.3.1: without a SessionIndex all sessions of the person are meant. */
    @Test
    void receive_demandWithoutIndex_endsAllOfThePerson() {
        SignedIn laptop = lab.signIn("alice");
        SignedIn phone = lab.signIn("alice");
        SignedIn bob = lab.signIn("bob");
        demand(laptop.atIdp(), SamlBinding.REDIRECT, s -> s.sessionIndexes());
        assertThat(List.of(lab.isLive(laptop), lab.isLive(phone), lab.isLive(bob)))
                .containsExactly(false, false, true);
    }

    @Test
    void receive_demandWithSeveralIndexes_endsThese() {
        SignedIn laptop = lab.signIn("alice");
        SignedIn phone = lab.signIn("alice");
        SignedIn desk = lab.signIn("alice");
        String one = String.valueOf(laptop.atIdp().sessionIndex());
        String two = String.valueOf(phone.atIdp().sessionIndex());
        demand(laptop.atIdp(), SamlBinding.POST, s -> s.sessionIndexes(one, " " + two + "\n", "unknown"));
        assertThat(List.of(lab.isLive(laptop), lab.isLive(phone), lab.isLive(desk)))
                .containsExactly(false, false, true);
    }

    @Test
    void receive_demandThatMeansNobody_success() {
        SignedIn alice = lab.signIn("alice");
        SamlSession nobody = new SamlSession(
                alice.atIdp().serviceProvider(),
                "nobody@example.com",
                alice.atIdp().nameIdFormat(),
                null,
                null);
        assertThat(demand(nobody, SamlBinding.REDIRECT, s -> {}).status()).isEqualTo("Success");
        assertThat(lab.isLive(alice)).isTrue();
    }

    /** Compared as a request is read, in which white space around an index says nothing. */
    @Test
    void receive_assertionHadSpaceAroundItsIndex_ended() {
        SamlScript spaced = SamlScript.of(
                s -> s.beforeSigning(xml -> xml.replaceFirst("SessionIndex=\"([^\"]+)\"", "SessionIndex=\" $1 \"")));
        SignedIn alice = lab.signIn("acme", "alice", spaced);
        demand(alice.atIdp(), SamlBinding.REDIRECT, s -> {});
        assertThat(lab.isLive(alice)).isFalse();
    }

    /** A signed demand is one, whether we know where to answer it or not. */
    @Test
    void receive_idpWithoutLogoutService_endedAndSaid() {
        lab.close();
        lab = LogoutLab.withoutLogoutService();
        SignedIn alice = lab.signIn("alice");
        LoginReply reply = lab.receive(
                lab.idp.saml().logout().request(alice.atIdp(), SamlBinding.REDIRECT, null, LogoutScript.standard()));
        assertThat(((SignOutResult) reply).outcome()).isEqualTo(Outcome.HERE);
        assertThat(lab.isLive(alice)).isFalse();
    }

    @Test
    void receive_encryptedId_readAndEnded() {
        SignedIn alice = lab.signIn("alice");
        demand(alice.atIdp(), SamlBinding.POST, s -> s.encryptNameId(SamlEncryption.modern()));
        assertThat(lab.isLive(alice)).isFalse();
    }

    @Test
    void receive_demandWithoutNotOnOrAfterOrRelayState_ended() {
        SignedIn alice = lab.signIn("alice");
        demand(alice.atIdp(), null, SamlBinding.POST, s -> s.notOnOrAfter(null));
        assertThat(lab.isLive(alice)).isFalse();
    }

    @Test
    void receive_inTheBrowserOfThatSession_itsContainersSessionEndsToo() {
        SignedIn alice = lab.signIn("alice");
        var message = lab.idp.saml().logout().request(alice.atIdp(), SamlBinding.POST, null, LogoutScript.standard());
        LoginReply reply = lab.receive(lab.post("", message.parameters(), Optional.of(alice.session())));
        assertThat(((SignOutStep) reply).endsSession()).isTrue();
        SignedIn again = lab.signIn("alice");
        var other = lab.idp.saml().logout().request(again.atIdp(), SamlBinding.POST, null, LogoutScript.standard());
        SignedIn bob = lab.signIn("bob");
        LoginReply foreign = lab.receive(lab.post("", other.parameters(), Optional.of(bob.session())));
        assertThat(((SignOutStep) foreign).endsSession()).isFalse();
    }

    /** SAML Core 3.7.3.1: also where the assertion arrives after the logout request. */
    @Test
    void finish_demandCameWhileSigningIn_refused() {
        SignedIn before = lab.signIn("alice");
        AuthnRequest request = lab.begin("acme");
        lab.clock.advance(Duration.ofSeconds(1));
        demand(before.atIdp(), SamlBinding.REDIRECT, s -> s.sessionIndexes());
        LoginReply late = lab.kit
                .flow()
                .finish(
                        "acme",
                        lab.post(lab.idp
                                .saml()
                                .respond(request, lab.idp.persona("alice"), SamlScript.standard())
                                .form()));
        assertThat(late)
                .isInstanceOfSatisfying(
                        LoginReply.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(LoginError.SIGNED_OUT));
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(lab.isLive(lab.signIn("alice"))).as("a new sign-in").isTrue();
    }

    @Test
    void receive_oneSessionCannotBeEnded_partialLogout() {
        broken("end", 1);
        SignedIn laptop = lab.signIn("alice");
        SignedIn phone = lab.signIn("alice");
        LogoutReply answer = demand(laptop.atIdp(), SamlBinding.REDIRECT, s -> s.sessionIndexes());
        assertThat(answer.status()).isEqualTo("Responder");
        assertThat(answer.subStatus()).isEqualTo("PartialLogout");
        assertThat(List.of(lab.isLive(laptop), lab.isLive(phone))).containsOnlyOnce(true);
        assertThat(demand(laptop.atIdp(), SamlBinding.REDIRECT, s -> s.sessionIndexes())
                        .status())
                .as("repeated")
                .isEqualTo("Success");
        assertThat(lab.isLive(laptop) || lab.isLive(phone)).isFalse();
    }

    @Test
    void receive_noSessionCanBeEnded_responder() {
        broken("end", 99);
        SignedIn laptop = lab.signIn("alice");
        LogoutReply answer = demand(laptop.atIdp(), SamlBinding.REDIRECT, s -> {});
        assertThat(answer.status()).isEqualTo("Responder");
        assertThat(answer.subStatus()).isNull();
    }

    /** Our own sign-out: the container's session ends, whatever the store does. */
    @Test
    void logout_storeDown_signedOutAllTheSame() {
        broken("end", 99);
        SignedIn alice = lab.signIn("alice");
        LoginReply reply = lab.kit.logout().logout(lab.post("", Map.of(), Optional.of(alice.session())));
        assertThat(((SignOutStep) reply).endsSession()).isTrue();
    }

    @Test
    void receive_unknownConnection_refused() {
        LoginReply reply = lab.kit.logout().receive("nobody", lab.get("SAMLRequest=x"));
        assertThat(reply).isInstanceOfSatisfying(SignOutResult.class, refused -> {
            assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(refused.error()).contains(LoginError.UNKNOWN_CONNECTION);
        });
    }

    /** Revocations of which the first calls of one method fail. */
    private void broken(String method, int failures) {
        lab.close();
        lab = LogoutLab.on(clock -> {
            Stores real = MemoryStores.create(clock);
            int[] left = {failures};
            SessionRevocations some = (SessionRevocations) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {SessionRevocations.class}, (proxy, called, values) -> {
                        if (called.getName().equals(method) && left[0]-- > 0) {
                            throw new StoreException.Unavailable("down", Duration.ofSeconds(1), null);
                        }
                        try {
                            return called.invoke(real.revocations(), values);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                    });
            return (Stores) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {Stores.class},
                    (proxy, called, values) ->
                            called.getName().equals("revocations") ? some : called.invoke(real, values));
        });
    }

    private LogoutReply demand(SamlSession session, SamlBinding binding, Consumer<LogoutScript.Builder> how) {
        return demand(session, "of the identity provider", binding, how);
    }

    /** Sends a demand and brings the answer back to the identity provider, as the browser does. */
    private LogoutReply demand(
            SamlSession session, String relayState, SamlBinding binding, Consumer<LogoutScript.Builder> how) {
        var message = lab.idp.saml().logout().request(session, binding, relayState, LogoutScript.of(how));
        LoginReply reply = lab.receive(message);
        assertThat(reply).as(lab.events::toString).isInstanceOf(SignOutStep.class);
        SignOutStep step = (SignOutStep) reply;
        assertThat(step.form()).isEmpty();
        TestBrowser.Page page = TestBrowser.create().get(step.action());
        assertThat(page.status()).as(page.text()).isEqualTo(200);
        List<LogoutReply> replies = lab.idp.saml().logout().replies();
        return replies.get(replies.size() - 1);
    }
}
