package io.ssokit.servlet;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.ErrorCode;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply;
import io.ssokit.servlet.Pages.Link;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;

/** What the flow says, as HTTP. Immutable. */
final class ReplyAnswers implements LoginReply.Visitor<Answer> {
    /** Integer seconds: several clients cannot read a date here. */
    private static final String RETRY_AFTER = "30";

    private final Pages pages;
    private final URI login;

    ReplyAnswers(ServiceProvider serviceProvider) {
        this.pages = new Pages(serviceProvider);
        this.login = serviceProvider.at("/sso/login");
    }

    /** The pages, for answers that no reply stands for. */
    Pages pages() {
        return pages;
    }

    /** The answer to a reply, its cookies included. */
    Answer of(LoginReply reply) {
        Answer answer = reply.accept(this);
        return (request, response) -> {
            reply.cookies().forEach(cookie -> response.addHeader("Set-Cookie", cookie.header()));
            answer.send(request, response);
        };
    }

    @Override
    public Answer redirect(LoginReply.Redirect reply) {
        return Answer.see(reply.location());
    }

    @Override
    public Answer postForm(LoginReply.PostForm reply) {
        return Answer.page(HttpServletResponse.SC_OK, pages.post(reply.action(), reply.fields()));
    }

    @Override
    public Answer chooser(LoginReply.Chooser reply) {
        return Answer.page(HttpServletResponse.SC_OK, pages.chooser(reply));
    }

    @Override
    public Answer signedIn(LoginReply.SignedIn reply) {
        return (request, response) -> {
            SessionKeeper.begin(request, reply.session());
            Answer.see(reply.landing()).send(request, response);
        };
    }

    @Override
    public Answer signedOut(LoginReply.SignedOut reply) {
        return (request, response) -> {
            SessionKeeper.end(request);
            Answer.see(reply.landing()).send(request, response);
        };
    }

    @Override
    public Answer signOutStep(LoginReply.SignOutStep reply) {
        Answer onward = reply.form().isEmpty()
                ? Answer.see(reply.action())
                : Answer.page(HttpServletResponse.SC_OK, pages.postSignOut(reply.action(), reply.form()));
        return ending(reply.endsSession(), onward);
    }

    @Override
    public Answer signOutResult(LoginReply.SignOutResult reply) {
        SignOutText text = SignOutText.of(reply.outcome());
        String sentence = text.sentence() + detail(reply);
        // Who has signed out here is signed out, whatever the identity provider makes of it.
        int status = reply.endsSession()
                ? HttpServletResponse.SC_OK
                : reply.error().map(ErrorCode::httpStatus).orElse(HttpServletResponse.SC_OK);
        Pages.Page page = pages.message(
                text.title(), sentence, reply.reference().orElse(null), new Link(reply.landing(), "Continue"));
        Answer forPrograms = Answer.json(
                status,
                "signOut",
                reply.outcome().name(),
                "error",
                reply.error().map(ErrorCode::name).orElse(""),
                "reference",
                reply.reference().orElse(""));
        return ending(reply.endsSession(), Answer.either(forPrograms, Answer.page(status, page)));
    }

    private static String detail(LoginReply.SignOutResult reply) {
        return reply.error()
                .filter(error -> error != LoginError.RESPONSE_REFUSED)
                .map(error -> " " + error.meaning())
                .orElse("");
    }

    private static Answer ending(boolean session, Answer next) {
        return (request, response) -> {
            if (session) {
                SessionKeeper.end(request);
            }
            next.send(request, response);
        };
    }

    @Override
    public Answer refused(LoginReply.Refused reply) {
        int status = reply.error().httpStatus();
        Pages.Page page = pages.message(
                "You are not signed in",
                reply.sentence(),
                reply.reference(),
                new Link(reply.retry().orElse(login), "Sign in again"),
                reply.localLogin());
        Answer answer = Answer.either(
                Answer.json(status, "error", reply.error().name(), "reference", reply.reference()),
                Answer.page(status, page));
        return status == HttpServletResponse.SC_SERVICE_UNAVAILABLE ? answer.with("Retry-After", RETRY_AFTER) : answer;
    }

    @Override
    public Answer document(LoginReply.Document reply) {
        return Answer.document(reply.contentType(), reply.body());
    }

    /** OpenID Connect Back-Channel Logout 2.8: 200, or 400 with an OAuth error; 503 is what makes a provider repeat itself. */
    @Override
    public Answer noticeTaken(LoginReply.NoticeTaken reply) {
        return switch (reply.result()) {
            case ENDED -> Answer.empty();
            case REFUSED -> noticeRefused(HttpServletResponse.SC_BAD_REQUEST);
            case LATER ->
                Answer.json(
                                HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                                "error",
                                "temporarily_unavailable",
                                "error_description",
                                "The sessions could not be ended now. Send the logout token again.")
                        .with("Retry-After", RETRY_AFTER);
        };
    }

    @Override
    public Answer inFrame(LoginReply.InFrame reply) {
        return ending(reply.endsSession(), Answer.frame(reply.ancestor()));
    }

    /** The same text whatever was wrong: the audit event names it. */
    static Answer noticeRefused(int status) {
        return Answer.json(
                status,
                "error",
                "invalid_request",
                "error_description",
                "The logout token was not accepted. The application's audit events say why.");
    }

    /** Nobody is signed in, and what was asked cannot be asked again by a redirect. */
    Answer unauthenticated() {
        String sentence = "You are not signed in, or your session is over. Nothing was changed.";
        return Answer.either(
                        Answer.json(
                                HttpServletResponse.SC_UNAUTHORIZED,
                                "error",
                                "UNAUTHENTICATED",
                                "login",
                                login.toASCIIString()),
                        Answer.page(
                                HttpServletResponse.SC_UNAUTHORIZED,
                                pages.message("Please sign in", sentence, null, new Link(login, "Sign in"))))
                .with("WWW-Authenticate", "SSO realm=\"app\""); // RFC 9110 §15.5.2: a 401 names a scheme
    }

    /** Another site's page made the browser post here. */
    Answer foreign(String title) {
        return error(HttpServletResponse.SC_FORBIDDEN, "FOREIGN_ORIGIN", title, "Another site sent this request.");
    }

    /** An address that is not for this method. */
    Answer notAllowed(String allowed) {
        String sentence = "This page cannot be opened directly. Start from the app.";
        return error(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "Not here", sentence)
                .with("Allow", allowed);
    }

    /** A plain error of HTTP. */
    Answer error(int status, String error, String title, String sentence) {
        return Answer.either(
                Answer.json(status, "error", error), Answer.page(status, pages.message(title, sentence, null, null)));
    }
}
