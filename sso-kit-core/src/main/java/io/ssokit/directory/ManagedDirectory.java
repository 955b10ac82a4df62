package io.ssokit.directory;

import io.ssokit.connection.ScimSettings;
import java.net.URI;
import java.time.Instant;
import java.util.List;

/**
 * A directory as administrators see it. Immutable.
 *
 * @param tenant whose it is
 * @param endpoint what the identity provider's administrator enters as base URL; the same for all tenants
 * @param tokenEndpoint where clients get access tokens
 * @param settings what it may do; a webhook's secret is among them
 * @param version to be given with changes
 * @param changed when an administrator changed it last
 * @param credentials its tokens and clients, those that were made last first; those that are over for 30 days more
 */
public record ManagedDirectory(
        String tenant,
        URI endpoint,
        URI tokenEndpoint,
        ScimSettings settings,
        long version,
        Instant changed,
        List<Credential> credentials) {
    public ManagedDirectory {
        credentials = List.copyOf(credentials);
    }
}
