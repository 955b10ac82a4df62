package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the browser brought back from the authorization endpoint (RFC 6749 §4.1.2): well-formed, not believed. Immutable.
 *
 * @param state names the attempt
 * @param code what was issued, if anything was
 * @param error the provider's code for not issuing one
 * @param issuer who says it answers (RFC 9207)
 */
record AuthorizationResponse(
        Optional<String> state, Optional<String> code, Optional<String> error, Optional<String> issuer) {
    private static final int MAX_VALUE = 4096;
    private static final String UNKNOWN = "a code of its own";

    /** What other flows put into a response; we asked for none of it (RFC 9700 §2.1.2). */
    private static final Set<String> UNREQUESTED = Set.of("id_token", "access_token", "token", "response");

    /** RFC 6749 §4.1.2.1, OpenID Connect Core 3.1.2.6, and what products add. Others are not repeated to anybody. */
    private static final Set<String> KNOWN_ERRORS = Set.of(
            "invalid_request",
            "unauthorized_client",
            "access_denied",
            "unsupported_response_type",
            "invalid_scope",
            "server_error",
            "temporarily_unavailable",
            "interaction_required",
            "login_required",
            "account_selection_required",
            "consent_required",
            "invalid_request_uri",
            "invalid_request_object",
            "request_not_supported",
            "request_uri_not_supported",
            "registration_not_supported",
            "unmet_authentication_requirements");

    /** The person would have had to do something that {@code prompt=none} forbids, or could not do what acr_values want. */
    private static final Map<String, LoginError> REASONS = Map.of(
            "login_required", LoginError.NOT_SIGNED_IN,
            "interaction_required", LoginError.NOT_SIGNED_IN,
            "consent_required", LoginError.NOT_SIGNED_IN,
            "account_selection_required", LoginError.NOT_SIGNED_IN,
            "unmet_authentication_requirements", LoginError.AUTHENTICATION);

    /**
     * Reads the query.
     *
     * @throws LoginException if a parameter comes twice, is too long, or belongs to another flow
     */
    static AuthorizationResponse read(LoginRequest request) {
        if (request.isPost()) {
            throw LoginException.of(LoginError.MALFORMED, "a redirect with GET", "a POST");
        }
        Map<String, List<String>> query = request.query();
        query.forEach(AuthorizationResponse::requireSingle);
        for (String name : UNREQUESTED) {
            if (query.containsKey(name)) {
                throw LoginException.of(LoginError.UNSUPPORTED, "a response with a code", "a response with " + name);
            }
        }
        return new AuthorizationResponse(
                value(request, "state"), value(request, "code"), value(request, "error"), value(request, "iss"));
    }

    /**
     * Requires that the provider does not refuse (RFC 6749 §4.1.2.1, OpenID Connect Core 3.1.2.6). Only codes that everybody
     * knows are repeated.
     *
     * @throws LoginException with the reason that the code stands for
     */
    void requireNoError() {
        error.ifPresent(AuthorizationResponse::refuse);
    }

    /** @throws LoginException with the reason that the code stands for */
    static void refuse(String error) {
        String code = KNOWN_ERRORS.contains(error) ? error : UNKNOWN;
        throw LoginException.of(REASONS.getOrDefault(code, LoginError.IDP_REFUSED), "a code", "error " + code);
    }

    private static void requireSingle(String name, List<String> values) {
        // RFC 6749 §3.1: parameters must not be included more than once
        if (values.size() > 1) {
            throw LoginException.of(LoginError.MALFORMED, "each parameter once", values.size() + " times " + name);
        }
        if (values.stream().anyMatch(value -> value.length() > MAX_VALUE)) {
            throw LoginException.of(
                    LoginError.TOO_LARGE, "parameters of at most " + MAX_VALUE + " characters", "a longer " + name);
        }
    }

    private static Optional<String> value(LoginRequest request, String name) {
        return request.queryValue(name).filter(value -> !value.isEmpty());
    }

    @Override
    public String toString() {
        return "AuthorizationResponse[" + (error.isPresent() ? "error" : "code") + "]";
    }
}
