package io.ssokit.sample;

import io.ssokit.servlet.Sso;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The start page: explains itself, links every journey, and shows what they leave behind. */
final class StartPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Sample sample;

    StartPage(Sample sample) {
        this.sample = sample;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<SsoSession> me = Sso.find(request);
        StartView view = StartView.of(sample, me);
        Html.send(response, HttpServletResponse.SC_OK, "start.jte", Map.of("view", view));
    }
}
