package io.ssokit.connection;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A provider of OAuth 2.0 without OpenID Connect: what it says of a person is told over TLS for an access token, not signed.
 * Immutable. Needs {@code sso-kit-oidc} on the class path.
 *
 * @param id the name in URLs and events
 * @param trust what all connections have in common; its {@link JitPolicy#userAttribute} names the subject
 * @param issuer what it calls itself in {@code iss} of its answers (RFC 9207), if it does
 * @param authorization where browsers are sent
 * @param token where codes are exchanged
 * @param userInfo where it says who the person is: at least one, the first that says something wins
 * @param client who we are there
 * @param scopes what is asked for
 * @param sendLoginHint whether the address that a person typed is passed on
 */
public record OAuth2Connection(
        String id,
        Trust trust,
        Optional<String> issuer,
        URI authorization,
        URI token,
        List<URI> userInfo,
        ClientCredentials client,
        Set<String> scopes,
        boolean sendLoginHint)
        implements IdpConnection {
    public OAuth2Connection {
        userInfo = List.copyOf(userInfo);
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
    }

    @Override
    public String protocol() {
        return "oauth2";
    }
}
