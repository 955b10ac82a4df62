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
    /** Pushed authorization requests (RFC 9126). */
    OIDC_PUSHED("/oidc/par"),
    /** RP-initiated logout. */
    OIDC_LOGOUT("/oidc/logout"),
    /** Discovery document of all tenants of {@link FakeIdp#entra}: its issuer is a template. */
    ENTRA_DISCOVERY("/entra/common/v2.0/.well-known/openid-configuration"),
    /** Key set of {@link FakeIdp#entra}, the same for all tenants. */
    ENTRA_JWKS("/entra/common/discovery/v2.0/keys"),
    /** Authorization endpoint of {@link FakeIdp#entra}. */
    ENTRA_AUTHORIZE("/entra/common/oauth2/v2.0/authorize"),
    /** Where the login page of {@link FakeIdp#entra} posts to. */
    ENTRA_LOGIN("/entra/common/login"),
    /** Token endpoint of {@link FakeIdp#entra}. */
    ENTRA_TOKEN("/entra/common/oauth2/v2.0/token"),
    /** UserInfo endpoint of {@link FakeIdp#entra}. */
    ENTRA_USERINFO("/entra/oidc/userinfo"),
    /** RP-initiated logout of {@link FakeIdp#entra}. */
    ENTRA_LOGOUT("/entra/common/oauth2/v2.0/logout"),
    /** Authorization endpoint of {@link FakeIdp#oauth2}. */
    OAUTH2_AUTHORIZE("/oauth2/authorize"),
    /** Where the login page of {@link FakeIdp#oauth2} posts to. */
    OAUTH2_LOGIN("/oauth2/login"),
    /** Token endpoint of {@link FakeIdp#oauth2}. */
    OAUTH2_TOKEN("/oauth2/token"),
    /** Who is signed in, of {@link FakeIdp#oauth2}. */
    OAUTH2_USER("/oauth2/user"),
    /** That person's e-mail addresses, an array of objects, of {@link FakeIdp#oauth2}. */
    OAUTH2_EMAILS("/oauth2/user/emails");

    private final String path;

    Endpoint(String path) {
        this.path = path;
    }

    /** Path below the provider's base URL, with a leading slash. */
    public String path() {
        return path;
    }
}
