package io.ssokit.benchmarks;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.launch.LaunchKey;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.launch.Launcher;
import io.ssokit.launch.PresignedUrl;
import io.ssokit.launch.VerifiedLaunch;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore.Origin;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Checking a launch link, every rule included, beside one HMAC-SHA256 of the same bytes. What the stores in memory take
 * of it stands beside it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 12, time = 1)
@Measurement(iterations = 5, time = 1)
public class LaunchBenchmark {
    private static final String TENANT = "acme";

    private final Stores stores = MemoryStores.create();
    private final SecretKeySpec key = new SecretKeySpec(new byte[32], "HmacSHA256");
    private Launcher launcher;
    private User person;
    private LaunchRequest request;
    private String token;
    private byte[] signed;

    /** A person in one group, who may launch. */
    @Setup
    public void setUp() {
        person = stores.users().create(User.named(TENANT, "alice@acme.example").build(), Origin.PROVISIONING);
        stores.users().createGroup(Group.named(TENANT, "engineering"), MembershipChange.adding(Set.of(person.id())));
        launcher = Launcher.builder(ServiceProvider.of(URI.create("https://app.example.com")), stores)
                .keys(LaunchKey.of("k1", new byte[32]))
                .targets(List.of(LaunchTarget.of("studio", "Studio")
                        .forGroups(Set.of("engineering"))
                        .landingAt("/app/")))
                .build();
        request = LaunchRequest.to("studio").landing("notebooks/first").forUser(TENANT, person.id());
    }

    /** A new link, because links live for five minutes. */
    @Setup(Level.Iteration)
    public void link() {
        token = presign().authorizedUrl().getRawQuery().substring("token=".length());
        signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
    }

    /** The floor: one HMAC-SHA256 of the bytes that are signed. */
    @Benchmark
    public byte[] floor() throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        return mac.doFinal(signed);
    }

    /** A link's token to a verified launch: signature, claims, times, person, groups and landing place. */
    @Benchmark
    public VerifiedLaunch verify() {
        return launcher.verify(token);
    }

    /** What verifying asks of the stores. */
    @Benchmark
    public void lookUps(Blackhole sink) {
        sink.consume(stores.users().find(TENANT, person.id()));
        sink.consume(stores.revocations().revokedAt(TENANT, person.id()));
        sink.consume(stores.users().groupsOf(TENANT, person.id()));
    }

    /** A request to a link. */
    @Benchmark
    public PresignedUrl presign() {
        return launcher.presign(request);
    }
}
