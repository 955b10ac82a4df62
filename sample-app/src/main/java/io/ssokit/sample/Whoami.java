package io.ssokit.sample;

import io.ssokit.servlet.Sso;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code GET /app/whoami}: who is signed in, as JSON. Without a session the filter answers. */
final class Whoami extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Sample sample;

    Whoami(Sample sample) {
        this.sample = sample;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SsoSession me = Sso.session(request);
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("tenant", me.tenant());
        body.put("connection", me.connection());
        body.put("subject", me.subject());
        body.put("userId", me.userId());
        body.put("userName", me.userName());
        me.email().ifPresent(email -> body.put("email", email));
        body.put("groups", Directory.groupsOf(sample.kit().stores().users(), me));
        body.put("tags", me.tags().asMap());
        body.put("authenticatedAt", me.authenticatedAt().toString());
        body.put("expiresAt", me.expiresAt().toString());
        me.launch()
                .ifPresent(launched ->
                        body.put("launch", Map.of("target", launched.target(), "profile", launched.profile())));
        JsonReply.send(response, HttpServletResponse.SC_OK, body);
    }
}
