package io.ssokit.it.tomcat;

import io.ssokit.it.contract.ContainerContract;
import io.ssokit.it.contract.ContractApp;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

class Tomcat11IT extends ContainerContract {
    @Override
    protected AutoCloseable start(URI base, String yaml) throws Exception {
        Path work = Files.createDirectories(Path.of("target", "tomcat"));
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(work.toString());
        tomcat.setHostname(base.getHost());
        tomcat.setPort(base.getPort());
        tomcat.getConnector().setProperty("address", base.getHost());
        Context context = tomcat.addContext("", work.toAbsolutePath().toString());
        context.addServletContainerInitializer(
                (types, servletContext) -> ContractApp.install(servletContext, yaml), Set.of());
        tomcat.start();
        return () -> {
            tomcat.stop();
            tomcat.destroy();
        };
    }
}
