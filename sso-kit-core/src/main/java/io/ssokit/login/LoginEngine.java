package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One protocol's half of a sign-in (SPI). Stateless between calls: what {@link #finish} needs of {@link #start} travels
 * in the attempt's sealed cookie. Called concurrently; may block on the network within its own time-outs.
 */
public interface LoginEngine {
    /** Whether this engine serves the connection. */
    boolean serves(IdpConnection connection);

    /**
     * What is wrong with the connection's own settings, as far as that can be told without asking anybody: the front door
     * refuses to be built with such a connection. Called only for connections that this engine serves.
     *
     * @return option and problem, for example {@code metadata: not well-formed}
     */
    default Optional<String> problemOf(IdpConnection connection) {
        return Optional.empty();
    }

    /**
     * Begins an attempt.
     *
     * @throws io.ssokit.error.IdpUnavailableException if the identity provider's metadata cannot be had
     * @throws LoginException if this connection cannot start a login
     */
    Start start(IdpConnection connection, Attempt attempt);

    /**
     * The handle under which the answer says it was started: {@code RelayState} or {@code state}. Not trusted: it only
     * selects the cookie.
     *
     * @param connection chosen by the path the answer came to
     * @throws LoginException if the message is malformed, for example a parameter that comes twice, or of a kind that this
     *     connection does not take
     */
    Optional<String> handle(IdpConnection connection, LoginRequest request);

    /**
     * Whether the answer claims to answer nobody (IdP-initiated), or does not say. Not trusted: it only decides between a
     * refusal and what the connection does with such answers, and {@link #finishUnsolicited} looks again.
     *
     * @throws LoginException if the message is malformed
     */
    boolean isUnsolicited(LoginRequest request);

    /**
     * Verifies an answer.
     *
     * @throws LoginException if anything at all is not as it must be
     * @throws io.ssokit.error.IdpUnavailableException if keys or endpoints of the identity provider cannot be had
     * @throws io.ssokit.error.StoreException if {@code once} cannot decide
     */
    Identity finish(Callback callback);

    /**
     * Verifies an answer that answers nobody, at a connection that takes such answers by name.
     *
     * @throws LoginException if anything at all is not as it must be; also if it answers a request after all
     * @throws io.ssokit.error.IdpUnavailableException if keys or endpoints of the identity provider cannot be had
     * @throws io.ssokit.error.StoreException if {@code once} cannot decide
     */
    default Identity finishUnsolicited(Unsolicited callback) {
        throw LoginException.of(
                LoginError.UNSUPPORTED,
                "a protocol that has unsolicited answers",
                callback.connection().protocol());
    }

    /**
     * What the identity provider calls itself, issuer or entityId, as it is configured or was read before. Never asks
     * anybody: it is called for names that stand in links of strangers.
     *
     * @return empty if it has no name, or none that is known yet
     */
    default Optional<String> issuer(IdpConnection connection) {
        return Optional.empty();
    }

    /**
     * How often the identity provider is asked whether somebody may stay; never if empty. Asked of sign-ins whose identity
     * brought a grant ({@link Identity.Evidence#refreshToken}).
     */
    default Optional<Duration> renewEvery(IdpConnection connection) {
        return Optional.empty();
    }

    /**
     * Asks the identity provider whether somebody who is signed in may stay.
     *
     * @throws LoginException if not, or if anything at all about the answer is not as it must be: the session ends
     * @throws io.ssokit.error.IdpUnavailableException if there is no answer: the session goes on for a while
     */
    default Renewed renew(Renewal renewal) {
        throw LoginException.of(
                LoginError.UNSUPPORTED,
                "a protocol in which sign-ins are renewed",
                renewal.connection().protocol());
    }

    /** How sessions of this connection are ended at the identity provider and by it, if the protocol has a way. */
    default Optional<LogoutEngine> logout(IdpConnection connection) {
        return Optional.empty();
    }

