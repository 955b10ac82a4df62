package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import com.sun.management.ThreadMXBean;
import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.StoreException;
import io.ssokit.session.SessionRevocations;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SsoFilterTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example")))
            .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.example/metadata")))
            .protect("/app/*")
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .build();
    private final SsoFilter filter = new SsoFilter(kit);
    private final HttpSession http = mock(HttpSession.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final FilterChain chain = mock(FilterChain.class);

    /** docs/performance.md has the times; bytes and writes are the same on every machine. */
    @Test
    void doFilter_signedIn_allocatesAWrapperAndWritesNothing() throws Exception {
        HttpSession readOnly = new ReadOnlySession(session(NOW, NOW.plusSeconds(60)));
        HttpServletRequest onlySession = new HttpServletRequestWrapper(untouchable(HttpServletRequest.class)) {
            @Override
            public HttpSession getSession(boolean create) {
                if (create) {
                    throw new AssertionError("a session is made");
                }
                return readOnly;
            }
        };
        HttpServletResponse untouched = untouchable(HttpServletResponse.class);
        FilterChain app = (asked, answered) -> {
            if (!((HttpServletRequest) asked).getRemoteUser().equals("alice")) {
                throw new ServletException("somebody else");
            }
        };
        long bytes = leastBytesPerRequest(onlySession, untouched, app);
        System.out.printf("signed-in request: %d bytes%n", bytes);
        assertThat(bytes).isLessThanOrEqualTo(100);
    }

    @Test
    void doFilter_signedIn_requestKnowsWho() throws Exception {
        signedIn(session(NOW, NOW.plusSeconds(60)));
        HttpServletRequest seen = passed();
        assertThat(seen.getRemoteUser()).isEqualTo("alice");
        assertThat(seen.getUserPrincipal().getName()).isEqualTo("alice");
        assertThat(seen.getAuthType()).isEqualTo("saml");
        assertThat(seen.isUserInRole("engineering")).isTrue();
        assertThat(seen.isUserInRole("Engineering")).isFalse();
        assertThat(seen.isUserInRole("**")).isTrue();
        assertThat(seen.isUserInRole("*")).isFalse();
        assertThat(seen.isUserInRole(null)).isFalse();
        assertThat(seen.authenticate(response)).isTrue();
        assertThat(Sso.session(new HttpServletRequestWrapper(seen)).userId()).isEqualTo("id-1");
        assertThat(Sso.session(seen).tags()).isEqualTo(SessionTags.NONE);
    }

    @Test
    void logout_ofTheRequest_endsTheSession() throws Exception {
        signedIn(session(NOW, NOW.plusSeconds(60)));
        HttpServletRequest seen = passed();
        seen.logout();
        verify(http).invalidate();
        assertThat(seen.getRemoteUser()).isNull();
        assertThat(seen.getUserPrincipal()).isNull();
        assertThat(seen.getAuthType()).isNull();
        assertThat(seen.isUserInRole("**")).isFalse();
        assertThat(Sso.find(seen)).isEmpty();
    }

    @Test
    void doFilter_sessionOver_endedAndAskedToSignIn() throws Exception {
        signedIn(session(NOW.minusSeconds(60), NOW));
        filter.doFilter(request, response, chain);
        verify(chain, never()).doFilter(any(), any());
        verify(http).invalidate();
        verify(response).setStatus(303);
    }

    @Test
    void doFilter_sessionRevoked_endedAndAskedToSignIn() throws Exception {
        signedIn(session(NOW, NOW.plusSeconds(60)));
        kit.stores().revocations().revoke("acme", "id-1", NOW);
        filter.doFilter(request, response, chain);
        verify(chain, never()).doFilter(any(), any());
        verify(http).invalidate();
        verify(response).setStatus(303);
    }

    @Test
    @Tag("C-16")
    void doFilter_revocationsCannotBeRead_503AndNobodyPasses() throws Exception {
        Stores memory = MemoryStores.create();
        Stores down = mock(Stores.class, delegatesTo(memory));
        when(down.revocations()).thenReturn(mock(SessionRevocations.class, call -> {
            throw new StoreException.Unavailable("down", Duration.ofSeconds(7), null);
        }));
        SsoKit broken = SsoKit.builder(kit.serviceProvider())
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.example/metadata")))
                .clock(Clock.fixed(NOW, ZoneOffset.UTC))
                .stores(down)
                .build();
        signedIn(session(NOW, NOW.plusSeconds(60)));
        when(response.getOutputStream()).thenReturn(mock(ServletOutputStream.class));
        new SsoFilter(broken).doFilter(request, response, chain);
        verify(chain, never()).doFilter(any(), any());
        verify(response).setStatus(503);
        verify(response).addHeader("Retry-After", "7");
        verify(response).setHeader("Cache-Control", "no-store");
        verify(http, never()).invalidate();
    }

    @Test
    void doFilter_appThrows_nothingIsCaught() throws Exception {
        signedIn(session(NOW, NOW.plusSeconds(60)));
        for (Exception thrown :
                new Exception[] {new ServletException("app"), new IOException("app"), new IllegalStateException("app")
                }) {
            assertThatThrownBy(() -> filter.doFilter(request, response, (asked, answered) -> sneak(thrown)))
                    .isSameAs(thrown);
        }
        verifyNoInteractions(response);
    }

    @Test
    void doFilter_forwardInsideTheApp_isTheAppsChoice() throws Exception {
        asked("/app/");
        when(request.getDispatcherType()).thenReturn(DispatcherType.ERROR);
        filter.doFilter(request, response, chain);
        verify(chain).doFilter(request, response);
    }

    /** C-12: a container and we may read one path in two ways; either reading protects. */
    @ParameterizedTest
    @CsvSource({
        "/app/x, /open, /x, true",
        "/open/x, /app, /x, true",
        "/open/x, /app, , true",
        "/open/x, '', /APP/x, true",
        "/open/x, /open, /app, false",
        "/sso/x, /app, , true",
        "/scim/v2/x, /app, /x, true"
    })
    @Tag("C-12")
    void doFilter_pathReadInTwoWays_oneIsEnough(String uri, String servletPath, String pathInfo, boolean isProtected)
            throws Exception {
        asked(uri);
        when(request.getServletPath()).thenReturn(servletPath);
        when(request.getPathInfo()).thenReturn(pathInfo);
        filter.doFilter(request, response, chain);
        verify(chain, times(isProtected ? 0 : 1)).doFilter(any(), any());
    }

    /** The kit's own pages are open where the kit's servlets are, not wherever a path looks like theirs. */
    @ParameterizedTest
    @CsvSource({
        "/sso/login, /sso, true",
        "/sso/launch, /sso/launch, true",
        "/scim/v2/Users, /scim/v2, true",
        "/sso/login, '', false",
        "/sso/login, /sso/login, false",
        "/scim/v2/Users, /scim, false",
        "/ssologin, /sso, false",
        "/app/x, /sso, false"
    })
    @Tag("C-12")
    void doFilter_everythingProtected_onlyTheKitsOwnServletsAreOpen(String uri, String servletPath, boolean open)
            throws Exception {
        SsoFilter strict = new SsoFilter(SsoKit.builder(ServiceProvider.of(URI.create("https://app.example")))
                .protect("/*")
                .build());
        asked(uri);
        when(request.getServletPath()).thenReturn(servletPath);
        strict.doFilter(request, response, chain);
        verify(chain, times(open ? 1 : 0)).doFilter(any(), any());
    }

    @Test
    void session_openPage_saysWhatToDo() {
        assertThatThrownBy(() -> Sso.session(request))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Nobody is signed in")
                .hasMessageContaining("protect");
    }

    /** A request or response of which anything that is asked or told is a failure. */
    private static <T> T untouchable(Class<T> type) {
        return mock(type, call -> {
            throw new AssertionError("not needed for a signed-in request: " + call);
        });
    }

    /** The least of some rounds, because the first ones include class loading. */
    private long leastBytesPerRequest(HttpServletRequest asked, HttpServletResponse answered, FilterChain app)
            throws Exception {
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(thread.isThreadAllocatedMemoryEnabled()).isTrue();
        long bytes = Long.MAX_VALUE;
        for (int round = 0; round < 5; round++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                filter.doFilter(asked, answered, app);
            }
            bytes = Math.min(bytes, (thread.getCurrentThreadAllocatedBytes() - before) / 10_000);
        }
        return bytes;
    }

    private HttpServletRequest passed() throws Exception {
        AtomicReference<ServletRequest> seen = new AtomicReference<>();
        filter.doFilter(request, response, (asked, answered) -> seen.set(asked));
        return (HttpServletRequest) seen.get();
    }

    private void signedIn(SsoSession session) {
        asked("/app/");
        when(request.getSession(false)).thenReturn(http);
        when(http.getAttribute(SessionKeeper.ATTRIBUTE)).thenReturn(session);
    }

    private void asked(String path) {
        when(request.getMethod()).thenReturn("GET");
        when(request.getRequestURI()).thenReturn(path);
        when(request.getContextPath()).thenReturn("");
        when(request.getServletPath()).thenReturn(path);
        when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
    }

    private static SsoSession session(Instant startedAt, Instant expiresAt) {
        return new SsoSession(
                "session-1",
                "acme",
                "acme",
                "saml",
                "a-name-id",
                Optional.empty(),
                "id-1",
                "alice",
                Optional.empty(),
                "Alice",
                Set.of("engineering"),
                SessionTags.NONE,
                startedAt,
                startedAt,
                expiresAt,
                Optional.empty(),
                Optional.empty(),
                SsoSession.Authn.UNKNOWN,
                Optional.empty());
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> void sneak(Exception thrown) throws E {
        throw (E) thrown;
    }
}
