package io.ssokit.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What options must be given together, and what each problem says. */
class ConnectionOptionsTest {
    private static final URI AUTHORIZE = URI.create("https://op.example/authorize");
    private static final URI TOKEN = URI.create("https://op.example/token");
    private static final URI USER = URI.create("https://op.example/user");
    private static final Secret SECRET = Secret.of("s3cret-of-the-client");

    @Test
    void oauth2_withoutUserAttribute_refusedAtBuild() {
        OAuth2ConnectionBuilder builder = oauth2();
        assertThat(problems(builder))
                .containsExactly("connections.hub.user-attribute: is missing: without it nobody knows who signs in,"
                        + " for example {tidp.id}");
    }

    @Test
    void oauth2_withoutIssuer_isFine() {
        OAuth2Connection connection = oauth2().userAttribute("{tidp.id}").build();
        assertThat(connection.issuer()).isEmpty();
        assertThat(connection.trust().jit().userAttribute()).contains("id");
        assertThat(connection.client().authentication()).isEmpty();
    }

    @Test
    void oauth2_userAttributeOfAnotherForm_refused() {
        for (String wrong : List.of("id", "{tidp.}", "{tidp.a}{tidp.b}", "{idp.id}", "{tidp.id} ", "{{tidp.id}}")) {
            assertThat(problems(oauth2().userAttribute(wrong)))
                    .containsExactly("connections.hub.user-attribute: must have the form {tidp.name}");
        }
    }

    @Test
    void oidc_addressOfTheDocumentAsIssuer_saysWhereTheIssuerStands() {
        assertThat(problems(IdpConnection.oidc("op")
                        .issuer("https://op.example/.well-known/openid-configuration")
                        .client("app", SECRET)))
                .containsExactly("connections.op.issuer: is the address of a document; the issuer is what that document"
                        + " says under \"issuer\"");
    }

    @Test
    void oauth2_nothingGiven_everythingThatIsMissing() {
        assertThat(problems(IdpConnection.oauth2("hub")))
                .extracting(problem -> problem.replaceFirst(": is missing.*", ""))
                .containsExactlyInAnyOrder(
                        "connections.hub.user-attribute",
                        "connections.hub.authorization-endpoint",
                        "connections.hub.token-endpoint",
                        "connections.hub.user-info-endpoints",
                        "connections.hub.client-id",
                        "connections.hub.client-secret");
    }

    @Test
    void oauth2_assertionsAsAuthentication_areForOpenIdConnect() {
        for (ClientAuthentication way :
                List.of(ClientAuthentication.PRIVATE_KEY_JWT, ClientAuthentication.CLIENT_SECRET_JWT)) {
            assertThat(problems(oauth2().userAttribute("{tidp.id}").clientAuthentication(way)))
                    .anyMatch(problem -> problem.endsWith("is basic, post or legacy-get with OAuth 2.0 alone"));
        }
    }

    @Test
    void oidc_userAttribute_isOptional() {
        assertThat(oidc().build().trust().jit().userAttribute()).isEmpty();
        assertThat(oidc().userAttribute("{tidp.upn}").build().trust().jit().userAttribute())
                .contains("upn");
    }

    @Test
    void oidc_defaultScopes_areThoseOfMostProviders() {
        assertThat(oidc().build().requests().scopes()).containsExactly("openid", "profile", "email");
    }

    @Test
    void oidc_someEndpointsByHand_namesTheMissingOnes() {
        assertThat(problems(oidc().authorizationEndpoint(AUTHORIZE).tokenEndpoint(TOKEN)))
                .containsExactly("connections.op.key-set: is missing: without discovery it has to be entered");
        assertThat(problems(oidc().userInfoEndpoint(USER)))
                .containsExactly("connections.op.authorization-endpoint: is missing: endpoints are entered all, or none"
                        + " of them");
        OidcConnection whole = oidc().authorizationEndpoint(AUTHORIZE)
                .tokenEndpoint(TOKEN)
                .keySet(URI.create("https://op.example/jwks"))
                .build();
        assertThat(whole.provider()).isInstanceOf(OidcTrust.Entered.class);
    }

