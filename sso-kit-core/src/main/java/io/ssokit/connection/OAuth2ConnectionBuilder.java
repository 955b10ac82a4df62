package io.ssokit.connection;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of an OAuth 2.0 connection without OpenID Connect. Not thread-safe. */
public final class OAuth2ConnectionBuilder extends ClientConnectionBuilder<OAuth2ConnectionBuilder> {
    OAuth2ConnectionBuilder(String id) {
        super(id);
    }

    @Override
    OAuth2ConnectionBuilder self() {
        return this;
    }

    /** What the provider calls itself in {@code iss} of its answers; may be left out. */
    public OAuth2ConnectionBuilder issuer(String name) {
        this.issuer = name;
        return this;
    }

    /** What to ask for; nothing unless told otherwise. */
    public OAuth2ConnectionBuilder scopes(String... names) {
        this.scopes = new LinkedHashSet<>(List.of(names));
        return this;
    }

    /** Where the provider says who the person is: one or more, the first that says something wins. */
    public OAuth2ConnectionBuilder userInfoEndpoints(URI... urls) {
        userInfoEndpoints.addAll(List.of(urls));
        return this;
    }

    @Override
    public OAuth2Connection build() {
        Optional<String> attribute = userAttributeName();
        if (!hasUserAttribute()) {
            problem("user-attribute", "is missing: without it nobody knows who signs in, for example {tidp.id}");
        }
        Trust trust = trust(attribute);
        required("authorization-endpoint", authorizationEndpoint);
        required("token-endpoint", tokenEndpoint);
        if (userInfoEndpoints.isEmpty()) {
            problem("user-info-endpoints", "is missing: where the provider says who signs in");
        }
        userInfoEndpoints.forEach(url -> checkUrl("user-info-endpoints", url));
        if (authentication() == ClientAuthentication.PRIVATE_KEY_JWT
                || authentication() == ClientAuthentication.CLIENT_SECRET_JWT) {
            problem("client-authentication", "is basic, post or legacy-get with OAuth 2.0 alone");
        }
        ClientCredentials client = credentials(Optional.empty(), Optional.empty(), ClientCredentials.Audience.ISSUER);
        refuseProblems();
        return new OAuth2Connection(
                id,
                trust,
                Optional.ofNullable(issuer),
                Objects.requireNonNull(authorizationEndpoint),
                Objects.requireNonNull(tokenEndpoint),
                userInfoEndpoints,
                client,
                scopes,
                sendLoginHint);
    }

    private void required(String option, @Nullable URI url) {
        if (url == null) {
            problem(option, "is missing");
        }
        checkUrl(option, url);
    }
}
