package io.ssokit.oidc;

import io.ssokit.connection.CustomConnection;
import org.pac4j.core.client.IndirectClient;

/**
 * Identity providers that pac4j knows and this kit does not (CAS, OAuth 1.0, a social network's own dialect): their pac4j
 * client becomes a connection like all others, with the same mapping, just-in-time provisioning, session tags and audit
 * events.
 *
 * <pre>{@code
 * CasClient cas = new CasClient(new CasConfiguration("https://cas.example.edu/cas/login"));
 * SsoKit.builder(serviceProvider).connections(Pac4j.connection("campus", cas).tenant("campus"));
 * }</pre>
 */
public final class Pac4j {
    /** The protocol's name in sessions and events. */
    static final String PROTOCOL = "pac4j";

    private Pac4j() {}

    /**
     * A connection that signs people in by that client.
     *
     * <p>The client is the connection's from then on: the kit sets its callback to
     * {@code {base-url}/sso/custom/{id}/callback}, initialises it at the first sign-in, and drives it without pac4j's
     * filters, logics and session. Configure it completely before, and use it nowhere else. The person's subject is the
     * profile's id; what the client has checked of an answer is the client's affair, and the identity says so.
     *
     * @param id the name in URLs and events
     * @param client sends browsers somewhere and reads what they bring back
     */
    public static CustomConnection.Builder connection(String id, IndirectClient client) {
        return CustomConnection.of(id, PROTOCOL, new PluggedClient(client));
    }
}
