package io.ssokit.sample;

import io.ssokit.login.LocalSignIn;
import io.ssokit.servlet.Sso;
import io.ssokit.user.User;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /signin}: the app's own login, which works when no identity provider does. A real app checks a password of its own
 * here, and slows down who guesses; the demo has one person, whose password everybody knows.
 */
final class OwnLogin extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient Sample sample;

    OwnLogin(Sample sample) {
        this.sample = sample;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        form(request, response, HttpServletResponse.SC_OK, "");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (sample.isForeign(request)) {
            form(request, response, HttpServletResponse.SC_FORBIDDEN, "Another site sent this request.");
            return;
        }
        Optional<User> person = person(request);
        if (person.isEmpty()) {
            form(request, response, HttpServletResponse.SC_FORBIDDEN, "No such name and password.");
            return;
        }
        User who = person.get();
        // Whatever returnTo says, the kit goes to pages of this app only.
        Sso.signIn(request, response, LocalSignIn.of(who.tenant(), who.id()).returnTo(text(request, "returnTo")));
    }

    private Optional<User> person(HttpServletRequest request) {
        boolean known =
                equal(text(request, "name"), Demo.OWNER) & equal(text(request, "password"), Demo.OWNER_PASSWORD);
        return known ? sample.kit().stores().users().findByUserName(Demo.OWNER_TENANT, Demo.OWNER) : Optional.empty();
    }

    private void form(HttpServletRequest request, HttpServletResponse response, int status, String problem)
            throws IOException {
        Html.send(
                response,
                status,
                "signin.jte",
                Map.of("root", sample.root(), "returnTo", text(request, "returnTo"), "problem", problem));
    }

    private static boolean equal(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("");
    }
}
