package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether an unverified response is built as the schema says, as far as attacks on other products ever made use of it:
 * every ID once, assertions and signatures only where they belong, nothing unknown beside them (SAML Core 1.3.4, 2.3.3,
 * 3.3.3). Our own safety does not rest on this; it turns attempts away early and with a clear reason.
 */
final class ResponseStructure {
    private static final Set<String> ASSERTION_PARTS = Set.of(
            "Issuer",
            "Subject",
            "Conditions",
            "Advice",
            "Statement",
            "AuthnStatement",
            "AuthzDecisionStatement",
            "AttributeStatement");

    private ResponseStructure() {}

    /**
     * Checks a message sent to the assertion consumer service.
     *
     * @throws SamlRefusal if it is no response, or not well built
     */
    static void check(El response) {
        // SAML Profiles 4.1.4: nothing else has a place at this endpoint.
        if (!response.is(Names.SAMLP, "Response")) {
            throw SamlRefusal.of(LoginError.UNSUPPORTED, "a samlp:Response", SamlRefusal.quote(response.local()));
        }
        requireKnownParts(response);
        requireOne(response, Names.SAMLP, "Status");
        atMostOne(response, Names.SAML, "Issuer");
        atMostOne(response, Names.DS, "Signature");
        atMostOne(response, Names.SAMLP, "Extensions");
        for (El assertion : response.elements(Names.SAML, "Assertion")) {
            checkAssertion(assertion);
        }
        walk(response, Place.RESPONSE, new HashSet<>());
    }

    /**
     * Checks an assertion that came encrypted as {@link #check} checks one in clear.
     *
     * @param response the message it was in, checked before
     * @throws SamlRefusal if it is not well built, or repeats an ID of the message
     */
    static void checkDecrypted(El response, El assertion) {
        checkAssertion(assertion);
        Set<String> ids = new HashSet<>();
        walk(response, Place.RESPONSE, ids);
        walk(assertion, Place.ASSERTION, ids);
    }

    private static void checkAssertion(El assertion) {
        for (El part : assertion.elements()) {
            boolean known = part.ns().equals(Names.SAML) && ASSERTION_PARTS.contains(part.local());
            if (!known && !part.is(Names.DS, "Signature")) {
                throw SamlRefusal.structure("no unknown part of an Assertion", SamlRefusal.quote(part.qName()));
            }
        }
        requireOne(assertion, Names.SAML, "Issuer");
        for (String once : List.of("Subject", "Conditions", "Advice")) {
            atMostOne(assertion, Names.SAML, once);
        }
        atMostOne(assertion, Names.DS, "Signature");
        refuseText(assertion);
    }

    private static void requireKnownParts(El response) {
        for (El part : response.elements()) {
            boolean known = part.is(Names.SAML, "Issuer")
                    || part.is(Names.DS, "Signature")
                    || part.is(Names.SAMLP, "Extensions")
                    || part.is(Names.SAMLP, "Status")
                    || part.is(Names.SAML, "Assertion")
                    || part.is(Names.SAML, "EncryptedAssertion");
            if (!known) {
                throw SamlRefusal.structure("no unknown part of a Response", SamlRefusal.quote(part.qName()));
            }
        }
        refuseText(response);
    }

    private static void refuseText(El element) {
        if (element.hasText()) {
            throw SamlRefusal.structure("no text between the parts of " + element.local(), "text");
        }
    }

    private static void requireOne(El parent, String ns, String local) {
        int count = parent.count(ns, local);
        if (count != 1) {
            throw SamlRefusal.structure("one " + local + " in " + parent.local(), String.valueOf(count));
        }
    }

    private static void atMostOne(El parent, String ns, String local) {
        int count = parent.count(ns, local);
        if (count > 1) {
            throw SamlRefusal.structure("at most one " + local + " in " + parent.local(), String.valueOf(count));
        }
    }

    private enum Place {
        RESPONSE,
        ASSERTION,
        ELSEWHERE
    }

    /** Depth is bounded by the parser, so recursion is safe. */
    private static void walk(El element, Place place, Set<String> ids) {
        requireFreshIds(element, ids);
        for (int i = 0; i < element.childCount(); i++) {
            if (element.child(i) instanceof El child) {
                requireInPlace(child, place);
                boolean assertion = place == Place.RESPONSE && child.is(Names.SAML, "Assertion");
                walk(child, assertion ? Place.ASSERTION : Place.ELSEWHERE, ids);
            }
        }
    }

    private static void requireInPlace(El child, Place parent) {
        boolean message = child.ns().equals(Names.SAML)
                        && (child.local().equals("Assertion") || child.local().equals("EncryptedAssertion"))
                || child.is(Names.SAMLP, "Response");
        if (message && (parent != Place.RESPONSE || child.is(Names.SAMLP, "Response"))) {
            throw SamlRefusal.structure("assertions only directly in the Response", "one elsewhere");
        }
        if (child.is(Names.DS, "Signature") && parent == Place.ELSEWHERE) {
            throw SamlRefusal.structure("signatures only directly in the Response or Assertion", "one elsewhere");
        }
    }

    /** Whatever another reader might take for an ID counts: {@code ID}, {@code Id}, {@code id}, in any namespace. */
    private static void requireFreshIds(El element, Set<String> ids) {
        for (int i = 0; i < element.attributeCount(); i++) {
            if (element.attributeLocal(i).equalsIgnoreCase("ID") && !ids.add(element.attributeValue(i))) {
                throw SamlRefusal.structure("every ID once", SamlRefusal.quote(element.attributeValue(i)) + " twice");
            }
        }
    }
}
