package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;

/** SAML Core 3.2.2: how the identity provider says its side went. */
final class SamlStatus {
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
            String detail = second == null ? "" : " / " + SamlRefusal.quote(second.attribute("Value"));
            throw SamlRefusal.of(LoginError.IDP_REFUSED, "status Success", SamlRefusal.quote(top) + detail);
        }
    }
}
