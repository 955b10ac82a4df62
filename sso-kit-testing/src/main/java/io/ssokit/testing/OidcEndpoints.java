package io.ssokit.testing;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.OidcScript.Place;
import io.ssokit.testing.Visitors.Session;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Authorization, login and UserInfo; tokens and logout have their own classes. */
final class OidcEndpoints {
    private final FakeOpenIdProvider provider;
    private final Visitors visitors;
    private final Clock clock;
    private final boolean singleSignOn;
    private final Map<String, OidcClient> clients;
    private final TokenEndpoint tokens;
    private final PushedRequests pushed;

    OidcEndpoints(
            FakeOpenIdProvider provider,
            Visitors visitors,
            Clock clock,
            boolean singleSignOn,
            Map<String, OidcClient> clients) {
        this.provider = provider;
        this.visitors = visitors;
        this.clock = clock;
        this.singleSignOn = singleSignOn;
        this.clients = clients;
        ClientAuthenticator authenticator = new ClientAuthenticator(clients, clock, audiences(provider));
        this.tokens = new TokenEndpoint(provider, visitors, clock, clients, authenticator);
        this.pushed = new PushedRequests(clock, clients, authenticator);
    }

    /** OpenID Connect Core §9 and RFC 9126 §2: what a client assertion may be meant for. */
    private static List<String> audiences(FakeOpenIdProvider provider) {
        Stream<String> endpoints = Stream.of(Role.TOKEN, Role.PUSHED)
                .flatMap(role -> provider.layout().find(role).stream())
                .map(endpoint -> provider.uri(endpoint).toString());
        return Stream.concat(endpoints, Stream.of(provider.shape().issuer())).toList();
    }

    void register(Server server) {
        route(server, Role.AUTHORIZE, refusing(this::authorize));
        route(server, Role.LOGIN, refusing(this::login));
        route(server, Role.TOKEN, Refused.answering(tokens::handle));
        route(server, Role.PUSHED, Refused.answering(pushed::push));
        route(server, Role.USER_INFO, this::userInfo);
        route(server, Role.JWKS, request -> Reply.of(200, "application/jwk-set+json", provider.jwks()));
        route(server, Role.DISCOVERY, request -> {
            provider.prepareKeys();
            return Reply.json(200, provider.discovery(provider.shape().issuer()));
        });
        route(server, Role.LOGOUT, new EndSession(provider, visitors, clients)::handle);
        provider.logout().whenEnded(tokens::endSession);
        provider.logout().whenEnded(visitors::end);
    }

    private void route(Server server, Role role, Server.Handler handler) {
        provider.layout().find(role).ifPresent(endpoint -> server.route(endpoint.path(), handler));
    }

    /** What an access token was issued for. */
    Optional<Grant> bearer(Request http) {
        String header = http.authorization() == null ? "" : http.authorization();
        return header.startsWith("Bearer ") ? tokens.findGrant(header.substring(7)) : Optional.empty();
    }

    static Reply unauthorized() {
        return Reply.json(401, Map.of("error", "invalid_token"))
                .with("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    }

    /** Refusals go back to the client as parameters of the redirect URI. */
    private Server.Handler refusing(Server.Handler handler) {
        return http -> {
            try {
                return handler.handle(http);
            } catch (AuthorizationRequest.Refusal refusal) {
                Map<String, String> answer = new LinkedHashMap<>();
                answer.put("error", refusal.code());
                answer.put("error_description", String.valueOf(refusal.getMessage()));
                return redirect(refusal.redirectUri(), answer, refusal.state());
            }
        };
    }

    private Reply authorize(Request http) {
        Params params = provider.layout().find(Role.PUSHED).isPresent() ? pushed.resolve(http.params()) : http.params();
        AuthorizationRequest request = read(params);
        Instant now = clock.instant();
        boolean heeds = provider.played().settings().heedsPrompt;
        Optional<Session> session =
                visitors.session(http).filter(found -> !heeds || !request.wantsLogin(found.since(), now));
        boolean silent = request.prompt().contains("none");
        if (session.isPresent() && (silent || singleSignOn)) {
            return grant(request, session.get());
        }
        if (silent) {
            throw request.refusal("login_required", "nobody is signed in, or not recently enough");
        }
        return loginPage(200, request, null);
    }

    private Reply login(Request http) {
        if (!http.isPost()) {
            throw new BadRequest("start at the application, not here");
        }
        Params form = http.params();
        AuthorizationRequest request = read(form);
        Optional<Persona> persona = visitors.authenticate(form);
        if (persona.isEmpty()) {
            return loginPage(401, request, Visitors.WRONG);
        }
        Session session = visitors.begin(persona.get(), clock.instant());
        return visitors.remember(grant(request, session), session);
    }

    private AuthorizationRequest read(Params params) {
        return AuthorizationRequest.read(params, clients, provider.layout().isOpenId());
    }

    private Reply loginPage(int status, AuthorizationRequest request, @Nullable String error) {
        return Pages.login(
                status,
                provider.layout().get(Role.LOGIN).path(),
                request.carried(),
                request.client().id(),
                request.loginHint(),
                error,
                visitors.personas());
    }

    private Reply grant(AuthorizationRequest request, Session session) {
        boolean heeds = provider.played().settings().heedsPrompt;
        Persona persona = session.persona();
        Grant grant = new Grant(
                request.client().id(),
                persona,
                request.scope(),
                request.nonce(),
                session.since(),
                session.id(),
                heeds ? request.acrValues().stream().findFirst().orElse(null) : null);
        String code = tokens.issueCode(grant, request.redirectUri(), request.challenge());
        OidcShape shape = provider.shape();
        provider.logout()
                .begun(new OidcSession(
                        grant.clientId(),
                        persona.name(),
                        shape.subject(persona, grant.clientId()),
                        shape.issuer(persona),
                        session.id()));
        return redirect(request.redirectUri(), Map.of("code", code), request.state());
    }

    private Reply redirect(URI redirectUri, Map<String, String> answer, @Nullable String state) {
        Map<String, String> correct = new LinkedHashMap<>(answer);
        if (state != null) {
            correct.put("state", state);
        }
        if (provider.layout() == Layout.OPENID) {
            correct.put("iss", provider.shape().issuer()); // RFC 9207 §2
        }
        Map<String, String> played = new LinkedHashMap<>();
        provider.played()
                .settings()
                .played(Place.AUTHORIZATION_RESPONSE, correct)
                .forEach((name, value) -> played.put(name, String.valueOf(value)));
        String separator = redirectUri.getRawQuery() == null ? "?" : "&";
        return Reply.redirect(redirectUri + separator + Params.encode(played));
    }

    private Reply userInfo(Request http) {
        return bearer(http).map(provider::userInfo).orElseGet(OidcEndpoints::unauthorized);
    }
}
