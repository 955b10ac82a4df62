package io.ssokit.servlet.quickstart;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.servlet.SsoServlets;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.net.URI;

// region quickstart
@WebListener
public final class Quickstart implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        SsoKit kit = SsoKit.builder(ServiceProvider.of(URI.create("https://app.example.com")))
                .connections(
                        IdpConnection.saml("acme")
                                .tenant("acme")
                                .metadata(URI.create("https://idp.acme.example/metadata"))
                                .emailDomains("acme.example"),
                        IdpConnection.oidc("globex")
                                .tenant("globex")
                                .issuer("https://idp.globex.example")
                                .client("app", Secret.of(System.getenv("GLOBEX_SECRET"))))
                .scim(ScimDirectory.of("acme", Secret.of(System.getenv("ACME_SCIM_TOKEN"))))
                .protect("/app/*")
                .build(); // reports every configuration problem at once
        SsoServlets.install(kit, event.getServletContext());
    }
}
// end region
