package io.ssokit.oidc;

import io.ssokit.connection.OidcConnection;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginEngine.Renewal;
import io.ssokit.login.LoginEngine.Renewed;
import io.ssokit.login.LoginException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks a provider with a refresh token whether somebody may stay (OpenID Connect Core 12). Thread-safe. */
final class OidcRenewal {
    private static final Logger LOG = LoggerFactory.getLogger(OidcRenewal.class);

    /** The person may not stay, or has to come back in person (RFC 6749 §5.2, OpenID Connect Core 3.1.2.6). */
    private static final Set<String> OVER = Set.of(
            "invalid_grant",
            "access_denied",
            "login_required",
            "interaction_required",
            "consent_required",
            "account_selection_required");

    private final OidcProviders providers;
    private final HttpFetcher fetcher;
    private final UserInfo userInfo;

    OidcRenewal(OidcProviders providers, HttpFetcher fetcher) {
        this.providers = providers;
        this.fetcher = fetcher;
        this.userInfo = new UserInfo(fetcher);
    }

    /**
     * Asks.
     *
     * @throws LoginException if the person may not stay, or the answer is about somebody else or not as it must be
     * @throws IdpUnavailableException if the provider has not answered the question
     */
    Renewed renew(Renewal renewal) {
        OidcConnection connection = (OidcConnection) renewal.connection();
        OidcGrant grant = OidcGrant.of(renewal.grant());
        if (!grant.isOf(connection)) { // RFC 6749 §10.4: for nobody but the server that issued it
            throw LoginException.of(
                    LoginError.ISSUER, "a grant of " + connection.issuer(), "a grant of " + grant.issuer());
        }
        String refreshToken = grant.refreshToken()
                .orElseThrow(
                        () -> LoginException.of(
                                LoginError.IDP_REFUSED,
                                "a refresh token of the sign-in",
                                "none",
                                "Let the provider issue refresh tokens to this client; many do so for the scope offline_access."));
        OidcProvider provider = provider(connection);
        Map<String, @Nullable Object> answer = ask(provider, refreshToken);
        OidcGrant next = grant.renewed(text(answer, "refresh_token"), text(answer, "id_token"));
        return new Renewed(identity(provider, connection, renewal, next, answer), next.secret());
    }

    /** Whatever is wrong with the provider's description says nothing about the person. */
    private OidcProvider provider(OidcConnection connection) {
        try {
            return providers.get(connection);
        } catch (LoginException unusable) {
            throw new IdpUnavailableException(String.valueOf(unusable.getMessage()), unusable);
        }
    }

    private Map<String, @Nullable Object> ask(OidcProvider provider, String refreshToken) {
        URI endpoint = provider.discovery().metadata().getTokenEndpointURI();
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "refresh_token");
        form.put("refresh_token", refreshToken);
        Answer answer = fetcher.exchange(provider.auth().request(endpoint, form), provider.insecureAllowHttp());
        if (answer.status() == 200) {
            return JsonAnswer.members(answer, "a token response");
        }
        boolean over = answer.status() < 500
                && StrictJson.object(answer.body())
                        .map(members -> members.get("error"))
                        .filter(OVER::contains)
                        .isPresent();
        if (over) {
            throw LoginException.of(LoginError.IDP_REFUSED, "tokens for the refresh token", JsonAnswer.refusal(answer));
        }
        // Of the others none is about the person: our proof of who we are, a provider that is out of order.
        throw new IdpUnavailableException(endpoint + ": " + JsonAnswer.refusal(answer), null);
    }

    /**
     * What is known of the person now; empty if there is no ID token, which a refresh need not bring: user info alone may
     * lack claims that the first ID token had.
     */
    private Optional<Identity> identity(
            OidcProvider provider,
            OidcConnection connection,
            Renewal renewal,
            OidcGrant grant,
            Map<String, @Nullable Object> answer) {
        Optional<String> idToken = text(answer, "id_token");
        if (idToken.isEmpty()) {
            return Optional.empty();
        }
        try {
            Optional<String> accessToken = TokenRequests.accessToken(answer);
            VerifiedIdToken token = provider.checks()
                    .verifyRenewed(
                            idToken.get(),
                            new VerifiedIdToken.Renewed(
                                    renewal.subject(), grant.nonce(), grant.authTime(), accessToken, renewal.now()));
            BackChannel.Tokens tokens = new BackChannel.Tokens(idToken.get(), accessToken, Optional.empty());
            return Optional.of(OidcIdentity.of(
                    provider, token, userInfo.claims(provider, tokens, token.sub()), Optional.of(grant)));
        } catch (IdpUnavailableException halfWay) {
            // The provider has confirmed the grant; and the refresh token that we had may serve no more.
            LOG.warn("connection {}: renewed without news of the person: {}", connection.id(), halfWay.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<String> text(Map<String, @Nullable Object> members, String name) {
        return members.get(name) instanceof String text && !text.isEmpty() ? Optional.of(text) : Optional.empty();
    }
}
