package io.ssokit.oidc;

import io.ssokit.login.Identity;
import io.ssokit.login.Identity.Assurance;
import io.ssokit.login.Identity.Evidence;
import io.ssokit.session.SessionTags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who signed in, out of a verified ID token and user info about the same subject. */
final class OidcIdentity {
    private static final String ID_TOKEN = "id_token";
    private static final String EMAIL_VERIFIED = "email_verified";

    /** Entra ID's word that the owner of the e-mail address's domain has verified it; it comes in either shape. */
    private static final Set<Object> DOMAIN_OWNER_VERIFIED = Set.of(true, "true", "1", 1);

    private OidcIdentity() {}

    /**
     * @param userInfo empty if there is none
     * @param grant what to ask the provider with again
     */
    static Identity of(
            OidcProvider provider,
            VerifiedIdToken token,
            Map<String, @Nullable Object> userInfo,
            Optional<OidcGrant> grant) {
        ClaimAttributes.Merged merged = ClaimAttributes.of(token, userInfo);
        Map<String, List<String>> attributes = new LinkedHashMap<>(merged.attributes());
        if (provider.issuer().hasDirectories()) {
            // "nOAuth": the administrator of any directory writes any address into it, so an address proves nothing
            // there
            // unless the provider says that the domain's owner has verified it.
            attributes.put(EMAIL_VERIFIED, List.of(String.valueOf(isOwnerVerified(token))));
        }
        return new Identity(
                token.subject(),
                Optional.empty(),
                attributes,
                SessionTags.of(attributes, true),
                token.authenticatedAt(),
                token.sessionExpiry(),
                token.session(),
                Optional.empty(),
                evidence(provider, token, merged).with(grant.map(OidcGrant::secret)));
    }

    private static boolean isOwnerVerified(VerifiedIdToken token) {
        Object verified = token.claims().get("xms_edov");
        return verified != null && DOMAIN_OWNER_VERIFIED.contains(verified);
    }

    private static Evidence evidence(OidcProvider provider, VerifiedIdToken token, ClaimAttributes.Merged merged) {
        Map<String, String> provenance = new LinkedHashMap<>();
        String userInfo = String.valueOf(provider.discovery().metadata().getUserInfoEndpointURI());
        merged.attributes()
                .keySet()
                .forEach(name -> provenance.put(name, merged.fromIdToken().contains(name) ? ID_TOKEN : userInfo));
        return new Evidence(
                Assurance.SIGNED,
                AuthenticationDemands.authn(token.claims()),
                provenance,
                () -> "",
                Optional.empty(),
                merged.problems());
    }
}
