package io.ssokit.launch;

import io.ssokit.error.LaunchError;

/** One check says no. {@link Launcher} turns it into an audit event and a {@link LaunchException} that names the event. */
final class LaunchRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final LaunchError error;

    /** @param detail for the audit, without the token */
    LaunchRefusal(LaunchError error, String detail) {
        super(detail, null, false, false);
        this.error = error;
    }

    LaunchError error() {
        return error;
    }

    String detail() {
        return String.valueOf(getMessage());
    }
}
