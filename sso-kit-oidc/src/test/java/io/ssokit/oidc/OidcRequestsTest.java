package io.ssokit.oidc;

import static io.ssokit.oidc.ClientAuthenticationFlowTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.OidcRequests.Prompt;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import io.ssokit.testing.OidcScript.Signing;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a connection asks for, what it demands of the answer, and how a provider is described without discovery. */
class OidcRequestsTest {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = SignIn.provider(clock);
    private final SignIn signIn = new SignIn(clock);

    @AfterEach
    void close() {
        idp.close();
    }

    @Test
    void start_wishes_sentAsTheSpecificationSpellsThem() {
        Map<String, List<String>> sent = sent(connection(o ->
                o.prompt(Prompt.SELECT_ACCOUNT).maxAge(Duration.ofMinutes(10)).acrValues("phrh", "phr")));
        assertThat(sent)
                .containsEntry("prompt", List.of("select_account"))
                .containsEntry("max_age", List.of("600"))
                .containsEntry("acr_values", List.of("phrh phr"));
        assertThat(sent(connection(o -> o))).doesNotContainKeys("prompt", "max_age", "acr_values");
    }

    @Test
    void finish_maxAge_authenticationMustBeStatedAndFresh() {
        OidcConnection connection = connection(o -> o.maxAge(Duration.ofMinutes(10)));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        assertDemand(connection, "auth_time", ago(Duration.ofMinutes(11)), null);
        assertDemand(connection, "auth_time", null, "no auth_time");
        assertDemand(connection, "auth_time", ago(Duration.ofMinutes(13)), "auth_time 20");
        assertDemand(connection(o -> o.maxAge(Duration.ZERO)), "auth_time", ago(Duration.ofMinutes(3)), "auth_time 20");
    }

    /** A browser can take {@code prompt} out of the request; the signed token tells. */
    @Test
    void finish_promptLogin_earlierAuthenticationRefused() {
        OidcConnection connection = connection(o -> o.prompt(Prompt.LOGIN));
        assertDemand(connection, "auth_time", ago(Duration.ofMinutes(3)), "auth_time 20");
        assertDemand(connection, "auth_time", null, null);
        assertDemand(connection, "auth_time", ago(Duration.ofSeconds(30)), null);
    }

    @Test
    void finish_expectAcr_oneOfThemExactly() {
        OidcConnection connection = connection(o -> o.expectAcr("phr", "phrh"));
        assertDemand(connection, "acr", "phrh", null);
        for (Object acr : Arrays.asList(null, "", "PHR", "phr phrh", List.of("phr"), 1, "pwd")) {
            assertDemand(connection, "acr", acr, "acr ");
        }
    }

    @Test
    void finish_expectAmr_allOfThem() {
        OidcConnection connection = connection(o -> o.expectAmr("pwd", "otp"));
        assertDemand(connection, "amr", List.of("otp", "pwd", "mfa"), null);
        for (Object amr : Arrays.asList(null, List.of(), List.of("pwd"), "otp", "pwd otp", List.of("PWD", "OTP"))) {
            assertDemand(connection, "amr", amr, "amr ");
        }
    }

    @Test
    void finish_acrAndAmr_keptAsEvidence() {
        idp.oidc().play(OidcScript.of(s -> s.idToken("acr", "phr").idToken("amr", List.of("hwk", "user"))));
        Identity.Evidence evidence = signIn.signIn(connection(o -> o), "alice").evidence();
        assertThat(evidence.assurance()).isEqualTo(Identity.Assurance.SIGNED);
        assertThat(evidence.authn().context()).contains("phr");
        assertThat(evidence.authn().methods()).containsExactly("hwk", "user");
    }

