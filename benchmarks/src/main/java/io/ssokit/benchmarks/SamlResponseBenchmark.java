package io.ssokit.benchmarks;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.key.SamlKeys;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginRequest;
import io.ssokit.store.MemoryStores;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.xml.security.c14n.Canonicalizer;
import org.apache.xml.security.utils.UnsyncByteArrayOutputStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.w3c.dom.Document;

/**
 * Validating a SAML response with a signed assertion, every rule included, beside what no validation can do without (one
 * RSA-2048 verification; one exclusive canonicalisation of the same bytes) and beside other libraries, which get the same
 * message and do what they do of the same checks.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamlResponseBenchmark {
    private SamlLogin engine;
    private Callback callback;
    private byte[] xml;
    private PublicKey publicKey;
    private byte[] signature;
    private Canonicalizer canonicalizer;
    private Document document;
    private OpenSamlPeer openSaml;
    private KeycloakPeer keycloak;
    private OneLoginPeer oneLogin;
    private OneLoginPeer oneLoginWithoutSchema;

    /** One response, addressed to us. */
    @Setup
    public void setUp() throws Exception {
        SamlMessage message = SamlMessage.create();
        xml = message.xml();
        ours(message);
        openSaml = new OpenSamlPeer(message);
        keycloak = new KeycloakPeer(message);
        oneLogin = new OneLoginPeer(message, true);
        oneLoginWithoutSchema = new OneLoginPeer(message, false);
        canonicalization();
        rsa();
    }

    /** Everything the kit does between the form field and a verified identity. */
    @Benchmark
    public Identity validate() {
        return engine.finish(callback);
    }

    /** OpenSAML 4: signature, conditions, confirmation. */
    @Benchmark
    public String openSaml() throws Exception {
        return openSaml.validate();
    }

    /** Keycloak's saml-core: signature, destination, conditions. */
    @Benchmark
    public String keycloak() throws Exception {
        return keycloak.validate();
    }

    /** OneLogin's java-saml as it comes. */
    @Benchmark
    public String oneLogin() throws Exception {
        return oneLogin.validate();
    }

    /** OneLogin's java-saml without validation against the schemas. */
    @Benchmark
    public String oneLoginWithoutSchema() throws Exception {
        return oneLoginWithoutSchema.validate();
    }

    /** The floor: one RSA-2048 verification. */
    @Benchmark
    public boolean floor() throws GeneralSecurityException {
        return verify();
    }

    /** One RSA-2048 verification and one exclusive canonicalisation (Santuario) of the same response, parsed before. */
    @Benchmark
    public int rsaVerifyAndCanonicalize() throws Exception {
        // Santuario writes octet by octet: into a stream without locks, as it does for itself.
        try (UnsyncByteArrayOutputStream canonical = new UnsyncByteArrayOutputStream()) {
            canonicalizer.canonicalizeSubtree(document, canonical);
            return verify() ? canonical.toByteArray().length : 0;
        }
    }

    private boolean verify() throws GeneralSecurityException {
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initVerify(publicKey);
        rsa.update(xml, 0, Math.min(xml.length, 900));
        return rsa.verify(signature);
    }

    private void ours(SamlMessage message) {
        SamlConnection connection = IdpConnection.saml(SamlMessage.CONNECTION)
                .metadataXml(message.metadata())
                .insecureAllowHttp()
                .build();
        Clock clock = Clock.fixed(Clock.systemUTC().instant(), ZoneOffset.UTC);
        SamlKeys keys = SamlKeys.of(MemoryStores.create(clock)::samlKeys, Optional.empty(), message.us(), clock);
        engine = new SamlLogin(
                new EngineContext(message.us(), clock, new HttpFetcher(), keys, event -> {}, Runnable::run));
        callback = new Callback(
                connection,
                new LoginRequest(
                        "POST",
                        Optional.empty(),
                        Map.of(),
                        Map.of("SAMLResponse", List.of(message.samlResponse()), "RelayState", List.of("handle")),
                        Map.of(),
                        Optional.empty()),
                "handle",
                Map.of("request", message.requestId()),
                clock.instant(),
                clock.instant(),
                (purpose, id, until) -> {});
    }

    private void canonicalization() throws Exception {
        org.apache.xml.security.Init.init();
        canonicalizer = Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS);
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setNamespaceAware(true);
        document = parsers.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    }

    private void rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair pair = generator.generateKeyPair();
        publicKey = pair.getPublic();
        Signature rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(pair.getPrivate());
        rsa.update(xml, 0, Math.min(xml.length, 900));
        signature = rsa.sign();
    }
}
