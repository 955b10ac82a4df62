package io.ssokit.key;

import io.ssokit.error.KeyError;
import io.ssokit.error.SsoException;
import org.jspecify.annotations.Nullable;

/** Our keys cannot be used or changed as asked. Holds neither a private key nor a secret. */
public final class SamlKeyException extends SsoException {
    private static final long serialVersionUID = 1L;
    private final KeyError error;

    SamlKeyException(KeyError error, String what) {
        this(error, what, null);
    }

    SamlKeyException(KeyError error, String what, @Nullable Throwable cause) {
        super(what + ". " + error.remedy(), cause);
        this.error = error;
    }

    /** Why; it also says what to do. */
    public KeyError error() {
        return error;
    }
}
