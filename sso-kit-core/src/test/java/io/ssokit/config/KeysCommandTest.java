package io.ssokit.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.TestKeys;
import io.ssokit.key.SamlKey;
import io.ssokit.key.SamlKey.Use;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysCommandTest {
    private static final String SECRET = "secret: \"0123456789abcdef0123456789abcdef\"\n";
    private static final X509Certificate CERTIFICATE = TestKeys.certificate(TestKeys.IDP, "old.example.com");
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(TestKeys.IDP.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n";

    @TempDir
    Path folder;

    private Path config;
    private String stores;

    private record Result(int code, String out, String err) {}

    @BeforeEach
    void configure() throws IOException {
        stores = "stores: { type: jdbc, url: \"jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1\" }\n";
        config = write("sso-kit.yaml", "base-url: https://app.example.com\n" + SECRET + stores);
    }

    @Test
    void aRollover_commandByCommand_endsWithTheNewKeyAlone() throws Exception {
        assertThat(run("list").out().lines()).hasSize(1);
        Result first = run("make", "signing");
        assertThat(first.out()).contains("is made: signing, current");
        String one = first.out().substring(0, 12);
        Result second = run("make", "signing");
        assertThat(second.out()).contains("signing, next").contains("rotate signing");
        String two = second.out().substring(0, 12);
        assertThat(run("rotate", "signing").out()).contains(two + " is in use: signing, current");
        assertThat(run("list").out())
                .containsSubsequence(two, "current", one, "previous")
                .contains("CN=app.example.com");
        assertThat(run("retire", one).out()).contains(one + " is retired");
        assertThat(run("list").out()).contains(two).doesNotContain(one);
        X509Certificate exported = certificate(run("export-cert", "signing").out());
        assertThat(exported).isEqualTo(certificate(run("export-cert", two).out()));
        exported.verify(exported.getPublicKey());
    }

    @Test
    void import_keyAndCertificate_isTheKeyOfTheApp() throws IOException {
        Path pem = write("old.pem", KEY + pem());
        assertThat(run("import", "encryption", pem.toString()).out()).contains("is taken over: encryption, current");
        try (var kit = SsoKitConfig.yaml(config).build()) {
            assertThat(kit.samlKeys().list()).extracting(SamlKey::certificate).containsExactly(CERTIFICATE);
            assertThat(kit.samlKeys().decryption()).containsExactly(TestKeys.IDP.getPrivate());
            assertThat(kit.samlKeys().published(Use.ENCRYPTION)).containsExactly(CERTIFICATE);
        }
    }

    @Test
    void import_standardInput_read() {
        ByteArrayInputStream in = new ByteArrayInputStream((KEY + pem()).getBytes(StandardCharsets.US_ASCII));
        assertThat(run(in, "--config", config.toString(), "import", "signing", "-")
                        .code())
                .isZero();
        assertThat(run("export-cert", "signing").out()).isEqualTo(pem());
    }

    @Test
    void anyCommand_thatCannotBe_refusedWithWhatToDo() throws IOException {
        assertRefused(run("rotate", "signing"), "no next key", "Make one");
        assertRefused(run("retire", "abc"), "no such key", "List the keys");
        assertRefused(run("export-cert", "signing"), "no key 'signing'");
        assertRefused(run("import", "signing", folder.resolve("none.pem").toString()), "cannot be read");
        assertRefused(run("import", "signing", write("x.pem", KEY).toString()), "no certificate", "openssl pkcs8");
        assertRefused(run("import", "signing", write("empty.pem", "").toString()), "is empty");
        assertThat(run("list").out().lines()).hasSize(1);
    }

    @Test
    void anyCommand_wrongConfiguration_refusedWithEveryProblem() throws IOException {
        Path wrong = write("wrong.yaml", "base-url: https://app.example.com\nsecret: short\nnonsense: 1\n");
        assertRefused(runWith(wrong, "list"), "secret: needs at least 32 characters", "nonsense");
        assertRefused(runWith(folder.resolve("none.yaml"), "list"), "there is no such file");
        Path memory = write("memory.yaml", "base-url: https://app.example.com\n" + SECRET);
        assertRefused(runWith(memory, "list"), "in memory", "jdbc");
        Path open = write("open.yaml", "base-url: https://app.example.com\n" + stores);
        assertRefused(runWith(open, "make", "signing"), "No secret", "Configure `secret`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "list",
                "--config x.yaml",
                "--config x.yaml show",
                "--config x.yaml make",
                "--config x.yaml make both",
                "--config x.yaml rotate SIGNING",
                "--config x.yaml retire",
                "--config x.yaml list all",
                "--config x.yaml import signing"
            })
    void anyCommand_notUnderstood_usage(String line) {
        Result result = run(InputStream.nullInputStream(), line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("usage: KeysCommand --config FILE COMMAND");
        assertThat(result.out()).isEmpty();
    }

    @Test
    void help_askedFor_isNoMistake() {
        Result result = run(InputStream.nullInputStream(), "--help");
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("export-cert");
    }

    @Test
    void samlMd_usageOfTheCommand_isWhatTheCommandSays() throws IOException {
        String page = Files.readString(Path.of("..", "docs", "saml.md"));
        String usage = run(InputStream.nullInputStream(), "--help").out();
        assertThat(page).contains(usage.substring(0, usage.indexOf("\nFILE needs")));
    }

    private static void assertRefused(Result result, String... why) {
        assertThat(result.code()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).contains(why);
        assertThat(result.out() + result.err()).doesNotContain(KEY.substring(40, 80));
        assertThat(result.out()).isEmpty();
    }

    private Result run(String... command) {
        return runWith(config, command);
    }

    private static Result runWith(Path config, String... command) {
        String[] args = new String[command.length + 2];
        args[0] = "--config";
        args[1] = config.toString();
        System.arraycopy(command, 0, args, 2, command.length);
        return run(InputStream.nullInputStream(), args);
    }

    private static Result run(InputStream in, String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = KeysCommand.run(
                List.of(args),
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String pem() {
        return new SamlKey("0", Use.SIGNING, SamlKey.State.CURRENT, Instant.EPOCH, CERTIFICATE).pem();
    }

    private static X509Certificate certificate(String pem) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }
}
