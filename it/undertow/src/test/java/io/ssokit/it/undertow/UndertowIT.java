package io.ssokit.it.undertow;

import io.ssokit.it.contract.ContainerContract;
import io.ssokit.it.contract.ContractApp;
import io.undertow.Undertow;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.api.ServletContainerInitializerInfo;
import io.undertow.servlet.util.ImmediateInstanceFactory;
import jakarta.servlet.ServletContainerInitializer;
import java.net.URI;
import java.util.Set;

class UndertowIT extends ContainerContract {
    @Override
    protected AutoCloseable start(URI base, String yaml) throws Exception {
        ServletContainerInitializer app = (types, context) -> ContractApp.install(context, yaml);
        DeploymentInfo deployment = Servlets.deployment()
                .setClassLoader(UndertowIT.class.getClassLoader())
                .setContextPath("/")
                .setDeploymentName("app")
                .addServletContainerInitializer(new ServletContainerInitializerInfo(
                        app.getClass(), new ImmediateInstanceFactory<>(app), Set.of()));
        DeploymentManager manager = Servlets.newContainer().addDeployment(deployment);
        manager.deploy();
        Undertow server = Undertow.builder()
                .addHttpListener(base.getPort(), base.getHost(), manager.start())
                .build();
        server.start();
        return server::stop;
    }
}
