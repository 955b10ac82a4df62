package io.ssokit.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.ssokit.connection.ServiceProvider;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentCaptor;

class ProblemsTest {
    private final Problems problems =
            new Problems(new ReplyAnswers(ServiceProvider.of(URI.create("https://app.example"))));
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final HttpServletResponse response = mock(HttpServletResponse.class);
    private final ServletOutputStream body = mock(ServletOutputStream.class);

    @BeforeEach
    void answerable() throws IOException {
        when(response.getOutputStream()).thenReturn(body);
    }

    @Test
    @Tag("C-16")
    void answer_unexpectedFailure_500WithHeadersAndWithoutDetails() throws IOException {
        problems.answer(request, response, () -> {
            throw new IllegalStateException("secret detail");
        });
        var order = inOrder(response);
        order.verify(response).reset();
        order.verify(response).setHeader("Cache-Control", "no-store");
        verify(response).setStatus(500);
        ArgumentCaptor<byte[]> html = ArgumentCaptor.forClass(byte[].class);
        verify(body).write(html.capture());
        assertThat(new String(html.getValue(), StandardCharsets.UTF_8))
                .contains("Reference: ")
                .doesNotContain("secret detail", "IllegalState");
    }

    @Test
    void answer_failureAfterTheAnswerHasBegun_isNotHidden() throws IOException {
        when(response.isCommitted()).thenReturn(true);
        assertThatThrownBy(() -> problems.answer(request, response, () -> {
                    throw new IllegalStateException("late");
                }))
                .hasMessage("late");
        verify(response, never()).setStatus(500);
    }

    @Test
    void answer_browserHungUp_isTheContainersConcern() {
        assertThatThrownBy(() -> problems.answer(request, response, () -> {
                    throw new IOException("gone");
                }))
                .isInstanceOf(IOException.class);
        verify(response, never()).setHeader(any(), any());
    }
}
