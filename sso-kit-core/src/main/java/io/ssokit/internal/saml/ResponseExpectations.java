package io.ssokit.internal.saml;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a response must agree with; all of it from our configuration and our own request, nothing from the message.
 *
 * @param acsUrl our assertion consumer service, exactly as configured
 * @param spEntityId our entityId towards this identity provider
 * @param idpEntityId the identity provider's entityId
 * @param requestId the id of the request it must answer; empty only where unsolicited responses are allowed
 * @param now the kit's time
 * @param skew how far the two clocks may differ; at most {@link #MAX_SKEW}
 * @param authn what must be true of the authentication
 */
record ResponseExpectations(
        String acsUrl,
        String spEntityId,
        String idpEntityId,
        Optional<String> requestId,
        Instant now,
        Duration skew,
        AuthnDemands authn) {
    static final Duration DEFAULT_SKEW = Duration.ofMinutes(2);
    static final Duration MAX_SKEW = Duration.ofMinutes(5);

    ResponseExpectations {
        if (skew.isNegative() || skew.compareTo(MAX_SKEW) > 0) {
            throw new IllegalArgumentException("skew must be between 0 and " + MAX_SKEW);
        }
    }

    /** Whether {@code time} lies ahead even if our clock is slow. */
    boolean isFuture(Instant time) {
        return time.isAfter(now.plus(skew));
    }

    /** Whether a validity that ends at {@code notOnOrAfter} is over even if our clock is fast. */
    boolean isOver(Instant notOnOrAfter) {
        return !notOnOrAfter.isAfter(now.minus(skew));
    }
}
