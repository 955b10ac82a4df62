package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.login.LoginException;
import io.ssokit.testing.MovableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderKeysTest {
    private static final SigningAlgorithms ALL = SigningAlgorithms.of(
            List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "HS256", "none"));
    private static final TestKey RSA = TestKey.rsa(2048);
    private static final TestKey OTHER = TestKey.rsa(2048);
    private static final KeySetServer SERVER = new KeySetServer();

    @BeforeAll
    static void warmUp() {
        SERVER.serve(List.of(RSA.jwk("a")));
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RS256, 2048",
        "RS384, 2048",
        "RS512, 2048",
        "PS256, 2048",
        "PS384, 2048",
        "PS512, 2048",
        "ES256, secp256r1",
        "ES384, secp384r1",
        "ES512, secp521r1"
    })
    void requireSignature_everyAlgorithm_verifiedByItsKeyOnly(String algorithm, String key) {
        TestKey right = algorithm.startsWith("ES") ? TestKey.ec(key) : RSA;
        TestKey wrong = algorithm.startsWith("ES") ? TestKey.ec(key) : OTHER;
        serve(right.jwk("a"));
        CompactJws genuine = token(right, algorithm, "a");
        assertThatCode(() -> keys().requireSignature(genuine)).doesNotThrowAnyException();
        assertRefused(token(wrong, algorithm, "a"));
        byte[] zeros = new byte[genuine.signature().length];
        assertRefused(new CompactJws(genuine.algorithm(), genuine.keyId(), genuine.signed(), zeros, Map.of()));
        byte[] changed = genuine.signed();
        changed[changed.length - 1] ^= 1;
        assertRefused(new CompactJws(genuine.algorithm(), genuine.keyId(), changed, genuine.signature(), Map.of()));
    }

    /** Anybody may send a logout token: a key set must not make it dear to refuse. */
    @Test
    void requireSignature_manyKeysOfOneName_fewAreTried() {
        List<Map<String, Object>> set = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            set.add(OTHER.jwk("a"));
        }
        set.add(RSA.jwk("a"));
        SERVER.serve(set);
        assertThatCode(() -> keys().requireSignature(token(RSA, "RS256", "a"))).doesNotThrowAnyException();
        set.add(0, OTHER.jwk("a"));
        SERVER.serve(set);
        assertRefused(token(RSA, "RS256", "a"));
    }

    @Test
    void requireSignature_otherKindOfKey_refused() {
        serve(TestKey.ec("secp256r1").jwk("a"));
        assertRefused(token(RSA, "RS256", "a"));
        serve(RSA.jwk("a"));
        assertRefused(token(TestKey.ec("secp256r1"), "ES256", "a"));
        serve(TestKey.ec("secp384r1").jwk("a"));
        assertRefused(token(TestKey.ec("secp256r1"), "ES256", "a"));
    }

    @Test
    void requireSignature_keyForSomethingElse_unavailable() {
        for (Map<String, Object> unusable : List.of(
                with(RSA.jwk("a"), "use", "enc"),
                with(RSA.jwk("a"), "key_ops", List.of("encrypt")),
                with(RSA.jwk("a"), "d", RSA.modulus()),
                with(RSA.jwk("a"), "e", "AQ"),
                with(RSA.jwk("a"), "e", "Ag"),
                with(RSA.jwk("a"), "n", "AQAB"),
                with(RSA.jwk("a"), "kty", "oct"),
                with(RSA.jwk("a"), "kty", "EC"),
                with(RSA.jwk("a"), "kty", 7),
                with(TestKey.ec("secp256r1").jwk("a"), "x", "AQAB"),
                with(TestKey.ec("secp256r1").jwk("a"), "crv", "secp256k1"),
                TestKey.rsa(1024).jwk("a"))) {
            serve(unusable);
            CompactJws token = token(RSA, "RS256", "a");
            assertThatThrownBy(() -> keys().requireSignature(token)).isInstanceOf(IdpUnavailableException.class);
        }
    }

    @Test
    void requireSignature_keyReservedForAnotherAlgorithm_refused() {
        serve(with(RSA.jwk("a"), "alg", "PS256"));
        assertRefused(token(RSA, "RS256", "a"));
        CompactJws token = token(RSA, "PS256", "a");
        assertThatCode(() -> keys().requireSignature(token)).doesNotThrowAnyException();
    }

    @Test
    void requireSignature_badMembersBesideAGoodOne_goodOneCounts() {
        SERVER.serve(List.of(
                Map.of("kty", "OKP", "crv", "Ed25519", "x", "AAAA"),
                Map.of("kty", "future"),
                Map.of(),
                with(RSA.jwk("a"), "x5c", List.of("not a certificate")),
                OTHER.jwk("a")));
        CompactJws first = token(RSA, "RS256", "a");
        CompactJws second = token(OTHER, "RS256", "a");
        assertThatCode(() -> keys().requireSignature(first)).doesNotThrowAnyException();
        assertThatCode(() -> keys().requireSignature(second)).doesNotThrowAnyException();
    }

    @Test
    void requireSignature_noKid_onlyWhereTheSetLeavesNoChoice() {
        CompactJws token = token(RSA, "RS256", null);
        SERVER.serve(List.of(RSA.jwk("a"), TestKey.ec("secp256r1").jwk("b")));
        assertThatCode(() -> keys().requireSignature(token)).doesNotThrowAnyException();
        SERVER.serve(List.of(RSA.jwk("a"), OTHER.jwk("b")));
        assertRefused(token);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "null", "{}", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":[null,7,\"a\"]}", "<html>"})
    void requireSignature_notAKeySet_unavailable(String document) {
        SERVER.serve(document.getBytes(StandardCharsets.UTF_8));
        CompactJws token = token(RSA, "RS256", "a");
        assertThatThrownBy(() -> keys().requireSignature(token)).isInstanceOf(IdpUnavailableException.class);
    }

    @Test
    void requireSignature_hugeOrDeepKeySet_boundedTime() {
        String deep = "{\"keys\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
        SERVER.serve(deep.getBytes(StandardCharsets.UTF_8));
        CompactJws token = token(RSA, "RS256", "a");
        assertThatThrownBy(() -> keys().requireSignature(token)).isInstanceOf(IdpUnavailableException.class);

        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            many.add(OTHER.jwk("a"));
        }
        SERVER.serve(many);
        long begun = System.nanoTime();
        assertRefused(token);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(2));
    }

    private static ProviderKeys keys() {
        return new ProviderKeys(SERVER.address(), true, new HttpFetcher(), MovableClock.at("2026-11-22T10:00:00Z"));
    }

    private static void assertRefused(CompactJws token) {
        assertThatThrownBy(() -> keys().requireSignature(token))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(LoginError.SIGNATURE));
    }

    private static void serve(Map<String, Object> key) {
        SERVER.serve(List.of(key));
    }

    private static Map<String, Object> with(Map<String, Object> jwk, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(jwk);
        changed.put(name, value);
        return changed;
    }

    private static CompactJws token(TestKey key, String algorithm, String kid) {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", algorithm);
        if (kid != null) {
            header.put("kid", kid);
        }
        return CompactJws.parse(key.sign(header, Map.of("sub", "alice"), algorithm), ALL);
    }
}
