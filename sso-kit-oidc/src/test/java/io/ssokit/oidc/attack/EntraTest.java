package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.ISSUER;
import static io.ssokit.error.LoginError.SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.oidc.SignIn;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import io.ssokit.testing.OidcScript;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One provider that signs for many directories with the same keys: only {@code tid} tells them apart. */
class EntraTest {
    private static final String HOME = FakeIdp.ENTRA_TENANT;
    private static final String OTHER = "11111111-2222-4333-8444-555555555555";

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final SignIn signIn = new SignIn(clock);
    private final FakeIdp idp = FakeIdp.builder()
            .clock(clock)
            .client(OidcClient.onLoopback("app", "secret"))
            .entraTenant(OTHER, "bob")
            .start();

    @AfterEach
    void close() {
        idp.close();
    }

    @Test
    void finish_allowedDirectory_knownByDirectoryAndSubject() {
        Identity alice = signIn.signIn(connection(HOME), "alice");
        assertThat(alice.subject()).isEqualTo(HOME + "/" + idp.entra().subject(idp.persona("alice"), "app"));
        assertThat(signIn.signIn(connection(HOME, OTHER), "bob").subject()).startsWith(OTHER + "/");
    }

    @Test
    void finish_everyDirectoryAllowedByName_strangersToo() {
        assertThat(signIn.signIn(connection("*"), "bob").subject()).startsWith(OTHER + "/");
    }

    /** "nOAuth": an address in somebody's own directory is nobody's. */
    @Test
    @Tag("O-14")
    void finish_address_provenOnlyIfTheDomainsOwnerVerifiedIt() {
        assertThat(verified(null)).containsExactly("false");
        for (Object no : List.of(false, "false", "0", 0, "yes", List.of(true))) {
            assertThat(verified(no)).as(String.valueOf(no)).containsExactly("false");
        }
        for (Object yes : List.of(true, "true", "1", 1)) {
            assertThat(verified(yes)).as(String.valueOf(yes)).containsExactly("true");
        }
        idp.entra().play(OidcScript.of(s -> s.idToken("email_verified", true)));
        assertThat(signIn.signIn(connection(HOME), "alice").attributes())
                .containsEntry("email_verified", List.of("false"));
    }

    @Test
    @Tag("O-04")
    void finish_anotherDirectoryThanItSays_refused() {
        try (Attacks attacks = new Attacks("O-04 (directories)")) {
            assertThat(signIn.signIn(connection(HOME), "alice").subject()).startsWith(HOME);
            directories(attacks);
            issuers(attacks);
            signatures(attacks);
            documents(attacks);
            assertThat(signIn.signIn(connection(HOME), "alice").subject()).startsWith(HOME);
        }
    }

    private void directories(Attacks attacks) {
        attack(attacks, "bob of a directory that is not allowed", "bob", s -> {}, ISSUER);
        for (Object tid : Arrays.asList(
                null,
                "",
                OTHER,
                HOME.toUpperCase(Locale.ROOT),
                HOME + "/",
                "/" + HOME,
                HOME + "/../" + OTHER,
                "../" + HOME,
                " " + HOME,
                HOME + "\n",
                HOME + "\u0000",
                HOME + "#",
                HOME + "?",
                "*",
                "{tenantid}",
                "common",
                "organizations",
                "9188040d-6c67-4c5b-b112-36a304b66dad",
                HOME.substring(1),
                "{" + HOME + "}",
                HOME.replace("-", ""),
                List.of(HOME),
                List.of(OTHER, HOME),
                Map.of("id", HOME),
                true,
                7)) {
            attack(attacks, "tid " + tid, "alice", s -> s.idToken("tid", tid), ISSUER);
            attack(
                    attacks,
                    "tid and iss of " + tid,
                    "alice",
                    s -> s.idToken("tid", tid).idToken("iss", issuerOf(String.valueOf(tid))),
                    ISSUER);
        }
    }

