package io.ssokit.key;

import io.ssokit.attack.TestKeys;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.store.MemoryStores;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@link SamlKeys} whose key pairs are made once per test run: each takes its time. */
public final class TestSamlKeys {
    private static final List<KeyPair> PAIRS =
            Stream.generate(() -> TestKeys.rsa(2048)).limit(5).toList();
    private static final AtomicInteger NEXT = new AtomicInteger();

    private TestSamlKeys() {}

    /** Keys in memory that are nobody else's. */
    public static SamlKeys inMemory(ServiceProvider us, Clock clock) {
        SamlKeyStore store = MemoryStores.create(clock).samlKeys();
        return of(() -> store, Optional.empty(), us, clock, System::nanoTime);
    }

    /** A key and a certificate as text, to be imported. */
    public static Secret pem(KeyPair pair) {
        return Secret.of(pkcs8(pair.getPrivate()) + Pem.of(TestKeys.certificate(pair, "imported")));
    }

    static String pkcs8(PrivateKey key) {
        return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    static SamlKeys of(
            Supplier<SamlKeyStore> store,
            Optional<byte[]> sealingKey,
            ServiceProvider us,
            Clock clock,
            LongSupplier nanoTime) {
        return new SamlKeys(store, sealingKey, List.of(), us, clock, nanoTime, TestSamlKeys::pair);
    }

    /** One of five in turn. */
    private static KeyPair pair() {
        return PAIRS.get(Math.floorMod(NEXT.getAndIncrement(), PAIRS.size()));
    }
}
