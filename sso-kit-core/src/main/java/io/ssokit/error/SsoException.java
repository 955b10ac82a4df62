package io.ssokit.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of every failure the kit raises at run time. Wrong configuration is an {@link IllegalArgumentException} from
 * {@code build()} instead. No message of any subclass holds an assertion, a token or a secret.
 */
public abstract class SsoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message what went wrong, safe to log
     * @param cause the underlying failure, or null
     */
    protected SsoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
