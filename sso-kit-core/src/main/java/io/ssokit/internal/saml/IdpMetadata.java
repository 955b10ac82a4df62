package io.ssokit.internal.saml;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What we need to know of an identity provider. Immutable.
 *
 * @param keys its signing keys
 * @param certificates the certificates those keys came in; their dates are reported, and take no trust away
 * @param wantsSignedRequests whether it asks for signed authentication requests (SAML Metadata 2.4.3)
 * @param singleSignOn where it takes requests, by binding: at least one of HTTP-Redirect and HTTP-POST, or none where the
 *     connection's own {@code sso-url} is all there is
 * @param singleLogout where it takes logout messages, by binding; may be empty
 * @param artifactResolution where artifacts are resolved by SOAP, by endpoint index (SAML Bindings 3.6.4); may be empty
 * @param validUntil when this description ends, if it says so (SAML Metadata 2.3.1)
 * @param cacheDuration how long it may be kept without asking again, if it says so (SAML Metadata 2.3.1)
 */
record IdpMetadata(
        String entityId,
        TrustedKeys keys,
        List<X509Certificate> certificates,
        boolean wantsSignedRequests,
        Map<Binding, URI> singleSignOn,
        Map<Binding, LogoutEndpoint> singleLogout,
        SortedMap<Integer, URI> artifactResolution,
        Optional<Instant> validUntil,
        Optional<Duration> cacheDuration) {
    IdpMetadata {
        certificates = List.copyOf(certificates);
        singleSignOn = Map.copyOf(singleSignOn);
        singleLogout = Map.copyOf(singleLogout);
        artifactResolution = Collections.unmodifiableSortedMap(new TreeMap<>(artifactResolution));
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

    /**
     * Where one binding's logout messages go.
     *
     * @param location for requests
     * @param responseLocation for responses; the same unless the metadata says otherwise (SAML Metadata 2.2.2)
     */
    record LogoutEndpoint(URI location, URI responseLocation) {}

    boolean isExpired(Instant now) {
        return validUntil.isPresent() && !validUntil.get().isAfter(now);
    }
}
