package io.ssokit.oidc;

import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory;

/** Brings OAuth 2.0 into the kit; found by {@link java.util.ServiceLoader}, not meant to be called by an app. */
public final class OAuth2LoginFactory implements LoginEngineFactory {
    /** For the service loader. */
    public OAuth2LoginFactory() {}

    @Override
    public LoginEngine create(EngineContext context) {
        return new OAuth2Login(context);
    }
}
