package io.ssokit.testing;

/**
 * A logout token on its way to a client, and what the client answered (OpenID Connect Back-Channel Logout §2.8). Immutable.
 *
 * @param token the logout token
 * @param status HTTP status; 0 when there was no answer
 * @param cacheControl the answer's {@code Cache-Control}; empty when there is none
 * @param body text of the answer
 */
public record LogoutDelivery(String token, int status, String cacheControl, String body) {}
