package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.servlet.Container;
import io.ssokit.servlet.Container.Brand;
import io.ssokit.servlet.RawHttp;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** C-12: no spelling of a path gets past the filter, whatever the container and a careless framework make of it. */
class FilterBypassTest {
    private static final List<String> METHODS = List.of("GET", "POST", "HEAD", "PUT", "OPTIONS", "TRACE", "FOO", "get");

    private static final List<String> BEFORE = words("""
            / // /// /./ /.// /x/../ /x/..;/ /..;/ /;/ /;a=b/ /.;/ /x/..;a=b/ /%2e/ /x/%2e%2e/ /x/.%2e/ /x/%2E./
            /x/%2e%2e;/ /x/%2e%2e%3b/ /x/..%2f /x%2f..%2f /%2f /x/..%5c /x/..\\ \\ /\\ /%5c /%252e%252e/ /x/%252e%252e/
            /x/..%252f /%u002e/ /%c0%ae%c0%ae/ /x/%c0%ae%c0%ae/ /%e0%80%af /x/..%c0%af /x/..%00/ /%20/ /%09/ /.../
            /open/..;/ /open/../ /open/%2e%2e/ /open//../ /sso/..;/ /sso/../ /sso/%2e%2e/ /sso/..%2f /sso/login/..;/..;/
            /scim/v2/../../ /scim/v2/..;/..;/ /scim/v2/%2e%2e/%2e%2e/ /sso/;/../ http://127.0.0.1/ http://127.0.0.1//
            /%ef%bc%8f""");

    private static final List<String> NAMES = words("""
            admin ADMIN Admin %61dmin %2561dmin admi%6e admin%20 admin. admin%00 admin%0a admin%09 admin; admin;a=b
            admin;jsessionid=1 admin%3b admin%3ba=b adm%69n adm%C4%B1n adm%e9n""");

    private static final List<String> BEHIND = words("""
            / // /x ;/x ;a=b/x /;a=b /. /./x /x/.. /..;/admin %2fx %2F %5cx /%2e /%2e%2e/admin /x.css /x.css;.js
            ? ?x=/open/ #x /x?y#z %3f %23 /%00 ;%2f..%2f /;/x""");

    @ParameterizedTest
    @EnumSource
    @Tag("C-12")
    void spellingsOfAProtectedPath_withoutSession_neverTheSecret(Brand brand) throws IOException {
        List<String> attacks = new ArrayList<>();
        targets().forEach(target -> attacks.add("GET " + target));
        METHODS.forEach(method -> attacks.add(method + " /admin/x"));
        List<String> accepted = new ArrayList<>();
        try (Container app = Container.start(brand, FilterBypassTest::kit)) {
            for (String attack : attacks) {
                if (isServed(RawHttp.send(app.port(), attack, ""))) {
                    accepted.add(attack);
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", attacks.size(), accepted.size());
        assertThat(accepted).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    @Tag("C-12")
    void headersThatRewritePaths_withoutSession_neverTheSecret(Brand brand) throws IOException {
        int tried = 0;
        List<String> accepted = new ArrayList<>();
        try (Container app = Container.start(brand, FilterBypassTest::kit)) {
            for (String header : words("X-Original-URL X-Rewrite-URL X-Forwarded-Prefix X-Forwarded-Path Forwarded")) {
                for (String target : List.of("/open/", "/admin/", "/sso/login")) {
                    tried++;
                    if (isServed(RawHttp.get(app.port(), target, header + ": /admin/"))) {
                        accepted.add(header + " at " + target);
                    }
                }
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
    }

    /** What is not protected stays open: a filter that refuses everything would pass the tests above. */
    @ParameterizedTest
    @EnumSource
    void openPaths_spelledPlainly_areServed(Brand brand) throws IOException {
        try (Container app = Container.start(brand, FilterBypassTest::kit)) {
            for (String target : words("/ /anything /administration /x/admin /public/a.b/..c?x=/admin /a%20b")) {
                assertThat(RawHttp.get(app.port(), target).body()).as(target).isEqualTo("open");
            }
            assertThat(RawHttp.get(app.port(), "/admin/").status()).isEqualTo(303);
        }
    }

    private static boolean isServed(RawHttp.Reply reply) {
        return reply.body().contains("the secret of the administrators");
    }

    private static List<String> targets() {
        List<String> targets = new ArrayList<>();
        for (String before : BEFORE) {
            NAMES.forEach(name -> targets.add(before + name));
            BEHIND.forEach(behind -> targets.add(before + "admin" + behind));
        }
        NAMES.forEach(name -> BEHIND.forEach(behind -> targets.add("/" + name + behind)));
        return targets;
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static SsoKit.Builder kit(ServiceProvider serviceProvider) {
        return SsoKit.builder(serviceProvider)
                .connections(IdpConnection.saml("acme").metadata(URI.create("https://idp.acme.example/metadata")));
    }
}
