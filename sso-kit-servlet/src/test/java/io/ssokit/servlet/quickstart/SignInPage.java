package io.ssokit.servlet.quickstart;

import io.ssokit.login.LocalSignIn;
import io.ssokit.servlet.Sso;
import io.ssokit.user.User;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

// region signin
/** The app's own login at {@code local-login}. */
public final class SignInPage extends HttpServlet {
    private final transient Passwords passwords; // the app's

    public SignInPage(Passwords passwords) {
        this.passwords = passwords;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<User> user = passwords.check(request.getParameter("user"), request.getParameter("password"));
        if (user.isEmpty()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        Sso.signIn(
                request, response, LocalSignIn.of("acme", user.get().id()).returnTo(request.getParameter("returnTo")));
    }
}
// end region
