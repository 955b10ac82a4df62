package io.ssokit.scim;

import java.util.Optional;

/**
 * Tells whose {@code /Me} is meant (SPI; RFC 7644 §3.11). A directory's token says which customer calls and not which person, so
 * only the app can know: by a header that its gateway sets, or a token of its own beside the directory's. Called concurrently;
 * may block.
 */
@FunctionalInterface
public interface ScimMe {
    /**
     * The id of the user who calls.
     *
     * @param tenant the directory whose token the request carries; ids of other tenants are not found
     * @param request the request to {@code /Me}
     * @return empty if the request is nobody's: 404
     */
    Optional<String> userId(String tenant, ScimRequest request);
}
