package io.ssokit.testing;

import io.ssokit.testing.Layout.Role;
import java.net.URI;
import java.time.Clock;
import java.util.Map;

/**
 * The plain OAuth 2.0 provider of a {@link FakeIdp}, shaped like GitHub: no discovery, no ID tokens, a numeric {@code id} at
 * {@link #userUri} and an array of addresses at {@link #emailsUri}. Clients, people and scripts are those of OpenID Connect.
 * Thread-safe.
 */
public final class FakeOAuth2Provider {
    private final FakeOpenIdProvider provider;

    FakeOAuth2Provider(URI base, Clock clock, OidcScript script, Map<String, OidcClient> clients) {
        this.provider =
                new FakeOpenIdProvider(base, Layout.OAUTH2, new GitHubShape(base + "/oauth2"), clock, script, clients);
    }

    /** Authorization endpoint. */
    public URI authorizationUri() {
        return provider.uri(Role.AUTHORIZE);
    }

    /** Token endpoint. */
    public URI tokenUri() {
        return provider.uri(Role.TOKEN);
    }

    /** Who is signed in: {@code login}, {@code id} (a number), {@code name}. */
    public URI userUri() {
        return provider.uri(Role.USER_INFO);
    }

    /** That person's addresses: an array of objects with {@code email}, {@code primary}, {@code verified}. */
    public URI emailsUri() {
        return provider.uri(Endpoint.OAUTH2_EMAILS);
    }

    /** {@code id} of that person. */
    public String subject(Persona persona) {
        return provider.subject(persona, "");
    }

    /**
     * What clients get from now on: {@link OidcScript.Builder#userInfo} changes {@link #userUri}, {@link
     * OidcScript.Builder#emails} the addresses; {@link OidcScript#standard()} ends it.
     */
    public void play(OidcScript next) {
        provider.play(next);
    }

    void register(
            Server server, Visitors visitors, Clock clock, boolean singleSignOn, Map<String, OidcClient> clients) {
        OidcEndpoints endpoints = new OidcEndpoints(provider, visitors, clock, singleSignOn, clients);
        endpoints.register(server);
        server.route(
                Endpoint.OAUTH2_EMAILS.path(),
                http -> endpoints
                        .bearer(http)
                        .map(grant -> Reply.json(200, emails(grant)))
                        .orElseGet(OidcEndpoints::unauthorized));
    }

    private Object emails(Grant grant) {
        Object scripted = provider.played().settings().emails;
        return scripted == null ? GitHubShape.emails(grant.persona()) : scripted;
    }

    void close() {
        provider.close();
    }
}
