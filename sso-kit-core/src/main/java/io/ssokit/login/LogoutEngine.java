package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Once;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.session.NameId;
import io.ssokit.session.SsoSession;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One protocol's half of a single logout (SPI). Stateless between calls, as {@link LoginEngine} is; knows neither sessions nor
 * the index of them. Called concurrently; may block on the network within its own time-outs.
 */
public interface LogoutEngine {
    /**
     * Whether the connection's identity provider may ask us to end its sessions: those are remembered in the session index.
     *
     * @throws io.ssokit.error.IdpUnavailableException if the identity provider's metadata cannot be had
     */
    boolean mayBeAsked(IdpConnection connection);

    /**
     * Asks the identity provider to end its session too; our own is over already, whatever comes of this.
     *
     * @return how the browser gets there; empty if the connection does not want it, or the identity provider takes no such
     *     messages
     * @throws io.ssokit.error.SsoException if the message cannot be made
     */
    Optional<Start> start(Departure departure);

    /**
     * What came to the connection's logout endpoint. Not trusted: it only decides what the message is held to.
     *
     * @throws LoginException if the message is malformed, for example a parameter that comes twice
     */
    Arrival read(LoginRequest request);

    /**
     * Verifies the answer to {@link #start}.
     *
     * @throws LoginException if anything at all is not as it must be
     */
    Report finish(Callback callback);

    /**
     * Verifies a message that asks us to end sessions. Takes its id, so that it asks once only.
     *
     * @throws LoginException if anything at all is not as it must be
     */
    Demand demand(IdpConnection connection, LoginRequest request, Instant now, Once once);

    /**
     * Verifies a message that the identity provider's server sent us itself, without a browser in between. Takes its id last, when
     * nothing else is wrong with it, and its id only.
     *
     * @throws LoginException if anything at all is not as it must be
     * @throws io.ssokit.error.IdpUnavailableException if the keys of the identity provider cannot be had
     */
    default Demand notice(IdpConnection connection, LoginRequest request, Instant now, Once once) {
        throw LoginException.of(
                LoginError.UNSUPPORTED, "a protocol in which servers ask for a logout", connection.protocol());
    }

    /**
     * A page of the identity provider has the browser load our address in a frame, so that the session of this browser ends.
     * Only that one can be meant: such a request is not signed, and anybody's page can make it.
     *
     * @throws LoginException if the connection does not allow it, or anything about the request is not as it must be
     */
    default Framed framed(IdpConnection connection, LoginRequest request) {
        throw LoginException.of(LoginError.UNSUPPORTED, "a protocol with logout in frames", connection.protocol());
    }

    /**
     * Answers a demand when everything that it means has been tried.
     *
     * @return how the browser gets back to the identity provider; empty if that takes no answers
     * @throws io.ssokit.error.SsoException if the answer cannot be made
     */
    Optional<Start> answer(IdpConnection connection, Demand demand, Ended ended, Instant now);

    /**
     * A sign-out to pass on.
     *
     * @param connection the connection that signed the person in
     * @param session what was ended
     * @param handle random and opaque; goes out as {@code RelayState}, at most 80 bytes
     * @param grant what the engine gave with the identity, if it gave anything
     * @param now the kit's time
     */
    record Departure(IdpConnection connection, SsoSession session, String handle, Optional<Secret> grant, Instant now) {
        /** Without the handle, which opens the attempt's cookie. */
        @Override
        public String toString() {
            return "Departure[" + connection.id() + "]";
        }
    }

    /**
     * What came to the logout endpoint.
     *
     * @param demand whether it asks; otherwise it answers
     * @param handle the handle under which an answer says it was asked for
     */
    record Arrival(boolean demand, Optional<String> handle) {
        /** Without the handle. */
        @Override
        public String toString() {
            return "Arrival[" + (demand ? "demand" : "answer") + "]";
        }
    }

    /** What the identity provider says of a sign-out that we passed on. */
    enum Report {
        /** Its session is over, and it knows of no other application's that goes on. */
        EVERYWHERE,
        /** Its own is over; other applications may still have somebody signed in. */
        PARTIAL,
        /** It could not or would not. */
        FAILED
    }

    /**
     * A verified demand to end sessions.
     *
     * @param nameId whose; empty if the indexes alone decide
     * @param sessionIndexes which of them; empty for all
     * @param memory what {@link #answer} needs
     */
    record Demand(Optional<NameId> nameId, Set<String> sessionIndexes, Map<String, String> memory) {
        public Demand {
            sessionIndexes = Set.copyOf(sessionIndexes);
            memory = Map.copyOf(memory);
        }

        @Override
        public String toString() {
            return "Demand[" + sessionIndexes.size() + " session indexes]";
        }
    }

    /**
     * A logout in a frame.
     *
     * @param sessionIndex the identity provider's name for the session that ends
     * @param session this browser's session, if it can be meant at all; the flow compares its connection and index
     * @param ancestor the origin whose page may show the frame
     */
    record Framed(String sessionIndex, Optional<SsoSession> session, String ancestor) {
        /** Without the session. */
        @Override
        public String toString() {
            return "Framed[" + ancestor + "]";
        }
    }

    /** What became of a demand. */
    enum Ended {
        /** Every session it means, which may be none. */
        ALL,
        /** Some of them. */
        SOME,
        /** None, although there may be some. */
        NONE
    }
}
