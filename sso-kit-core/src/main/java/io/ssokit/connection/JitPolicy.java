package io.ssokit.connection;

import java.util.Optional;
import java.util.Set;

/**
 * What a first and a later sign-in may do to the user store (just-in-time provisioning).
 *
 * @param mode how much
 * @param matchOn the user attribute by which a first sign-in finds an existing person of the tenant, {@code userName}
 *     unless told otherwise
 * @param userAttribute the attribute whose value is compared; the mapped field that {@code matchOn} names if empty
 * @param allowedEmailDomains whose addresses people may have; any or none if empty
 * @param pinUser whether people whom a sign-in creates may from then on sign in through that connection only
 */
public record JitPolicy(
        Mode mode,
        MatchOn matchOn,
        Optional<String> userAttribute,
        Set<EmailDomain> allowedEmailDomains,
        boolean pinUser) {
    /** Creates and updates, matching on {@code userName}. */
    public static final JitPolicy DEFAULT =
            new JitPolicy(Mode.CREATE_AND_UPDATE, MatchOn.USER_NAME, Optional.empty(), Set.of(), false);

    public JitPolicy {
        allowedEmailDomains = Set.copyOf(allowedEmailDomains);
    }

    /** How much just-in-time provisioning may do. */
    public enum Mode {
        /** Nobody is linked or created: only people linked before sign in. */
        OFF,
        /** People that provisioning created are linked on their first sign-in; nobody is created. */
        MATCH,
        /** Unknown people are created; known ones keep their values, only the asserted groups follow each sign-in. */
        CREATE,
        /** Unknown people are created, and known ones get the values the IdP sends. */
        CREATE_AND_UPDATE
    }

    /** By which attribute a first sign-in finds an existing person. */
    public enum MatchOn {
        /** The mapped user name. */
        USER_NAME,
        /** The mapped e-mail address, only for a domain that this connection owns. */
        EMAIL,
        /** The subject compared with SCIM's {@code externalId}. */
        EXTERNAL_ID
    }
}
