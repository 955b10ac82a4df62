package io.ssokit.oidc;

import io.ssokit.error.LoginError;
import io.ssokit.internal.HttpFetcher.Answer;
import io.ssokit.login.LoginException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an endpoint answers in JSON, members or an error code. */
final class JsonAnswer {
    private static final String UNKNOWN = "a code of its own";

    /** RFC 6749 §5.2, RFC 9126 §2.3, RFC 6749 §4.1.2.1. Others are not repeated to anybody. */
    private static final Set<String> KNOWN_ERRORS = Set.of(
            "invalid_request",
            "invalid_client",
            "invalid_grant",
            "unauthorized_client",
            "unsupported_grant_type",
            "invalid_scope",
            "access_denied",
            "unsupported_response_type",
            "invalid_redirect_uri",
            "server_error",
            "temporarily_unavailable",
            // GitHub's
            "bad_verification_code",
            "incorrect_client_credentials",
            "redirect_uri_mismatch",
            "unverified_user_email");

    private JsonAnswer() {}

    /**
     * The members.
     *
     * @param what the answer should be, for the refusal
     * @throws LoginException if it is not exactly one object
     */
    static Map<String, @Nullable Object> members(Answer answer, String what) {
        return StrictJson.object(answer.body())
                .orElseThrow(() -> LoginException.of(LoginError.MALFORMED, what + " in JSON", "something else"));
    }

    /** Status and error code of a refusal, fit for a log. */
    static String refusal(Answer answer) {
        return refusal(StrictJson.object(answer.body()).orElse(Map.of()), answer.status());
    }

    /** The same for a refusal whose members are at hand. */
    static String refusal(Map<String, @Nullable Object> members, int status) {
        Object error = members.get("error");
        return "status " + status + ", error " + (KNOWN_ERRORS.contains(String.valueOf(error)) ? error : UNKNOWN);
    }
}
