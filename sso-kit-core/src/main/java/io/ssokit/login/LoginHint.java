package io.ssokit.login;

import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OAuth2Connection;
import io.ssokit.connection.OidcConnection;
import io.ssokit.connection.SamlConnection;
import java.util.Optional;

/**
 * The address that a person typed, on its way to the identity provider. Anybody can write it into a link, so it says
 * nothing about who the person is; it only saves typing it again.
 */
final class LoginHint {
    private LoginHint() {}

    /** The hint for this connection: empty unless it wants one and this is an e-mail address in plain characters. */
    static Optional<String> of(Optional<String> typed, IdpConnection connection) {
        return wants(connection)
                ? typed.map(String::strip)
                        .filter(LoginHint::isPlain)
                        .filter(address -> EmailDomain.ofAddress(address).isPresent())
                : Optional.empty();
    }

    private static boolean wants(IdpConnection connection) {
        if (connection instanceof SamlConnection saml) {
            return saml.requests().loginHint().isPresent();
        }
        return connection instanceof OidcConnection oidc
                ? oidc.requests().sendLoginHint()
                : connection instanceof OAuth2Connection oauth2 && oauth2.sendLoginHint();
    }

    private static boolean isPlain(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isDefined(c)
                        && !Character.isISOControl(c)
                        && !Character.isWhitespace(c)
                        && !Character.isSpaceChar(c)
                        && Character.getType(c) != Character.SURROGATE
                        && Character.getType(c) != Character.FORMAT);
    }
}
