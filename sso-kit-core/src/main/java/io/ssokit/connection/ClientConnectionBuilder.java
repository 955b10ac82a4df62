package io.ssokit.connection;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of connections where we are an OAuth 2.0 client. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class ClientConnectionBuilder<B extends ClientConnectionBuilder<B>> extends ConnectionBuilder<B>
        permits OidcConnectionBuilder, OAuth2ConnectionBuilder {
    private static final Pattern USER_ATTRIBUTE = Pattern.compile("\\{tidp\\.([^{}]{1,256})}");

    @Nullable
    URI authorizationEndpoint;

    @Nullable
    URI tokenEndpoint;

    final List<URI> userInfoEndpoints = new ArrayList<>();

    @Nullable
    String issuer;

    Set<String> scopes = new LinkedHashSet<>();
    boolean sendLoginHint;
    private @Nullable String clientId;
    private @Nullable Secret clientSecret;
    private @Nullable ClientAuthentication authentication;
    private @Nullable String userAttribute;

    ClientConnectionBuilder(String id) {
        super(id);
    }

    /** Our client id at the provider. */
    public B clientId(String id) {
        this.clientId = id;
        return self();
    }

    /** Our client secret at the provider. */
    public B clientSecret(Secret secret) {
        this.clientSecret = secret;
        return self();
    }

    /** Our client id and secret at the provider. */
    public B client(String clientId, Secret secret) {
        return clientId(clientId).clientSecret(secret);
    }

    /** How we authenticate at the token endpoint. */
    public B clientAuthentication(ClientAuthentication way) {
        this.authentication = way;
        return self();
    }

    /** Where browsers are sent. */
    public B authorizationEndpoint(URI url) {
        this.authorizationEndpoint = url;
        return self();
    }

    /** Where codes are exchanged. */
    public B tokenEndpoint(URI url) {
        this.tokenEndpoint = url;
        return self();
    }

    /**
     * The attribute that says who a person is, as {@code {tidp.name}}: by its value a first sign-in finds the person that
     * {@link #matchOn} means.
     */
    public B userAttribute(String place) {
        this.userAttribute = place;
        return self();
    }

    /** Passes the address that a person typed on to the provider, as {@code login_hint}; not unless told so. */
    public B sendLoginHint() {
        this.sendLoginHint = true;
        return self();
    }

    final boolean hasUserAttribute() {
        return userAttribute != null;
    }

    /** The options that both have, checked. */
    final Optional<String> userAttributeName() {
        if (userAttribute == null) {
            return Optional.empty();
        }
        Matcher place = USER_ATTRIBUTE.matcher(userAttribute);
        if (!place.matches()) {
            problem("user-attribute", "must have the form {tidp.name}");
            return Optional.empty();
        }
        return Optional.of(place.group(1));
    }

    final @Nullable ClientAuthentication authentication() {
        return authentication;
    }

    final ClientCredentials credentials(
            Optional<Secret> key, Optional<String> keyId, ClientCredentials.Audience audience) {
        if (clientId == null || clientId.isBlank()) {
            problem("client-id", "is missing");
        }
        boolean byKey = authentication == null
                ? clientSecret == null && key.isPresent()
                : authentication == ClientAuthentication.PRIVATE_KEY_JWT;
        if (clientSecret == null && !byKey) {
            problem("client-secret", "is missing");
        }
        if (byKey && key.isEmpty()) {
            problem("client-key", "is missing: our private key, which private-key-jwt signs with");
        }
        return new ClientCredentials(
                clientId == null ? "" : clientId,
                Optional.ofNullable(clientSecret),
                key,
                keyId,
                audience,
                Optional.ofNullable(authentication));
    }

    final void checkUrl(String option, @Nullable URI url) {
        if (url != null) {
            Urls.problemOf(url, allowsHttp()).ifPresent(found -> problem(option, found));
        }
    }
}
