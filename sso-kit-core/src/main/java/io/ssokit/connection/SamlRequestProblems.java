package io.ssokit.connection;

import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.SamlRequests.ResponseBinding;
import io.ssokit.connection.SamlRequests.Sign;
import java.util.List;
import java.util.function.BiConsumer;

/** What cannot be asked of a SAML identity provider, or not together. */
final class SamlRequestProblems {
    /** They travel with every open attempt, in a cookie. */
    private static final int MAX_CONTEXTS = 600;

    private static final int MAX_TEXT = 256;

    private SamlRequestProblems() {}

    /** @param problem takes an option's name and what is wrong with it */
    static void check(SamlRequests requests, IdpInitiated idpInitiated, BiConsumer<String, String> problem) {
        if (requests.forceAuthn() && requests.isPassive()) {
            problem.accept("is-passive", "contradicts force-authn: nobody can sign in anew without seeing anything");
        }
        if (requests.forceAuthn() && idpInitiated == IdpInitiated.ALLOW) {
            problem.accept("force-authn", "contradicts idp-initiated allow: nobody is asked to sign in anew");
        }
        if (requests.response() == ResponseBinding.ARTIFACT && requests.sign() == Sign.NEVER) {
            // Our metadata then shows no key to sign with, and an ArtifactResolve is always signed.
            problem.accept("sign-requests", "never contradicts response-binding artifact, which is asked for signed");
        }
        if (requests.maxAuthnAge()
                .filter(age -> age.isNegative() || age.isZero())
                .isPresent()) {
            problem.accept("max-authn-age", "must be longer than nothing");
        }
        requests.nameIdFormat()
                .filter(format -> !isUri(format))
                .ifPresent(format -> problem.accept("name-id-format", "is not a URN or one of the short names"));
        requests.providerName()
                .filter(name -> !isLine(name))
                .ifPresent(
                        name -> problem.accept("provider-name", "is not a line of 1 to " + MAX_TEXT + " characters"));
        checkContexts(requests.authnContexts(), problem);
    }

    private static void checkContexts(List<String> contexts, BiConsumer<String, String> problem) {
        if (!contexts.stream().allMatch(SamlRequestProblems::isUri)) {
            problem.accept("authn-contexts", "are URIs, for example urn:oasis:names:tc:SAML:2.0:ac:classes:X509");
        }
        if (String.join(" ", contexts).length() > MAX_CONTEXTS) {
            problem.accept("authn-contexts", "are longer than " + MAX_CONTEXTS + " characters together");
        }
    }

    private static boolean isUri(String text) {
        return text.indexOf(':') > 0
                && text.length() <= MAX_TEXT
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    private static boolean isLine(String text) {
        return !text.isBlank()
                && text.length() <= MAX_TEXT
                && text.codePoints()
                        .allMatch(c -> Character.isDefined(c)
                                && !Character.isISOControl(c)
                                && Character.getType(c) != Character.SURROGATE);
    }
}
