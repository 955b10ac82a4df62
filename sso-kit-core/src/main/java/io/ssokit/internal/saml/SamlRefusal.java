package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import org.jspecify.annotations.Nullable;

/**
 * A message, or metadata, was not accepted: the reason and, for the audit event only, what was expected and what came.
 * Never holds an assertion, a name identifier, an attribute value or a secret. {@code SamlLogin} turns it into what the
 * caller of the engine sees.
 *
 * <p>Without a stack trace: a refusal is an answer, not a defect, and anybody on the network can cause one.
 */
final class SamlRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_QUOTED = 200;

    private final LoginError error;
    private final String expected;
    private final String received;
    private final String fix;

    private SamlRefusal(LoginError error, String expected, String received, String fix) {
        super(error + ": expected " + expected + ", received " + received, null, false, false);
        this.error = error;
        this.expected = expected;
        this.received = received;
        this.fix = fix;
    }

    static SamlRefusal of(LoginError error, String expected, String received) {
        return new SamlRefusal(error, expected, received, error.remedy());
    }

    /** @param fix how to put it right, in a sentence for an administrator */
    static SamlRefusal of(LoginError error, String expected, String received, String fix) {
        return new SamlRefusal(error, expected, received, fix);
    }

    static SamlRefusal malformed(String expected, String received) {
        return of(LoginError.MALFORMED, expected, received);
    }

    static SamlRefusal structure(String expected, String received) {
        return of(LoginError.STRUCTURE, expected, received);
    }

    LoginError error() {
        return error;
    }

    String expected() {
        return expected;
    }

    String received() {
        return received;
    }

    String fix() {
        return fix;
    }

    LoginException toLoginException() {
        return LoginException.of(error, expected, received, fix);
    }

    /** {@code value} in quotes, made fit for a log line: shortened, control characters replaced; null is "nothing". */
    static String quote(@Nullable String value) {
        if (value == null) {
            return "nothing";
        }
        StringBuilder safe = new StringBuilder(Math.min(value.length(), MAX_QUOTED) + 3).append('"');
        for (int i = 0; i < value.length() && i < MAX_QUOTED; i++) {
            char c = value.charAt(i);
            boolean unsafe = Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029';
            safe.append(unsafe ? '?' : c);
        }
        return safe.append(value.length() > MAX_QUOTED ? "…\"" : "\"").toString();
    }
}
