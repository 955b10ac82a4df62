package io.ssokit.benchmarks;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import io.ssokit.login.Identity;
import io.ssokit.oidc.OidcTokens;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Finishing an OpenID Connect sign-in with the tokens at hand, every rule, claims and session tags included, beside what no
 * verification can do without: Nimbus parsing the same token and verifying its signature.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
public class OidcTokenBenchmark {
    private OidcTokens tokens;
    private RSASSAVerifier verifier;
    private IDTokenValidator validator;
    private Nonce nonce;

    /** One token, addressed to us. */
    @Setup
    public void setUp() throws Exception {
        tokens = new OidcTokens();
        verifier = new RSASSAVerifier(tokens.key().toRSAPublicKey());
        validator = new IDTokenValidator(
                new Issuer(OidcTokens.ISSUER),
                new ClientID(OidcTokens.CLIENT),
                JWSAlgorithm.RS256,
                new JWKSet(tokens.key().toPublicJWK()));
        nonce = new Nonce(OidcTokens.NONCE);
    }

    /** Everything the kit does between the token response and the identity. */
    @Benchmark
    public Identity finish() {
        return tokens.finish();
    }

    /** The floor: Nimbus takes the token apart and verifies its signature, nothing more. */
    @Benchmark
    public boolean floor() throws Exception {
        return SignedJWT.parse(tokens.token()).verify(verifier);
    }

    /** Nimbus' own validator of ID tokens, which pac4j uses: signature, issuer, audience, times, nonce; no claims read. */
    @Benchmark
    public IDTokenClaimsSet nimbusIdTokenValidator() throws Exception {
        return validator.validate(SignedJWT.parse(tokens.token()), nonce);
    }
}
