package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.launch.LaunchException;
import io.ssokit.launch.Launcher;
import io.ssokit.launch.Redemption;
import io.ssokit.launch.VerifiedLaunch;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.ReplyCookie;
import io.ssokit.servlet.Pages.Link;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * {@code /sso/launch}: GET checks a link and shows a page that posts its token, for mail scanners and previews open links
 * too; POST redeems it. The token is the only parameter there may be. Thread-safe.
 */
final class LaunchServlet extends HttpServlet {
    static final String PATH = "/sso/launch";
    private static final long serialVersionUID = 1L;
    private static final String TOKEN = "token";
    private static final Duration LIFE = Duration.ofMinutes(5);
    private static final String REFUSED =
            "A launch link works once, for five minutes at most, and only for the person it was made for. "
                    + "Sign out if you are somebody else here, then open the tile again.";

    private static final String UNDECIDED =
            "It cannot be checked at the moment. Try again in a minute, with a new link if this one is too old then.";

    private final transient Launcher launcher;
    private final transient ServiceProvider serviceProvider;
    private final transient ReplyAnswers answers;
    private final transient Problems problems;

    LaunchServlet(SsoKit kit) {
        this.launcher = kit.launcher();
        this.serviceProvider = kit.serviceProvider();
        this.answers = new ReplyAnswers(serviceProvider);
        this.problems = new Problems(answers);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.answer(request, response, () -> answer(request));
    }

    private Answer answer(HttpServletRequest request) throws IOException {
        try {
            LoginRequest read = RequestReader.read(request, Sso.find(request));
            return switch (request.getMethod()) {
                case "GET", "HEAD" -> page(token(read.query(), read.form()));
                case "POST" -> post(request, read);
                default -> answers.notAllowed("GET, HEAD, POST");
            };
        } catch (LaunchException refused) {
            return refused(refused);
        } catch (RequestReader.TooLargeException tooLarge) {
            return answers.error(HttpServletResponse.SC_BAD_REQUEST, "TOO_LARGE", "This link cannot be opened", REFUSED)
                    .unread();
        }
    }

    private Answer page(String token) {
        VerifiedLaunch launch = launcher.verify(token);
        return Answer.page(
                        HttpServletResponse.SC_OK,
                        answers.pages().launch(launch.target().name(), Map.of(TOKEN, token)))
                .with("Set-Cookie", opened(launch.launchId()).header());
    }

    private Answer post(HttpServletRequest request, LoginRequest read) {
        if (!Answer.isSameSite(request, serviceProvider)) {
            return answers.foreign("Nothing was opened");
        }
        String token = token(read.form(), read.query());
        if (Answer.isOriginHidden(request) && !isOpenedHere(token, read)) {
            return answers.foreign("Nothing was opened");
        }
        Redemption redemption = launcher.redeem(token, read.session());
        return (asked, response) -> {
            SessionKeeper.begin(asked, redemption.session());
            Answer.see(redemption.landing()).send(asked, response);
        };
    }

    /**
     * Says that our page for this link was shown in this browser. Another site can have a browser post a link, and hide
     * that it does; this cookie does not come along then (SameSite), nor does the one of the session that such a link would
     * replace (L-10, login CSRF).
     */
    private ReplyCookie opened(String launchId) {
        String name = (serviceProvider.isHttps() ? "__Secure-" : "") + "sso-launch-" + launchId;
        String path = serviceProvider.contextPath() + PATH;
        return new ReplyCookie(name, "opened", path, LIFE, serviceProvider.isHttps(), false);
    }

    private boolean isOpenedHere(String token, LoginRequest read) {
        return read.cookies()
                .containsKey(opened(launcher.verify(token).launchId()).name());
    }

    /** The one parameter. Anything beside it makes the link a malformed one, and the launcher says so to the audit. */
    private static String token(Map<String, List<String>> expected, Map<String, List<String>> empty) {
        List<String> tokens = expected.getOrDefault(TOKEN, List.of());
        boolean alone = expected.size() == 1 && tokens.size() == 1 && empty.isEmpty();
        return alone ? tokens.get(0) : "";
    }

    /** The page is the same for every reason but an outage; the audit event under the reference has the real one. */
    private Answer refused(LaunchException refused) {
        int status = refused.error().httpStatus();
        boolean outage = status == HttpServletResponse.SC_SERVICE_UNAVAILABLE;
        String reference = refused.reference();
        Answer answer = Answer.either(
                Answer.json(status, "error", "LAUNCH_REFUSED", "reference", reference),
                Answer.page(
                        status,
                        answers.pages()
                                .message(
                                        "This link cannot be opened",
                                        outage ? UNDECIDED : REFUSED,
                                        reference,
                                        start())));
        return outage ? answer.with("Retry-After", "30") : answer;
    }

    private Link start() {
        return new Link(serviceProvider.at("/"), "To the start page");
    }
}
