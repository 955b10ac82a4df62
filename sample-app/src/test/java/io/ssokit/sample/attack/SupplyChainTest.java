package io.ssokit.sample.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jars that come with the kit, here on the sample's class path: the pinned ones, and none known to be vulnerable. */
class SupplyChainTest {
    @Test
    @Tag("D-01")
    void classPath_knownVulnerableVersions_absent() throws IOException {
        List<Advisory> advisories = advisories();
        List<String> vulnerable = jars().flatMap(jar -> advisories.stream()
                        .filter(advisory -> advisory.concerns(jar))
                        .map(advisory -> jar.getFileName() + ": " + advisory))
                .toList();
        System.out.printf("attacks: %d tried, %d accepted%n", advisories.size(), vulnerable.size());
        assertThat(vulnerable).isEmpty();
    }

    @Test
    @Tag("D-01")
    void classPath_artifactsWithAdvisories_areRecognised() throws IOException {
        List<String> known = advisories().stream()
                .filter(advisory -> jars().anyMatch(advisory::sameArtifact))
                .map(Advisory::artifact)
                .toList();
        assertThat(known).contains("pac4j-core", "nimbus-jose-jwt", "jackson-databind", "snakeyaml");
    }

    @Test
    @Tag("D-01")
    void advisory_versionBeforeTheFix_reported() {
        Advisory advisory = new Advisory("com.nimbusds", "nimbus-jose-jwt", Version.parse("10.0.2"), "CVE-2025-53864");
        assertThat(advisory.concerns(Path.of("/r/com/nimbusds/nimbus-jose-jwt/10.0.1/nimbus-jose-jwt-10.0.1.jar")))
                .isTrue();
        assertThat(advisory.concerns(Path.of("/r/com/nimbusds/nimbus-jose-jwt/9.48/nimbus-jose-jwt-9.48.jar")))
                .isTrue();
        assertThat(advisory.concerns(Path.of("/r/com/nimbusds/nimbus-jose-jwt/10.0.2/nimbus-jose-jwt-10.0.2.jar")))
                .isFalse();
        assertThat(advisory.concerns(Path.of("/r/com/other/nimbus-jose-jwt/9.48/nimbus-jose-jwt-9.48.jar")))
                .isFalse();
    }

    @Test
    @Tag("D-02")
    void classPath_everyJar_hasThePinnedChecksum() throws Exception {
        Map<String, String> pinned = pinnedChecksums();
        List<String> refused = new ArrayList<>();
        int tried = 0;
        for (Path jar : jars().toList()) {
            tried++;
            String name = jar.getFileName().toString();
            String actual = sha256(jar);
            if (!actual.equals(pinned.get(name))) {
                refused.add(actual + "  " + name);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted%n", tried, refused.size());
        assertThat(tried).isPositive();
        assertThat(refused)
                .as("not as pinned in checksums.sha256; if you chose these jars, these are their lines")
                .isEmpty();
    }

    /** {@code fixed}: the first version without the fault. */
    private record Advisory(String group, String artifact, Version fixed, String id) {
        static Advisory parse(String line) {
            String[] cells = line.split(",", 4);
            return new Advisory(cells[0], cells[1], Version.parse(cells[2]), cells[3]);
        }

        boolean concerns(Path jar) {
            return sameArtifact(jar)
                    && Version.parse(jar.getParent().getFileName().toString()).compareTo(fixed) < 0;
        }

        /** A local repository is laid out as group/artifact/version/file. */
        boolean sameArtifact(Path jar) {
            return jar.getParent().getParent().endsWith(Path.of(group.replace('.', '/'), artifact));
        }
    }

    /** What stands in a local repository; our own modules are folders or under {@code target}. */
    private static Stream<Path> jars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(path -> path.toString().endsWith(".jar"))
                .filter(path -> !path.getParent().endsWith("target"));
    }

    private static List<Advisory> advisories() throws IOException {
        return lines("advisories.csv").stream().map(Advisory::parse).toList();
    }

    private static Map<String, String> pinnedChecksums() throws IOException {
        Map<String, String> byName = new TreeMap<>();
        for (String line : lines("checksums.sha256")) {
            String[] cells = line.split(" +", 2);
            byName.put(cells[1], cells[0]);
        }
        return byName;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(SupplyChainTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
