package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginFlow;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.LogoutFlow;
import io.ssokit.servlet.Pages.Link;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The pages under {@code /sso}: reads the request, asks the flow, sends its reply. Thread-safe. */
final class LoginServlet extends HttpServlet {
    static final String PATH = "/sso";
    private static final long serialVersionUID = 1L;
    private static final List<String> READ = List.of("GET", "HEAD");
    /** From any site (OpenID Connect Core 4). */
    private static final List<String> OPEN = List.of("GET", "POST");

    private final transient LoginFlow flow;
    private final transient LogoutFlow logout;
    private final transient ServiceProvider serviceProvider;
    private final transient ReplyAnswers answers;
    private final transient Problems problems;

    LoginServlet(SsoKit kit) {
        this.flow = kit.flow();
        this.logout = kit.logout();
        this.serviceProvider = kit.serviceProvider();
        this.answers = new ReplyAnswers(serviceProvider);
        this.problems = new Problems(answers);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.answer(request, response, () -> route(request));
    }

    private Answer route(HttpServletRequest request) throws IOException {
        String path = RequestPath.of(request.getRequestURI(), request.getContextPath());
        String[] way = path == null || !RequestPath.isBelow(path, PATH)
                ? new String[0]
                : path.substring(PATH.length()).split("/", -1);
        return switch (way.length) {
            case 1 -> Answer.see(serviceProvider.at("/sso/login"));
            case 2 -> page(way[1], request);
            case 3 -> connectionPage(way[1], way[2], request);
            case 4 -> endpoint(way[1] + "/" + way[3], way[2], request);
            default -> notFound();
        };
    }

    private Answer page(String name, HttpServletRequest request) throws IOException {
        return switch (name) {
            case "" -> Answer.see(serviceProvider.at("/sso/login"));
            case "login" -> on(READ, request, null, (connection, read) -> flow.login(read));
            case "initiate" -> on(OPEN, request, null, (none, read) -> flow.initiate(Optional.empty(), read));
            case "logout" -> logout(request);
            default -> notFound();
        };
    }

    private Answer connectionPage(String name, String connection, HttpServletRequest request) throws IOException {
        return switch (name) {
            case "start" -> on(READ, request, connection, flow::start);
            case "initiate" -> on(OPEN, request, connection, (id, read) -> flow.initiate(Optional.of(id), read));
            default -> notFound();
        };
    }

    private Answer endpoint(String name, String connection, HttpServletRequest request) throws IOException {
        return switch (name) {
            case "saml/acs" -> assertionConsumer(connection, request);
            case "saml/slo" -> on(List.of("GET", "POST"), request, connection, logout::receive, logout::refuse);
            case "oidc/callback", "oauth2/callback" -> on(List.of("GET"), request, connection, flow::finish);
            case "custom/callback" -> on(List.of("GET", "POST"), request, connection, flow::finish);
            case "oidc/backchannel-logout" -> notice(connection, request);
            case "oidc/frontchannel-logout" -> on(List.of("GET"), request, connection, logout::framed, logout::refuse);
            case "oidc/signed-out" -> on(List.of("GET"), request, connection, logout::receive, logout::refuse);
            case "saml/metadata", "oidc/jwks" -> on(READ, request, connection, (id, read) -> flow.metadata(id));
            default -> notFound();
        };
    }

    /** SAML Bindings 3.5, 3.6.3: responses come in a form, artifacts in a form or a URL. */
    private Answer assertionConsumer(String connection, HttpServletRequest request) throws IOException {
        Optional<String> other = RequestReader.otherBody(request);
        if (other.isEmpty()) {
            return on(List.of("GET", "POST"), request, connection, flow::finish);
        }
        boolean ecp = other.get().startsWith("application/vnd.paos+xml");
        LoginException refusal = LoginException.of(
                LoginError.UNSUPPORTED,
                "a response by HTTP-POST or HTTP-Artifact",
                ecp ? "one by PAOS, of the profile for enhanced clients (ECP)" : "a body of type " + other.get());
        return answers.of(flow.refuse(connection, refusal)).unread();
    }

    /** Answers to servers are never pages: there is nobody to read them. */
    private Answer notice(String connection, HttpServletRequest request) throws IOException {
        if (!request.getMethod().equals("POST")) {
            return ReplyAnswers.noticeRefused(HttpServletResponse.SC_METHOD_NOT_ALLOWED)
                    .with("Allow", "POST");
        }
        return on(List.of("POST"), request, connection, logout::notice, logout::refuseNotice);
    }

    /** One step of the flow. */
    @FunctionalInterface
    private interface Step {
        LoginReply take(String connection, LoginRequest request);
    }

    /** What to say of a request that is too large to be read. */
    @FunctionalInterface
    private interface Refuser {
        LoginReply refuse(String connection, LoginException why);
    }

    private Answer on(List<String> methods, HttpServletRequest request, @Nullable String connection, Step step)
            throws IOException {
        return on(methods, request, connection, step, flow::refuse);
    }

    private Answer on(
            List<String> methods, HttpServletRequest request, @Nullable String connection, Step step, Refuser refuser)
            throws IOException {
        if (!methods.contains(request.getMethod())) {
            return answers.notAllowed(String.join(", ", methods));
        }
        String id = connection == null ? "" : connection;
        try {
            return answers.of(step.take(id, RequestReader.read(request, session(request))));
        } catch (RequestReader.TooLargeException tooLarge) {
            return tooLarge(id, tooLarge, refuser);
        }
    }

    /** A GET asks and does nothing, wherever it comes from; a POST from another site does nothing either. */
    private Answer logout(HttpServletRequest request) throws IOException {
        Optional<SsoSession> session = session(request);
        if (READ.contains(request.getMethod())) {
            return Answer.page(
                    HttpServletResponse.SC_OK,
                    session.map(me -> answers.pages().signOut(me.displayName())).orElseGet(this::signedOut));
        }
        if (!Answer.isSameSite(request, serviceProvider)) {
            return answers.foreign("You are still signed in");
        }
        return on(List.of("POST"), request, null, (connection, read) -> logout.logout(read), logout::refuse);
    }

    private Pages.Page signedOut() {
        Link start = new Link(serviceProvider.at("/"), "To the start page");
        return answers.pages().message("You are signed out", "Nobody is signed in here.", null, start);
    }

    /** The rest of the body is not read: the connection ends with the answer. */
    private Answer tooLarge(String connection, RequestReader.TooLargeException tooLarge, Refuser refuser) {
        LoginException refusal = LoginException.of(
                LoginError.TOO_LARGE,
                "a form of at most " + RequestReader.MAX_FORM + " bytes",
                String.valueOf(tooLarge.getMessage()));
        return answers.of(refuser.refuse(connection, refusal)).unread();
    }

    private static Optional<SsoSession> session(HttpServletRequest request) {
        return Sso.find(request);
    }

    private Answer notFound() {
        return answers.error(
                HttpServletResponse.SC_NOT_FOUND, "NOT_FOUND", "Not found", "There is no such sign-in page.");
    }
}
