package io.ssokit.launch;

import java.net.URI;
import java.time.Instant;

/**
 * A link that opens a {@link LaunchTarget} once. Whoever has it is the person until it expires or is redeemed: do not
 * log it. Immutable.
 *
 * @param authorizedUrl the link
 * @param expiresAt from then on it is refused
 * @param launchId names the link in audit events; opens nothing
 */
public record PresignedUrl(URI authorizedUrl, Instant expiresAt, String launchId) {
    /** Without the token. */
    @Override
    public String toString() {
        return "PresignedUrl[launchId=" + launchId + ", expiresAt=" + expiresAt + ", authorizedUrl=***]";
    }
}
