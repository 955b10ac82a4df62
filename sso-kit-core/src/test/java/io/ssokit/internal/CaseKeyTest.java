package io.ssokit.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CaseKeyTest {
    @Test
    void of_lettersOfAnyScript_foldCase() {
        assertThat(CaseKey.of("Ada@ACME.Example")).isEqualTo("ada@acme.example");
        assertThat(CaseKey.of("ÜNÏ ΔΣ Ж")).isEqualTo(CaseKey.of("ünï δσ ж"));
    }

    @Test
    void of_lettersThatLookLikeAscii_stayThemselves() {
        assertThat(CaseKey.of("\u212A")).isNotEqualTo("k");
        assertThat(CaseKey.of("\u0130")).isNotEqualTo("i");
        assertThat(CaseKey.of("\u017F")).isNotEqualTo("s");
        assertThat(CaseKey.of("ß")).isNotEqualTo("ss");
    }
}
