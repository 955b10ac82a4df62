package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.TestBrowser;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who somebody is, in what a container does with a request after the first page has had it. */
class DispatchIT {
    @ParameterizedTest
    @EnumSource
    void asyncDispatch_signedIn_laterPageKnowsWho(Brand brand) {
        try (FakeIdp idp = FakeIdp.start();
                Container app = Container.start(brand, "", (context, base) -> install(context, base, idp))) {
            TestBrowser browser = TestBrowser.create();
            browser.signIn(app.at("/sso/start/acme?returnTo=/open/"), "alice", "alice-pw");
            assertThat(browser.get(app.at("/app/later")).body()).contains("user=alice@example.com");
            assertThat(browser.get(app.at("/later")).body()).contains("user=alice@example.com");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-12")
    void asyncDispatch_nobodySignedIn_protectedPageIsNotEvenStarted(Brand brand) {
        try (FakeIdp idp = FakeIdp.start();
                Container app = Container.start(brand, "", (context, base) -> install(context, base, idp))) {
            TestBrowser browser = TestBrowser.create();
            assertThat(browser.get(app.at("/app/later")).uri().getPath()).isNotEqualTo("/app/later");
            assertThat(browser.get(app.at("/later")).body()).contains("user=null");
        }
    }

    private static void install(ServletContext context, URI base, FakeIdp idp) {
        SsoKit kit = SsoKit.builder(ServiceProvider.of(base))
                .connections(IdpConnection.saml("acme")
                        .metadata(idp.saml().metadataUri())
                        .insecureAllowHttp())
                .protect("/app/*")
                .build();
        SsoServlets.install(kit, context);
        TestPages.install(context);
        ServletRegistration.Dynamic later = context.addServlet("later", new Later());
        later.setAsyncSupported(true);
        later.addMapping("/app/later", "/later");
    }

    /** Hands the request to another page, later. */
    private static final class Later extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.startAsync().dispatch("/open/");
        }
    }
}
