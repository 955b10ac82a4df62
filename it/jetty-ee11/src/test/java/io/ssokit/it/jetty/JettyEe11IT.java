package io.ssokit.it.jetty;

import io.ssokit.it.contract.ContainerContract;
import io.ssokit.it.contract.ContractApp;
import jakarta.servlet.ServletContainerInitializer;
import java.net.InetSocketAddress;
import java.net.URI;
import org.eclipse.jetty.ee11.servlet.ServletContainerInitializerHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;

class JettyEe11IT extends ContainerContract {
    @Override
    protected AutoCloseable start(URI base, String yaml) throws Exception {
        Server server = new Server(new InetSocketAddress(base.getHost(), base.getPort()));
        ServletContextHandler handler = new ServletContextHandler("/", ServletContextHandler.SESSIONS);
        handler.addServletContainerInitializer(new ServletContainerInitializerHolder(
                (ServletContainerInitializer) (types, context) -> ContractApp.install(context, yaml)));
        server.setHandler(handler);
        server.start();
        return server::stop;
    }
}
