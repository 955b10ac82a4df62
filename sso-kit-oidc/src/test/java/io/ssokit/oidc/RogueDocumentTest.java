package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginReply;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider that is one of many might write to make us sick, or one person look like another. */
class RogueDocumentTest {
    private static final URI ENDPOINT = URI.create("https://idp.example/user");
    private static final String DIRECTORY = "6f1f2a0c-9c1d-4b7e-8a3e-5d2c7b90e111";

    /** A megabyte of user info that would be gigabytes of attribute names: 100,000 columns below a name of 49,000 letters. */
    @Test
    @Tag("O-19")
    void userInfo_arrayWithALongNameAndManyColumns_refusedBeforeItIsPutTogether() {
        byte[] document = array("n".repeat(49_000), 100_000);
        assertThat(document).hasSizeLessThan(1 << 20);
        assertTooLarge(document);
        assertTooLarge(array("n".repeat(1000), 50));
        assertTooLarge(array("n", 5001));
    }

    private static byte[] array(String name, int columns) {
        StringBuilder text = new StringBuilder("{\"").append(name).append("\":[{");
        for (int i = 0; i < columns; i++) {
            text.append(i == 0 ? "\"" : ",\"")
                    .append(Integer.toString(i, 36))
                    .append("x".repeat(columns < 100 ? 30 : 0))
                    .append("\":1");
        }
        return text.append("}]}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static void assertTooLarge(byte[] document) {
        Object json = StrictJson.value(document).orElseThrow();
        assertThatThrownBy(() -> new UserInfoMerge().add(ENDPOINT, json))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(LoginError.TOO_LARGE));
    }

