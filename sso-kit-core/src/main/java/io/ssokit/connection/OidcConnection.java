package io.ssokit.connection;

import java.util.Set;

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

    /** Issuers where everybody may register, and that nobody takes for a customer's own. */
    private static final Set<String> PUBLIC_ISSUERS = Set.of(
            "https://accounts.google.com",
            "https://appleid.apple.com",
            "https://gitlab.com",
            "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
            "https://login.yahoo.com",
            "https://slack.com",
            "https://www.facebook.com",
            "https://www.linkedin.com/oauth");

    @Override
    public String protocol() {
        return "oidc";
    }

    /**
     * Whether anybody may have an account there and call himself what he likes: an issuer of many directories, or one of the
     * large services. What such a provider signs is true, and still says nothing of whose person it is.
     */
    public boolean isOpenToAll() {
        return isTemplate() || PUBLIC_ISSUERS.contains(issuer);
    }

    /** Whether the issuer stands for many directories. */
    public boolean isTemplate() {
        return issuer.contains(TENANT_PLACE);
    }
}
