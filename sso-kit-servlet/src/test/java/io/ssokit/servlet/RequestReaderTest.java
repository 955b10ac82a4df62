package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.login.LoginRequest;
import io.ssokit.servlet.RequestReader.TooLargeException;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
    private final HttpServletRequest request = mock(HttpServletRequest.class);

    @Test
    void read_query_keptRawAndEveryOccurrenceDecoded() throws Exception {
        get("a=1&b=%20x+y&a=2&&c&=z&d=%zz&e=a=b");
        LoginRequest read = RequestReader.read(request, Optional.empty());
        assertThat(read.rawQuery()).contains("a=1&b=%20x+y&a=2&&c&=z&d=%zz&e=a=b");
        assertThat(read.query())
                .isEqualTo(Map.of(
                        "a", List.of("1", "2"),
                        "b", List.of(" x y"),
                        "c", List.of(""),
                        "", List.of("z"),
                        "d", List.of("%zz"),
                        "e", List.of("a=b")));
        assertThat(read.form()).isEmpty();
    }

    @Test
    void read_form_apartFromTheQuery() throws Exception {
        post("RelayState=query", "SAMLResponse=a%2Bb&RelayState=form&RelayState=again");
        LoginRequest read = RequestReader.read(request, Optional.empty());
        assertThat(read.query()).isEqualTo(Map.of("RelayState", List.of("query")));
        assertThat(read.form())
                .isEqualTo(Map.of("SAMLResponse", List.of("a+b"), "RelayState", List.of("form", "again")));
        verify(request, never()).getParameter(any());
    }

    @Test
    void read_bodyThatAFilterHasRead_takenFromTheContainer() throws Exception {
        post("RelayState=query", "");
        when(request.getContentLengthLong()).thenReturn(-1L);
        when(request.getParameterMap())
                .thenReturn(Map.of(
                        "RelayState", new String[] {"query", "form"},
                        "SAMLResponse", new String[] {"x"}));
        assertThat(RequestReader.read(request, Optional.empty()).form())
                .isEqualTo(Map.of("RelayState", List.of("form"), "SAMLResponse", List.of("x")));
    }

    /** Jetty throws at queries that it cannot decode, and at nothing else that we ask for. */
    @Test
    void read_noBodyAndQueryThatTheContainerCannotRead_noForm() throws Exception {
        post("x=%zz", "");
        when(request.getParameterMap()).thenThrow(new IllegalArgumentException("Bad query"));
        for (long length : new long[] {0, -1}) {
            when(request.getContentLengthLong()).thenReturn(length);
            assertThat(RequestReader.read(request, Optional.empty()).form()).isEmpty();
        }
    }

    @Test
    void read_otherContentTypes_noForm() throws Exception {
        post(null, "a=b");
        when(request.getHeader("Content-Type")).thenReturn("text/plain");
        assertThat(RequestReader.read(request, Optional.empty()).form()).isEmpty();
    }

    @Test
    void read_atTheLimit_readAndOneByteMoreRefused() throws Exception {
        String value = "x".repeat(RequestReader.MAX_FORM - 2);
        post(null, "a=" + value);
        assertThat(RequestReader.read(request, Optional.empty()).form().get("a"))
                .containsExactly(value);
        post(null, "a=" + value + "y");
        when(request.getContentLengthLong()).thenReturn(-1L);
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> RequestReader.read(request, Optional.empty()));
    }

    @Test
    void read_declaredLengthBeyondTheLimit_notReadAtAll() throws Exception {
        post(null, "a=b");
        when(request.getContentLengthLong()).thenReturn(RequestReader.MAX_FORM + 1L);
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> RequestReader.read(request, Optional.empty()));
        verify(request, never()).getInputStream();
    }

    @Test
    void read_manyParameters_200AreReadAnd201Refused() throws Exception {
        get("a=1&".repeat(200));
        assertThat(RequestReader.read(request, Optional.empty()).query().get("a"))
                .hasSize(200);
        get("a=1&".repeat(201));
        assertThatExceptionOfType(TooLargeException.class)
                .isThrownBy(() -> RequestReader.read(request, Optional.empty()));
    }

    @Test
    void read_cookieThatComesTwice_firstOne() throws Exception {
        get(null);
        when(request.getCookies())
                .thenReturn(new Cookie[] {new Cookie("a", "1"), new Cookie("b", "2"), new Cookie("a", "3")});
        assertThat(RequestReader.read(request, Optional.empty()).cookies()).isEqualTo(Map.of("a", "1", "b", "2"));
    }

    private void get(String query) {
        when(request.getMethod()).thenReturn("GET");
        when(request.getQueryString()).thenReturn(query);
    }

    private void post(String query, String body) throws IOException {
        when(request.getMethod()).thenReturn("POST");
        when(request.getQueryString()).thenReturn(query);
        when(request.getHeader("Content-Type")).thenReturn("application/x-www-form-urlencoded; charset=utf-8");
        when(request.getContentLengthLong()).thenReturn((long) body.length());
        ByteArrayInputStream bytes = new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
        when(request.getInputStream()).thenReturn(new ServletInputStream() {
            @Override
            public boolean isFinished() {
                return bytes.available() == 0;
            }

            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void setReadListener(ReadListener listener) {
                throw new UnsupportedOperationException();
            }

            @Override
            public int read() {
                return bytes.read();
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return bytes.read(into, offset, length);
            }
        });
    }
}
