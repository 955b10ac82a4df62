package io.ssokit.error;

import org.jspecify.annotations.Nullable;

/** An identity provider's metadata, keys or endpoints could not be reached in time; worth trying again later. */
public final class IdpUnavailableException extends SsoException {
    private static final long serialVersionUID = 1L;

    /**
     * @param message which connection and which document or endpoint, never a token or secret
     * @param cause the underlying failure, or null
     */
    public IdpUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
