package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.VerifiedAssertion.Authentication;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When and how the person signed in at the identity provider, and whether that is what was asked for. */
final class AuthnStatements {
    private AuthnStatements() {}

    /**
     * SAML Core 2.7.2, Profiles 4.1.4.2: at least one statement, in a session that is not over. Where there are several, the
     * first one that has all that was asked for counts; the session ends with the first of them that ends.
     *
     * @throws SamlRefusal naming the first rule that is not kept
     */
    static Authentication read(El assertion, ResponseExpectations expected) {
        List<El> statements = assertion.elements(Names.SAML, "AuthnStatement");
        Instant end = null;
        for (El statement : statements) {
            requirePast(statement, expected);
            end = earlier(end, sessionEnd(statement, expected));
        }
        SamlRefusal first = SamlRefusal.of(LoginError.AUTHENTICATION, "an AuthnStatement", "none");
        for (int i = 0; i < statements.size(); i++) {
            try {
                return authentication(statements.get(i), end, expected);
            } catch (SamlRefusal refusal) {
                first = i == 0 ? refusal : first;
            }
        }
        throw first;
    }

    /** SAML Core 2.7.2: the authentication took place. */
    private static void requirePast(El statement, ResponseExpectations expected) {
        Instant at = SamlTime.required(statement, "AuthnInstant");
        if (expected.isFuture(at)) {
            throw SamlRefusal.of(LoginError.NOT_YET_VALID, "AuthnInstant not after " + expected.now(), at.toString());
        }
    }

    private static @Nullable Instant sessionEnd(El statement, ResponseExpectations expected) {
        Instant end = SamlTime.attribute(statement, "SessionNotOnOrAfter");
        if (end != null && expected.isOver(end)) {
            throw SamlRefusal.of(LoginError.EXPIRED, "SessionNotOnOrAfter after " + expected.now(), end.toString());
        }
        return end;
    }

    private static @Nullable Instant earlier(@Nullable Instant a, @Nullable Instant b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.isBefore(b) ? a : b;
    }

    private static Authentication authentication(El statement, @Nullable Instant end, ResponseExpectations expected) {
        Instant at = SamlTime.required(statement, "AuthnInstant");
        requireTime(at, expected);
        El context = statement.first(Names.SAML, "AuthnContext");
        El reference = context == null ? null : context.first(Names.SAML, "AuthnContextClassRef");
        Optional<String> contextClass =
                Optional.ofNullable(reference).map(El::text).map(XmlSpace::trim);
        requireContext(contextClass, expected.authn());
        // As LogoutChecks reads it from a logout request: the two are compared.
        Optional<String> index =
                Optional.ofNullable(statement.attribute("SessionIndex")).map(XmlSpace::trim);
        return new Authentication(at, index, Optional.ofNullable(end), contextClass);
    }

    /** SAML Core 3.4.1 (ForceAuthn: not by an earlier sign-in), and our own maximum age. */
    private static void requireTime(Instant at, ResponseExpectations expected) {
        AuthnDemands demands = expected.authn();
        if (demands.since()
                .filter(since -> at.isBefore(since.minus(expected.skew())))
                .isPresent()) {
            throw SamlRefusal.of(
                    LoginError.AUTHENTICATION,
                    "a sign-in after the request of " + demands.since().get() + " (force-authn)",
                    "AuthnInstant " + at,
                    "Have the identity provider obey ForceAuthn, or leave force-authn out.");
        }
        boolean old = demands.maxAge()
                .filter(age -> at.isBefore(expected.now().minus(age).minus(expected.skew())))
                .isPresent();
        if (old) {
            throw SamlRefusal.of(
                    LoginError.AUTHENTICATION,
                    "a sign-in at most " + demands.maxAge().get() + " ago (max-authn-age)",
                    "AuthnInstant " + at,
                    "Sign in at the identity provider anew, shorten its sessions, or set force-authn.");
        }
    }

    /** SAML Core 3.3.2.2.1: with an exact comparison it must be one of those that were asked for. */
    private static void requireContext(Optional<String> contextClass, AuthnDemands demands) {
        boolean met = demands.contexts().isEmpty()
                || contextClass.filter(demands.contexts()::contains).isPresent();
        if (!met) {
            throw SamlRefusal.of(
                    LoginError.AUTHENTICATION,
                    "an AuthnContextClassRef of " + demands.contexts(),
                    SamlRefusal.quote(contextClass.orElse(null)),
                    "Have the identity provider sign people in as authn-contexts asks, or change that option.");
        }
    }
}
