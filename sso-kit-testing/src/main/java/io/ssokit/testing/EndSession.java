package io.ssokit.testing;

import io.ssokit.testing.Layout.Role;
import io.ssokit.testing.Visitors.Session;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * OpenID Connect RP-Initiated Logout 1.0. Nobody is asked for confirmation unless the script says so; clients with a back
 * channel are told.
 */
final class EndSession {
    private final FakeOpenIdProvider provider;
    private final Visitors visitors;
    private final Map<String, OidcClient> clients;

    EndSession(FakeOpenIdProvider provider, Visitors visitors, Map<String, OidcClient> clients) {
        this.provider = provider;
        this.visitors = visitors;
        this.clients = clients;
    }

    Reply handle(Request http) {
        Params params = http.params();
        Optional<JwtReader> hint = params.find("id_token_hint").map(this::hint);
        Optional<OidcClient> client = client(params, hint);
        Optional<URI> back = params.find("post_logout_redirect_uri").map(uri -> returnTo(uri, client));
        if (provider.played().settings().confirmLogout && !params.has("confirmed")) {
            Map<String, String> carried = new LinkedHashMap<>(params.all());
            carried.put("confirmed", "yes");
            return Pages.confirm(
                    provider.layout().get(Role.LOGOUT).path(), carried, "Sign out of this identity provider?");
        }
        visitors.session(http).map(Session::id).ifPresent(this::end);
        hint.map(token -> token.text("sid")).ifPresent(this::end);
        Reply reply = back.map(uri -> Reply.redirect(withState(uri, params)))
                .orElseGet(() -> Pages.message(200, "Signed out", "You are signed out of this identity provider."));
        return visitors.forget(reply, http);
    }

    private void end(String sid) {
        provider.logout().end(session -> session.sid().equals(sid));
    }

    /** An ID token of ours, expired or not (RP-Initiated Logout §2). */
    private JwtReader hint(String idToken) {
        JwtReader hint = JwtReader.parse(idToken);
        if (!hint.verifiesWith(provider.jwks())) {
            throw new BadRequest("id_token_hint is not signed by a key of ours");
        }
        return hint;
    }

    /** The client that speaks, as far as it says: {@code client_id} and the hint's audience must be the same. */
    private Optional<OidcClient> client(Params params, Optional<JwtReader> hint) {
        Optional<String> named = params.find("client_id");
        if (named.isPresent()
                && hint.filter(token -> !token.audience().contains(named.get())).isPresent()) {
            throw new BadRequest("client_id is not the audience of id_token_hint");
        }
        return named.or(() -> hint.map(token -> token.audience().get(0))).map(provider.logout()::client);
    }

    private URI returnTo(String text, Optional<OidcClient> client) {
        try {
            URI uri = URI.create(text);
            boolean registered = uri.isAbsolute()
                    && (client.isPresent()
                            ? client.get().logoutReturnsTo(uri)
                            : clients.values().stream().anyMatch(any -> any.logoutReturnsTo(uri)));
            if (registered) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new BadRequest("post_logout_redirect_uri is no URL");
        }
        throw new BadRequest("post_logout_redirect_uri " + text + " is not registered");
    }

    private static String withState(URI uri, Params params) {
        String separator = uri.getRawQuery() == null ? "?" : "&";
        return uri
                + params.find("state")
                        .map(state -> separator + "state=" + Params.encode(state))
                        .orElse("");
    }
}
