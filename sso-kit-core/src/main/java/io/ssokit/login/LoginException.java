package io.ssokit.login;

import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in is refused. Engines throw it without a reference; the flow gives it one, writes the audit event and shows
 * only the reference. Immutable; details are bounded, free of control characters, and never hold assertions or tokens.
 */
public final class LoginException extends SsoException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_DETAIL = 300;
    private static final int MAX_NAMES = 10;

    private final LoginError error;
    private final String expected;
    private final String received;
    private final String fix;
    private final String[] names;

    private LoginException(
            LoginError error,
            String expected,
            String received,
            String fix,
            List<String> names,
            @Nullable Throwable cause) {
        super(error.name() + ": expected " + expected + ", received " + received, cause);
        this.error = error;
        this.expected = expected;
        this.received = received;
        this.fix = fix;
        this.names = names.toArray(String[]::new);
    }

    /** A refusal whose remedy is the one that {@code error} documents. */
    public static LoginException of(LoginError error, String expected, String received) {
        return new LoginException(error, bounded(expected), bounded(received), error.remedy(), List.of(), null);
    }

    /** A refusal with a remedy of its own. */
    public static LoginException of(LoginError error, String expected, String received, String fix) {
        return new LoginException(error, bounded(expected), bounded(received), fix, List.of(), null);
    }

    /** The same refusal with the failure behind it. */
    public LoginException causedBy(Throwable cause) {
        return new LoginException(error, expected, received, fix, names(), cause);
    }

    /**
     * The same refusal with what it is about, for the person to read: names of roles or attributes as our configuration
     * spells them, never anything that came with a message.
     */
    public LoginException naming(List<String> configured) {
        List<String> few = configured.stream()
                .limit(MAX_NAMES)
                .map(LoginException::bounded)
                .toList();
        return new LoginException(error, expected, received, fix, few, getCause());
    }

    /** Why. */
    public LoginError error() {
        return error;
    }

    /** What the check wanted. */
    public String expected() {
        return expected;
    }

    /** What came instead. */
    public String received() {
        return received;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }

    /** What a page may name: roles or attributes of our configuration; often empty. */
    public List<String> names() {
        return List.of(names);
    }

    static String bounded(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX_DETAIL));
        text.codePoints()
                .limit(MAX_DETAIL)
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
                .forEach(safe::appendCodePoint);
        return text.codePointCount(0, text.length()) > MAX_DETAIL ? safe + "…" : safe.toString();
    }
}
