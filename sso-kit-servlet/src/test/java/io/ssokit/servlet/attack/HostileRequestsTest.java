package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.RawHttp;
import io.ssokit.testing.FakeIdp;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that nobody sends by accident: each has an answer of the kit or the container, and none is an error page of ours. */
class HostileRequestsTest {
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded";

    private static final List<String> TARGETS = List.of(
            "/app/x",
            "/sso",
            "/sso/login",
            "/sso/start/here",
            "/sso/start/gone",
            "/sso/saml/here/acs",
            "/sso/saml/there/acs",
            "/sso/saml/here/slo",
            "/sso/saml/there/slo",
            "/sso/saml/here/metadata",
            "/sso/oidc/there/callback",
            "/sso/oidc/here/callback",
            "/sso/oidc/there/backchannel-logout",
            "/sso/oidc/there/frontchannel-logout",
            "/sso/oidc/there/signed-out",
            "/sso/oidc/here/backchannel-logout",
            "/sso/logout",
            "/sso/launch",
            "/scim/v2/Users",
            "/scim/v2");

    private static final List<String> QUERIES = List.of(
            "",
            "?",
            "?%",
            "?%zz=%zz",
            "?%ff=%c0%ae",
            "?a=%u0041",
            "?&&&=&==",
            "?" + "a=1&".repeat(300),
            "?a[]=1;b=2",
            "?email=%F0%9F%92%A9@%E2%80%8B.example",
            "?email=a@" + "xn--".repeat(60),
            "?email=" + "%C3%9F@".repeat(100),
            "?email=a%00@b.example&returnTo=%00",
            "?returnTo=/" + "%26".repeat(1_000),
            "?returnTo=" + "/".repeat(2_000),
            "?state=%00&code=%00&iss=%00",
            "?code=" + "x".repeat(5_000),
            "?token=v1.k1." + "A".repeat(3_000) + "." + "A".repeat(43),
            "?SAMLResponse=%3Ca/%3E&RelayState=" + "x".repeat(2_000),
            "?filter=%00&startIndex=99999999999999999999");

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "get");

    private static final List<List<String>> HEADERS = List.of(
            List.of("Accept: application/json"),
            List.of("Accept: " + "text/html,".repeat(200)),
            List.of("Cookie: " + many("sso-attempt-%d=x", 350)),
            List.of("Cookie: sso-attempt-=; sso-attempt-AAAA=" + "A".repeat(5_000)),
            List.of("Cookie: sso-bounces=" + "A".repeat(60) + "; JSESSIONID=../../x; JSESSIONID=\"; a"),
            List.of("Cookie: $Version=1; sso-bounces=\"\\\"; =; ;;"),
            List.of("Authorization: Bearer " + "x".repeat(3_000)),
            List.of("Content-Length: 0", FORM),
            List.of("Content-Type: multipart/form-data"),
            List.of("Content-Type: application/x-www-form-urlencoded; charset=nonsense"),
            List.of("Content-Type: ;;;", "Upgrade: websocket", "Connection: Upgrade"),
            List.of("Origin: null", "Sec-Fetch-Site: same-origin", FORM),
            List.of("X-Requested-With: XMLHttpRequest", "Sec-Fetch-Site: \u00e9"));

    private static final List<String> BODIES = List.of(
            "a=b",
            "%",
            "SAMLResponse=%00",
            "SAMLResponse=" + "%2B".repeat(50_000),
            "=&=&RelayState=%ff",
            "a=1&".repeat(500),
            "{\"userName\":",
            "\u0000\u0001",
            "token=x&token=y");

    private final FakeIdp idp = FakeIdp.start();

    @AfterEach
    void stop() {
        idp.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-16")
    void anyRequest_however_isNoErrorOfOurs(Brand brand) throws IOException {
        List<String> failed = new ArrayList<>();
        int tried = 0;
        try (Container app = Container.start(brand, this::kit)) {
            for (String target : TARGETS) {
                for (String query : QUERIES) {
                    tried += 2;
                    note(app, failed, "GET " + target + query, "");
                    note(app, failed, "POST " + target + query, "", FORM, "Content-Length: 0");
                }
                for (String body : BODIES) {
                    tried += 2;
                    note(app, failed, "POST " + target, body);
                    note(app, failed, "POST " + target, body, "Content-Type: application/scim+json");
                }
                for (List<String> headers : HEADERS) {
                    tried += 2;
                    note(app, failed, "GET " + target, "", headers.toArray(String[]::new));
                    note(app, failed, "POST " + target, "", headers.toArray(String[]::new));
                }
                for (String method : METHODS) {
                    tried++;
                    note(app, failed, method + " " + target, "");
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", tried, failed.size());
        assertThat(failed).isEmpty();
    }

    /** 503 is what an identity provider that does not answer looks like. */
    private static void note(Container app, List<String> failed, String line, String body, String... headers)
            throws IOException {
        RawHttp.Reply reply = RawHttp.send(app.port(), line, body, headers);
        if (reply.status() == 0 || (reply.status() >= 500 && reply.status() != 503 && reply.status() != 501)) {
            failed.add(reply.status() + " " + line.substring(0, Math.min(120, line.length())) + " " + List.of(headers)
                    + " " + reply.body().replaceAll("(?s)<style>.*</style>", ""));
        }
    }

    private static String many(String pattern, int count) {
        return IntStream.range(0, count).mapToObj(pattern::formatted).collect(Collectors.joining("; "));
    }

    private SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(
                        IdpConnection.saml("here")
                                .metadataXml(idp.saml().metadata())
                                .insecureAllowHttp(),
                        IdpConnection.saml("gone")
                                .metadata(URI.create("http://127.0.0.1:9/metadata"))
                                .insecureAllowHttp(),
                        IdpConnection.oidc("there")
                                .issuer("http://127.0.0.1:9")
                                .client("app", Secret.of("secret"))
                                .insecureAllowHttp())
                .scim(ScimDirectory.of("acme", Secret.of("a-token-of-the-tests")));
    }
}