    /** RFC 8725 §3.7; and a reader that guesses sees what another one does not. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-16BE", "UTF-16LE", "UTF-16", "UTF-32BE", "UTF-32LE"})
    void json_otherCharset_isNone(String charset) {
        byte[] document = "{\"sub\":\"alice\"}".getBytes(Charset.forName(charset));
        assertThat(StrictJson.object(document)).isEmpty();
        assertThat(StrictJson.value(document)).isEmpty();
        assertThat(StrictJson.object(new byte[0])).isEmpty();
        assertThat(StrictJson.object("\ufeff{\"sub\":\"alice\"}".getBytes(StandardCharsets.UTF_8)))
                .as("a mark of UTF-8 does no harm")
                .isPresent();
    }

    /** In UTF-8, and so in every store, each of them would be the same question mark. */
    @ParameterizedTest
    @ValueSource(strings = {"a\\ud800", "a\\ud801", "\\udc00a", "a\\ud800b"})
    void subject_halfACharacter_isNone(String escaped) {
        byte[] document = ("{\"sub\":\"" + escaped + "\"}").getBytes(StandardCharsets.US_ASCII);
        String sub = (String) StrictJson.object(document).orElseThrow().get("sub");
        assertThat(Subjects.isUsable(String.valueOf(sub))).isFalse();
        assertThat(Subjects.isUsable("a\ud83d\ude00")).as("a whole one").isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jwks_uri",
                "authorization_endpoint",
                "token_endpoint",
                "userinfo_endpoint",
                "end_session_endpoint",
                "pushed_authorization_request_endpoint"
            })
    void discovery_portThatNoMachineHas_unusable(String endpoint) {
        Map<String, Object> members = new HashMap<>(Map.of(
                "issuer", "https://idp.example",
                "jwks_uri", "https://idp.example/jwks",
                "authorization_endpoint", "https://idp.example/authorize",
                "token_endpoint", "https://idp.example/token"));
        members.put(endpoint, "https://idp.example:65536/x");
        byte[] document = JSONObjectUtils.toJSONString(members).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Discovery.read(connection("https://idp.example"), document))
                .isInstanceOf(IdpUnavailableException.class)
                .hasMessageContaining(endpoint);
    }

    /** The ID token's address stays, and "verified" of another address does not become its verdict; "not verified" does. */
    @ParameterizedTest
    @CsvSource({
        "mallory@example.com, true,  ",
        "mallory@example.com, false, false",
        "boss@example.com,    true,  true",
        "                ,    true,  true"
    })
    @Tag("O-12")
    void userInfo_verdictOnAnotherAddress_isNotTheIdTokens(String address, boolean verdict, String expected) {
        try (OidcLab lab = new OidcLab()) {
            lab.idp
                    .oidc()
                    .play(OidcScript.of(s -> s.idToken("email", "boss@example.com")
                            .idToken("email_verified", null)
                            .userInfo("email", address)
                            .userInfo("email_verified", verdict)));
            LoginReply reply = lab.finish("globex", SignIn.authenticate(lab.begin("globex"), "alice"));
            Map<String, List<String>> attributes =
                    ((LoginReply.SignedIn) reply).identity().attributes();
            assertThat(attributes).containsEntry("email", List.of("boss@example.com"));
            assertThat(attributes.get("email_verified")).isEqualTo(expected == null ? null : List.of(expected));
        }
    }

    /** One directory's word must not end the sessions of another one's people. */
    @Test
    @Tag("O-21")
    void logoutToken_ofADirectoryWithoutSubject_refused() {
        TestKey key = TestKey.ec("secp256r1");
        KeySetServer server = new KeySetServer();
        server.serve(List.of(key.jwk("k")));
        OidcConnection directories = connection("https://idp.example/{tenantid}/v2.0");
        Instant now = MovableClock.at("2026-11-22T10:00:00Z").instant();
        VerifiedIdToken.Checks rules = new VerifiedIdToken.Checks(
                new IssuerRule(directories),
                "app",
                SigningAlgorithms.ofNames(Set.of("ES256")),
                AuthenticationDemands.of(directories),
                new ProviderKeys(server.address(), true, new HttpFetcher(), MovableClock.at("2026-11-22T10:00:00Z")));
        Map<String, Object> claims = new HashMap<>(Map.of(
                "iss",
                "https://idp.example/" + DIRECTORY + "/v2.0",
                "tid",
                DIRECTORY,
                "aud",
                "app",
                "iat",
                now.getEpochSecond(),
                "exp",
                now.getEpochSecond() + 60,
                "jti",
                "j",
                "sid",
                "s",
                "events",
                Map.of(OidcLab.EVENT, Map.of())));
        Map<String, String> header = Map.of("alg", "ES256", "kid", "k", "typ", "logout+jwt");
        String withoutSubject = key.sign(header, claims, "ES256");
        assertThatThrownBy(() -> VerifiedLogoutToken.verify(withoutSubject, rules, now))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(LoginError.SUBJECT));
        claims.put("sub", "alice");
        assertThat(VerifiedLogoutToken.verify(key.sign(header, claims, "ES256"), rules, now)
                        .subject())
                .contains(DIRECTORY + "/alice");
    }

    /** PostgreSQL keeps no NUL: that provider's people are refused, and our stores are not said to be down. */
    @ParameterizedTest
    @ValueSource(strings = {"s\u0000", "\u0007s", "a\nb"})
    void session_nameThatNoStoreKeeps_malformed(String sid) {
        try (OidcLab lab = new OidcLab()) {
            lab.idp.oidc().play(OidcScript.of(s -> s.idToken("sid", sid)));
            assertThat(lab.finish("globex", SignIn.authenticate(lab.begin("globex"), "alice")))
                    .isInstanceOf(LoginReply.Refused.class);
            assertThat(lab.events)
                    .last()
                    .isInstanceOfSatisfying(
                            AuditEvent.SignInRefused.class,
                            event -> assertThat(event.error()).isEqualTo(LoginError.MALFORMED));
            assertThat(lab.notice("globex", lab.logoutToken(Optional.empty(), Optional.of(sid))))
                    .isEqualTo(LoginReply.NoticeTaken.Result.REFUSED);
        }
    }

    private static OidcConnection connection(String issuer) {
        var builder = IdpConnection.oidc("globex").issuer(issuer).client("app", Secret.of("a-secret-of-at-least-16"));
        return issuer.contains("{")
                ? builder.discovery(URI.create("https://idp.example/d"))
                        .issuerTenants(DIRECTORY)
                        .build()
                : builder.build();
    }
}
