package io.ssokit.managed;

import io.ssokit.connection.ConnectionState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A run-time connection as an administrator sees it. Immutable.
 *
 * @param id the name in URLs and events
 * @param tenant whose it is, for ever
 * @param state where it stands in its life
 * @param version one more with each change; give it back with the next one, and nobody's change is lost
 * @param changed when it was changed last
 * @param keys the block of keys as under {@code connections.{id}} of the configuration: blocks, lists and texts. Secrets and
 *     what stands at unknown keys are {@link ConnectionAdmin#MASK}; given back, the mask keeps the secret
 * @param domains the e-mail domains that it claims, and how each is verified
 * @param problems what stands in the way of enabling it, one line each with the option's path; empty if nothing does
 * @param readable whether this kit's secret opens it; if not it serves nobody, has no keys and can only be replaced or
 *     deleted
 */
public record ManagedConnection(
        String id,
        String tenant,
        ConnectionState state,
        long version,
        Instant changed,
        Map<String, Object> keys,
        List<DomainClaim> domains,
        List<String> problems,
        boolean readable) {
    public ManagedConnection {
        domains = List.copyOf(domains);
        problems = List.copyOf(problems);
    }
}
