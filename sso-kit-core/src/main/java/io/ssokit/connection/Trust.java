package io.ssokit.connection;

import java.util.Optional;
import java.util.Set;

/**
 * What every connection has, whatever its protocol.
 *
 * @param tenant the tenant whose people sign in here
 * @param label what people see on the chooser; the id if empty
 * @param emailDomains the domains routed here
 * @param mapping from attributes to fields
 * @param jit what a sign-in may do to the user store
 * @param enabled whether anybody can sign in here
 * @param showOnLogin whether the chooser lists this connection
 * @param insecureAllowHttp whether plain http and loopback or private addresses are fetched; for tests only
 */
public record Trust(
        String tenant,
        Optional<String> label,
        Set<EmailDomain> emailDomains,
        AttributeMapping mapping,
        JitPolicy jit,
        boolean enabled,
        boolean showOnLogin,
        boolean insecureAllowHttp) {
    public Trust {
        emailDomains = Set.copyOf(emailDomains);
    }
}
