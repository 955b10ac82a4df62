package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import org.pac4j.oidc.config.OidcConfiguration;
import org.pac4j.oidc.credentials.clientauth.ClientAuthenticationBuilder;
import org.pac4j.oidc.credentials.clientauth.DefaultClientAuthenticationBuilder;
import org.pac4j.oidc.metadata.IOidcOpMetadataResolver;
import org.pac4j.oidc.profile.creator.TokenValidator;

/**
 * Metadata that is already there when pac4j asks: it fetches nothing, reloads nothing, and has no validator of its own
 * (see docs/decisions: ID tokens are verified by {@link VerifiedIdToken}). Immutable.
 */
final class ProviderMetadata implements IOidcOpMetadataResolver {
    private final OIDCProviderMetadata metadata;
    private final ClientAuthenticationBuilder authentication;

    ProviderMetadata(OidcConfiguration configuration, OIDCProviderMetadata metadata) {
        this.metadata = metadata;
        this.authentication =
                new DefaultClientAuthenticationBuilder(configuration, metadata, metadata.getTokenEndpointURI());
        this.authentication.buildClientAuthentication();
    }

    @Override
    public OIDCProviderMetadata load() {
        return metadata;
    }

    @Override
    public ClientAuthentication getClientAuthenticationTokenEndpoint() {
        return authentication.getClientAuthentication();
    }

    @Override
    public ClientAuthentication getClientAuthenticationPAREndpoint() {
        return authentication.getClientAuthentication();
    }

    @Override
    public TokenValidator getTokenValidator() {
        throw new UnsupportedOperationException("ID tokens are verified by the kit");
    }
}
