package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.MovableClock;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Fuzz targets: whatever comes, nothing but a typed refusal goes out, and no document takes more than 32 MiB. Run on their
 * seeds in every build, and for as long as you like with {@code JAZZER_FUZZ=1}: see docs/security.md.
 */
class OidcFuzz {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MAX_ALLOCATED = 32L << 20;
    private static final String NONCE = "nonce";
    private static final MovableClock CLOCK = MovableClock.at("2026-11-22T10:00:00Z");
    private static final TestKey KEY = TestKey.ec("secp256r1");
    private static final KeySetServer SERVER = server();
    private static final ProviderKeys KEYS = new ProviderKeys(SERVER.address(), true, new HttpFetcher(), CLOCK);
    private static final OidcConnection CONNECTION = connection("https://idp.example", o -> {});
    private static final OidcConnection DIRECTORIES = connection(
            "https://idp.example/{tenantid}/v2.0",
            o -> o.discovery(URI.create("https://idp.example/d"))
                    .issuerTenants("6f1f2a0c-9c1d-4b7e-8a3e-5d2c7b90e111"));

    /** An ID token that nobody has signed. */
    @FuzzTest
    void idToken(byte[] token) {
        frugal(() -> verify(CONNECTION, new String(token, StandardCharsets.ISO_8859_1)));
    }

    /** The provider signs whatever payload is in there, so that every check behind the signature is reached. */
    @FuzzTest
    void signedClaims(byte[] payload) {
        String token = KEY.signOctets(Map.of("alg", "ES256", "kid", "k"), payload, "ES256");
        for (OidcConnection connection : List.of(CONNECTION, DIRECTORIES)) {
            frugal(() -> {
                VerifiedIdToken verified = verify(connection, token);
                assertThat(verified.claims()).containsEntry("nonce", NONCE);
                assertThat(verified.sub()).isNotBlank();
                ClaimAttributes.of(verified, Map.of());
            });
        }
    }

    /** A provider's description: what comes out of it has https addresses and signs by a public key. */
    @FuzzTest
    void discovery(byte[] document) {
        frugal(() -> {
            Discovery read = Discovery.read(CONNECTION, document);
            assertThat(read.metadata().getTokenEndpointURI().getScheme()).isEqualToIgnoringCase("https");
            assertThat(read.metadata().getJWKSetURI().getScheme()).isEqualToIgnoringCase("https");
            assertThat(read.algorithms().allowed()).isNotEmpty();
        });
    }

    /** A provider's keys. */
    @FuzzTest
    void keySet(byte[] document) {
        frugal(() -> assertThat(ProviderKeys.parse(SERVER.address(), document)).isNotEmpty());
    }

    /** What a browser brings to the callback: the pairs of a query, already decoded. */
    @FuzzTest
    void callback(byte[] query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : new String(query, StandardCharsets.UTF_8).split("&", 200)) {
            String[] parts = pair.split("=", 2);
            parameters.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts.length == 2 ? parts[1] : "");
        }
        frugal(() -> {
            AuthorizationResponse response = AuthorizationResponse.read(
                    new LoginRequest("GET", Optional.of(""), parameters, Map.of(), Map.of(), Optional.empty()));
            response.issuer().ifPresent(iss -> {
                assertThat(new IssuerRule(CONNECTION).mayAnswer(iss)).isEqualTo(iss.equals(CONNECTION.issuer()));
                assertThat(new IssuerRule(DIRECTORIES).mayAnswer(iss))
                        .isEqualTo(iss.equals("https://idp.example/6f1f2a0c-9c1d-4b7e-8a3e-5d2c7b90e111/v2.0"));
            });
            response.requireNoError();
        });
    }

    private static VerifiedIdToken verify(OidcConnection connection, String token) {
        Instant now = CLOCK.instant();
        VerifiedIdToken.Checks checks = new VerifiedIdToken.Checks(
                new IssuerRule(connection),
                "app",
                SigningAlgorithms.ofNames(Set.of("ES256", "RS256")),
                AuthenticationDemands.of(connection),
                KEYS);
        return checks.verify(token, new VerifiedIdToken.Expected(NONCE, Optional.empty(), now, now));
    }

    private static OidcConnection connection(String issuer, Consumer<OidcConnectionBuilder> options) {
        OidcConnectionBuilder builder =
                IdpConnection.oidc("globex").issuer(issuer).client("app", Secret.of("a-secret-of-at-least-16"));
        options.accept(builder);
        return builder.build();
    }

    private static KeySetServer server() {
        KeySetServer server = new KeySetServer();
        server.serve(List.of(KEY.jwk("k")));
        return server;
    }

    /** The second time counts, if the first one was dear: it may have loaded classes. */
    private static void frugal(Runnable step) {
        if (allocatedBy(step) > MAX_ALLOCATED) {
            assertThat(allocatedBy(step)).isLessThanOrEqualTo(MAX_ALLOCATED);
        }
    }

    private static long allocatedBy(Runnable step) {
        long id = Thread.currentThread().getId();
        long before = THREADS.getThreadAllocatedBytes(id);
        try {
            step.run();
        } catch (LoginException refused) {
            assertThat(refused.error()).isNotNull();
        } catch (IdpUnavailableException unusable) {
            assertThat(unusable.getMessage()).isNotBlank();
        }
        return THREADS.getThreadAllocatedBytes(id) - before;
    }
}
