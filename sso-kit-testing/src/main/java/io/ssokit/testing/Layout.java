package io.ssokit.testing;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** Where a provider's endpoints are. */
enum Layout {
    /** OpenID Connect as the specifications have it. */
    OPENID(Map.of(
            Role.DISCOVERY,
            Endpoint.OIDC_DISCOVERY,
            Role.JWKS,
            Endpoint.OIDC_JWKS,
            Role.AUTHORIZE,
            Endpoint.OIDC_AUTHORIZE,
            Role.LOGIN,
            Endpoint.OIDC_LOGIN,
            Role.TOKEN,
            Endpoint.OIDC_TOKEN,
            Role.USER_INFO,
            Endpoint.OIDC_USERINFO,
            Role.PUSHED,
            Endpoint.OIDC_PUSHED,
            Role.LOGOUT,
            Endpoint.OIDC_LOGOUT)),
    /** Many tenants, each an issuer of its own, behind one set of endpoints and keys. */
    ENTRA(Map.of(
            Role.DISCOVERY,
            Endpoint.ENTRA_DISCOVERY,
            Role.JWKS,
            Endpoint.ENTRA_JWKS,
            Role.AUTHORIZE,
            Endpoint.ENTRA_AUTHORIZE,
            Role.LOGIN,
            Endpoint.ENTRA_LOGIN,
            Role.TOKEN,
            Endpoint.ENTRA_TOKEN,
            Role.USER_INFO,
            Endpoint.ENTRA_USERINFO,
            Role.LOGOUT,
            Endpoint.ENTRA_LOGOUT)),
    /** OAuth 2.0 and nothing else. */
    OAUTH2(Map.of(
            Role.AUTHORIZE,
            Endpoint.OAUTH2_AUTHORIZE,
            Role.LOGIN,
            Endpoint.OAUTH2_LOGIN,
            Role.TOKEN,
            Endpoint.OAUTH2_TOKEN,
            Role.USER_INFO,
            Endpoint.OAUTH2_USER));

    /** What an endpoint is for. */
    enum Role {
        DISCOVERY,
        JWKS,
        AUTHORIZE,
        LOGIN,
        TOKEN,
        USER_INFO,
        PUSHED,
        LOGOUT
    }

    private final Map<Role, Endpoint> endpoints;

    Layout(Map<Role, Endpoint> endpoints) {
        this.endpoints = new EnumMap<>(endpoints);
    }

    Optional<Endpoint> find(Role role) {
        return Optional.ofNullable(endpoints.get(role));
    }

    Endpoint get(Role role) {
        return find(role).orElseThrow(() -> new IllegalStateException(this + " has no endpoint for " + role));
    }

    /** Whether it knows the scope {@code openid} and issues ID tokens. */
    boolean isOpenId() {
        return this != OAUTH2;
    }
}
