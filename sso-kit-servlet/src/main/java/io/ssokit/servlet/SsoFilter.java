package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.RenewalFlow;
import io.ssokit.session.SsoSession;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets signed-in people through and sends everybody else who asks for a protected page to the sign-in. Maps to
 * {@code /*}; {@link SsoServlets#install} does it. Thread-safe.
 *
 * <p>A signed-in request costs reading one session attribute and one wrapper; nothing is written. Without a session the
 * path decides, in each of the ways in which it can be read; a spelling that could be read in two ways is answered 400.
 * People get a redirect, programs ({@code Accept: application/json}) and everything but GET get 401.
 */
public final class SsoFilter implements Filter {
    private static final List<String> OWN = List.of("/sso", "/sso/launch", "/scim/v2");

    private final SsoKit kit;
    private final ProtectedPaths protectedPaths;
    private final ServiceProvider serviceProvider;
    private final ReplyAnswers answers;
    private final Problems problems;

    /** @param kit decides who is signed in and what is protected */
    public SsoFilter(SsoKit kit) {
        this.kit = kit;
        this.protectedPaths = new ProtectedPaths(kit.protectedPaths());
        this.serviceProvider = kit.serviceProvider();
        this.answers = new ReplyAnswers(serviceProvider);
        this.problems = new Problems(answers);
    }

    /**
     * Passes the request on, or answers it. The app runs outside of every try block: its exceptions are its own.
     *
     * @throws IOException whatever the app throws, or if the browser breaks off
     * @throws ServletException whatever the app throws
     */
    @Override
    public void doFilter(ServletRequest anyRequest, ServletResponse anyResponse, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        SsoSession session;
        try {
            session = live(SessionKeeper.read(request), request);
        } catch (RuntimeException undecided) {
            problems.of(undecided).send(request, response); // fail closed: nobody passes unchecked
            return;
        }
        if (session != null) {
            chain.doFilter(new SignedInRequest(request, session), response);
        } else {
            withoutSession(request, response, chain);
        }
    }

    private @Nullable SsoSession live(@Nullable SsoSession session, HttpServletRequest request) {
        if (session == null) {
            return null;
        }
        if (!kit.isLive(session)) {
            SessionKeeper.end(request);
            return null;
        }
        if (!opens(session, request)) {
            return null;
        }
        boolean renewable = session.renewal().isPresent();
        return renewable && session.isDueAt(kit.clock().millis()) ? renewed(session, request) : session;
    }

    /** Once in a while one request of a session asks the identity provider; the others do not wait for it. */
    private @Nullable SsoSession renewed(SsoSession session, HttpServletRequest request) {
        Optional<SsoSession> next = kit.renewals().renew(session, new RenewalFlow.Keeper() {
            @Override
            public Optional<SsoSession> read() {
                return Optional.ofNullable(SessionKeeper.read(request));
            }

            @Override
            public void keep(SsoSession renewed) {
                SessionKeeper.replace(request, renewed);
            }
        });
        if (next.isEmpty()) {
            SessionKeeper.end(request);
        }
        return next.orElse(null);
    }

    /** Both readings of the path have to be open. */
    private boolean opens(SsoSession session, HttpServletRequest request) {
        if (session.launch().isEmpty()) {
            return true;
        }
        String path = RequestPath.of(request.getRequestURI(), request.getContextPath());
        return path != null
                && (isOwn(path, request) || (kit.opens(session, path) && kit.opens(session, containersPath(request))));
    }

    private void withoutSession(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        // Forwards, includes and error pages are the app's own choice, as for the container's constraints (§13.2).
        if (request.getDispatcherType() != DispatcherType.REQUEST) {
            chain.doFilter(request, response);
            return;
        }
        String path = RequestPath.of(request.getRequestURI(), request.getContextPath());
        if (path == null) {
            ambiguous().send(request, response);
        } else if (isOwn(path, request) || !isProtected(path, request)) {
            chain.doFilter(request, response);
        } else if (Answer.isNavigation(request)) {
            problems.answer(request, response, () -> answers.of(kit.flow().demand(page(request))));
        } else {
            answers.unauthenticated().send(request, response);
        }
    }

    /** Both what we read and what the container reads; one is enough. */
    private boolean isProtected(String path, HttpServletRequest request) {
        return protectedPaths.contains(path) || protectedPaths.contains(containersPath(request));
    }

    private static String containersPath(HttpServletRequest request) {
        String info = request.getPathInfo();
        return request.getServletPath() + (info == null ? "" : info);
    }

    /** The kit's own endpoints must be open, but only where really one of the kit's servlets is mapped there. */
    private static boolean isOwn(String path, HttpServletRequest request) {
        String servlet = request.getServletPath();
        return OWN.stream().anyMatch(own -> RequestPath.isBelow(path, own) && servlet.equals(own));
    }

    /** As the browser sees it: a proxy may put the app below another path than the container does. */
    private String page(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        String query = request.getQueryString();
        return serviceProvider.contextPath() + path + (query == null ? "" : "?" + uriText(query));
    }

    /** Browsers leave some characters in queries that RFC 3986 does not know. */
    private static String uriText(String query) {
        StringBuilder text = new StringBuilder(query.length());
        query.chars().forEach(c -> {
            if ("|{}^`\"<>\\".indexOf(c) >= 0) {
                text.append(String.format("%%%02X", c));
            } else {
                text.append((char) c);
            }
        });
        return text.toString();
    }

    private Answer ambiguous() {
        return answers.error(
                HttpServletResponse.SC_BAD_REQUEST,
                "AMBIGUOUS_PATH",
                "Bad address",
                "This address is spelled in a way that can be read as different pages.");
    }
}
