package io.ssokit.login;

import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.error.SsoException;
import io.ssokit.error.StoreException;
import io.ssokit.internal.RandomToken;
import io.ssokit.key.SamlKeyException;

/** Failures of stores, keys and identity providers, as refusals that a page and an audit event can tell. */
final class Refusal {
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

    private static LoginException refusal(LoginError error, String expected, SsoException failure) {
        return LoginException.of(error, expected, String.valueOf(failure.getMessage()))
                .causedBy(failure);
    }
}
