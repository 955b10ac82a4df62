package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Sealed;
import io.ssokit.login.LoginReply.SignOutResult;
import io.ssokit.login.LoginReply.SignOutResult.Outcome;
import io.ssokit.login.LogoutEngine.Arrival;
import io.ssokit.login.LogoutEngine.Demand;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever the identity provider and its engine do, a sign-out ends the session here and comes to an end itself. */
class LogoutFailureTest {
    private final Stores stores = MemoryStores.create();
    private final LogoutEngine logout = mock();
    private final LoginEngine engine = mock();
    private final List<AuditEvent> events = new ArrayList<>();
    private final LogoutFlow flow = new LogoutFlow(new LoginFlow.Parts(
            ServiceProvider.of(URI.create("https://app.example.com")),
            IdpConnectionStore.of(List.of(LoginLab.saml("acme").build())),
            List.of(engine),
            stores,
            Sealed.with(new byte[32]),
            Duration.ofHours(12),
            Clock.systemUTC(),
            events::add,
            LoginResolver.PROCEED));

    LogoutFailureTest() {
        when(engine.serves(any())).thenReturn(true);
        when(engine.logout(any(IdpConnection.class))).thenReturn(Optional.of(logout));
    }

    @Test
    void logout_metadataCannotBeHad_signedOutHereAndNotConfirmed() {
        when(logout.start(any())).thenThrow(new IdpUnavailableException("no answer in time", null));
        SignOutResult result = (SignOutResult) flow.logout(request(Optional.of(session("acme"))));
        assertThat(result.outcome()).isEqualTo(Outcome.UNCONFIRMED);
        assertThat(result.error()).contains(LoginError.IDP_UNAVAILABLE);
        assertThat(result.endsSession()).isTrue();
        assertThat(stores.revocations().ended("acme", "u1").ids()).containsExactly("s1");
        assertThat(events).extracting(AuditEvent::name).containsExactly("login.signed-out", "logout.refused");
    }

    /** An engine may be anybody's. */
    @Test
    void logout_engineFailsInAWayOfItsOwn_signedOutHereAndNotConfirmed() {
        when(logout.start(any())).thenThrow(new IllegalStateException("a mistake"));
        SignOutResult result = (SignOutResult) flow.logout(request(Optional.of(session("acme"))));
        assertThat(result.outcome()).isEqualTo(Outcome.UNCONFIRMED);
        assertThat(result.reference()).isPresent();
        assertThat(result.endsSession()).isTrue();
        assertThat(stores.revocations().ended("acme", "u1").ids()).containsExactly("s1");
    }

    @Test
    void notice_engineFailsInAWayOfItsOwn_askedForAgain() {
        when(logout.notice(any(), any(), any(), any())).thenThrow(new IllegalStateException("a mistake"));
        assertThat(flow.notice("acme", request(Optional.empty())))
                .isEqualTo(new LoginReply.NoticeTaken(LoginReply.NoticeTaken.Result.LATER));
    }

    @Test
    void noticeAndFrame_protocolWithoutLogout_refused() {
        when(engine.logout(any(IdpConnection.class))).thenReturn(Optional.empty());
        assertThat(flow.notice("acme", request(Optional.empty())))
                .isEqualTo(new LoginReply.NoticeTaken(LoginReply.NoticeTaken.Result.REFUSED));
        assertThat(((SignOutResult) flow.framed("acme", request(Optional.empty()))).outcome())
                .isEqualTo(Outcome.REFUSED);
        assertThat(events)
                .allSatisfy(event ->
                        assertThat(((AuditEvent.SignOutRefused) event).error()).isEqualTo(LoginError.UNSUPPORTED));
    }

    /** SAML has neither. */
    @Test
    void noticeAndFrame_engineThatKnowsNone_refused() {
        LogoutEngine saml = mock(LogoutEngine.class, org.mockito.Answers.CALLS_REAL_METHODS);
        when(engine.logout(any(IdpConnection.class))).thenReturn(Optional.of(saml));
        assertThat(flow.notice("acme", request(Optional.empty())))
                .isEqualTo(new LoginReply.NoticeTaken(LoginReply.NoticeTaken.Result.REFUSED));
        assertThat(((SignOutResult) flow.framed("acme", request(Optional.empty()))).outcome())
                .isEqualTo(Outcome.REFUSED);
    }

    @Test
    void logout_connectionIsGone_endsHere() {
        assertThat(flow.logout(request(Optional.of(session("removed"))))).isInstanceOf(LoginReply.SignedOut.class);
        assertThat(stores.revocations().ended("acme", "u1").ids()).containsExactly("s1");
    }

    @Test
    void logout_protocolWithoutLogout_endsHere() {
        when(engine.logout(any(IdpConnection.class))).thenReturn(Optional.empty());
        assertThat(flow.logout(request(Optional.of(session("acme"))))).isInstanceOf(LoginReply.SignedOut.class);
    }

    @Test
    void receive_protocolWithoutLogout_refused() {
        when(engine.logout(any(IdpConnection.class))).thenReturn(Optional.empty());
        SignOutResult result = (SignOutResult) flow.receive("acme", request(Optional.empty()));
        assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        AuditEvent.SignOutRefused.class,
                        event -> assertThat(event.error()).isEqualTo(LoginError.UNSUPPORTED));
    }

    /** The sessions are over; the identity provider takes no answer, or none can be signed. */
    @Test
    void receive_demandThatCannotBeAnswered_endedHere() {
        when(logout.read(any())).thenReturn(new Arrival(true, Optional.empty()));
        when(logout.demand(any(), any(), any(), any())).thenReturn(new Demand(Optional.empty(), Set.of("i"), Map.of()));
        when(logout.answer(any(), any(), any(), any()))
                .thenReturn(Optional.empty())
                .thenThrow(new IdpUnavailableException("no answer in time", null));
        for (int i = 0; i < 2; i++) {
            SignOutResult result = (SignOutResult) flow.receive("acme", request(Optional.empty()));
            assertThat(result.outcome()).isEqualTo(Outcome.HERE);
            assertThat(result.error()).isEmpty();
        }
    }

    private static LoginRequest request(Optional<SsoSession> session) {
        return new LoginRequest("POST", Optional.empty(), Map.of(), Map.of(), Map.of(), session);
    }

    private static SsoSession session(String connection) {
        Instant now = Instant.now();
        return new SsoSession(
                "s1",
                "acme",
                connection,
                "saml",
                "alice",
                Optional.empty(),
                "u1",
                "alice",
                Optional.empty(),
                "Alice",
                Set.of(),
                SessionTags.NONE,
                now,
                now,
                now.plusSeconds(60),
                Optional.empty(),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }
}
