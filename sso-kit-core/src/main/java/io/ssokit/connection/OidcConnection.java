package io.ssokit.connection;

import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A trusted OpenID provider, found by discovery. Immutable. Needs {@code sso-kit-oidc} on the class path.
 *
 * @param id the name in URLs and events
 * @param trust what all connections have in common
 * @param issuer exactly as the provider spells it; compared as a string
 * @param clientId our client id at the provider
 * @param clientSecret our client secret at the provider
 * @param scopes what is asked for; always holds {@code openid}
 */
public record OidcConnection(
        String id, Trust trust, String issuer, String clientId, Secret clientSecret, Set<String> scopes)
        implements IdpConnection {
    @Override
    public String protocol() {
        return "oidc";
    }

    /** Options of an OpenID Connect connection. Not thread-safe. */
    public static final class Builder extends ConnectionBuilder<Builder> {
        private @Nullable String issuer;
        private @Nullable String clientId;
        private @Nullable Secret clientSecret;
        private Set<String> scopes = new LinkedHashSet<>(List.of("openid", "profile", "email"));

        Builder(String id) {
            super(id);
        }

        @Override
        Builder self() {
            return this;
        }

        /** The issuer exactly as the provider spells it; its discovery document is read below it. */
        public Builder issuer(String url) {
            this.issuer = url;
            return this;
        }

        /** Our client id at the provider. */
        public Builder clientId(String id) {
            this.clientId = id;
            return this;
        }

        /** Our client secret at the provider. */
        public Builder clientSecret(Secret secret) {
            this.clientSecret = secret;
            return this;
        }

        /** Our client id and secret at the provider. */
        public Builder client(String clientId, Secret secret) {
            return clientId(clientId).clientSecret(secret);
        }

        /** What to ask for instead of {@code openid profile email}; {@code openid} is always added. */
        public Builder scopes(String... names) {
            this.scopes = new LinkedHashSet<>(List.of("openid"));
            this.scopes.addAll(List.of(names));
            return this;
        }

        @Override
        public OidcConnection build() {
            Trust trust = trust();
            if (issuer == null || issuer.isBlank()) {
                problem("issuer", "is missing");
            } else {
                issuerProblem(issuer);
            }
            if (clientId == null || clientId.isBlank()) {
                problem("client-id", "is missing");
            }
            if (clientSecret == null) {
                problem("client-secret", "is missing");
            }
            refuseProblems();
            return new OidcConnection(
                    id,
                    trust,
                    Objects.requireNonNull(issuer),
                    Objects.requireNonNull(clientId),
                    Objects.requireNonNull(clientSecret),
                    Set.copyOf(scopes));
        }

        private void issuerProblem(String text) {
            try {
                Urls.problemOf(URI.create(text), allowsHttp()).ifPresent(found -> problem("issuer", found));
            } catch (IllegalArgumentException notAUri) {
                problem("issuer", "is not a URL");
            }
        }
    }
}