    @Test
    void finish_promptNoneAndNobodySignedIn_saidSo() {
        OidcConnection connection = connection(o -> o.prompt(Prompt.NONE));
        assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.NOT_SIGNED_IN, "login_required");
    }

    @Test
    void finish_claimsOfBothSources_eachSaysWhereItIsFrom() {
        idp.oidc().play(OidcScript.of(s -> s.userInfo("locale", "en").userInfo("email", "other@example.com")));
        Identity alice = signIn.signIn(connection(o -> o), "alice");
        assertThat(alice.attributes()).containsEntry("email", List.of("alice@example.com"));
        assertThat(alice.evidence().provenance())
                .containsEntry("email", "id_token")
                .containsEntry(
                        "locale",
                        idp.baseUri().resolve(Endpoint.OIDC_USERINFO.path()).toString());
    }

    @Test
    void finish_signedUserInfo_verifiedLikeTheIdToken() {
        idp.oidc().play(OidcScript.of(s -> s.signedUserInfo(Signing.RS256).userInfo("locale", "en")));
        assertThat(signIn.signIn(connection(o -> o), "alice").attributes()).containsEntry("locale", List.of("en"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Signing.class,
            names = {
                "NONE",
                "EMPTY",
                "BROKEN",
                "HS256_PUBLIC_KEY_PEM",
                "HS256_PUBLIC_KEY_DER",
                "STRANGER",
                "UNKNOWN_KID"
            })
    @Tag("O-12")
    void finish_signedUserInfoBadlySigned_refused(Signing signing) {
        idp.oidc().play(OidcScript.of(s -> s.signedUserInfo(signing)));
        OidcConnection connection = connection(o -> o);
        assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.SIGNATURE, "");
    }

    @Test
    @Tag("O-12")
    void finish_signedUserInfoOfAnother_refused() {
        OidcConnection connection = connection(o -> o);
        play(s -> s.userInfo("iss", "https://evil.example"));
        assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.ISSUER, "evil");
        play(s -> s.userInfo("aud", "other"));
        assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.AUDIENCE, "other");
        play(s -> s.userInfo("sub", "bob"));
        assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.USERINFO_SUBJECT, "another sub");
    }

    @Test
    void finish_groupsOnlyPointedTo_signsInAndSaysWhatIsMissing() {
        idp.oidc()
                .play(OidcScript.of(s -> s.claim("groups", null)
                        .idToken("groups", null)
                        .userInfo("groups", null)
                        .idToken("_claim_names", Map.of("groups", "src1"))
                        .idToken(
                                "_claim_sources",
                                Map.of("src1", Map.of("endpoint", "https://graph.example/getMemberObjects")))));
        Identity alice = signIn.signIn(connection(o -> o), "alice");
        assertThat(alice.attributes()).doesNotContainKey("groups");
        assertThat(alice.attributes().keySet()).noneMatch(name -> name.startsWith("_claim"));
        assertThat(alice.evidence().problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem).contains("claim 'groups' is missing"));
    }

    @Test
    void signIn_enteredByHand_discoveryIsNeverAsked() {
        OidcConnection connection = byHand(idp.oidc().issuer(), o -> o.userInfoEndpoint(at(Endpoint.OIDC_USERINFO)));
        Identity alice = signIn.signIn(connection, "alice");
        assertThat(alice.subject()).isEqualTo("alice");
        assertThat(idp.hits(Endpoint.OIDC_USERINFO)).isEqualTo(1);
        signIn.engine().upkeep(connection);
        clock.advance(Duration.ofHours(2));
        assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        assertThat(idp.hits(Endpoint.OIDC_DISCOVERY)).isZero();
    }

    @Test
    void signIn_enteredByHandForAnotherIssuer_refused() {
        OidcConnection connection = byHand("https://other.example", o -> o);
        assertRefused(
                () -> signIn.signIn(connection, "alice"),
                LoginError.ISSUER,
                idp.oidc().issuer());
    }

    @Test
    @Tag("O-01")
    void finish_algorithmsNamed_tokenBoundToThem() {
        OidcConnection es = connection(o -> o.algorithms("ES256"));
        assertRefused(() -> signIn.signIn(es, "alice"), LoginError.SIGNATURE, "alg RS256");
        for (Signing signing : List.of(Signing.PS256, Signing.ES256, Signing.ES384, Signing.ES512, Signing.RS512)) {
            OidcConnection named = connection(o -> o.algorithms(signing.name()));
            idp.oidc().play(OidcScript.of(s -> s.signing(signing)));
            assertThat(signIn.signIn(named, "alice").subject())
                    .as(signing.name())
                    .isEqualTo("alice");
        }
        OidcConnection announcedOnly = byHand(idp.oidc().issuer(), o -> o);
        assertRefused(() -> signIn.signIn(announcedOnly, "alice"), LoginError.SIGNATURE, "alg RS512");
    }

    @Test
    void start_discoveryElsewhere_stillOfTheIssuer() {
        OidcConnection elsewhere = IdpConnection.oidc("elsewhere")
                .issuer("https://other.example")
                .discovery(at(Endpoint.OIDC_DISCOVERY))
                .client("app", Secret.of("s e:c%ret"))
                .insecureAllowHttp()
                .build();
        assertRefused(
                () -> signIn.start(elsewhere), LoginError.ISSUER, idp.oidc().issuer());
        idp.oidc().play(OidcScript.of(s -> s.discovery("issuer", "https://other.example")));
        clock.advance(Duration.ofSeconds(10)); // a failure is remembered that long
        assertThat(signIn.start(elsewhere).start().action().getPath()).isEqualTo(Endpoint.OIDC_AUTHORIZE.path());
    }

    private void assertDemand(OidcConnection connection, String claim, Object value, String received) {
        idp.oidc().play(OidcScript.of(s -> s.idToken(claim, value)));
        if (received == null) {
            assertThat(signIn.signIn(connection, "alice").subject()).isEqualTo("alice");
        } else {
            assertRefused(() -> signIn.signIn(connection, "alice"), LoginError.AUTHENTICATION, received);
        }
    }

    private void play(Consumer<OidcScript.Builder> departure) {
        idp.oidc().play(OidcScript.of(s -> departure.accept(s.signedUserInfo(Signing.RS256))));
    }

    private long ago(Duration time) {
        return clock.instant().minus(time).getEpochSecond();
    }

    private URI at(Endpoint endpoint) {
        return idp.baseUri().resolve(endpoint.path());
    }

    private Map<String, List<String>> sent(OidcConnection connection) {
        return SignIn.parameters(signIn.start(connection).start().action().getRawQuery());
    }

    private OidcConnection byHand(String issuer, UnaryOperator<OidcConnectionBuilder> options) {
        return options.apply(IdpConnection.oidc("hand")
                        .issuer(issuer)
                        .authorizationEndpoint(at(Endpoint.OIDC_AUTHORIZE))
                        .tokenEndpoint(at(Endpoint.OIDC_TOKEN))
                        .keySet(at(Endpoint.OIDC_JWKS))
                        .client("app", Secret.of("s e:c%ret"))
                        .insecureAllowHttp())
                .build();
    }

    private OidcConnection connection(UnaryOperator<OidcConnectionBuilder> options) {
        return options.apply(IdpConnection.oidc("globex")
                        .issuer(idp.oidc().issuer())
                        .client("app", Secret.of("s e:c%ret"))
                        .insecureAllowHttp())
                .build();
    }
}
