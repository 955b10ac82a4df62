package io.ssokit.connection;

/**
 * A trusted OpenID provider. Immutable. Needs {@code sso-kit-oidc} on the class path.
 *
 * @param id the name in URLs and events
 * @param trust what all connections have in common
 * @param issuer exactly as the provider spells it, compared as a string; with {@code {tenantid}} in it, where one provider
 *     serves many directories
 * @param provider where its endpoints and keys come from
 * @param client who we are there
 * @param requests what we ask for, and how
 * @param acceptance what we demand of answers
 */
public record OidcConnection(
        String id,
        Trust trust,
        String issuer,
        OidcTrust provider,
        ClientCredentials client,
        OidcRequests requests,
        OidcAcceptance acceptance)
        implements IdpConnection {
    /** What stands for the directory in an issuer that has many. */
    public static final String TENANT_PLACE = "{tenantid}";

    @Override
    public String protocol() {
        return "oidc";
    }

    /** Whether the issuer stands for many directories. */
    public boolean isTemplate() {
        return issuer.contains(TENANT_PLACE);
    }
}
