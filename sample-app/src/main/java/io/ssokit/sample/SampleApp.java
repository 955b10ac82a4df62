package io.ssokit.sample;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.config.SsoKitConfig;
import io.ssokit.servlet.SsoServlets;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the sample. Without a configuration file it brings its own identity providers ({@link Demo}); the system property
 * {@code sso-kit.config} names a YAML file to use instead, {@code jetty.http.port} the port that the default base URL has.
 */
public final class SampleApp implements ServletContextListener {
    private static final Logger LOG = LoggerFactory.getLogger(SampleApp.class);
    private static final String CONFIG = "sso-kit.config";
    private static final String PORT = "jetty.http.port";

    private @Nullable Demo demo;
    private @Nullable SsoKit kit;

    /** Builds the kit, installs it, and adds the sample's own pages. */
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        RecentEvents events = new RecentEvents();
        SsoKit built = configuration().toBuilder().audit(events, SampleApp::log).build();
        kit = built;
        SsoServlets.install(built, context);
        Sample sample = new Sample(built, events, Optional.ofNullable(demo));
        add(context, "start", new StartPage(sample), "");
        add(context, "person", new PersonPage(sample), "/app/*");
        add(context, "whoami", new Whoami(sample), "/app/whoami");
        add(context, "launch", new LaunchAction(sample), "/app/launch");
        add(context, "studio", new StudioPage(sample), "/app/studio/*");
        if (demo != null) {
            add(context, "own-login", new OwnLogin(sample), "/signin");
            demo.hireOwner(built);
            demo.introduce(built);
        }
        LOG.info("the sample app is ready at {}/", built.serviceProvider().baseUrl());
    }

    /** Ends the kit's threads and the demo's identity providers. */
    @Override
    public void contextDestroyed(ServletContextEvent event) {
        if (kit != null) {
            kit.close();
        }
        if (demo != null) {
            demo.close();
        }
    }

    /** The identity providers inside, if they are what people sign in at. */
    Optional<Demo> demo() {
        return Optional.ofNullable(demo);
    }

    private SsoKitConfig configuration() {
        String baseUrl = "http://127.0.0.1:" + Integer.getInteger(PORT, 8080);
        String file = System.getProperty(CONFIG, "");
        if (!file.isBlank()) {
            return SsoKitConfig.yaml(Path.of(file)).withDefault("base-url", baseUrl);
        }
        demo = Demo.start(baseUrl);
        return SsoKitConfig.yaml(demo.yaml());
    }

    /** Whoever cannot sign in with a configuration of their own does not see the events on the page: here is why. */
    private static void log(AuditEvent event) {
        EventLine line = EventLine.of(event);
        LOG.info("{} of {}: {}", line.name(), line.tenant(), line.text().replaceAll("\\p{Cntrl}", "?"));
    }

    private static void add(ServletContext context, String name, HttpServlet servlet, String pattern) {
        context.addServlet("sample-" + name, servlet).addMapping(pattern);
    }
}
