package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamlDurationTest {
    @ParameterizedTest
    @CsvSource({
        "PT0S, 0",
        "PT30S, 30",
        "PT1.9S, 1",
        "PT2M, 120",
        "PT3H, 10800",
        "P1D, 86400",
        "P1DT2H3M4S, 93784",
        "P1M, 2592000",
        "P1Y, 31536000",
        "P1Y2M, 36720000",
        "' PT6H ', 21600"
    })
    void attribute_duration_seconds(String text, long seconds) {
        assertThat(read(text)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "P", "PT", "P1DT", "1D", "-P1D", "P1S", "PT1D", "P1H", "PT1.5H", "P1234567D", "forever"})
    void attribute_nothingToObey_null(String text) {
        assertThat(read(text)).isNull();
    }

    @Test
    void attribute_absentOrEndless_null() {
        assertThat(SamlDuration.attribute(parse("<a/>"), "d")).isNull();
        assertThat(read("PT" + "0".repeat(100) + "S")).isNull();
    }

    private static Duration read(String text) {
        return SamlDuration.attribute(parse("<a d='" + text + "'/>"), "d");
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }
}
