package io.ssokit.connection;

import java.util.Set;

/**
 * What is demanded of an OpenID provider's answers beyond what is always demanded, and what is let pass by name. Immutable.
 *
 * @param algorithms what ID tokens may be signed with ({@code RS256}, …); what the provider announces and the kit verifies
 *     if empty. Never taken from a token
 * @param acr the authentication contexts one of which the token must name; any or none if empty
 * @param amr the methods all of which the token must name
 * @param issuerTenants where the issuer has {@code {tenantid}} in it: the directories whose people may sign in, each as the
 *     provider spells it in {@code tid}; {@code *} for all there are
 * @param frontChannelLogout whether a browser that calls our front-channel address is signed out
 */
public record OidcAcceptance(
        Set<String> algorithms,
        Set<String> acr,
        Set<String> amr,
        Set<String> issuerTenants,
        boolean frontChannelLogout) {
    public OidcAcceptance {
        algorithms = Set.copyOf(algorithms);
        acr = Set.copyOf(acr);
        amr = Set.copyOf(amr);
        issuerTenants = Set.copyOf(issuerTenants);
    }
}
