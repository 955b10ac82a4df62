package io.ssokit.user;

import io.ssokit.error.StoreException;
import java.util.List;
import java.util.Optional;

/**
 * Which identity signs in which person (SPI): (tenant, connection, subject) to user id, and which people are pinned to
 * one way of signing in, so that the app's own {@code users} table needs no column of ours. Called concurrently; may block; never returns null.
 */
public interface IdentityLinks {
    /**
     * An identity as its provider knows it.
     *
     * @param tenant the customer
     * @param connection the connection's id
     * @param subject NameID or {@code sub}, compared exactly
     */
    record Key(String tenant, String connection, String subject) {}

    /** The user id this identity signs in. */
    Optional<String> find(Key identity);

    /**
     * Links an identity that is not linked yet.
     *
     * @return the user id the identity is linked with afterwards: the given one, or the one a parallel call linked first
     */
    String link(Key identity, String userId);

    /**
     * Moves a linked identity to another user id.
     *
     * @throws StoreException.StaleVersion if it is not linked with {@code from} (any more)
     */
    void relink(Key identity, String from, String to);

    /** The identities of a connection that sign in this person. */
    List<Key> linksOf(String tenant, String userId);

    /** Removes a link; nothing happens if there is none. */
    void unlink(Key identity);

    /** The one way in which this person signs in; empty if there is no such rule, or no such person. */
    Optional<Pin> pinOf(String tenant, String userId);

    /** From now on this person signs in only so; replaces what was said before. */
    void pin(String tenant, String userId, Pin pin);

    /** From now on this person signs in in any way; nothing happens if that was so before. */
    void unpin(String tenant, String userId);
}
