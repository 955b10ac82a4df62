package io.ssokit.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionsTest {
    @Test
    void serviceProvider_trailingSlash_dropped() {
        ServiceProvider us = ServiceProvider.of(URI.create("https://app.example.com:443/shop/"));

        assertThat(us.samlAcsUrl("acme")).hasToString("https://app.example.com:443/shop/sso/saml/acme/acs");
        assertThat(us.scimBaseUrl().toString()).endsWith("/scim/v2");
        assertThat(us.origin()).isEqualTo("https://app.example.com");
        assertThat(us.contextPath()).isEqualTo("/shop");
    }

    @Test
    void serviceProvider_notAnAddress_refused() {
        for (String url : List.of(
                "ftp://a.example",
                "https:///x",
                "//a.example",
                "https://a.example/?q",
                "https://a.example/#f",
                "https://user@a.example")) {
            assertThatThrownBy(() -> ServiceProvider.of(URI.create(url)))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void secret_environmentVariableNotSet_saysSo() {
        assertThatThrownBy(() -> Secret.of(System.getenv("SSO_KIT_THAT_NOBODY_SETS")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("environment variable");
    }

    @Test
    @Tag("O-16")
    void emailDomain_trickyAddresses_noDomain() {
        for (String address : List.of(
                "victim@a.com@evil.com",
                "@a.com",
                "a.com",
                "a@",
                "a@b",
                "a@.com",
                "a@a..com",
                "a@a.com.",
                "a@[127.0.0.1]",
                "a@a_b.com")) {
            assertThat(EmailDomain.ofAddress(address)).as(address).isEmpty();
        }
        assertThat(EmailDomain.ofAddress(" a@ACME.Example ")).contains(EmailDomain.of("acme.example"));
        assertThat(EmailDomain.ofAddress("a@bücher.example")).contains(EmailDomain.of("xn--bcher-kva.example"));
        assertThat(EmailDomain.of("sub.a.com")).isNotEqualTo(EmailDomain.of("a.com"));
    }

    /** What looks alike or is folded together by IDNA 2003 may belong to somebody else. */
    @Test
    @Tag("O-16")
    void emailDomain_foldedOrHomograph_isNotThePlainOne() {
        for (String domain : List.of(
                "\uff41cme.example", // a wide letter
                "acme\u3002example", // dots of other scripts
                "acme\uff0eexample",
                "acme\uff61example",
                "a\u00adcme.example", // a soft hyphen
                "a\u200bcme.example",
                "acm\u212f.example", // a script letter
                "\u24d0cme.example", // a circled one
                "ac\ud835\udd5ee.example")) {
            assertThat(EmailDomain.ofAddress("a@" + domain)).as(domain).isEmpty();
        }
        assertThat(EmailDomain.ofAddress("a@stra\u00dfe.example"))
                .as("not strasse")
                .isEmpty();
        assertThat(EmailDomain.ofAddress("a@\u212aiosk.example"))
                .as("the Kelvin sign")
                .isEmpty();
        assertThat(EmailDomain.ofAddress("a@\u0430cme.example")) // Cyrillic
                .isPresent()
                .isNotEqualTo(EmailDomain.ofAddress("a@acme.example"));
        assertThat(EmailDomain.ofAddress("a@B\u00dcCHER.example")).contains(EmailDomain.of("b\u00fccher.example"));
    }

    @Test
    void secret_printed_showsNothing() {
        Secret secret = Secret.of("hunter2");

        assertThat(secret).hasToString("Secret[***]").hasSameHashCodeAs(Secret.of("other"));
        assertThat(secret).isEqualTo(Secret.of("hunter2")).isNotEqualTo(Secret.of("hunter3"));
        assertThat(IdpConnection.oidc("x")
                        .issuer("https://op.example")
                        .client("app", secret)
                        .build()
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void build_severalProblems_allNamed() {
        assertThatThrownBy(() -> IdpConnection.oidc("bad id")
                        .tenant("")
                        .issuer("not a url")
                        .emailDomains("nodot")
                        .build())
                .isInstanceOfSatisfying(
                        ConfigurationProblems.class,
                        thrown -> assertThat(thrown.problems()).hasSize(6));
    }

    @Test
    void attributeMapping_ownSourceFirstThenTheUsualNames_firstWithAValueWins() {
        AttributeMapping mapping = AttributeMapping.DEFAULT.with(AttributeMapping.Field.EMAIL, "work");

        assertThat(mapping.read(
                        AttributeMapping.Field.EMAIL,
                        java.util.Map.of("mail", List.of("b@x.example"), "work", List.of("a@x.example"))))
                .containsExactly("a@x.example");
        assertThat(mapping.read(
                        AttributeMapping.Field.EMAIL,
                        java.util.Map.of("mail", List.of("b@x.example"), "work", List.of(" "))))
                .containsExactly("b@x.example");
    }

    @Test
    void ssoUrl_macrosInPathAndQuery_kept() {
        String template = "https://idp.example/{tenant}/sso?app={connection}&from={origin}";
        assertThat(saml().ssoUrl(template).build().requests().ssoUrl()).contains(template);
    }

    @ParameterizedTest
    @Tag("S-34")
    @ValueSource(
            strings = {
                "",
                "x",
                "/sso",
                "javascript:alert(1)",
                "javascript://idp.example/%0aalert(1)",
                "data:text/html,x",
                "http://idp.example/sso",
                "https://{tenant}.idp.example/sso",
                "https://{origin}",
                "https://idp.example{tenant}/sso",
                "{origin}/sso",
                "https://a@idp.example/sso",
                "https://idp.example/{user}",
                "https://idp.example/sso#{tenant}",
                "https://idp.example/a b"
            })
    void ssoUrl_elsewhereThanHttpsOnAFixedHost_refused(String template) {
        assertThatThrownBy(() -> saml().ssoUrl(template).build())
                .isInstanceOfSatisfying(
                        ConfigurationProblems.class,
                        thrown -> assertThat(thrown.problems())
                                .singleElement()
                                .asString()
                                .startsWith("connections.acme.sso-url: "));
    }

    private static SamlConnectionBuilder saml() {
        return IdpConnection.saml("acme").metadataXml("<none/>");
    }
}
