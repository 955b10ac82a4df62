package io.ssokit.servlet;

import io.ssokit.connection.ServiceProvider;
import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The container's session cookie is the key to everything: made safe where we may, warned about where not (C-03). */
final class SessionCookie {
    private static final Logger LOG = LoggerFactory.getLogger(SessionCookie.class);
    private static final String SAME_SITE = "SameSite";

    private SessionCookie() {}

    /** Sets what is missing and warns about what stays missing. */
    static void harden(ServletContext context, ServiceProvider serviceProvider) {
        SessionCookieConfig cookie = context.getSessionCookieConfig();
        try {
            cookie.setHttpOnly(true);
            if (serviceProvider.isHttps()) {
                cookie.setSecure(true);
            }
            // Strict would not come along on the way back from the identity provider.
            if (sameSite(cookie).isEmpty()) {
                cookie.setAttribute(SAME_SITE, "Lax");
            }
            // A session id in a URL is a session that can be planted (C-01) and that leaks by Referer.
            context.setSessionTrackingModes(EnumSet.of(SessionTrackingMode.COOKIE));
        } catch (IllegalStateException | UnsupportedOperationException tooLate) {
            LOG.debug("the session cookie cannot be set here", tooLate);
        }
        problems(context, serviceProvider).forEach(problem -> LOG.warn("session cookie: {}", problem));
    }

    /** What is not as it should be, one sentence each. */
    static List<String> problems(ServletContext context, ServiceProvider serviceProvider) {
        SessionCookieConfig cookie = context.getSessionCookieConfig();
        List<String> problems = new ArrayList<>();
        if (!cookie.isHttpOnly()) {
            problems.add(
                    "it is not HttpOnly, so that scripts can read it: set <http-only> in web.xml's <cookie-config>");
        }
        if (serviceProvider.isHttps() && !cookie.isSecure()) {
            problems.add("it is not Secure, so that http can leak it: set <secure> in web.xml's <cookie-config>");
        }
        if (sameSite(cookie).isEmpty()) {
            problems.add("it has no SameSite: set the attribute SameSite=Lax in web.xml's <cookie-config>");
        }
        if (context.getEffectiveSessionTrackingModes().contains(SessionTrackingMode.URL)) {
            problems.add("session ids may stand in URLs: set <tracking-mode>COOKIE</tracking-mode> in web.xml");
        }
        return problems;
    }

    private static Optional<String> sameSite(SessionCookieConfig cookie) {
        return Optional.ofNullable(cookie.getAttribute(SAME_SITE)).filter(value -> !value.isBlank());
    }
}
