package io.ssokit.state;

import io.ssokit.error.StoreException;
import java.time.Instant;

/**
 * Remembers what has been used once (SPI): SAML request and assertion ids, OIDC attempts, launch tokens. Shared by all
 * nodes. Called concurrently; may block. An entry is never forgotten before its time, whatever the number of entries.
 */
public interface OneTimeStore {
    /**
     * Takes a thing that may be used once.
     *
     * @param purpose what kind of thing, at most 64 characters
     * @param id which one, at most 255 characters, unique within the purpose
     * @param until keep remembering at least until then
     * @return true for exactly one caller on all nodes, false for every other
     * @throws StoreException.Unavailable if this cannot be decided now; the caller must refuse
     */
    boolean take(String purpose, String id, Instant until);
}
