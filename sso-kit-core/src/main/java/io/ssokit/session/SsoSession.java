package io.ssokit.session;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a signed-in person carries. Immutable, and the only thing the kit keeps in the container's session.
 *
 * @param id random, and not the container's: names this sign-in on all nodes, so that it can be ended by name; a session that
 *     a launch link continues keeps it
 * @param tenant the customer
 * @param connection the connection that signed the person in
 * @param protocol the connection's protocol, {@code saml} or {@code oidc}
 * @param subject NameID or {@code sub}, exactly as the identity provider sent it
 * @param nameId the subject with its format and qualifiers, where the protocol is SAML
 * @param userId the person's id in the user store
 * @param userName the person's name for signing in
 * @param email the address to write to
 * @param displayName the name to show
 * @param groups display names of the person's groups, from provisioning and from the assertion; what
 *     {@code isUserInRole} asks
 * @param tags session tags of the assertion
 * @param authenticatedAt when the identity provider's answer was accepted
 * @param startedAt when this session began: the sign-in, or the redemption of a launch link
 * @param expiresAt when it ends at the latest
 * @param idpSessionIndex the identity provider's own name for its session ({@code SessionIndex} or {@code sid})
 * @param launch what was launched, in a session that began with a launch link
 * @param authn how the person signed in at the identity provider
 * @param renewal when and with what the identity provider is asked again whether the person may stay
 */
public record SsoSession(
        String id,
        String tenant,
        String connection,
        String protocol,
        String subject,
        Optional<NameId> nameId,
        String userId,
        String userName,
        Optional<String> email,
        String displayName,
        Set<String> groups,
        SessionTags tags,
        Instant authenticatedAt,
        Instant startedAt,
        Instant expiresAt,
        Optional<String> idpSessionIndex,
        Optional<Launched> launch,
        Authn authn,
        Optional<Renewal> renewal) {
    public SsoSession {
        groups = Collections.unmodifiableSortedSet(new TreeSet<>(groups));
    }

    /**
     * What a launch link opened.
     *
     * @param target the target's id
     * @param profile the profile's name in that target
     */
    public record Launched(String target, String profile) {}

    /**
     * How a person signed in, as the identity provider says.
     *
     * @param context SAML's authentication context class, or {@code acr}
     * @param methods {@code amr}: for example {@code pwd}, {@code mfa} (RFC 8176)
     */
    public record Authn(Optional<String> context, List<String> methods) {
        /** Nothing is known. */
        public static final Authn UNKNOWN = new Authn(Optional.empty(), List.of());

        public Authn {
            methods = List.copyOf(methods);
        }
    }

    /**
     * What an identity provider gave us to ask it again, or to sign out there.
     *
     * @param grant a refresh token and what else its engine keeps, sealed: opens on the kit's nodes only, and for this session
     *     only
     * @param due ask at the first request from then on; the session's end if it is kept for the sign-out alone
     * @param until the session ends at the first request from then on, if the identity provider could not be asked
     */
    public record Renewal(String grant, Instant due, Instant until) {
        /** Without the grant. */
        @Override
        public String toString() {
            return "Renewal[due=" + due + "]";
        }
    }

    /** Whether the identity provider is to be asked at {@code now} (milliseconds) if the person may stay; allocates nothing. */
    public boolean isDueAt(long now) {
        return renewal.isPresent() && renewal.get().due().toEpochMilli() <= now;
    }

    /** The same session with that renewal. */
    public SsoSession withRenewal(Renewal next) {
        return new SsoSession(
                id,
                tenant,
                connection,
                protocol,
                subject,
                nameId,
                userId,
                userName,
                email,
                displayName,
                groups,
                tags,
                authenticatedAt,
                startedAt,
                expiresAt,
                idpSessionIndex,
                launch,
                authn,
                Optional.of(next));
    }

    /** Whether the session is over at {@code now}. */
    public boolean isExpiredAt(Instant now) {
        return !now.isBefore(expiresAt);
    }

    /** Whether the session began at or before the person's sessions were revoked. */
    public boolean isRevokedBy(Instant revokedAt) {
        return !startedAt.isAfter(revokedAt);
    }
}
