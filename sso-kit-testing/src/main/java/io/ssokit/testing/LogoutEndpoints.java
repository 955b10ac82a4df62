package io.ssokit.testing;

import io.ssokit.testing.Visitors.Session;
import java.util.List;
import java.util.Optional;

/** The addresses of single logout, and the one that starts it at the identity provider. */
final class LogoutEndpoints {
    private final FakeSamlLogout logout;
    private final Visitors visitors;
    private final SamlSessions sessions;

    LogoutEndpoints(FakeSamlLogout logout, Visitors visitors, SamlSessions sessions) {
        this.logout = logout;
        this.visitors = visitors;
        this.sessions = sessions;
    }

    void register(Server server) {
        server.route(Endpoint.SAML_SLO.path(), this::singleLogout);
        server.route(Endpoint.SAML_LOGOUT.path(), this::start);
    }

    private Reply singleLogout(Request http) {
        SamlBinding binding = http.isPost() ? SamlBinding.POST : SamlBinding.REDIRECT;
        boolean request = http.params().has("SAMLRequest");
        String parameter = request ? "SAMLRequest" : "SAMLResponse";
        Received message = logout.received(http.raw(), binding, parameter);
        String destination = message.attribute("Destination");
        if (destination != null && !destination.equals(logout.uri().toString())) {
            throw new BadRequest("Destination is " + destination + " but this is " + logout.uri());
        }
        return request ? answer(LogoutRequest.of(message), http) : accept(LogoutReply.of(message));
    }

    /** SAML Profiles 4.4.4.1: the requester must be authenticated. */
    private Reply answer(LogoutRequest request, Request http) {
        if (!request.signed()) {
            throw new BadRequest("the LogoutRequest is not signed by a key in the metadata of " + request.issuer());
        }
        sessions.end(request::means).forEach(visitors::end);
        SamlMessage answer = logout.answerAsPlayed(request);
        Reply reply = answer == null
                ? Pages.message(500, "Sign-out failed", "This identity provider was told not to answer.")
                : answer.reply();
        return visitors.forget(reply, http);
    }

    private Reply accept(LogoutReply reply) {
        logout.accept(reply);
        if (!reply.signed()) {
            throw new BadRequest("the LogoutResponse is not signed by a key in the metadata of " + reply.issuer());
        }
        String outcome = reply.subStatus() == null ? reply.status() : reply.status() + " / " + reply.subStatus();
        return Pages.message(200, "Signed out", "The application answered: " + outcome + ".");
    }

    private Reply start(Request http) {
        String serviceProvider = http.params().get("sp");
        SamlBinding binding = http.params().get("binding").equals("POST") ? SamlBinding.POST : SamlBinding.REDIRECT;
        Optional<Session> visitor = visitors.session(http);
        List<SamlSession> meant = visitor.map(Session::id).map(sessions::of).orElse(List.of()).stream()
                .filter(session -> session.serviceProvider().equals(serviceProvider))
                .toList();
        if (meant.isEmpty()) {
            throw new BadRequest("nobody is signed in at " + serviceProvider + " from this browser");
        }
        sessions.end(meant::contains);
        SamlSession latest = meant.get(meant.size() - 1);
        return visitors.forget(logout.requestAsPlayed(latest, binding).reply(), http);
    }
}
