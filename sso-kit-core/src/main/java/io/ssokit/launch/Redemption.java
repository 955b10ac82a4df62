package io.ssokit.launch;

import io.ssokit.session.SsoSession;
import java.net.URI;

/**
 * What a redeemed link gives: change the container's session id, keep the session there, go to the landing place (303).
 * Immutable.
 *
 * @param session the launched session
 * @param landing absolute address without the token
 */
public record Redemption(SsoSession session, URI landing) {}
