package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.ssokit.connection.OidcConnection;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.LoginEngine.Attempt;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.pac4j.core.context.CallContext;
import org.pac4j.core.exception.http.HttpAction;
import org.pac4j.core.exception.http.WithLocationAction;
import org.pac4j.core.http.ajax.AjaxRequestResolver;
import org.pac4j.core.http.callback.NoParameterCallbackUrlResolver;
import org.pac4j.core.redirect.RedirectionActionBuilder;
import org.pac4j.oidc.client.OidcClient;
import org.pac4j.oidc.config.OidcConfiguration;
import org.pac4j.oidc.redirect.OidcRedirectionActionBuilder;

/**
 * pac4j's client of one connection, complete before anybody sees it and never changed after: it makes authorization
 * requests with state, nonce and PKCE S256, and authenticates us at the provider. Thread-safe.
 */
final class AuthorizationClient {
    private static final String HANDLE = AuthorizationClient.class.getName() + ".handle";

    private final OidcClient client;
    private final URI callback;

    /** @param method a way of authentication that the provider has and the connection's secret is enough for */
    AuthorizationClient(
            OidcConnection connection, OIDCProviderMetadata metadata, ClientAuthenticationMethod method, URI callback) {
        this.callback = callback;
        this.client = new OidcClient(configuration(connection, metadata, method));
        client.setName(connection.id());
        client.setCallbackUrl(callback.toString());
        client.setCallbackUrlResolver(new NoParameterCallbackUrlResolver());
        client.setAjaxRequestResolver(new NeverAjax());
        Redirection redirection = new Redirection(client);
        redirection.init();
        client.setRedirectionActionBuilder(redirection);
        client.init();
        if (!client.isInitialized()) {
            throw new IllegalStateException("pac4j's client of connection " + connection.id() + " is not initialised");
        }
    }

    /**
     * An authorization request.
     *
     * @param url where the browser goes
     * @param nonce what the ID token must carry
     * @param verifier what the token endpoint must be told
     */
    record Request(URI url, String nonce, String verifier) {
        @Override
        public String toString() {
            return "Request[" + url.getHost() + "]";
        }
    }

    /** A new authorization request; its {@code state} is the attempt's handle. */
    Request request(Attempt attempt) {
        AttemptContext context = new AttemptContext(callback);
        context.setRequestAttribute(HANDLE, attempt.handle());
        attempt.loginHint()
                .ifPresent(hint -> context.setRequestAttribute(
                        OidcConfiguration.CUSTOM_PARAMS, Map.of(OidcConfiguration.LOGIN_HINT, hint)));
        AttemptMemory memory = new AttemptMemory();
        String url = client.getRedirectionAction(new CallContext(context, memory))
                .filter(WithLocationAction.class::isInstance)
                .map(action -> ((WithLocationAction) action).getLocation())
                .orElseThrow(() -> new IllegalStateException("pac4j's client made no redirect"));
        String nonce = memory.get(context, client.getNonceSessionAttributeName())
                .map(String.class::cast)
                .orElseThrow(() -> new IllegalStateException("pac4j's client made no nonce"));
        String verifier = memory.get(context, client.getCodeVerifierSessionAttributeName())
                .map(found -> ((CodeVerifier) found).getValue())
                .orElseThrow(() -> new IllegalStateException("pac4j's client made no code verifier"));
        return new Request(URI.create(url), nonce, verifier);
    }

    /** Our redirect URI. */
    URI callback() {
        return callback;
    }

    /** How we authenticate at the token endpoint. */
    ClientAuthentication authentication() {
        return client.getConfiguration().getOpMetadataResolver().getClientAuthenticationTokenEndpoint();
    }

    private static OidcConfiguration configuration(
            OidcConnection connection, OIDCProviderMetadata metadata, ClientAuthenticationMethod method) {
        OidcConfiguration configuration = new OidcConfiguration();
        configuration.setClientId(connection.clientId());
        configuration.setSecret(connection.clientSecret().reveal());
        configuration.setClientAuthenticationMethod(method);
        configuration.setScope(String.join(" ", connection.scopes()));
        configuration.setResponseType("code");
        configuration.setWithState(true);
        configuration.setStateGenerator(context -> context.webContext()
                .getRequestAttribute(HANDLE, String.class)
                .orElseThrow(() -> new IllegalStateException("an attempt without a handle")));
        configuration.setUseNonce(true);
        configuration.setDisablePkce(false);
        configuration.setPkceMethod(CodeChallengeMethod.S256);
        configuration.setCodeVerifierGenerator(context -> RandomToken.bits256());
        configuration.setOpMetadataResolver(new ProviderMetadata(configuration, metadata));
        return configuration;
    }

    /** Every start is a navigation. */
    private static final class NeverAjax implements AjaxRequestResolver {
        @Override
        public boolean isAjax(CallContext context) {
            return false;
        }

        @Override
        public HttpAction buildAjaxResponse(CallContext context, RedirectionActionBuilder builder) {
            throw new UnsupportedOperationException("every start is a navigation");
        }
    }

    /** pac4j's request, joined to the endpoint so that a query of the endpoint's own survives (RFC 6749 §3.1). */
    private static final class Redirection extends OidcRedirectionActionBuilder {
        Redirection(OidcClient client) {
            super(client);
        }

        @Override
        protected String buildAuthenticationRequestUrl(Map<String, String> parameters) {
            Map<String, List<String>> present = new TreeMap<>();
            parameters.forEach((name, value) -> {
                if (value != null) {
                    present.put(name, List.of(value));
                }
            });
            URI endpoint =
                    client.getConfiguration().getOpMetadataResolver().load().getAuthorizationEndpointURI();
            String separator = endpoint.getRawQuery() == null ? "?" : "&";
            return endpoint + separator + URLUtils.serializeParameters(present);
        }
    }
}
