package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

class SessionKeeperTest {
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpSession session = mock(HttpSession.class);

    @Test
    @Tag("C-01")
    void begin_anySession_idIsChangedBeforeThePersonIsKept() {
        when(request.getSession(anyBoolean())).thenReturn(session);
        SsoSession alice = person("acme", "1");

        SessionKeeper.begin(request, alice);

        InOrder order = inOrder(request, session);
        order.verify(request).changeSessionId();
        order.verify(session).setAttribute(SessionKeeper.ATTRIBUTE, alice);
        verify(session, never()).invalidate();
    }

    /** The same user id in another tenant is another person. */
    @Test
    @Tag("C-01")
    void begin_sameUserIdOfAnotherTenant_nothingOfTheFirstStays() {
        when(request.getSession(anyBoolean())).thenReturn(session);
        when(session.getAttribute(SessionKeeper.ATTRIBUTE)).thenReturn(person("acme", "1"));

        SessionKeeper.begin(request, person("globex", "1"));

        verify(session).invalidate();
    }

    @Test
    void begin_sessionEndedByAnotherTabMeanwhile_beginsANewOne() {
        when(request.getSession(anyBoolean())).thenReturn(session);
        when(request.changeSessionId())
                .thenThrow(new IllegalStateException("no session"))
                .thenReturn("new");

        SessionKeeper.begin(request, person("acme", "1"));

        verify(session).setAttribute(eq(SessionKeeper.ATTRIBUTE), any());
    }

    @Test
    void begin_noSessionCanBeMade_givesUp() {
        when(request.getSession(anyBoolean())).thenReturn(session);
        doThrow(new IllegalStateException("committed")).when(session).setAttribute(any(), any());

        assertThatIllegalStateException().isThrownBy(() -> SessionKeeper.begin(request, person("acme", "1")));
    }

    @Test
    void read_sessionEndedByAnotherTab_nobody() {
        when(request.getSession(false)).thenReturn(session);
        when(session.getAttribute(SessionKeeper.ATTRIBUTE)).thenThrow(new IllegalStateException("invalidated"));

        assertThat(SessionKeeper.read(request)).isNull();
    }

    private static SsoSession person(String tenant, String userId) {
        return new SsoSession(
                "session-1",
                tenant,
                "c",
                "saml",
                "s",
                Optional.empty(),
                userId,
                "alice",
                Optional.empty(),
                "Alice",
                Set.of(),
                SessionTags.NONE,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.MAX,
                Optional.empty(),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }
}
