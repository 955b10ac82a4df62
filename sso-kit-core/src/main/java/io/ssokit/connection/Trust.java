package io.ssokit.connection;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What every connection has, whatever its protocol.
 *
 * @param tenant the tenant whose people sign in here
 * @param label what people see on the chooser; the id if empty
 * @param icon what people see beside it
 * @param emailDomains the domains routed here
 * @param domainsOnly whether it speaks of addresses in those only, and of none where there are none: domains were named,
 *     even if none of them is verified yet
 * @param mapping from attributes to fields
 * @param jit what a sign-in may do to the user store
 * @param expectRoles one of these a person must have, by groups or roles, to be let in; none is needed if empty
 * @param apps which launch targets its people may open
 * @param initiateTargets where a sign-in may end that another site has started: a path of the app, or a prefix with
 *     {@code /*}
 * @param enabled whether anybody can sign in here
 * @param showOnLogin whether the chooser lists this connection
 * @param insecureAllowHttp whether plain http and loopback or private addresses are fetched; for tests only
 */
public record Trust(
        String tenant,
        Optional<String> label,
        Optional<URI> icon,
        Set<EmailDomain> emailDomains,
        boolean domainsOnly,
        AttributeMapping mapping,
        JitPolicy jit,
        Set<String> expectRoles,
        Apps apps,
        List<String> initiateTargets,
        boolean enabled,
        boolean showOnLogin,
        boolean insecureAllowHttp) {
    public Trust {
        emailDomains = Set.copyOf(emailDomains);
        expectRoles = Set.copyOf(expectRoles);
        initiateTargets = List.copyOf(initiateTargets);
    }

    /**
     * What a connection's people may sign in to.
     *
     * @param signIn whether to this app itself
     * @param targets the launch targets that they may open; all that their groups allow if empty
     */
    public record Apps(boolean signIn, Optional<Set<String>> targets) {
        public Apps {
            targets = targets.map(Set::copyOf);
        }

        /** Whether this launch target is among them: whoever may sign in to this app may open all, unless there is a list. */
        public boolean admits(String target) {
            return targets.map(list -> list.contains(target)).orElse(signIn);
        }
    }
}
