package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** SAML Core 3.2.2: how the identity provider says its side went. */
final class SamlStatus {
    private static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

    /** SAML Core 3.2.2.2: second-level codes that our own request can be the reason for. */
    private static final Map<String, String> FIXES = Map.of(
            STATUS + "NoAuthnContext",
            "The identity provider does not sign anybody in that way: change authn-contexts, or let it offer one of them.",
            STATUS + "InvalidNameIDPolicy",
            "Choose another name-id-format, or leave it to the identity provider.",
            STATUS + "UnsupportedBinding",
            "Register our assertion consumer service at the identity provider, and choose response-binding as it can.",
            STATUS + "UnknownPrincipal",
            "The identity provider does not know whom send-login-hint names, or does not take a Subject: use parameter.",
            STATUS + "RequestUnsupported",
            "The identity provider does not take such requests: sign-requests, request-binding or send-login-hint.");

    private SamlStatus() {}

    /** @throws SamlRefusal unless the top-level code is Success; the second-level code goes to the audit event */
    static void requireSuccess(El response) {
        El status = response.first(Names.SAMLP, "Status");
        El code = status == null ? null : status.first(Names.SAMLP, "StatusCode");
        if (status == null || code == null || status.count(Names.SAMLP, "StatusCode") != 1) {
            throw SamlRefusal.structure("a Status with one StatusCode", "another one");
        }
        String top = code.attribute("Value");
        if (!Names.STATUS_SUCCESS.equals(top)) {
            El second = code.first(Names.SAMLP, "StatusCode");
            throw failure(top, second == null ? null : second.attribute("Value"));
        }
    }

    private static SamlRefusal failure(@Nullable String top, @Nullable String second) {
        String received = SamlRefusal.quote(top) + (second == null ? "" : " / " + SamlRefusal.quote(second));
        if (second != null && second.equals(STATUS + "NoPassive")) {
            return SamlRefusal.of(
                    LoginError.NOT_SIGNED_IN, "a person who is signed in at the identity provider already", received);
        }
        String fix = FIXES.getOrDefault(String.valueOf(second), LoginError.IDP_REFUSED.remedy());
        return SamlRefusal.of(LoginError.IDP_REFUSED, "status Success", received, fix);
    }
}
