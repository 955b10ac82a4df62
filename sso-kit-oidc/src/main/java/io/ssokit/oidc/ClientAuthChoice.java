package io.ssokit.oidc;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.ssokit.connection.OidcConnection;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.time.Clock;
import java.util.List;

/** Which way of proving who we are fits a connection and its provider. */
final class ClientAuthChoice {
    private ClientAuthChoice() {}

    /**
     * What the connection asks for, or else the strongest that the provider announces and the connection has the means for.
     *
     * @throws LoginException with UNSUPPORTED if there is none
     */
    static ClientAuth of(OidcConnection connection, OIDCProviderMetadata metadata, Clock clock) {
        List<ClientAuthenticationMethod> announced = metadata.getTokenEndpointAuthMethods();
        // Discovery §3: client_secret_basic where the provider does not say
        if (announced == null
                || announced.isEmpty()
                || announced.contains(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)) {
            return ClientAuth.basic(
                    connection.client().id(), connection.client().secret().orElseThrow());
        }
        if (announced.contains(ClientAuthenticationMethod.CLIENT_SECRET_POST)) {
            return ClientAuth.post(
                    connection.client().id(), connection.client().secret().orElseThrow());
        }
        throw LoginException.of(
                LoginError.UNSUPPORTED,
                "a token endpoint that takes client_secret_basic or client_secret_post",
                "one that takes " + announced);
    }

    static List<String> names(List<? extends Algorithm> algorithms) {
        return algorithms.stream().map(Algorithm::getName).toList();
    }
}
