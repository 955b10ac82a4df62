package io.ssokit.samlonly;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Sso;
import io.ssokit.servlet.SsoServlets;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.ee10.servlet.ServletContainerInitializerHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** One protected page, one SAML connection, in an embedded Jetty. */
final class SamlOnlyApp implements AutoCloseable {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    SamlOnlyApp(URI metadata) throws Exception {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler handler = new ServletContextHandler(ServletContextHandler.SESSIONS);
        handler.setContextPath("/");
        server.setHandler(handler);
        connector.open();
        handler.addServletContainerInitializer(new ServletContainerInitializerHolder(
                (ServletContainerInitializer) (types, context) -> install(context, metadata)));
        server.start();
    }

    /** An address of the application. */
    URI at(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }

    private void install(ServletContext context, URI metadata) {
        SsoServlets.install(
                SsoKit.builder(ServiceProvider.of(at("")))
                        .connections(
                                IdpConnection.saml("acme").metadata(metadata).insecureAllowHttp())
                        .protect("/app/*")
                        .build(),
                context);
        context.addServlet("page", new PageServlet()).addMapping("/app/*");
    }

    /** Says who is there. */
    private static final class PageServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain;charset=UTF-8");
            response.getWriter()
                    .print("user=" + Sso.session(request).userName() + " engineer="
                            + request.isUserInRole("engineering"));
        }
    }
}
