package io.ssokit.testing;

import io.ssokit.testing.FakeOpenIdProvider.Grant;
import io.ssokit.testing.Visitors.Session;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authorization, login, UserInfo and logout pages; the token endpoint is {@link TokenEndpoint}. */
final class OidcEndpoints {
    private final FakeOpenIdProvider provider;
    private final Visitors visitors;
    private final Clock clock;
    private final boolean singleSignOn;
    private final Map<String, OidcClient> clients;
    private final TokenEndpoint tokens;

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
        this.tokens = new TokenEndpoint(provider, clock, clients);
    }

    void register(Server server) {
        server.route(Endpoint.OIDC_DISCOVERY.path(), request -> {
            provider.prepareKeys();
            return Reply.json(200, provider.discovery());
        });
        server.route(Endpoint.OIDC_JWKS.path(), request -> Reply.of(200, "application/jwk-set+json", provider.jwks()));
        server.route(Endpoint.OIDC_AUTHORIZE.path(), refusing(this::authorize));
        server.route(Endpoint.OIDC_LOGIN.path(), refusing(this::login));
        server.route(Endpoint.OIDC_TOKEN.path(), tokens::handle);
        server.route(Endpoint.OIDC_USERINFO.path(), this::userInfo);
        server.route(Endpoint.OIDC_LOGOUT.path(), this::logout);
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
        AuthorizationRequest request = AuthorizationRequest.read(http.params(), clients);
        Optional<Session> session =
                visitors.session(http).filter(s -> !request.prompt().contains("login"));
        boolean silent = request.prompt().contains("none");
        if (session.isPresent() && (silent || singleSignOn)) {
            return grant(request, session.get());
        }
        if (silent) {
            throw request.refusal("login_required", "nobody is signed in");
        }
        return loginPage(200, request, null);
    }

    private Reply login(Request http) {
        if (!http.isPost()) {
            throw new BadRequest("start at the application, not here");
        }
        Params form = http.params();
        AuthorizationRequest request = AuthorizationRequest.read(form, clients);
        Optional<Persona> persona = visitors.authenticate(form);
        if (persona.isEmpty()) {
            return loginPage(401, request, Visitors.WRONG);
        }
        Session session = visitors.begin(persona.get(), clock.instant());
        return visitors.remember(grant(request, session), session);
    }

    private Reply loginPage(int status, AuthorizationRequest request, @Nullable String error) {
        return Pages.login(
                status,
                Endpoint.OIDC_LOGIN.path(),
                request.carried(),
                request.client().id(),
                request.loginHint(),
                error,
                visitors.personas());
    }

    private Reply grant(AuthorizationRequest request, Session session) {
        Grant grant = new Grant(
                request.client().id(),
                session.persona(),
                request.scope(),
                request.nonce(),
                session.since(),
                session.id());
        String code = tokens.issueCode(grant, request.redirectUri(), request.challenge());
        return redirect(request.redirectUri(), Map.of("code", code), request.state());
    }

    private Reply redirect(URI redirectUri, Map<String, String> answer, @Nullable String state) {
        Map<String, String> correct = new LinkedHashMap<>(answer);
        if (state != null) {
            correct.put("state", state);
        }
        correct.put("iss", provider.issuer()); // RFC 9207 §2
        Map<String, String> played = new LinkedHashMap<>();
        OidcScript.overlay(correct, provider.played().settings().authorizationResponse)
                .forEach((name, value) -> played.put(name, String.valueOf(value)));
        String separator = redirectUri.getRawQuery() == null ? "?" : "&";
        return Reply.redirect(redirectUri + separator + Params.encode(played));
    }

    private Reply userInfo(Request http) {
        String header = http.authorization() == null ? "" : http.authorization();
        Optional<Grant> grant = header.startsWith("Bearer ") ? tokens.findGrant(header.substring(7)) : Optional.empty();
        return grant.map(found -> Reply.json(200, provider.userInfo(found)))
                .orElseGet(() -> Reply.json(401, Map.of("error", "invalid_token"))
                        .with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }

    /** RP-Initiated Logout 1.0; nobody is asked for confirmation. */
    private Reply logout(Request http) {
        Params params = http.params();
        Optional<String> back = params.find("post_logout_redirect_uri");
        if (back.isEmpty()) {
            return visitors.forget(
                    Pages.message(200, "Signed out", "You are signed out of this identity provider."), http);
        }
        URI uri = postLogoutUri(back.get());
        String state =
                params.find("state").map(s -> "state=" + Params.encode(s)).orElse("");
        String separator = uri.getRawQuery() == null ? "?" : "&";
        return visitors.forget(Reply.redirect(state.isEmpty() ? uri.toString() : uri + separator + state), http);
    }

    private URI postLogoutUri(String text) {
        try {
            URI uri = URI.create(text);
            if (uri.isAbsolute()
                    && clients.values().stream()
                            .anyMatch(c -> c.postLogoutUris().test(uri))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequest("post_logout_redirect_uri is no URL");
        }
        throw new BadRequest("post_logout_redirect_uri " + text + " is not registered");
    }
}
