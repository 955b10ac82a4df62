package io.ssokit.it.contract;

import io.ssokit.SsoKit;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.servlet.Sso;
import io.ssokit.servlet.SsoServlets;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;

/** The app: open pages, protected pages, a page that fails, a page that makes a launch link. */
public final class ContractApp {
    private ContractApp() {}

    /** Puts the kit and the pages into a web application. */
    public static void install(ServletContext context, String yaml) {
        SsoKit kit = SsoKitConfig.yaml(yaml).build();
        // Before the kit's own filter, to see what comes out of it.
        context.addFilter("failures", failures())
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
        SsoServlets.install(kit, context);
        add(context, "open", "/open/*", ContractApp::open);
        add(context, "app", "/app/*", ContractApp::who);
        add(context, "fails", "/app/fails", request -> fail());
        add(context, "launch", "/app/launch", request -> launch(kit, request));
    }

    /** Makes a session before anybody signs in, as apps with a shopping basket do. */
    static String open(HttpServletRequest request) {
        request.getSession().setAttribute("basket", "full");
        return "user=" + request.getRemoteUser();
    }

    static String who(HttpServletRequest request) {
        return "user=" + request.getRemoteUser()
                + " principal=" + request.getUserPrincipal().getName()
                + " engineer=" + request.isUserInRole("engineering")
                + " connection=" + Sso.session(request).connection()
                + " id=" + Sso.session(request).userId()
                + " tag=" + Sso.session(request).tags().value("CostCenter").orElse("none")
                + " launched="
                + Sso.session(request)
                        .launch()
                        .map(launched -> launched.target() + "/" + launched.profile())
                        .orElse("none")
                + " basket=" + request.getSession().getAttribute("basket")
                + " query=" + request.getQueryString();
    }

    static String fail() throws ServletException {
        throw new ServletException("thrown by the app");
    }

    static String launch(SsoKit kit, ServletRequest request) {
        return kit.launcher()
                .presign(LaunchRequest.to("studio").as(Sso.session(request)))
                .authorizedUrl()
                .toString();
    }

    /** Says what came out of the application at {@code ?caught}; everywhere else the container deals with it. */
    static Filter failures() {
        return (request, response, chain) -> {
            try {
                chain.doFilter(request, response);
            } catch (ServletException | IOException | RuntimeException failure) {
                if (request.getParameter("caught") == null) {
                    throw failure;
                }
                response.getWriter().print(failure.getClass().getName() + ": " + failure.getMessage());
            }
        };
    }

    private static void add(ServletContext context, String name, String pattern, Page page) {
        context.addServlet(name, new PageServlet(page)).addMapping(pattern);
    }

    /** The text of a page. */
    @FunctionalInterface
    private interface Page {
        String of(HttpServletRequest request) throws ServletException;
    }

    private static final class PageServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;
        private final transient Page page;

        PageServlet(Page page) {
            this.page = page;
        }

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response)
                throws ServletException, IOException {
            String text = page.of(request);
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(text);
        }
    }
}
