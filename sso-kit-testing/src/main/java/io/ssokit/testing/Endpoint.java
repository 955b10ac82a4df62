package io.ssokit.testing;

/** The addresses of a {@link FakeIdp} that a test can break, slow down and count. */
public enum Endpoint {
    /** The SAML metadata document. */
    SAML_METADATA("/saml/metadata"),
    /** Where AuthnRequests arrive (HTTP-Redirect and HTTP-POST). */
    SAML_SSO("/saml/sso"),
    /** Where the SAML login page posts to. */
    SAML_LOGIN("/saml/login"),
    /** Start of an IdP-initiated login. */
    SAML_INITIATE("/saml/initiate"),
    /** SAML ArtifactResolutionService (SOAP). */
    SAML_ARTIFACT("/saml/artifact"),
    /** SAML single logout (HTTP-Redirect and HTTP-POST). */
    SAML_SLO("/saml/slo"),
    /** Start of an IdP-initiated SAML logout. */
    SAML_LOGOUT("/saml/logout"),
    /** OpenID Connect Discovery 1.0 document. */
    OIDC_DISCOVERY("/oidc/.well-known/openid-configuration"),
    /** JSON Web Key Set. */
    OIDC_JWKS("/oidc/jwks"),
    /** Authorization endpoint. */
    OIDC_AUTHORIZE("/oidc/authorize"),
    /** Where the OpenID Connect login page posts to. */
    OIDC_LOGIN("/oidc/login"),
    /** Token endpoint. */
    OIDC_TOKEN("/oidc/token"),
    /** UserInfo endpoint. */
    OIDC_USERINFO("/oidc/userinfo"),
    /** RP-initiated logout. */
    OIDC_LOGOUT("/oidc/logout");

    private final String path;

    Endpoint(String path) {
        this.path = path;
    }

    /** Path below the provider's base URL, with a leading slash. */
    public String path() {
        return path;
    }
}
