package io.ssokit.testing;

import org.jspecify.annotations.Nullable;

/**
 * What one assertion said about who signed in where: the names a later logout uses (SAML Core 3.7.1). Immutable.
 *
 * @param serviceProvider entity id of the service provider it was made for
 * @param nameId text of the NameID; null when the script left it out
 * @param nameIdFormat format of the NameID, or null
 * @param spNameQualifier {@code SPNameQualifier} of the NameID, or null
 * @param sessionIndex {@code SessionIndex} of the AuthnStatement, or null
 */
public record SamlSession(
        String serviceProvider,
        @Nullable String nameId,
        @Nullable String nameIdFormat,
        @Nullable String spNameQualifier,
        @Nullable String sessionIndex) {}
