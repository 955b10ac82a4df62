package io.ssokit.managed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real packets of a real, if small, name server. */
class DnsTxtLookupTest {
    private static final String NAME = "_sso-kit.acme.example";
    private static final String TOKEN = "sso-kit-verification=" + "t0_ken-".repeat(3) + "1";

    private DnsServer server;
    private TxtLookup dns;

    @BeforeEach
    void start() throws IOException {
        server = new DnsServer();
        dns = TxtLookup.dns(server.address());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void find_oneRecord_itsText() throws IOException {
        server.txt(NAME, TOKEN);
        assertThat(dns.find(NAME)).containsExactly(TOKEN);
        assertThat(server.asked).containsExactly(NAME);
    }

    @Test
    void find_severalRecordsAmongOthers_all() throws IOException {
        server.txt(NAME, "v=spf1 include:example -all");
        server.txt(NAME, TOKEN);
        server.txt(NAME, "");
        assertThat(dns.find(NAME)).hasSize(3).anyMatch(this::shows);
    }

    @Test
    void find_recordOfSeveralStrings_showsTheTokenAllTheSame() throws IOException {
        server.txt(NAME, TOKEN.substring(0, 9), TOKEN.substring(9, 30), TOKEN.substring(30));
        assertThat(dns.find(NAME)).hasSize(1).allMatch(this::shows);
    }

    @Test
    void find_recordInQuotes_showsTheTokenAllTheSame() throws IOException {
        server.txt(NAME, "\"" + TOKEN + "\"");
        server.txt("_sso-kit.blank.example", " " + TOKEN + " ");
        assertThat(dns.find(NAME)).hasSize(1).allMatch(this::shows);
        assertThat(dns.find("_sso-kit.blank.example")).hasSize(1).allMatch(this::shows);
    }

    @Test
    void find_otherTokens_showNothing() throws IOException {
        for (String other : List.of(
                TOKEN + "x",
                TOKEN.substring(0, TOKEN.length() - 1),
                "x" + TOKEN,
                TOKEN.toUpperCase(Locale.ROOT),
                "sso-kit-verification=",
                TOKEN.substring("sso-kit-verification=".length()))) {
            server.txt(NAME, other);
        }
        assertThat(dns.find(NAME)).hasSize(6).noneMatch(this::shows);
    }

    @Test
    void find_noSuchName_nothing() throws IOException {
        assertThat(dns.find(NAME)).isEmpty();
    }

    @Test
    void find_alias_followed() throws IOException {
        server.alias(NAME, "verification.host.example");
        server.txt("verification.host.example", TOKEN);
        assertThat(dns.find(NAME)).containsExactly(TOKEN);
    }

    @Test
    void find_answerLongerThanAPacket_readByTcp() throws IOException {
        for (int i = 0; i < 40; i++) {
            server.txt(NAME, "v=unrelated " + "x".repeat(200) + i);
        }
        server.txt(NAME, TOKEN);
        assertThat(dns.find(NAME)).hasSize(41).anyMatch(this::shows);
        assertThat(server.byTcp.get()).isOne();
    }

    @Test
    void find_hugeAnswer_bounded() throws IOException {
        server.txt(NAME, "y".repeat(250), "y".repeat(250), "y".repeat(250), "y".repeat(250), "y".repeat(250));
        for (int i = 0; i < 240; i++) {
            server.txt(NAME, "z".repeat(200) + i);
        }
        assertThat(dns.find(NAME)).hasSizeLessThanOrEqualTo(100).allMatch(text -> text.length() <= 1_000);
    }

    @Test
    void find_serverThatFails_noAnswer() {
        server.fail();
        assertThatIOException().isThrownBy(() -> dns.find(NAME));
    }

    @Test
    void find_serverThatIsSilent_givesUpInTime() {
        server.hush();
        long began = System.nanoTime();
        assertThatIOException().isThrownBy(() -> dns.find(NAME));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void find_serverThatIsNotThere_noAnswer() throws IOException {
        server.close();
        assertThatIOException().isThrownBy(() -> dns.find(NAME));
    }

    @Test
    void find_namesThatJndiTakesForSomethingElse_neverAsked() {
        for (String name : List.of(
                "ldap://127.0.0.1/x",
                "rmi://127.0.0.1/x",
                "dns://127.0.0.1/a.example",
                "java:comp/env",
                "a/b.example",
                "a\\.example",
                "a b.example",
                "example",
                "",
                "a..example",
                ".example",
                "A.EXAMPLE",
                "a.example.",
                "a.".repeat(130) + "example")) {
            assertThatIOException().as(name).isThrownBy(() -> dns.find(name));
        }
        assertThat(server.asked).isEmpty();
    }

    @Test
    void dns_otherAddresses_refused() {
        for (String address : List.of("ldap://127.0.0.1", "dns:", "http://127.0.0.1", "127.0.0.1")) {
            assertThatIllegalArgumentException().isThrownBy(() -> TxtLookup.dns(URI.create(address)));
        }
    }

    private boolean shows(String record) {
        return DomainClaim.of(
                        "acme.example",
                        new Content.Proof(TOKEN.substring("sso-kit-verification=".length()), Optional.empty()))
                .isShownBy(record);
    }
}
