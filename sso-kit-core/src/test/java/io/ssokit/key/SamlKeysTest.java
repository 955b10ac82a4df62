package io.ssokit.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.contract.InParallel;
import io.ssokit.error.KeyError;
import io.ssokit.internal.Base64Url;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyStore.Entry;
import io.ssokit.store.MemoryStores;
import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SamlKeysTest {
    private static final ServiceProvider US = ServiceProvider.of(URI.create("https://app.example.com/shop"));
    private static final byte[] SECRET = secret(1);

    private final AtomicLong nanos = new AtomicLong();
    private final JdbcDataSource database = new JdbcDataSource();
    private final SamlKeyStore store;
    private final SamlKeys keys;

    SamlKeysTest() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        store = JdbcStores.of(database).createSchema().samlKeys();
        keys = node(store, Optional.of(SECRET));
    }

    @Test
    void signing_noKeyYet_madeOnceAndKept() {
        SigningKey first = keys.signing();
        assertThat(keys.signing()).isEqualTo(first);
        assertThat(node(store, Optional.of(SECRET)).signing()).isEqualTo(first);
        assertThat(keys.list()).extracting(SamlKey::use).containsExactly(Use.SIGNING);
        assertThat(KeyPairs.certificateOf(first.privateKey(), List.of(first.certificate())))
                .isEqualTo(first.certificate());
    }

    @Test
    void keys_nothingNeededYet_noneMade() {
        assertThat(keys.list()).isEmpty();
        assertThat(keys.decryption()).isEmpty();
        assertThat(store.list()).isEmpty();
    }

    @Test
    void published_signing_currentThenNextThenPreviousUntilRetired() {
        X509Certificate one = keys.signing().certificate();
        X509Certificate two = keys.make(Use.SIGNING).certificate();
        assertThat(keys.published(Use.SIGNING)).containsExactly(one, two);
        assertThat(keys.signing().certificate()).isEqualTo(one);
        assertThat(keys.rotate(Use.SIGNING).certificate()).isEqualTo(two);
        assertThat(keys.signing().certificate()).isEqualTo(two);
        assertThat(keys.published(Use.SIGNING)).containsExactly(two, one);
        keys.retire(keys.list().get(1).id());
        assertThat(keys.published(Use.SIGNING)).containsExactly(two);
    }

    @Test
    void published_encryption_currentOnlyWhileAllLiveKeysDecrypt() {
        X509Certificate one = keys.published(Use.ENCRYPTION).get(0);
        X509Certificate two = keys.make(Use.ENCRYPTION).certificate();
        assertThat(keys.published(Use.ENCRYPTION)).containsExactly(one);
        assertThat(certificatesOf(keys.decryption(), one, two)).containsExactly(one, two);
        keys.rotate(Use.ENCRYPTION);
        assertThat(keys.published(Use.ENCRYPTION)).containsExactly(two);
        assertThat(certificatesOf(keys.decryption(), one, two)).containsExactly(two, one);
        keys.retire(keys.list().get(1).id());
        assertThat(certificatesOf(keys.decryption(), one, two)).containsExactly(two);
    }

    @Test
    void make_firstOfItsUse_isCurrent() {
        assertThat(keys.make(Use.SIGNING).state()).isEqualTo(State.CURRENT);
        assertThat(keys.make(Use.SIGNING).state()).isEqualTo(State.NEXT);
    }

    @Test
    void change_thatCannotBe_refusedWithItsRemedy() {
        assertRefused(KeyError.NO_NEXT_KEY, () -> keys.rotate(Use.SIGNING));
        String current = keys.make(Use.SIGNING).id();
        String next = keys.make(Use.SIGNING).id();
        assertRefused(KeyError.NEXT_KEY_EXISTS, () -> keys.make(Use.SIGNING));
        assertRefused(KeyError.KEY_IN_USE, () -> keys.retire(current));
        assertRefused(KeyError.UNKNOWN_KEY, () -> keys.retire("nobody"));
        keys.retire(next);
        assertThat(keys.list()).extracting(SamlKey::id).containsExactly(current);
    }

    @Test
    void signing_rotatedOnOtherNode_countsWithinFiveSeconds() {
        SamlKeys other = node(store, Optional.of(SECRET));
        keys.signing();
        other.make(Use.SIGNING);
        X509Certificate next = other.rotate(Use.SIGNING).certificate();
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(keys.signing().certificate()).isEqualTo(next);
    }

    @Test
    void signing_askedAgainAndAgain_storeReadOncePerPeriod() {
        AtomicInteger reads = new AtomicInteger();
        keys.signing();
        SamlKeys counting = TestSamlKeys.of(
                () -> {
                    reads.incrementAndGet();
                    return store;
                },
                Optional.of(SECRET),
                US,
                Clock.systemUTC(),
                nanos::get);
        for (int i = 0; i < 100; i++) {
            counting.signing();
        }
        assertThat(reads).hasValue(1);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        counting.signing();
        assertThat(reads).hasValue(2);
    }

    @Test
    void signing_manyNodesAtOnce_oneKeyForAll() throws Exception {
        List<SamlKeys> nodes = java.util.stream.Stream.generate(() -> node(store, Optional.of(SECRET)))
                .limit(4)
                .toList();
        List<SigningKey> made = InParallel.call(8, i -> () -> nodes.get(i % 4).signing());
        assertThat(new HashSet<>(made)).hasSize(1);
        assertThat(store.list()).hasSize(1);
    }

    @Test
    @Tag("U-08")
    void store_rawRow_holdsNothingOfThePrivateKey() throws Exception {
        PrivateKey key = keys.signing().privateKey();
        StringBuilder row = new StringBuilder();
        try (var connection = database.getConnection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select * from sso_saml_key")) {
            while (rows.next()) {
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(rows.getString(i)).append('\n');
                }
            }
        }
        byte[] pkcs8 = key.getEncoded();
        byte[] tail = Arrays.copyOfRange(pkcs8, pkcs8.length - 60, pkcs8.length);
        assertThat(row.toString())
                .contains("BEGIN CERTIFICATE")
                .doesNotContain("PRIVATE")
                .doesNotContain(Base64Url.encode(pkcs8), Base64.getEncoder().encodeToString(pkcs8))
                .doesNotContain(Base64Url.encode(tail), Base64.getEncoder().encodeToString(tail));
        assertThat(store.list().get(0).sealedKey()).hasSizeGreaterThan(pkcs8.length);
        assertThat(keys.signing().toString() + keys.list() + store.list()).doesNotContain(Base64Url.encode(tail));
    }

    @Test
    void signing_otherSecret_refusedUntilRotatedAndRetired() {
        keys.signing();
        keys.published(Use.ENCRYPTION);
        SamlKeys stranger = node(store, Optional.of(secret(2)));
        assertRefused(KeyError.NOT_OPENED, stranger::signing);
        assertRefused(KeyError.NOT_OPENED, stranger::decryption);
        assertRefused(KeyError.NOT_OPENED, () -> stranger.published(Use.SIGNING));
        assertRefused(KeyError.NO_SECRET, node(store, Optional.empty())::signing);
        assertThat(stranger.list()).hasSize(2);
        SamlKey next = stranger.make(Use.SIGNING);
        stranger.rotate(Use.SIGNING);
        assertThat(stranger.signing().certificate()).isEqualTo(next.certificate());
        assertThat(stranger.published(Use.SIGNING)).containsExactly(next.certificate());
    }

    @Test
    void signing_rowChangedInTheStore_doesNotOpen() {
        keys.signing();
        Entry mine = store.list().get(0);
        SamlKey foreign =
                node(MemoryStores.create().samlKeys(), Optional.empty()).make(Use.SIGNING);
        for (Entry changed : List.of(
                new Entry(
                        mine.id(),
                        mine.use(),
                        mine.state(),
                        mine.created(),
                        Pem.of(foreign.certificate()),
                        mine.sealedKey()),
                new Entry("abc", mine.use(), mine.state(), mine.created(), mine.certificate(), mine.sealedKey()),
                new Entry(mine.id(), mine.use(), mine.state(), mine.created(), mine.certificate(), "AAAA"))) {
            SamlKeyStore other = MemoryStores.create().samlKeys();
            other.add(changed);
            assertRefused(KeyError.NOT_OPENED, node(other, Optional.of(SECRET))::signing);
        }
        SamlKeyStore moved = MemoryStores.create().samlKeys();
        moved.add(new Entry(
                mine.id(), Use.ENCRYPTION, mine.state(), mine.created(), mine.certificate(), mine.sealedKey()));
        assertRefused(KeyError.NOT_OPENED, node(moved, Optional.of(SECRET))::decryption);
    }

    @Test
    void signing_noSecret_onlyWhereKeysEndWithTheProcess() {
        assertRefused(KeyError.NO_SECRET, node(store, Optional.empty())::signing);
        assertRefused(KeyError.NO_SECRET, () -> node(store, Optional.empty()).make(Use.ENCRYPTION));
        assertThat(store.list()).isEmpty();
        SamlKeys inMemory = node(MemoryStores.create().samlKeys(), Optional.empty());
        assertThat(inMemory.signing()).isEqualTo(inMemory.signing());
    }

    @Test
    void importPem_ownKeyAndCertificate_takenOver() {
        SigningKey made =
                node(MemoryStores.create().samlKeys(), Optional.empty()).signing();
        SamlKey other = node(MemoryStores.create().samlKeys(), Optional.empty()).make(Use.SIGNING);
        String pem = "Bag Attributes\n" + Pem.of(other.certificate()) + TestSamlKeys.pkcs8(made.privateKey())
                + Pem.of(made.certificate());
        SamlKey taken = keys.importPem(Use.SIGNING, Secret.of(pem));
        assertThat(taken.state()).isEqualTo(State.CURRENT);
        assertThat(keys.signing()).isEqualTo(made);
    }

    @Test
    void make_realKeyPair_fitsItsCertificate() {
        SamlKeys real = SamlKeys.of(MemoryStores.create()::samlKeys, Optional.empty(), US, Clock.systemUTC());
        SigningKey made = real.signing();
        assertThat(KeyPairs.certificateOf(made.privateKey(), List.of(made.certificate())))
                .isEqualTo(made.certificate());
        assertThat(made.certificate().getSubjectX500Principal().getName()).isEqualTo("CN=app.example.com");
    }

    @Test
    void resealAll_sealedByThePreviousSecret_opensWithTheNewOneAlone() {
        SigningKey made = keys.signing();
        keys.make(Use.SIGNING);
        byte[] next = secret(2);
        assertRefused(KeyError.NOT_OPENED, () -> node(store, Optional.of(next)).signing());
        SamlKeys turning = SamlKeys.of(() -> store, Optional.of(next), List.of(SECRET), US, Clock.systemUTC());
        assertThat(turning.signing()).isEqualTo(made);
        assertThat(turning.resealAll()).isEqualTo(2);
        assertThat(turning.resealAll()).isZero();
        assertThat(node(store, Optional.of(next)).signing()).isEqualTo(made);
        assertRefused(
                KeyError.NOT_OPENED, () -> node(store, Optional.of(SECRET)).signing());
    }

    @Test
    void resealAll_keyThatNoSecretOpens_refused() {
        keys.signing();
        assertRefused(
                KeyError.NOT_OPENED, () -> node(store, Optional.of(secret(3))).resealAll());
    }

    private SamlKeys node(SamlKeyStore store, Optional<byte[]> secret) {
        return TestSamlKeys.of(() -> store, secret, US, Clock.systemUTC(), nanos::get);
    }

    private static List<X509Certificate> certificatesOf(List<PrivateKey> some, X509Certificate... all) {
        return some.stream()
                .map(key -> KeyPairs.certificateOf(key, List.of(all)))
                .toList();
    }

    private static void assertRefused(KeyError error, ThrowingCallable step) {
        assertThatExceptionOfType(SamlKeyException.class).isThrownBy(step).satisfies(refused -> {
            assertThat(refused.error()).isEqualTo(error);
            assertThat(refused).hasMessageContaining(error.remedy());
        });
    }

    private static byte[] secret(int seed) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) seed);
        return bytes;
    }
}
