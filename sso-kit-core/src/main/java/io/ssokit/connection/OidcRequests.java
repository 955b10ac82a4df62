package io.ssokit.connection;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What we ask of an OpenID provider, and how (OpenID Connect Core 3.1.2.1). Immutable.
 *
 * @param scopes what is asked for; always holds {@code openid}
 * @param pushed whether the request goes ahead of the browser (RFC 9126)
 * @param prompt what the provider shall show or not show; its own choice if empty
 * @param maxAge how long ago the person may have signed in at the provider
 * @param acrValues the authentication contexts to ask for, best first; {@link OidcAcceptance#acr} demands them
 * @param sendLoginHint whether the address that a person typed is passed on
 * @param singleLogout whether a sign-out from the app goes on to the provider
 * @param refreshEvery how often the provider is asked whether the person may stay; never if empty
 */
public record OidcRequests(
        Set<String> scopes,
        Pushed pushed,
        Optional<Prompt> prompt,
        Optional<Duration> maxAge,
        List<String> acrValues,
        boolean sendLoginHint,
        boolean singleLogout,
        Optional<Duration> refreshEvery) {
    public OidcRequests {
        scopes = Collections.unmodifiableSet(new LinkedHashSet<>(scopes));
        acrValues = List.copyOf(acrValues);
    }

    /** Whether requests are pushed. */
    public enum Pushed {
        /** Where the provider has an endpoint for it. */
        WHEN_ADVERTISED,
        /** Always; a provider without the endpoint signs nobody in. */
        ALWAYS,
        /** Never, unless the provider demands it: then it signs nobody in. */
        NEVER
    }

    /** What the provider shows. */
    public enum Prompt {
        /** Nothing: whoever is not signed in there is refused. */
        NONE,
        /** The sign-in, although it knows the person. */
        LOGIN,
        /** The question whether we may know the person. */
        CONSENT,
        /** The choice among accounts. */
        SELECT_ACCOUNT
    }
}
