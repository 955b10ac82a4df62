package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamlTimeTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z",
        "2026-11-22T10:00:00.5Z, 2026-11-22T10:00:00.500Z",
        "2026-11-22T10:00:00.1234567Z, 2026-11-22T10:00:00.123456700Z",
        "2026-11-22T10:00:00.123456789123Z, 2026-11-22T10:00:00.123456789Z",
        "2026-11-22T10:00:00+01:00, 2026-11-22T09:00:00Z",
        "2026-11-22T10:00:00.25-05:30, 2026-11-22T15:30:00.250Z",
        "2026-11-22T10:00:00+14:00, 2026-11-21T20:00:00Z",
        "2026-11-22T10:00:00-13:59, 2026-11-22T23:59:00Z",
        "2026-11-22T24:00:00Z, 2026-11-23T00:00:00Z",
        "2024-02-29T23:59:59Z, 2024-02-29T23:59:59Z",
        "1969-12-31T23:59:59Z, 1969-12-31T23:59:59Z"
    })
    void parse_dateTimeWithZone_instant(String text, String expected) {
        assertThat(SamlTime.parse(text)).isEqualTo(Instant.parse(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-22T10:00:00",
                "2026-11-22T10:00:00.Z",
                "2026-11-22T10:00Z",
                "2026-11-22 10:00:00Z",
                "2026/11-22T10:00:00Z",
                "2026-11/22T10:00:00Z",
                "2026-11-22T10-00:00Z",
                "2026-11-22T10:00-00Z",
                "2026-11-22T10:00:00+01-00",
                "2026-02-29T10:00:00Z",
                "2026-11-22T24:00:01Z",
                "2026-11-22T10:60:00Z",
                "2026-11-22T10:00:60Z",
                "2026-11-22T10:00:00+14:01",
                "2026-11-22T10:00:00+1:00",
                "2026-11-22T10:00:00+01:60",
                "2026-11-22T10:00:00Zx",
                "12026-11-22T10:00:00Z",
                "-026-11-22T10:00:00Z",
                "٢٠٢٦-11-22T10:00:00Z",
                "2026-11-22T10:00:00z",
                "",
                "now"
            })
    void required_anythingElse_refused(String text) {
        El element = Xml.parse(("<a t=\"" + text + "\"/>").getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        assertThatThrownBy(() -> SamlTime.required(element, "t")).isInstanceOf(SamlRefusal.class);
    }

    @Test
    void attribute_absent_null() {
        El element = Xml.parse("<a/>".getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
        assertThat(SamlTime.attribute(element, "t")).isNull();
        assertThatThrownBy(() -> SamlTime.required(element, "t")).isInstanceOf(SamlRefusal.class);
    }
}
