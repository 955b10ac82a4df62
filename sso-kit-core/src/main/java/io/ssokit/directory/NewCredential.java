package io.ssokit.directory;

import io.ssokit.connection.Secret;

/**
 * A token or client that was just made: the only time that its secret is known. Immutable.
 *
 * @param credential what stays known
 * @param secret the bearer token, or the client's secret; 256 random bits behind a prefix that secret scanners can look for
 */
public record NewCredential(Credential credential, Secret secret) {}
