package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/app, /app",
        "/app/, /app/",
        "/app/a.b/c..d, /app/a.b/c..d",
        "/%61pp/x, /app/x",
        "/app/a%20b, /app/a b",
        "/app/Gr%C3%BC%C3%9Fe, /app/Grüße",
        "/app/100%25, /app/100%",
        "//app///x, /app/x",
        "/app//, /app/",
        "/app;jsessionid=1/x;a=b;c, /app/x",
        "/app/~user/!$&'()*+=:@, /app/~user/!$&'()*+=:@",
    })
    void of_plainSpelling_decodedOnce(String uri, String expected) {
        assertThat(RequestPath.of(uri, "")).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "app",
                "/./app",
                "/x/../app",
                "/..",
                "/x/..;/app",
                "/x/..;a=b/app",
                "/x/%2e%2e/app",
                "/x/.%2E/app",
                "/x/%2e%2e;/app",
                "/.../app",
                "/app%2fx",
                "/app%2Fx",
                "/app%5cx",
                "/app\\x",
                "/;/app",
                "/;a=b/app",
                "/app%3bx",
                "/app;%2fx",
                "/app%252fx",
                "/%25%36%31pp",
                "/app%",
                "/app%2",
                "/app%zz",
                "/app%00",
                "/app%0a",
                "/app\t",
                "/app%7f",
                "/app%c0%afx",
                "/app%ff",
                "/app%C2%85",
                "/äpp",
                "/app%20/../x",
                "/%20/app",
            })
    void of_spellingWithTwoReadings_none(String uri) {
        assertThat(RequestPath.of(uri, "")).isNull();
    }

    @Test
    void of_contextPath_removedSegmentBySegment() {
        assertThat(RequestPath.of("/shop/app", "/shop")).isEqualTo("/app");
        assertThat(RequestPath.of("/shop", "/shop")).isEqualTo("/");
        assertThat(RequestPath.of("/sh%6fp/app", "/shop")).isEqualTo("/app");
        assertThat(RequestPath.of("/shopping/app", "/shop")).isNull();
        assertThat(RequestPath.of("/SHOP/app", "/shop")).isNull();
    }
}
