package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.RawHttp;
import io.ssokit.servlet.SsoServlets;
import io.ssokit.servlet.TestPages;
import io.ssokit.testing.FakeIdp;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every answer of the kit carries, on every route and in every failure (C-03, C-16), whatever the Host header (S-20). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResponseHeadersTest {
    /** Every route, each with good and bad input. */
    private static final List<String> ROUTES = List.of(
            "GET /app/",
            "POST /app/",
            "GET /%20/app",
            "GET /sso",
            "GET /sso/",
            "GET /sso/login",
            "HEAD /sso/login",
            "GET /sso/login?email=a@nowhere.example",
            "GET /sso/login?email=a@acme.example",
            "POST /sso/login",
            "GET /sso/start/acme",
            "GET /sso/start/dead",
            "GET /sso/start/none",
            "PUT /sso/start/acme",
            "GET /sso/start/acme?a=1&a=%",
            "GET /sso/initiate",
            "GET /sso/initiate?iss=https://evil.example",
            "POST /sso/initiate",
            "PUT /sso/initiate",
            "HEAD /sso/initiate",
            "GET /sso/initiate/acme?iss=x",
            "GET /sso/initiate/none?iss=x&iss=y",
            "GET /sso/start/acme?app=none",
            "GET /sso/saml/acme/acs",
            "POST /sso/saml/acme/acs",
            "POST /sso/saml/none/acs",
            "GET /sso/saml/acme/metadata",
            "GET /sso/saml/none/metadata",
            "GET /sso/oidc/acme/callback?code=x&state=y",
            "GET /sso/oidc/none/callback",
            "POST /sso/oidc/acme/callback",
            "GET /sso/oidc/acme/backchannel-logout",
            "POST /sso/oidc/acme/backchannel-logout",
            "POST /sso/oidc/none/backchannel-logout",
            "GET /sso/oidc/acme/frontchannel-logout?iss=x&sid=y",
            "POST /sso/oidc/acme/frontchannel-logout",
            "GET /sso/oidc/none/frontchannel-logout",
            "GET /sso/oidc/acme/signed-out?state=x",
            "GET /sso/oidc/none/signed-out",
            "GET /sso/logout",
            "POST /sso/logout",
            "GET /sso/none",
            "GET /sso/a/b/c/d/e",
            "GET /sso/%20/x",
            "FOO /sso/login",
            "GET /sso/launch",
            "GET /sso/launch?token=x",
            "HEAD /sso/launch?token=x",
            "POST /sso/launch",
            "PUT /sso/launch",
            "GET /scim/v2/Users",
            "GET /scim/v2/none",
            "PUT /scim/v2/Users/x");

    private FakeIdp idp;

    @BeforeAll
    void start() {
        idp = FakeIdp.start();
    }

    @AfterAll
    void stop() {
        idp.close();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-16")
    @Tag("U-05")
    void everyRoute_everyStatus_hasTheSecurityHeaders(Brand brand) throws IOException {
        List<String> without = new ArrayList<>();
        List<Integer> statuses = new ArrayList<>();
        try (Container app = start(brand, null)) {
            for (String route : ROUTES) {
                for (String accept : List.of("text/html", "application/json")) {
                    RawHttp.Reply reply = send(app, route, "Accept: " + accept);
                    statuses.add(reply.status());
                    if (!isHardened(reply)) {
                        without.add(route + " " + accept + " " + reply.status() + " " + reply.headers());
                    }
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", statuses.size(), without.size());
        assertThat(without).isEmpty();
        assertThat(statuses).contains(200, 303, 400, 401, 403, 404, 405, 503).doesNotContain(0, 500);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-03")
    void everyRoute_httpsBaseUrl_cookiesAreHardened(Brand brand) throws IOException {
        List<String> cookies = new ArrayList<>();
        try (Container app = start(brand, URI.create("https://app.example"))) {
            for (String route : ROUTES) {
                cookies.addAll(send(app, route).all("Set-Cookie"));
            }
            cookies.addAll(send(app, "GET /open/?remember=me").all("Set-Cookie"));
        }
        assertThat(cookies).anyMatch(cookie -> cookie.startsWith("JSESSIONID=")).hasSizeGreaterThan(1);
        assertThat(cookies).allMatch(cookie -> cookie.contains("; HttpOnly") && cookie.contains("; Secure"));
        assertThat(cookies.stream().filter(cookie -> !cookie.startsWith("JSESSIONID=")))
                .allMatch(cookie -> cookie.contains("; SameSite=None") && cookie.contains("; Path=/sso;"))
                .allMatch(cookie -> maxAge(cookie) <= 600);
        assertThat(cookies.stream().filter(cookie -> cookie.startsWith("JSESSIONID=")))
                .allMatch(cookie -> cookie.contains("; SameSite=Lax"));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-03")
    void everyRoute_httpOnLoopback_cookiesAreLax(Brand brand) throws IOException {
        List<String> cookies = new ArrayList<>();
        try (Container app = start(brand, null)) {
            for (String route : ROUTES) {
                cookies.addAll(send(app, route).all("Set-Cookie"));
            }
        }
        assertThat(cookies)
                .isNotEmpty()
                .allMatch(cookie -> cookie.contains("; HttpOnly") && cookie.contains("; SameSite=Lax"))
                .noneMatch(cookie -> cookie.contains("Secure"));
    }

    /** The Host part of S-20 and C-10: whoever we seem to be, we say who we are. */
    @ParameterizedTest
    @EnumSource
    @Tag("S-20")
    void everyRoute_spoofedHost_isNotInTheAnswer(Brand brand) throws IOException {
        int tried = 0;
        List<String> accepted = new ArrayList<>();
        try (Container app = start(brand, null)) {
            for (String route : ROUTES) {
                for (String header : List.of(
                        "Host: evil.example",
                        "X-Forwarded-Host: evil.example",
                        "X-Forwarded-Server: evil.example",
                        "Forwarded: host=evil.example;proto=https",
                        "X-Forwarded-Prefix: //evil.example",
                        "X-Original-Host: evil.example")) {
                    tried++;
                    RawHttp.Reply reply = send(app, route, header);
                    if (reply.toString().contains("evil.example")) {
                        accepted.add(route + " " + header);
                    }
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
    }

    private static RawHttp.Reply send(Container app, String route, String... headers) throws IOException {
        return RawHttp.send(app.port(), route, route.startsWith("POST") ? "SAMLResponse=x" : "", headers);
    }

    private static boolean isHardened(RawHttp.Reply reply) {
        String policy = reply.header("Content-Security-Policy");
        return policy.contains("default-src 'none'")
                && policy.contains("frame-ancestors 'none'")
                && !policy.contains("unsafe-")
                && reply.header("Cache-Control").equals("no-store")
                && reply.header("X-Content-Type-Options").equals("nosniff")
                && reply.header("Referrer-Policy").equals("no-referrer");
    }

    private static int maxAge(String cookie) {
        return Integer.parseInt(cookie.replaceAll(".*Max-Age=(\\d+).*", "$1"));
    }

    /** @param publicly the base URL behind a proxy, or null for where it listens */
    private Container start(Brand brand, URI publicly) {
        return Container.start(brand, "", (context, base) -> {
            SsoServlets.install(kit(ServiceProvider.of(publicly == null ? base : publicly)), context);
            TestPages.install(context);
        });
    }

    private SsoKit kit(ServiceProvider serviceProvider) {
        URI metadata = idp.saml().metadataUri();
        return SsoKit.builder(serviceProvider)
                .protect("/app/*")
                .connections(
                        IdpConnection.saml("acme")
                                .metadata(metadata)
                                .emailDomains("acme.example")
                                .insecureAllowHttp(),
                        IdpConnection.saml("dead")
                                .metadata(URI.create("http://127.0.0.1:9/metadata"))
                                .insecureAllowHttp())
                .build();
    }
}
