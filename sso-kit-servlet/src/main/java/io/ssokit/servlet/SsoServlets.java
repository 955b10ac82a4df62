package io.ssokit.servlet;

import io.ssokit.SsoKit;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the kit into a web application: {@link SsoFilter} on every path, the sign-in pages at {@code /sso/*}, provisioning
 * at {@code /scim/v2/*}, launch links at {@code /sso/launch}.
 */
public final class SsoServlets {
    private static final Logger LOG = LoggerFactory.getLogger(SsoServlets.class);

    private SsoServlets() {}

    /**
     * Registers the filter before all declared ones, and the servlets. Call it while the application starts, from
     * {@code ServletContextListener.contextInitialized} or a {@code ServletContainerInitializer}. Sets the container's
     * session cookie to HttpOnly, SameSite=Lax and, where the base URL is https, Secure; logs a warning for what cannot
     * be set.
     *
     * @throws IllegalStateException if it is too late, if the kit is there already, or if something of the app is mapped
     *     to one of its paths
     */
    public static void install(SsoKit kit, ServletContext context) {
        filter(kit, context);
        installServlets(kit, context);
    }

    /**
     * Everything but the filter, for frameworks that put filters in an order themselves: map {@link SsoFilter} to
     * {@code /*} there, for requests, ASYNC and ERROR dispatches, behind whatever replaces the container's sessions and
     * before whatever asks who is signed in.
     *
     * @throws IllegalStateException as {@link #install} does
     */
    public static void installServlets(SsoKit kit, ServletContext context) {
        servlet(context, "sso-kit-login", new LoginServlet(kit), LoginServlet.PATH + "/*");
        servlet(context, "sso-kit-launch", new LaunchServlet(kit), LaunchServlet.PATH);
        servlet(context, "sso-kit-scim", new ScimServlet(kit), ScimServlet.PATH + "/*");
        new LocalEntrance(kit).install(context);
        SessionCookie.harden(context, kit.serviceProvider());
        String expected = kit.serviceProvider().contextPath();
        if (!expected.equals(context.getContextPath())) {
            LOG.warn(
                    "base-url has the path '{}' and the application runs at '{}': right only behind a proxy that maps one"
                            + " to the other",
                    expected,
                    context.getContextPath());
        }
    }

    private static void filter(SsoKit kit, ServletContext context) {
        FilterRegistration.Dynamic filter = context.addFilter("sso-kit", new SsoFilter(kit));
        if (filter == null) {
            throw new IllegalStateException("sso-kit is installed in this web application already");
        }
        filter.setAsyncSupported(true);
        EnumSet<DispatcherType> seen = EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        filter.addMappingForUrlPatterns(seen, false, "/*");
    }

    private static void servlet(ServletContext context, String name, HttpServlet servlet, String pattern) {
        ServletRegistration.Dynamic registration = context.addServlet(name, servlet);
        if (registration == null) {
            throw new IllegalStateException("a servlet " + name + " is there already");
        }
        registration.setLoadOnStartup(1);
        registration.setAsyncSupported(true);
        Set<String> taken = registration.addMapping(pattern);
        if (!taken.isEmpty()) {
            throw new IllegalStateException("another servlet is mapped to " + taken + ", which sso-kit needs");
        }
    }
}
