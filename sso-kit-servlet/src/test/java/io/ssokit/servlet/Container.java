package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.connection.ServiceProvider;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.Function;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.eclipse.jetty.ee10.servlet.ServletContainerInitializerHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A web application with the kit in it, in an embedded container on a free port of 127.0.0.1. */
public abstract class Container implements AutoCloseable {
    /** The containers that the tests run in. */
    public enum Brand {
        JETTY,
        TOMCAT
    }

    private final String contextPath;

    private Container(String contextPath) {
        this.contextPath = contextPath;
    }

    /** What goes into the web application, told where it will answer. */
    @FunctionalInterface
    public interface Application {
        void install(ServletContext context, URI base);
    }

    /** The kit and the pages of {@link TestPages}, which protect {@code /app/*} and {@code /admin/*}. */
    public static Container start(Brand brand, Function<ServiceProvider, SsoKit.Builder> kit) {
        return start(brand, "", (context, base) -> {
            SsoServlets.install(
                    kit.apply(ServiceProvider.of(base))
                            .protect("/app/*", "/admin/*")
                            .build(),
                    context);
            TestPages.install(context);
        });
    }

    /** Any application. */
    public static Container start(Brand brand, String contextPath, Application application) {
        return brand == Brand.JETTY
                ? new JettyContainer(contextPath, application)
                : new TomcatContainer(contextPath, application);
    }

    /** Where the application answers; no slash at the end. */
    public final URI base() {
        return URI.create("http://127.0.0.1:" + port() + contextPath);
    }

    /** An address of the application. */
    public final URI at(String path) {
        return URI.create(base() + path);
    }

    /** The port it listens on. */
    public abstract int port();

    @Override
    public abstract void close();

    private static final class JettyContainer extends Container {
        private final Server server = new Server();
        private final ServerConnector connector = new ServerConnector(server);

        JettyContainer(String contextPath, Application application) {
            super(contextPath);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            ServletContextHandler handler = new ServletContextHandler(ServletContextHandler.SESSIONS);
            handler.setContextPath(contextPath.isEmpty() ? "/" : contextPath);
            server.setHandler(handler);
            try {
                connector.open();
                handler.addServletContainerInitializer(new ServletContainerInitializerHolder(
                        (ServletContainerInitializer) (types, context) -> application.install(context, base())));
                server.start();
            } catch (Exception failed) {
                close();
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public int port() {
            return connector.getLocalPort();
        }

        @Override
        public void close() {
            try {
                server.stop();
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }
    }

    private static final class TomcatContainer extends Container {
        private final Tomcat tomcat = new Tomcat();

        TomcatContainer(String contextPath, Application application) {
            super(contextPath);
            try {
                Path work = Files.createDirectories(Path.of("target", "tomcat"));
                tomcat.setBaseDir(work.toString());
                tomcat.setHostname("127.0.0.1");
                tomcat.setPort(0);
                tomcat.getConnector().setProperty("address", "127.0.0.1");
                var context =
                        tomcat.addContext(contextPath, work.toAbsolutePath().toString());
                tomcat.init(); // binds the port
                context.addServletContainerInitializer(
                        (types, servletContext) -> application.install(servletContext, base()), Set.of());
                tomcat.start();
            } catch (LifecycleException failed) {
                close();
                throw new IllegalStateException(failed);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        @Override
        public int port() {
            return tomcat.getConnector().getLocalPort();
        }

        @Override
        public void close() {
            try {
                tomcat.stop();
                tomcat.destroy();
            } catch (LifecycleException failed) {
                throw new IllegalStateException(failed);
            }
        }
    }
}
