package io.ssokit.testing;

/**
 * Somebody's session at a client of a {@link FakeIdp}. Immutable.
 *
 * @param clientId the client that got a code for it
 * @param persona name of the person
 * @param subject {@code sub} in the client's tokens
 * @param issuer {@code iss} in the client's tokens
 * @param sid {@code sid} in the client's tokens: the person's session at the provider
 */
public record OidcSession(String clientId, String persona, String subject, String issuer, String sid) {}