    private void issuers(Attacks attacks) {
        for (String iss : List.of(
                issuerOf(OTHER),
                issuerOf("{tenantid}"),
                issuerOf("*"),
                issuerOf("common"),
                issuerOf(HOME.toUpperCase(Locale.ROOT)),
                issuerOf(HOME) + "/",
                issuerOf(HOME).replace("/v2.0", ""),
                issuerOf(HOME + "/" + OTHER),
                issuerOf(OTHER + "/../" + HOME),
                issuerOf(HOME).replace("http", "HTTP"),
                "https://evil.example/" + HOME + "/v2.0",
                "https://sts.windows.net/" + HOME + "/",
                "")) {
            attack(attacks, "iss " + iss, "alice", s -> s.idToken("iss", iss), ISSUER);
            if (!iss.isEmpty()) { // an empty parameter is none, and this provider does not announce one
                attack(attacks, "answer of " + iss, "alice", s -> s.authorizationResponse("iss", iss), ISSUER);
            }
        }
        attack(
                attacks,
                "tid of the allowed directory in a token of another",
                "bob",
                s -> s.idToken("tid", HOME),
                ISSUER);
        attacks.tryOut(
                "answer of one allowed directory, token of the other",
                () -> signInWith("alice", s -> s.authorizationResponse("iss", issuerOf(OTHER)), HOME, OTHER),
                ISSUER);
    }

    private void signatures(Attacks attacks) {
        for (OidcScript.Signing signing : List.of(
                OidcScript.Signing.NONE,
                OidcScript.Signing.BROKEN,
                OidcScript.Signing.STRANGER,
                OidcScript.Signing.HS256_PUBLIC_KEY_PEM)) {
            attack(attacks, signing.name(), "alice", s -> s.signing(signing), SIGNATURE);
        }
    }

    /** The document of the template must say that it is the template's. */
    private void documents(Attacks attacks) {
        for (String issuer : List.of(issuerOf(HOME), issuerOf(OTHER), issuerOf("{tid}"), "https://evil.example")) {
            attacks.refused(
                    "document of " + issuer,
                    () -> {
                        idp.entra().play(OidcScript.of(s -> s.discovery("issuer", issuer)));
                        try {
                            new SignIn(clock).start(connection(HOME));
                        } finally {
                            idp.entra().play(OidcScript.standard());
                        }
                    },
                    ISSUER);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"common", "6F1F2A0C-9C1D-4B7E-8A3E-5D2C7B90E111", "contoso.onmicrosoft.com", "**", ""})
    void problemOf_directoryThatIsNone_saidWhenTheKitIsBuilt(String directory) {
        assertThat(signIn.engine().problemOf(connection(directory)))
                .hasValueSatisfying(problem -> assertThat(problem).startsWith("issuer-tenants: '" + directory + "'"));
        assertThat(signIn.engine().problemOf(connection(HOME, "*"))).isEmpty();
    }

    private void attack(
            Attacks attacks,
            String what,
            String person,
            Consumer<OidcScript.Builder> departure,
            LoginError... expected) {
        attacks.tryOut(what, () -> signInWith(person, departure, HOME), expected);
    }

    private Identity signInWith(String person, Consumer<OidcScript.Builder> departure, String... allowed) {
        idp.entra().play(OidcScript.of(departure));
        try {
            return signIn.signIn(connection(allowed), person);
        } finally {
            idp.entra().play(OidcScript.standard());
        }
    }

    private List<String> verified(Object edov) {
        idp.entra().play(OidcScript.of(s -> s.idToken("xms_edov", edov)));
        return signIn.signIn(connection(HOME), "alice").attributes().get("email_verified");
    }

    private String issuerOf(String directory) {
        return idp.entra().issuer().replace("{tenantid}", directory);
    }

    private OidcConnection connection(String... directories) {
        return IdpConnection.oidc("entra")
                .issuer(idp.entra().issuer())
                .discovery(idp.baseUri().resolve(Endpoint.ENTRA_DISCOVERY.path()))
                .issuerTenants(directories)
                .client("app", Secret.of("secret"))
                .insecureAllowHttp()
                .build();
    }
}
