package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ServiceProvider;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReturnToTest {
    private static final ReturnTo AT_ROOT = new ReturnTo(ServiceProvider.of(URI.create("https://app.example.com")));
    private static final ReturnTo BELOW =
            new ReturnTo(ServiceProvider.of(URI.create("https://app.example.com:8443/shop")));

    /** Every spelling here leads a browser, or a server behind us, out of the app or into a circle. */
    private static final List<String> HOSTILE = List.of(
            "https://evil.test",
            "https://evil.test/",
            "http://app.example.com/",
            "https://app.example.com.evil.test/",
            "https://app.example.com@evil.test/",
            "https://app.example.com:444/",
            "https://app.example.comevil.test/",
            "https:evil.test",
            "https:/evil.test",
            "//evil.test",
            "///evil.test",
            "////evil.test",
            "/\\evil.test",
            "\\\\evil.test",
            "\\/evil.test",
            "/\t/evil.test",
            "/\n/evil.test",
            "/\r/evil.test",
            "\t//evil.test",
            " //evil.test",
            "/ /evil.test",
            "/%0d%0aLocation:%20https://evil.test",
            "/%0a",
            "/%00",
            "/%09/evil.test",
            "/%5cevil.test",
            "/%5C/evil.test",
            "/%2fevil.test",
            "/%2F%2Fevil.test",
            "/..",
            "/../admin",
            "/a/../../admin",
            "/a/..",
            "/./a",
            "/%2e%2e/admin",
            "/.%2e/admin",
            "/%2E%2E/admin",
            "/a/%2e%2e%2fadmin",
            "/%252e%252e/admin",
            "/%25%32%65/admin",
            "/a//b",
            "/;@evil.test",
            "/a;jsessionid=1",
            "/a/..;/admin",
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "mailto:a@evil.test",
            "blob:https://evil.test/x",
            "evil.test",
            "evil.test/path",
            "a/b",
            "?returnTo=//evil.test",
            "#//evil.test",
            "/#//evil.test",
            "",
            "@evil.test",
            ":80",
            "/\u2028evil",
            "/é",
            "/\u3002evil",
            "//\uff0fevil.test",
            "/sso/logout",
            "/sso",
            "/sso/start/acme",
            "/%73so/logout",
            "/s%73%6f/login",
            "/SSO/start/acme",
            "/sso?x",
            "/%73so",
            "/" + "a".repeat(1024),
            "/<script>",
            "/\"onload=x",
            "/a b",
            "/%zz",
            "https://app.example.com\\@evil.test/",
            "https://app.example.com%2f@evil.test/",
            "https://APP.example.com.evil.test/x");

    @Test
    @Tag("C-07")
    void orStart_hostileSpellings_allBecomeTheStartPage() {
        List<String> accepted = new ArrayList<>();
        for (String wish : HOSTILE) {
            if (!AT_ROOT.orStart(Optional.of(wish)).equals("/")) {
                accepted.add(wish);
            }
            if (!BELOW.orStart(Optional.of(wish)).equals("/shop/")) {
                accepted.add("below a context path: " + wish);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (C-07)%n", HOSTILE.size() * 2, accepted.size());
        assertThat(accepted).isEmpty();
    }

    @Test
    void orStart_pathsOfTheApp_kept() {
        for (String wish : List.of(
                "/", "/app/", "/app/x?y=z&a=%20b", "/app/a%20b", "/deep/link?x=1", "/ssol", "/a/sso/b", "/a?b=/sso/")) {
            assertThat(AT_ROOT.orStart(Optional.of(wish))).isEqualTo(wish);
        }
        assertThat(AT_ROOT.orStart(Optional.of("https://app.example.com/app/?q=1")))
                .isEqualTo("/app/?q=1");
    }

    @Test
    void orStart_outsideTheContextPath_becomesTheStartPage() {
        assertThat(BELOW.orStart(Optional.of("/other"))).isEqualTo("/shop/");
        assertThat(BELOW.orStart(Optional.of("/shopping"))).isEqualTo("/shop/");
        assertThat(BELOW.orStart(Optional.of("/shop/cart"))).isEqualTo("/shop/cart");
        assertThat(BELOW.landing("/shop/cart")).isEqualTo(URI.create("https://app.example.com:8443/shop/cart"));
    }
}
