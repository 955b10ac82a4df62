package io.ssokit.testing;

import io.ssokit.testing.Visitors.Session;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The SAML pages. The login page carries the whole request in hidden fields, so there is nothing to remember between the
 * two steps: the back button, a second tab and a restart all work.
 */
final class SamlEndpoints {
    private static final String POST = "post";
    private static final String REDIRECT = "redirect";
    private static final List<String> CARRIED =
            List.of("binding", "SAMLRequest", "RelayState", "sp", "acs", "relayState");

    private final FakeSamlIdp idp;
    private final Visitors visitors;
    private final SamlSessions sessions;
    private final Clock clock;
    private final boolean singleSignOn;
    private final Predicate<URI> acsAllowed;

    SamlEndpoints(
            FakeSamlIdp idp,
            Visitors visitors,
            SamlSessions sessions,
            Clock clock,
            boolean singleSignOn,
            Predicate<URI> acsAllowed) {
        this.idp = idp;
        this.visitors = visitors;
        this.sessions = sessions;
        this.clock = clock;
        this.singleSignOn = singleSignOn;
        this.acsAllowed = acsAllowed;
    }

    void register(Server server) {
        server.route(
                Endpoint.SAML_METADATA.path(),
                request -> Reply.of(200, "application/samlmetadata+xml", idp.metadata()));
        server.route(Endpoint.SAML_SSO.path(), this::singleSignOn);
        server.route(Endpoint.SAML_LOGIN.path(), this::login);
        server.route(Endpoint.SAML_ARTIFACT.path(), idp.artifactEndpoint()::handle);
        server.route(Endpoint.SAML_INITIATE.path(), this::initiate);
    }

    private Reply singleSignOn(Request http) {
        Params params = http.params();
        AuthnRequest request = checked(received(http));
        String destination = request.destination();
        if (destination != null && !destination.equals(idp.ssoUri().toString())) {
            throw new BadRequest("Destination is " + destination + " but this is " + idp.ssoUri());
        }
        idp.remember(request);
        Optional<Session> session = visitors.session(http).filter(s -> !request.forceAuthn());
        if (session.isPresent() && (request.passive() || singleSignOn)) {
            return respond(request, session.get());
        }
        if (request.passive()) {
            return reply(request, idp.decline(request, "NoPassive"));
        }
        Map<String, String> carried = new LinkedHashMap<>(params.only(List.of("SAMLRequest", "RelayState")));
        carried.put("binding", http.isPost() ? POST : REDIRECT);
        return loginPage(200, request, carried, null);
    }

    /** SAML Core 3.4: a signature that is there must hold, wanted or not. */
    private AuthnRequest received(Request http) {
        SamlBinding binding = http.isPost() ? SamlBinding.POST : SamlBinding.REDIRECT;
        Received message = idp.received(http.raw(), binding);
        AuthnRequest request = AuthnRequest.of(message);
        if (!message.signed() && idp.wantsSigned(message)) {
            throw new BadRequest("the AuthnRequest is not signed by a key in the metadata of " + request.issuer());
        }
        return request;
    }

    /** Its signature was checked when it came; the page that carried it here has none beside it. */
    private AuthnRequest carried(Params form) {
        boolean redirect = REDIRECT.equals(form.get("binding"));
        return AuthnRequest.of(idp.received(
                Params.encode(form.only(List.of("SAMLRequest", "RelayState"))),
                redirect ? SamlBinding.REDIRECT : SamlBinding.POST));
    }

    private Reply initiate(Request http) {
        Params params = http.params();
        AuthnRequest nobodyAsked = checked(unsolicited(params));
        Optional<Session> session = visitors.session(http).filter(s -> singleSignOn);
        return session.map(s -> respond(nobodyAsked, s))
                .orElseGet(() -> loginPage(200, nobodyAsked, params.only(CARRIED), null));
    }

    private Reply login(Request http) {
        if (!http.isPost()) {
            throw new BadRequest("start at the application, not here");
        }
        Params form = http.params();
        AuthnRequest request = checked(form.has("acs") ? unsolicited(form) : carried(form));
        Optional<Persona> persona = visitors.authenticate(form);
        if (persona.isEmpty()) {
            return loginPage(401, request, form.only(CARRIED), Visitors.WRONG);
        }
        Session session = visitors.begin(persona.get(), clock.instant());
        return visitors.remember(respond(request, session), session);
    }

    private Reply loginPage(int status, AuthnRequest request, Map<String, String> carried, @Nullable String error) {
        String hint = request.loginHint() == null ? "" : request.loginHint();
        return Pages.login(
                status, Endpoint.SAML_LOGIN.path(), carried, request.issuer(), hint, error, visitors.personas());
    }

    private static AuthnRequest unsolicited(Params params) {
        try {
            return AuthnRequest.unsolicited(
                    params.get("sp"),
                    URI.create(params.get("acs")),
                    params.find("relayState").orElse(null));
        } catch (IllegalArgumentException e) {
            throw new BadRequest("acs is no URL");
        }
    }

    /** Nobody's assertion goes to an address that was not agreed on. */
    private AuthnRequest checked(AuthnRequest request) {
        URI acsUrl = idp.acsUrl(request);
        if (!acsAllowed.test(acsUrl)) {
            throw new BadRequest("responses are not sent to " + acsUrl);
        }
        return request;
    }

    private Reply respond(AuthnRequest request, Session session) {
        SamlResponse response = idp.respondAsPlayed(request, session.persona(), session.since());
        if (response.session() != null) {
            sessions.add(session.id(), response.session());
        }
        return reply(request, response);
    }

    private Reply reply(AuthnRequest request, SamlResponse response) {
        return idp.artifactAsPlayed(request, response)
                .map(SamlMessage::reply)
                .orElseGet(() -> Pages.autoSubmit(response.acsUrl().toString(), response.form()));
    }
}
