package io.ssokit.oidc;

import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory;

/** Brings OpenID Connect into the kit; found by {@link java.util.ServiceLoader}, not meant to be called by an app. */
public final class OidcLoginFactory implements LoginEngineFactory {
    /** For the service loader. */
    public OidcLoginFactory() {}

    @Override
    public LoginEngine create(EngineContext context) {
        return new OidcLogin(context);
    }
}
