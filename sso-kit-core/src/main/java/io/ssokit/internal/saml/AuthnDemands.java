package io.ssokit.internal.saml;

import io.ssokit.connection.SamlRequests;
import io.ssokit.connection.SamlRequests.Comparison;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What must be true of the authentication that a response states, because our request asked for it (SAML Core 3.4.1,
 * 3.3.2.2.1). Immutable.
 *
 * @param since the person must have signed in after that: the time of a request with ForceAuthn
 * @param contexts one of these authentication context classes; any if empty
 * @param maxAge how long ago the person may have signed in
 */
record AuthnDemands(Optional<Instant> since, Set<String> contexts, Optional<Duration> maxAge) {
    /** Nothing special. */
    static final AuthnDemands NONE = new AuthnDemands(Optional.empty(), Set.of(), Optional.empty());

    private static final String FORCED = "forced";
    private static final String CONTEXTS = "contexts";
    private static final String MAX_AGE = "maxAge";

    AuthnDemands {
        contexts = Set.copyOf(contexts);
    }

    /** For a response that answers no request. */
    static AuthnDemands unsolicited(SamlRequests wishes) {
        return new AuthnDemands(Optional.empty(), exact(wishes), wishes.maxAuthnAge());
    }

    /** What an attempt has to remember of its request, so that a change of the settings meanwhile changes nothing. */
    static Map<String, String> memory(SamlRequests wishes) {
        Map<String, String> memory = new LinkedHashMap<>();
        if (wishes.forceAuthn()) {
            memory.put(FORCED, "1");
        }
        if (!exact(wishes).isEmpty()) {
            memory.put(CONTEXTS, String.join(" ", wishes.authnContexts()));
        }
        wishes.maxAuthnAge().ifPresent(age -> memory.put(MAX_AGE, Long.toString(age.toSeconds())));
        return memory;
    }

    /** Reads what {@link #memory} wrote. */
    static AuthnDemands remembered(Map<String, String> memory, Instant startedAt) {
        String contexts = memory.get(CONTEXTS);
        return new AuthnDemands(
                // As the request says it: identity providers do not always write fractions of seconds.
                memory.containsKey(FORCED) ? Optional.of(startedAt.truncatedTo(ChronoUnit.SECONDS)) : Optional.empty(),
                contexts == null ? Set.of() : Set.copyOf(List.of(contexts.split(" ", -1))),
                Optional.ofNullable(memory.get(MAX_AGE)).map(Long::parseLong).map(Duration::ofSeconds));
    }

    /** Only an exact match can be told; how other classes compare, the identity provider alone knows. */
    private static Set<String> exact(SamlRequests wishes) {
        return wishes.comparison() == Comparison.EXACT ? Set.copyOf(wishes.authnContexts()) : Set.of();
    }
}
