package io.ssokit.sample;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The sample in an embedded Jetty on a free port of 127.0.0.1, as {@code mvn jetty:run} has it. One at a time per JVM. */
final class RunningSample implements AutoCloseable {
    private static final String PORT = "jetty.http.port";
    private static final String CONFIG = "sso-kit.config";

    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private RunningSample() {}

    /** With the identity providers inside. */
    static RunningSample withDemo() throws Exception {
        return reserved().start();
    }

    /** With a configuration file. */
    static RunningSample with(Path configuration) throws Exception {
        return reserved().start(configuration);
    }

    /** It has its address and does not answer yet: for identity providers that want to know the address first. */
    static RunningSample reserved() throws Exception {
        RunningSample sample = new RunningSample();
        sample.connector.setHost("127.0.0.1");
        sample.server.addConnector(sample.connector);
        sample.connector.open();
        return sample;
    }

    RunningSample start(Path configuration) throws Exception {
        System.setProperty(CONFIG, configuration.toString());
        return start();
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + connector.getLocalPort() + path);
    }

    private RunningSample start() throws Exception {
        try {
            System.setProperty(PORT, Integer.toString(connector.getLocalPort()));
            ServletContextHandler handler = new ServletContextHandler(ServletContextHandler.SESSIONS);
            handler.setContextPath("/");
            handler.setBaseResourceAsPath(webapp());
            SampleApp app = new SampleApp();
            handler.addEventListener(app);
            handler.addServlet(DefaultServlet.class, "/");
            server.setHandler(handler);
            server.start();
            app.demo().ifPresent(Demo::awaitIntroduction);
            return this;
        } catch (Exception failed) {
            close();
            throw failed;
        }
    }

    private static Path webapp() {
        return Path.of("src", "main", "webapp").toAbsolutePath();
    }

    @Override
    public void close() throws Exception {
        System.clearProperty(PORT);
        System.clearProperty(CONFIG);
        server.stop();
    }
}
