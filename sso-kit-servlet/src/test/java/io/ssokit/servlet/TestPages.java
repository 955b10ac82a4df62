package io.ssokit.servlet;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The application of the tests: one protected page, one secret, one open page, one that fails. */
public final class TestPages {
    static final String SECRET = "the secret of the administrators";

    private TestPages() {}

    /** Adds the pages. */
    public static void install(ServletContext context) {
        add(context, "app", "/app/*", TestPages::who);
        add(context, "admin", "/admin/*", request -> SECRET);
        add(context, "open", "/open/*", TestPages::who);
        add(context, "fails", "/app/fails", request -> {
            throw new Failure();
        });
        add(context, "default", "/", LenientReader::page);
    }

    /** What the application throws. */
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failure() {
            super("thrown by the app");
        }
    }

    private static String who(HttpServletRequest request) {
        String wish = request.getParameter("remember");
        if (wish != null) {
            request.getSession().setAttribute("remembered", wish);
        }
        Object remembered =
                request.getSession(false) == null ? null : request.getSession().getAttribute("remembered");
        return "user=" + request.getRemoteUser()
                + " engineer=" + request.isUserInRole("engineering")
                + " tag="
                + Sso.find(request).flatMap(me -> me.tags().value("CostCenter")).orElse("none")
                + " remembered=" + remembered
                + " query=" + request.getQueryString();
    }

    private static void add(ServletContext context, String name, String pattern, Page page) {
        context.addServlet(name, new PageServlet(page)).addMapping(pattern);
    }

    /** The text of a page. */
    @FunctionalInterface
    interface Page {
        String of(HttpServletRequest request);
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
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter().print(page.of(request));
        }
    }
}
