package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtectedPathsTest {
    @ParameterizedTest
    @CsvSource({
        "/app/*, /app, true",
        "/app/*, /app/, true",
        "/app/*, /app/x/y, true",
        "/app/*, /APP/x, true",
        "/app/*, /app./x, true",
        "/app/*, '/app. . /x', true",
        "/app/*, /app.x, false",
        "/app/*, /application, false",
        "/app/*, /x/app, false",
        "/app/*, /, false",
        "/*, /, true",
        "/*, /anything, true",
        "/, /, true",
        "/, /anything, false",
        "/one, /one, true",
        "/one, /one/, true",
        "/one, /ONE, true",
        "/one, /one/two, false",
        "/one, /onetwo, false",
    })
    void contains_pathOrPrefix_segmentBySegment(String pattern, String path, boolean expected) {
        assertThat(new ProtectedPaths(List.of(pattern)).contains(path)).isEqualTo(expected);
    }
}
