package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.login.LocalSignIn;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LoginReply;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Where people come in whom the app itself has authenticated. One for each web application; thread-safe. */
final class LocalEntrance {
    private static final String ATTRIBUTE = LocalEntrance.class.getName();

    private final LoginFlow flow;
    private final ReplyAnswers answers;
    private final Problems problems;

    LocalEntrance(SsoKit kit) {
        this.flow = kit.flow();
        this.answers = new ReplyAnswers(kit.serviceProvider());
        this.problems = new Problems(answers);
    }

    void install(ServletContext context) {
        context.setAttribute(ATTRIBUTE, this);
    }

    /** @throws IllegalStateException if the kit is not installed in the request's web application */
    static LocalEntrance of(HttpServletRequest request) {
        if (request.getServletContext().getAttribute(ATTRIBUTE) instanceof LocalEntrance entrance) {
            return entrance;
        }
        throw new IllegalStateException("sso-kit is not installed in this web application: SsoServlets.install");
    }

    /** @return whether the person is signed in */
    boolean signIn(HttpServletRequest request, HttpServletResponse response, LocalSignIn who) throws IOException {
        LoginReply reply = flow.signIn(who);
        problems.answer(request, response, () -> answers.of(reply));
        return reply instanceof LoginReply.SignedIn;
    }
}
