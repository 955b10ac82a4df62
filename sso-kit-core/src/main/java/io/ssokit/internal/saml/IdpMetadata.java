package io.ssokit.internal.saml;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What we need to know of an identity provider. Immutable.
 *
 * @param keys its signing keys
 * @param singleSignOn where it takes requests, by binding; at least one of HTTP-Redirect and HTTP-POST
 * @param validUntil when this description ends, if it says so (SAML Metadata 2.3.1)
 */
record IdpMetadata(String entityId, TrustedKeys keys, Map<Binding, URI> singleSignOn, Optional<Instant> validUntil) {
    IdpMetadata {
        singleSignOn = Map.copyOf(singleSignOn);
    }

    /** The bindings we send requests by. */
    enum Binding {
        REDIRECT(Names.BINDING_REDIRECT),
        POST(Names.BINDING_POST);

        private final String uri;

        Binding(String uri) {
            this.uri = uri;
        }

        String uri() {
            return uri;
        }
    }

    boolean isExpired(Instant now) {
        return validUntil.isPresent() && !validUntil.get().isAfter(now);
    }
}