    @Test
    void oidc_issuerOfManyDirectories_needsTheAllowedOnes() {
        OidcConnectionBuilder entra = IdpConnection.oidc("op")
                .client("app", SECRET)
                .issuer("https://login.example/{tenantid}/v2.0")
                .discovery(URI.create("https://login.example/organizations/v2.0/.well-known/openid-configuration"));
        assertThat(problems(entra))
                .anyMatch(problem -> problem.startsWith("connections.op.issuer-tenants: is missing"));
        assertThat(problems(oidc().issuerTenants("a")))
                .containsExactly("connections.op.issuer-tenants: belongs to an issuer with {tenantid} in it");
    }

    @Test
    void oidc_privateKeyWithoutOne_saysSo() {
        OidcConnectionBuilder builder = IdpConnection.oidc("op")
                .issuer("https://op.example")
                .clientId("app")
                .clientAuthentication(ClientAuthentication.PRIVATE_KEY_JWT);
        assertThat(problems(builder))
                .containsExactly(
                        "connections.op.client-key: is missing: our private key, which private-key-jwt signs with");
    }

    @Test
    void oidc_algorithmsThatNobodyVerifies_refused() {
        for (String name : List.of("none", "HS256", "rs256", "RSA1_5", "EdDSA")) {
            assertThat(problems(oidc().algorithms(name)))
                    .singleElement()
                    .asString()
                    .contains("'" + name + "'");
        }
    }

    @Test
    void saml_withoutCertificate_cannotBeEnabled() {
        SamlConnectionBuilder byHand =
                IdpConnection.saml("acme").idpEntityId("https://idp.example").ssoUrl("https://idp.example/sso");
        assertThat(problems(byHand)).singleElement().asString().startsWith("connections.acme.certificates: is missing");
        assertThat(IdpConnection.saml("acme").enabled(false).build().trust().enabled())
                .isFalse();
    }

    @Test
    void apps_withoutSignIn_mustBeNamed() {
        assertThat(problems(oidc().signIn(false)))
                .singleElement()
                .asString()
                .startsWith("connections.op.apps: is missing");
        assertThat(oidc().signIn(false).apps("studio").build().trust().apps().targets())
                .isEqualTo(Optional.of(Set.of("studio")));
    }

    @Test
    void icon_notHttps_refused() {
        for (String icon : List.of("http://idp.example/i.png", "javascript:alert(1)", "data:image/png;base64,AA==")) {
            assertThat(problems(oidc().icon(URI.create(icon))))
                    .singleElement()
                    .asString()
                    .startsWith("connections.op.icon:");
        }
    }

    @Test
    void initiateTargets_otherThanPaths_refused() {
        for (String target : List.of("app", "//evil.example/", "https://evil.example/", "/\\evil.example")) {
            assertThat(problems(oidc().initiateTargets(target)))
                    .singleElement()
                    .asString()
                    .startsWith("connections.op.initiate-targets:");
        }
    }

    @Test
    void secrets_inTheConnection_areNotPrinted() {
        assertThat(oidc().build().toString()
                        + oauth2().userAttribute("{tidp.id}").build())
                .doesNotContain("s3cret");
    }

    private static OAuth2ConnectionBuilder oauth2() {
        return IdpConnection.oauth2("hub")
                .client("app", SECRET)
                .authorizationEndpoint(AUTHORIZE)
                .tokenEndpoint(TOKEN)
                .userInfoEndpoints(USER);
    }

    private static OidcConnectionBuilder oidc() {
        return IdpConnection.oidc("op").issuer("https://op.example").client("app", SECRET);
    }

    private static List<String> problems(ConnectionBuilder<?> builder) {
        ConfigurationProblems thrown = catchThrowableOfType(ConfigurationProblems.class, builder::build);
        assertThat(thrown).isNotNull();
        return thrown.problems();
    }
}