    /**
     * Called in the background, about once a minute for each enabled connection: reads again what has become old, so that
     * no sign-in waits for it.
     *
     * @return the identity provider's signing certificates, for their end to be announced; empty if it has none
     * @throws io.ssokit.error.IdpUnavailableException if nothing is known of the identity provider
     */
    default List<X509Certificate> upkeep(IdpConnection connection) {
        return List.of();
    }

    /** Our own description for the identity provider of this connection, if the protocol has one. */
    default Optional<Metadata> metadata(IdpConnection connection) {
        return Optional.empty();
    }

    /**
     * What an attempt brings along.
     *
     * @param handle random and opaque; goes out as {@code RelayState} or {@code state}, at most 80 bytes
     * @param page the absolute address of the page that was asked for, on this app's origin
     * @param loginHint the address that the person typed, if the connection passes it on
     * @param now the kit's time
     */
    record Attempt(String handle, URI page, Optional<String> loginHint, Instant now) {
        /** Without the handle, which opens the attempt's cookie. */
        @Override
        public String toString() {
            return "Attempt[" + now + "]";
        }
    }

    /**
     * How the browser gets to the identity provider, and what to remember.
     *
     * @param action where to
     * @param form fields to post; empty for a redirect
     * @param memory what {@link #finish} needs; at most 1 KiB, sealed into the attempt's cookie
     */
    record Start(URI action, Map<String, String> form, Map<String, String> memory) {
        public Start {
            form = Collections.unmodifiableMap(new LinkedHashMap<>(form));
            memory = Map.copyOf(memory);
        }

        /** Without the values: nonces and verifiers are secrets. */
        @Override
        public String toString() {
            return "Start[" + action.getHost() + ", memory=" + memory.keySet() + "]";
        }
    }

    /**
     * An answer to verify.
     *
     * @param connection chosen by the path the answer came to, never by the message
     * @param request what came
     * @param handle the handle of the attempt
     * @param memory what {@link #start} remembered
     * @param startedAt when the attempt was started
     * @param now the kit's time
     * @param once takes ids; call it as soon as a pinned key's signature has verified, with the attempt's id first
     */
    record Callback(
            IdpConnection connection,
            LoginRequest request,
            String handle,
            Map<String, String> memory,
            Instant startedAt,
            Instant now,
            Once once) {
        /** Without message, handle and memory. */
        @Override
        public String toString() {
            return "Callback[" + connection.id() + ", startedAt=" + startedAt + "]";
        }
    }

    /**
     * An answer to verify that belongs to no attempt.
     *
     * @param connection chosen by the path the answer came to, never by the message
     * @param request what came
     * @param now the kit's time
     * @param once takes the answer's id; call it before returning
     */
    record Unsolicited(IdpConnection connection, LoginRequest request, Instant now, Once once) {
        /** Without the message. */
        @Override
        public String toString() {
            return "Unsolicited[" + connection.id() + "]";
        }
    }

    /**
     * Somebody who is signed in, to be asked about.
     *
     * @param connection the connection that signed the person in, as it is now
     * @param subject whom it signed in
     * @param grant what the engine gave with the identity, or with the last renewal
     * @param now the kit's time
     */
    record Renewal(IdpConnection connection, String subject, Secret grant, Instant now) {
        /** Without the person. */
        @Override
        public String toString() {
            return "Renewal[" + connection.id() + "]";
        }
    }

    /**
     * The person may stay.
     *
     * @param identity what is known of the person now; empty if the answer confirms and says nothing new
     * @param grant what to ask with next time
     */
    record Renewed(Optional<Identity> identity, Secret grant) {}

    /** Takes ids that may be used once. */
    @FunctionalInterface
    interface Once {
        /**
         * Takes an id.
         *
         * @param purpose what kind of id, unique among engines, for example {@code saml.request}
         * @param id the id; scoped to the connection by the flow
         * @param until keep remembering at least until then
         * @throws LoginException with REPLAYED if it was taken before
         */
        void take(String purpose, String id, Instant until);
    }

    /**
     * A document about us.
     *
     * @param contentType its media type
     * @param body its bytes
     */
    record Metadata(String contentType, byte[] body) {}
}
