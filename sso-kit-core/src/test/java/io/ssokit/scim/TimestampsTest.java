package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-11-22T10:43:35.007Z",
                "2026-02-28T23:59:59.120Z",
                "2024-02-29T00:00:00.001Z",
                "2026-11-22T10:43:35.007008Z",
                "2026-11-22T10:43:35.000000009Z",
                "0999-12-31T23:59:59.999Z",
                "-0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999Z",
                "+10000-01-01T00:00:00Z"
            })
    void text_anyInstant_asInstantWritesIt(String text) {
        assertThat(Timestamps.text(Instant.parse(text)))
                .isEqualTo(Instant.parse(text).toString());
    }

    @Test
    void text_randomInstants_asInstantWritesThem() {
        Random random = new Random(7643);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochMilli(random.nextLong(-60_000_000_000_000L, 250_000_000_000_000L));
            assertThat(Timestamps.text(instant)).isEqualTo(instant.toString());
        }
    }
}
