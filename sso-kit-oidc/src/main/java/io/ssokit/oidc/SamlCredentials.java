package io.ssokit.oidc;

import org.pac4j.core.credentials.Credentials;
import org.pac4j.core.profile.UserProfile;

/** A person whose assertion is already verified. Lives for one callback. */
final class SamlCredentials extends Credentials {
    private static final long serialVersionUID = 1L;

    SamlCredentials(UserProfile verified) {
        setUserProfile(verified);
    }

    @Override
    public String toString() {
        return "SamlCredentials";
    }
}
