package io.ssokit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LaunchProfileTest {
    @Test
    void ofUserName_nameThatMayBeOne_staysReadable() {
        assertThat(LaunchProfile.ofUserName("Ada").name()).isEqualTo("ada");
        assertThat(LaunchProfile.ofUserName("ada-2").name()).isEqualTo("ada-2");
        assertThat(LaunchProfile.ofUserName("ada@acme.example").name()).matches("ada-acme-example--[0-9a-f]{16}");
    }

    @Test
    void ofUserName_anyName_validAndOfOnePersonOnly() {
        List<String> names = List.of(
                "a.b",
                "a-b",
                "a_b",
                "a--b",
                "a@b",
                "日本",
                "-",
                "@",
                "x".repeat(63),
                "x".repeat(64),
                "x".repeat(500),
                "é",
                LaunchProfile.ofUserName("a.b").name());
        Set<String> profiles = names.stream()
                .map(name -> LaunchProfile.ofUserName(name).name())
                .collect(Collectors.toSet());
        assertThat(profiles).hasSameSizeAs(names).allMatch(name -> name.length() <= 63);
    }

    @Test
    void ofUserName_otherCase_sameProfile() {
        assertThat(LaunchProfile.ofUserName("ADA@acme.example"))
                .isEqualTo(LaunchProfile.ofUserName("ada@ACME.example"));
    }

    @Test
    void profile_outsideSageMakersPattern_refused() {
        for (String name : List.of("", "-a", "a-", "a_b", "a b", "a/../b", "é", "x".repeat(64))) {
            assertThatIllegalArgumentException().as(name).isThrownBy(() -> new LaunchProfile(name));
        }
    }
}
