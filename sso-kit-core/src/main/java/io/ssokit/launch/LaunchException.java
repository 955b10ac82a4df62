package io.ssokit.launch;

import io.ssokit.error.LaunchError;
import io.ssokit.error.SsoException;
import org.jspecify.annotations.Nullable;

/**
 * A launch link is not made, or is refused. Show the person a plain sentence and the reference: the audit event under
 * that reference has the details. Immutable; never holds the token.
 */
public final class LaunchException extends SsoException {
    private static final long serialVersionUID = 1L;
    private final LaunchError error;
    private final String reference;

    LaunchException(LaunchError error, String detail, String reference, @Nullable Throwable cause) {
        super(error.name() + ": " + detail + " (reference " + reference + ")", cause);
        this.error = error;
        this.reference = reference;
    }

    /** Why. */
    public LaunchError error() {
        return error;
    }

    /** Finds the audit event. */
    public String reference() {
        return reference;
    }
}
