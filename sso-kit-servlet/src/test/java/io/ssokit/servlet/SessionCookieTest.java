package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.connection.ServiceProvider;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C-03")
class SessionCookieTest {
    private static final ServiceProvider HTTPS = ServiceProvider.of(URI.create("https://app.example"));
    private static final ServiceProvider HTTP = ServiceProvider.of(URI.create("http://127.0.0.1:8080"));

    private final ServletContext context = mock(ServletContext.class);
    private final SessionCookieConfig cookie = mock(SessionCookieConfig.class);

    @BeforeEach
    void unsafe() {
        when(context.getSessionCookieConfig()).thenReturn(cookie);
        when(context.getEffectiveSessionTrackingModes()).thenReturn(Set.of(SessionTrackingMode.URL));
    }

    @Test
    void harden_whileStarting_setsEverything() {
        SessionCookie.harden(context, HTTPS);
        verify(cookie).setHttpOnly(true);
        verify(cookie).setSecure(true);
        verify(cookie).setAttribute("SameSite", "Lax");
        verify(context).setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    }

    @Test
    void harden_tooLate_doesNotStopTheApp() {
        doThrow(new IllegalStateException("started")).when(cookie).setHttpOnly(true);
        SessionCookie.harden(context, HTTPS);
        assertThat(SessionCookie.problems(context, HTTPS)).isNotEmpty();
    }

    @Test
    void problems_unsafeCookie_oneSentenceEach() {
        assertThat(SessionCookie.problems(context, HTTPS)).hasSize(4);
        assertThat(SessionCookie.problems(context, HTTP)).hasSize(3).noneMatch(problem -> problem.contains("Secure"));
    }

    @Test
    void problems_safeCookie_none() {
        when(cookie.isHttpOnly()).thenReturn(true);
        when(cookie.isSecure()).thenReturn(true);
        when(cookie.getAttribute("SameSite")).thenReturn("Lax");
        when(context.getEffectiveSessionTrackingModes()).thenReturn(Set.of(SessionTrackingMode.COOKIE));
        assertThat(SessionCookie.problems(context, HTTPS)).isEmpty();
    }
}
