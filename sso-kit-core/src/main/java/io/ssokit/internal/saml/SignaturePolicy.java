package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;

/**
 * Which signatures a connection asks for beyond the one that is always asked for: the response or the assertion must be
 * signed, and whatever is signed must verify (SAML Core 5.3; Profiles 4.1.4.5).
 *
 * @param assertion the assertion must carry a signature of its own
 * @param response the response must carry a signature of its own
 */
record SignaturePolicy(boolean assertion, boolean response) {
    /** @throws SamlRefusal if a signature that is asked for is not there */
    void requireSigned(boolean responseSigned, boolean assertionSigned) {
        boolean enough =
                (responseSigned || assertionSigned) && (assertionSigned || !assertion) && (responseSigned || !response);
        if (!enough) {
            throw SamlRefusal.of(
                    LoginError.SIGNATURE, "a signature of " + wanted(), signed(responseSigned, assertionSigned));
        }
    }

    private String wanted() {
        if (assertion && response) {
            return "the response and of the assertion";
        }
        if (assertion) {
            return "the assertion";
        }
        return response ? "the response" : "the response or the assertion";
    }

    private static String signed(boolean response, boolean assertion) {
        if (!response && !assertion) {
            return "none";
        }
        return response ? "only one of the response" : "only one of the assertion";
    }
}
