package io.ssokit.it.peers;

import io.ssokit.testing.TestBrowser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The sample app's WAR in an embedded Jetty, with a configuration file of the test's own. One at a time per JVM. */
final class SampleApp implements AutoCloseable {

    private static final String PORT = "jetty.http.port";
    private static final String CONFIG = "sso-kit.config";

    private final URI base;
    private final Server server;

    private SampleApp(URI base) {
        this.base = base;
        this.server = server(base);
    }

    /**
     * Starts it.
     *
     * @param base where it is to answer; peers are told their addresses in it before it starts
     * @param connectionsAndMore the configuration from {@code connections:} on
     */
    static SampleApp start(URI base, String connectionsAndMore) {
        String config = """
                base-url: %s
                protect: /app/*
                stores: { type: memory }
                %s""".formatted(base, connectionsAndMore);
        try {
            Path file = Files.createDirectories(Peer.STATE).resolve("sample-app-" + base.getPort() + ".yaml");
            System.setProperty(PORT, String.valueOf(base.getPort()));
            System.setProperty(CONFIG, Files.writeString(file, config).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SampleApp app = new SampleApp(base);
        try {
            app.server.start();
            return app;
        } catch (Exception e) {
            app.close();
            throw new IllegalStateException("the sample app did not start with:\n" + config, e);
        }
    }

    /** Where a sign-in by that connection begins that is to end at {@code /app/whoami}. */
    URI startOf(String connection) {
        return startOf(connection, "/app/whoami");
    }

    /** The same, to end at another page. */
    URI startOf(String connection, String returnTo) {
        return base.resolve(
                "/sso/start/" + connection + "?returnTo=" + URLEncoder.encode(returnTo, StandardCharsets.UTF_8));
    }

    /** Who the app takes this browser's user for, asked as a program: 401 for nobody. */
    TestBrowser.Page whoami(TestBrowser browser) {
        return browser.fetch(base.resolve("/app/whoami"), Map.of("Accept", "application/json"));
    }

    /** The page that asks whether to sign out, and calls the person by name. */
    TestBrowser.Page signOutQuestion(TestBrowser browser) {
        return browser.get(base.resolve("/sso/logout"));
    }

    /** Signs out of the app, and goes wherever that leads. */
    TestBrowser.Page signOut(TestBrowser browser) {
        TestBrowser.Page question = signOutQuestion(browser);
        return browser.followAll(browser.submit(question, question.forms().get(0), Map.of()));
    }

    /** Asks for a launch link as a program that has this browser's session. */
    TestBrowser.Page launch(TestBrowser browser, String target) {
        return browser.fetchPost(
                base.resolve("/app/launch"), Map.of("target", target), Map.of("Accept", "application/json"));
    }

    /** What the app has logged so far in this run: its audit events among it. */
    static String log() {
        try {
            return Files.readString(Path.of(System.getProperty("org.slf4j.simpleLogger.logFile")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static URI samlEntityId(URI base, String connection) {
        return base.resolve("/sso/saml/" + connection + "/metadata");
    }

    static URI samlAcs(URI base, String connection) {
        return base.resolve("/sso/saml/" + connection + "/acs");
    }

    static URI oidcCallback(URI base, String connection) {
        return base.resolve("/sso/oidc/" + connection + "/callback");
    }

    /** Where the app publishes the key that it authenticates with. */
    static URI oidcKeys(URI base, String connection) {
        return base.resolve("/sso/oidc/" + connection + "/jwks");
    }

    /** Where a provider's logout tokens go. */
    static URI oidcBackChannel(URI base, String connection) {
        return base.resolve("/sso/oidc/" + connection + "/backchannel-logout");
    }

    /** What a provider's sign-out page loads in a frame. */
    static URI oidcFrontChannel(URI base, String connection) {
        return base.resolve("/sso/oidc/" + connection + "/frontchannel-logout");
    }

    /** Where a sign-out at the provider ends. */
    static URI oidcSignedOut(URI base, String connection) {
        return base.resolve("/sso/oidc/" + connection + "/signed-out");
    }

    @Override
    public void close() {
        System.clearProperty(PORT);
        System.clearProperty(CONFIG);
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static Server server(URI base) {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(base.getHost());
        connector.setPort(base.getPort());
        server.addConnector(connector);
        WebAppContext app = new WebAppContext();
        app.setContextPath("/");
        app.setWar(System.getProperty("sample-app.war"));
        app.setTempDirectory(Peer.STATE.resolve("sample-app-" + base.getPort()).toFile());
        // The WAR brings a logger of its own, which would open the log file again and empty it.
        app.getProtectedClassMatcher().add("org.slf4j.");
        // Otherwise a failing application answers 503 to everything, and the test fails far from the cause.
        app.setThrowUnavailableOnStartupException(true);
        server.setHandler(app);
        return server;
    }
}
