package io.ssokit.oidc;

import io.ssokit.login.LoginEngine;
import io.ssokit.login.LoginEngineFactory;

/** Brings pac4j's clients into the kit; found by {@link java.util.ServiceLoader}, not meant to be called by an app. */
public final class Pac4jLoginFactory implements LoginEngineFactory {
    /** For the service loader. */
    public Pac4jLoginFactory() {}

    @Override
    public LoginEngine create(EngineContext context) {
        return new Pac4jLogin(context);
    }
}
