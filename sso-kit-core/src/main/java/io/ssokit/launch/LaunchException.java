package io.ssokit.launch;

import io.ssokit.error.LaunchError;
import io.ssokit.error.SsoException;

/** A launch link is not made, or is refused. The detail is for the audit and never holds the token. */
public final class LaunchException extends SsoException {
    private static final long serialVersionUID = 1L;
    private final LaunchError error;

    /**
     * @param error why
     * @param detail what exactly, bounded, without the token
     */
    public LaunchException(LaunchError error, String detail) {
        super(error.name() + ": " + detail, null);
        this.error = error;
    }

    /** Why. */
    public LaunchError error() {
        return error;
    }
}
