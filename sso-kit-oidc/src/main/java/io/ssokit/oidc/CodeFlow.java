package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginException;
import java.util.Optional;

/** What an answer of the authorization endpoint is held against, in OpenID Connect and in OAuth 2.0 alike. */
final class CodeFlow {
    private CodeFlow() {}

    /** The answer names the attempt. */
    static void requireState(Callback callback, AuthorizationResponse response) {
        // RFC 6749 §10.12: state is bound to the browser by the flow, and to the answer here
        if (!response.state().equals(Optional.of(callback.handle()))) {
            throw LoginException.of(LoginError.IN_RESPONSE_TO, "the state of this attempt", "another state or none");
        }
    }

    /**
     * The code.
     *
     * @param issuer what {@code iss} must be; anything if empty
     * @param announcesIssuer whether there must be one
     * @throws LoginException if another issuer answers, with an error of the provider's, or without a code
     */
    static String code(AuthorizationResponse response, Optional<String> issuer, boolean announcesIssuer) {
        // RFC 9207 §2.4: a wrong issuer is a mix-up, whatever else the response says
        if (issuer.isPresent()
                && response.issuer().isPresent()
                && !response.issuer().equals(issuer)) {
            throw LoginException.of(
                    LoginError.ISSUER,
                    "iss " + issuer.get(),
                    "iss " + response.issuer().get());
        }
        response.requireNoError();
        if (response.issuer().isEmpty() && announcesIssuer) {
            throw LoginException.of(LoginError.ISSUER, "iss " + issuer.orElse("of the provider"), "no iss");
        }
        return response.code()
                .orElseThrow(() -> LoginException.of(LoginError.MALFORMED, "a code or an error", "neither"));
    }

    /** What {@code start} remembered under that name. */
    static String memory(Callback callback, String name) {
        String value = callback.memory().get(name);
        if (value == null) {
            throw LoginException.of(
                    LoginError.ATTEMPT_UNKNOWN,
                    "an attempt of protocol " + callback.connection().protocol(),
                    "one that lacks its " + name);
        }
        return value;
    }
}
