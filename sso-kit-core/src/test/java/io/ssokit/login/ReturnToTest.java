package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.contract.HostileReturns;
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

    private static final List<String> HOSTILE = HostileReturns.against(URI.create("https://app.example.com"));

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
    void orStart_lengthAndCharacters_keptUpToTheirBounds() {
        String longest = "/" + "a".repeat(1023);
        assertThat(AT_ROOT.orStart(Optional.of(longest))).isEqualTo(longest);
        assertThat(AT_ROOT.orStart(Optional.of(longest + "a"))).isEqualTo("/");
        assertThat(AT_ROOT.orStart(Optional.of("/!~"))).isEqualTo("/!~");
        for (String outside : List.of("/a b", "/\u007f", "/\u001f", "/\u00e9")) {
            assertThat(AT_ROOT.orStart(Optional.of(outside))).isEqualTo("/");
        }
    }

    @Test
    void orStart_outsideTheContextPath_becomesTheStartPage() {
        assertThat(BELOW.orStart(Optional.of("/other"))).isEqualTo("/shop/");
        assertThat(BELOW.orStart(Optional.of("/shopping"))).isEqualTo("/shop/");
        assertThat(BELOW.orStart(Optional.of("/shop/cart"))).isEqualTo("/shop/cart");
        assertThat(BELOW.landing("/shop/cart")).isEqualTo(URI.create("https://app.example.com:8443/shop/cart"));
    }
}
