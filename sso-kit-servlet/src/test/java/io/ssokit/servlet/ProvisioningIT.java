package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.servlet.Container.Brand;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SCIM over HTTP: what the endpoint cannot see without it. */
class ProvisioningIT {
    private static final String TOKEN = "Authorization: Bearer a-token-of-the-tests";
    private static final String JSON = "Content-Type: application/scim+json";

    @ParameterizedTest
    @EnumSource
    void createReadPatchDelete_everyMethod_reachesTheEndpoint(Brand brand) throws IOException {
        try (Container app = Container.start(brand, ProvisioningIT::kit)) {
            RawHttp.Reply created = send(app, "POST /scim/v2/Users", user("ann@acme.example"));
            assertThat(created.status()).isEqualTo(201);
            assertThat(created.header("Content-Type")).startsWith("application/scim+json");
            assertThat(created.header("Location")).startsWith(app.base() + "/scim/v2/Users/");
            String one = URI.create(created.header("Location")).getPath();
            assertThat(send(app, "GET " + one, "").body()).contains("ann@acme.example");
            String patch = "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],"
                    + "\"Operations\":[{\"op\":\"replace\",\"path\":\"active\",\"value\":false}]}";
            assertThat(send(app, "PATCH " + one, patch).body()).contains("\"active\":false");
            assertThat(send(app, "PUT " + one, user("ann.b@acme.example")).status())
                    .isEqualTo(200);
            String filter = "/scim/v2/Users?filter=userName%20eq%20%22ann.b@acme.example%22";
            assertThat(send(app, "GET " + filter, "").body()).contains("\"totalResults\":1");
            assertThat(send(app, "GET /scim/v2/Users/", "").status())
                    .as("slash at the end")
                    .isEqualTo(200);
            assertThat(send(app, "DELETE " + one, "").status()).isEqualTo(204);
            assertThat(send(app, "GET " + one, "").status()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyAnswer_alsoRefusals_hasTheSecurityHeaders(Brand brand) throws IOException {
        try (Container app = Container.start(brand, ProvisioningIT::kit)) {
            List<RawHttp.Reply> replies = List.of(
                    RawHttp.get(app.port(), "/scim/v2/Users"),
                    RawHttp.get(app.port(), "/scim/v2"),
                    send(app, "GET /scim/v2/ServiceProviderConfig", ""),
                    send(app, "GET /scim/v2/Users/none", ""),
                    send(app, "POST /scim/v2/Users", "{"));
            assertThat(replies).extracting(RawHttp.Reply::status).containsExactly(401, 401, 200, 404, 400);
            assertThat(replies).allSatisfy(reply -> {
                assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
                assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
                assertThat(reply.header("Content-Security-Policy")).startsWith("default-src 'none'");
                assertThat(reply.header("Content-Type")).startsWith("application/scim+json");
                assertThat(reply.all("Set-Cookie")).isEmpty();
            });
            assertThat(replies.get(0).header("WWW-Authenticate")).startsWith("Bearer");
        }
    }

    @ParameterizedTest
    @EnumSource
    void body_atTheLimitAndBeyond_400And413(Brand brand) throws IOException {
        try (Container app = Container.start(brand, ProvisioningIT::kit)) {
            assertThat(send(app, "POST /scim/v2/Users", " ".repeat(1 << 20)).status())
                    .isEqualTo(400);
            assertThat(send(app, "POST /scim/v2/Users", " ".repeat((1 << 20) + 1))
                            .status())
                    .isEqualTo(413);
        }
    }

    private static RawHttp.Reply send(Container app, String line, String body) throws IOException {
        return RawHttp.send(app.port(), line, body, TOKEN, JSON);
    }

    private static String user(String name) {
        return "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"" + name + "\"}";
    }

    private static SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.acme.example/metadata")))
                .scim(ScimDirectory.of("acme", Secret.of("a-token-of-the-tests")));
    }
}
