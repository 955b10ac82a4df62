package io.ssokit.benchmarks;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.saml.SamlLogin;
import io.ssokit.key.SamlKeys;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngineFactory.EngineContext;
import io.ssokit.login.LoginRequest;
import io.ssokit.store.MemoryStores;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.Persona;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
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
import java.util.stream.IntStream;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.w3c.dom.Document;

/**
 * Validating a SAML response with a signed assertion, every rule included, beside what no validation can do without: one
 * RSA-2048 verification, and one exclusive canonicalisation of the same bytes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 15, time = 1)
@Measurement(iterations = 5, time = 1)
public class SamlResponseBenchmark {
    private static final URI BASE = URI.create("https://app.example.com");
    private static final String REQUEST_ID = "_4fa5b9c1d2e3f405162738495a6b7c8d";

    private static final int GROUPS = 27;

    private SamlLogin engine;
    private Callback callback;
    private byte[] xml;
    private PublicKey publicKey;
    private byte[] signature;
    private Canonicalizer canonicalizer;
    private Document document;
    private FakeIdp idp;

    /** One response of a fake identity provider, addressed to us. */
    @Setup
    public void setUp() throws Exception {
        org.apache.xml.security.Init.init();
        canonicalizer = Canonicalizer.getInstance(Canonicalizer.ALGO_ID_C14N_EXCL_OMIT_COMMENTS);
        ServiceProvider us = ServiceProvider.of(BASE);
        idp = FakeIdp.builder()
                .serviceProvider(us.samlEntityId("acme"), us.samlAcsUrl("acme"))
                .saml(SamlScript.of(script -> script.sign(SamlScript.Sign.ASSERTION)))
                .start();
        SamlConnection connection = IdpConnection.saml("acme")
                .metadataXml(idp.saml().metadata())
                .insecureAllowHttp()
                .build();
        SamlResponse response = idp.saml()
                .respond(
                        AuthnRequest.of(REQUEST_ID, us.samlEntityId("acme"), us.samlAcsUrl("acme"), "handle"),
                        person());
        xml = response.xml().getBytes(StandardCharsets.UTF_8);
        DocumentBuilderFactory parsers = DocumentBuilderFactory.newInstance();
        parsers.setNamespaceAware(true);
        document = parsers.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
        Clock clock = Clock.fixed(Clock.systemUTC().instant(), ZoneOffset.UTC);
        SamlKeys keys = SamlKeys.of(MemoryStores.create(clock)::samlKeys, Optional.empty(), us, clock);
        engine = new SamlLogin(new EngineContext(us, clock, new HttpFetcher(), keys, event -> {}, Runnable::run));
        callback = new Callback(
                connection,
                new LoginRequest(
                        "POST",
                        Optional.empty(),
                        Map.of(),
                        Map.of("SAMLResponse", List.of(response.samlResponse()), "RelayState", List.of("handle")),
                        Map.of(),
                        Optional.empty()),
                "handle",
                Map.of("request", REQUEST_ID),
                clock.instant(),
                clock.instant(),
                (purpose, id, until) -> {});
        rsa();
    }

    /** Ends the fake identity provider. */
    @TearDown
    public void tearDown() {
        idp.close();
    }

    /** Everything the kit does between the form field and a verified identity. */
    @Benchmark
    public Identity validate() {
        return engine.finish(callback);
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

    /** With as many groups as make a response of 6.9 kB. */
    private Persona person() {
        String[] groups = IntStream.range(0, GROUPS)
                .mapToObj(i -> "cn=team-%02d,ou=engineering,o=acme".formatted(i))
                .toArray(String[]::new);
        return idp.persona("alice").withGroups(groups);
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
