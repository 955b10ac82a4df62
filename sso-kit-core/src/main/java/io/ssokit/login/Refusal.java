package io.ssokit.login;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.AuditListener;
import io.ssokit.connection.IdpConnection;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import io.ssokit.key.SamlKeyException;
import java.time.Instant;
import java.util.Optional;

/** Failures of stores, keys and identity providers, as refusals that a page and an audit event can tell. */
final class Refusal {
    /** In place of a connection or tenant where none could be told. */
    static final String NOBODY = "-";

    private Refusal() {}

    /** @throws SsoException the failure itself, if no person could be told anything about it */
    static LoginException of(SsoException failure) {
        if (failure instanceof LoginException refused) {
            return refused;
        }
        if (failure instanceof IdpUnavailableException) {
            return refusal(LoginError.IDP_UNAVAILABLE, "an answer in time", failure);
        }
        if (failure instanceof StoreException) {
            return refusal(LoginError.STORE_UNAVAILABLE, "a store that answers", failure);
        }
        if (failure instanceof SamlKeyException) {
            return refusal(LoginError.KEYS_UNAVAILABLE, "keys that open", failure);
        }
        throw failure;
    }

    /** What a page shows, so that the audit event can be found. */
    static String reference() {
        return RandomToken.bits128().substring(0, 10);
    }

    /**
     * Tells the audit of a sign-out that came to nothing, whoever began it.
     *
     * @return the event's reference
     */
    static String ofSignOut(
            AuditListener audit, Instant now, Optional<IdpConnection> connection, LoginException refused) {
        String reference = reference();
        audit.on(new AuditEvent.SignOutRefused(
                now,
                connection.map(IdpConnection::tenant).orElse(NOBODY),
                connection.map(IdpConnection::id).orElse(NOBODY),
                reference,
                refused.error(),
                refused.expected(),
                refused.received(),
                refused.fix()));
        return reference;
    }

    private static LoginException refusal(LoginError error, String expected, SsoException failure) {
        return LoginException.of(error, expected, String.valueOf(failure.getMessage()))
                .causedBy(failure);
    }
}
