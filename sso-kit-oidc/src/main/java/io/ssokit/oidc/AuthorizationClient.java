package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.OidcRequests;
import io.ssokit.internal.RandomToken;
import io.ssokit.login.LoginEngine.Attempt;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.pac4j.core.context.CallContext;
import org.pac4j.core.http.callback.NoParameterCallbackUrlResolver;
import org.pac4j.oidc.client.OidcClient;
import org.pac4j.oidc.config.OidcConfiguration;
import org.pac4j.oidc.redirect.OidcRedirectionActionBuilder;

/**
 * pac4j's client of one connection, complete before anybody sees it and never changed after: it makes authorization
 * requests with state, nonce and PKCE S256. Thread-safe.
 */
final class AuthorizationClient {
    private static final String HANDLE = AuthorizationClient.class.getName() + ".handle";

    private final OidcClient client;
    private final Parameters parameters;
    private final URI callback;
    private final Map<String, String> wishes;

    AuthorizationClient(OidcConnection connection, OIDCProviderMetadata metadata, URI callback) {
        this.callback = callback;
        this.wishes = wishes(connection.requests());
        this.client = new OidcClient(configuration(connection, metadata));
        client.setName(connection.id());
        client.setCallbackUrl(callback.toString());
        client.setCallbackUrlResolver(new NoParameterCallbackUrlResolver());
        this.parameters = new Parameters(client);
        parameters.init();
        client.setRedirectionActionBuilder(parameters);
        client.init();
        if (!client.isInitialized()) {
            throw new IllegalStateException("pac4j's client of connection " + connection.id() + " is not initialised");
        }
    }

    /**
     * An authorization request.
     *
     * @param parameters all of them, in alphabetical order
     * @param nonce what the ID token must carry
     * @param verifier what the token endpoint must be told
     */
    record Request(Map<String, String> parameters, String nonce, String verifier) {
        @Override
        public String toString() {
            return "Request" + parameters.keySet();
        }
    }

    /** A new authorization request; its {@code state} is the attempt's handle. */
    Request request(Attempt attempt) {
        AttemptContext context = new AttemptContext(callback);
        context.setRequestAttribute(HANDLE, attempt.handle());
        Map<String, String> more = new HashMap<>(wishes);
        attempt.loginHint().ifPresent(hint -> more.put(OidcConfiguration.LOGIN_HINT, hint));
        context.setRequestAttribute(OidcConfiguration.CUSTOM_PARAMS, more);
        AttemptMemory memory = new AttemptMemory();
        Map<String, String> sent = parameters.of(new CallContext(context, memory));
        String nonce = memory.get(context, client.getNonceSessionAttributeName())
                .map(String.class::cast)
                .orElseThrow(() -> new IllegalStateException("pac4j's client made no nonce"));
        String verifier = memory.get(context, client.getCodeVerifierSessionAttributeName())
                .map(found -> ((CodeVerifier) found).getValue())
                .orElseThrow(() -> new IllegalStateException("pac4j's client made no code verifier"));
        return new Request(sent, nonce, verifier);
    }

    /** Our redirect URI. */
    URI callback() {
        return callback;
    }

    /** OpenID Connect Core 3.1.2.1. What of it must come true is checked in the ID token. */
    private static Map<String, String> wishes(OidcRequests requests) {
        Map<String, String> wishes = new HashMap<>();
        requests.prompt().ifPresent(prompt -> wishes.put("prompt", prompt.name().toLowerCase(Locale.ROOT)));
        requests.maxAge().ifPresent(age -> wishes.put("max_age", String.valueOf(age.toSeconds())));
        if (!requests.acrValues().isEmpty()) {
            wishes.put("acr_values", String.join(" ", requests.acrValues()));
        }
        return Map.copyOf(wishes);
    }

    private static OidcConfiguration configuration(OidcConnection connection, OIDCProviderMetadata metadata) {
        OidcConfiguration configuration = new OidcConfiguration();
        configuration.setClientId(connection.client().id());
        configuration.setScope(String.join(" ", connection.requests().scopes()));
        configuration.setResponseType("code");
        configuration.setWithState(true);
        configuration.setStateGenerator(context -> context.webContext()
                .getRequestAttribute(HANDLE, String.class)
                .orElseThrow(() -> new IllegalStateException("an attempt without a handle")));
        configuration.setUseNonce(true);
        configuration.setDisablePkce(false);
        configuration.setPkceMethod(CodeChallengeMethod.S256);
        configuration.setCodeVerifierGenerator(context -> RandomToken.bits256());
        configuration.setOpMetadataResolver(new ProviderMetadata(metadata));
        return configuration;
    }

    /** pac4j's parameters; how they travel is decided here, for pac4j would push them itself, over a transport of its own. */
    private static final class Parameters extends OidcRedirectionActionBuilder {
        Parameters(OidcClient client) {
            super(client);
        }

        Map<String, String> of(CallContext context) {
            var made = buildParams(context.webContext());
            addStateAndNonceParameters(context, made);
            Map<String, String> present = new TreeMap<>();
            made.requestObject().forEach((name, value) -> {
                if (value != null) {
                    present.put(name, value);
                }
            });
            present.put(OidcConfiguration.REDIRECT_URI, client.computeFinalCallbackUrl(context.webContext()));
            return present;
        }
    }
}
