package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import org.pac4j.oidc.metadata.IOidcOpMetadataResolver;
import org.pac4j.oidc.profile.creator.TokenValidator;

/**
 * Metadata that is already there when pac4j asks: it fetches nothing, reloads nothing, has no validator and no proof of its
 * own (see docs/decisions: ID tokens are verified by {@link VerifiedIdToken}, who we are is {@link ClientAuth}'s). Immutable.
 */
record ProviderMetadata(OIDCProviderMetadata metadata) implements IOidcOpMetadataResolver {
    @Override
    public OIDCProviderMetadata load() {
        return metadata;
    }

    @Override
    public ClientAuthentication getClientAuthenticationTokenEndpoint() {
        throw new UnsupportedOperationException("tokens are asked for by the kit");
    }

    @Override
    public ClientAuthentication getClientAuthenticationPAREndpoint() {
        throw new UnsupportedOperationException("requests are pushed by the kit");
    }

    @Override
    public TokenValidator getTokenValidator() {
        throw new UnsupportedOperationException("ID tokens are verified by the kit");
    }
}
