package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.IdpAnswer;
import io.ssokit.servlet.RawHttp;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.SamlScript;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** S-20: a response meant for another host does not fit because the request says that we are that host. */
class HostSpoofTest {
    private static final String FOREIGN = "http://evil.example/sso/saml/acme/acs";

    @ParameterizedTest
    @EnumSource
    @Tag("S-20")
    void responseForAnotherHost_hostHeaderSaysSo_refused(Brand brand) throws IOException {
        List<String> accepted = new ArrayList<>();
        List<String> spoofed = List.of(
                "Host: evil.example",
                "X-Forwarded-Host: evil.example",
                "Forwarded: host=evil.example;proto=http",
                "X-Forwarded-Server: evil.example",
                "X-Host: evil.example");
        List<SamlScript> scripts = List.of(
                SamlScript.of(script -> script.destination(FOREIGN)),
                SamlScript.of(script -> script.recipient(FOREIGN)));
        try (FakeIdp idp = FakeIdp.start();
                Container app = Container.start(brand, serviceProvider -> kit(serviceProvider, idp))) {
            for (SamlScript script : scripts) {
                idp.saml().play(script);
                for (String header : spoofed) {
                    if (post(app, header).status() != 403) {
                        accepted.add(header);
                    }
                }
            }
            idp.saml().play(SamlScript.standard());
            assertThat(post(app, "X-Host: evil.example").status())
                    .as("the oracle")
                    .isEqualTo(303);
        }
        System.out.printf("attacks: %d tried, %d accepted%n", spoofed.size() * scripts.size(), accepted.size());
        assertThat(accepted).isEmpty();
    }

    private static RawHttp.Reply post(Container app, String header) throws IOException {
        IdpAnswer answer = IdpAnswer.forAlice(app, "acme");
        return RawHttp.send(
                app.port(), "POST /sso/saml/acme/acs", answer.body(), "Cookie: " + answer.cookies(), header);
    }

    private static SsoKit.Builder kit(ServiceProvider serviceProvider, FakeIdp idp) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.saml("acme")
                        .metadata(idp.saml().metadataUri())
                        .insecureAllowHttp());
    }
}
