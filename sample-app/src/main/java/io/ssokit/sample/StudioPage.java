package io.ssokit.sample;

import io.ssokit.servlet.Sso;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;

/** {@code /app/studio/}: where the launch link lands. It opens the profile of the link, or says that there was none. */
final class StudioPage extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Sample sample;

    StudioPage(Sample sample) {
        this.sample = sample;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Html.send(
                response,
                HttpServletResponse.SC_OK,
                "studio.jte",
                Map.of("root", sample.root(), "me", Sso.session(request)));
    }
}
