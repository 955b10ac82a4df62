package io.ssokit.session;

import io.ssokit.error.StoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the sessions that an identity provider's logout message means (SPI): by NameID and {@code SessionIndex} in SAML, by
 * {@code sub} and {@code sid} in OpenID Connect. Holds the sessions of connections that can be logged out, on all nodes, and
 * none beyond its end. Called concurrently; may block. Never asked by requests of signed-in people.
 */
public interface SessionIndex {
    /**
     * Remembers a session until it expires, unless a logout that came in while its sign-in was under way means it too (SAML Core
     * 3.7.3.1: also where the assertion arrives after the logout request). Of {@code remember} and {@link #logOut} at the same
     * time at least one sees the other.
     *
     * @return false if the session was logged out before it began; then it is not remembered and must not begin
     * @throws StoreException.Unavailable if this cannot be decided now; the caller must refuse
     */
    boolean remember(Entry session);

    /**
     * The sessions that a logout means; they stay until {@link #forget}, so that a logout which failed half way can be repeated.
     * The logout itself is remembered until {@link Logout#until()} for sign-ins that began before it.
     *
     * @throws StoreException.Unavailable if they cannot be told now
     */
    List<Entry> logOut(Logout logout);

    /** Forgets a session that is over; no error if it is not there. */
    void forget(String tenant, String sessionId);

    /**
     * A session that can be logged out.
     *
     * @param tenant the customer
     * @param connection the connection that signed the person in
     * @param nameId the subject; a {@code sub} has a value only
     * @param sessionIndex the identity provider's own name for its session, of any length
     * @param sessionId {@link SsoSession#id()}, at most 64 characters
     * @param userId the person's id in the user store
     * @param startedAt when the sign-in was started: a logout since then means this session as well
     * @param expiresAt forget it then
     */
    record Entry(
            String tenant,
            String connection,
            NameId nameId,
            Optional<String> sessionIndex,
            String sessionId,
            String userId,
            Instant startedAt,
            Instant expiresAt) {}

    /**
     * What a logout message means: the sessions of {@code nameId} ({@link NameId#key()} decides), and of these the ones in
     * {@code sessionIndexes} if there are any (SAML Core 3.7.1). Without a NameID the indexes alone decide.
     *
     * @param nameId the subject
     * @param sessionIndexes the identity provider's names for its sessions; empty for all of the subject
     * @param at when the message came in
     * @param until remember it until then: no sign-in that began before {@code at} can be finished later
     */
    record Logout(
            String tenant,
            String connection,
            Optional<NameId> nameId,
            Set<String> sessionIndexes,
            Instant at,
            Instant until) {
        public Logout {
            sessionIndexes = Set.copyOf(sessionIndexes);
            if (nameId.isEmpty() && sessionIndexes.isEmpty()) {
                throw new IllegalArgumentException("a logout names a subject or a session");
            }
        }
    }
}
