package io.ssokit.internal.saml;

import static io.ssokit.internal.saml.CommonChecks.id;
import static io.ssokit.internal.saml.CommonChecks.nameId;
import static io.ssokit.internal.saml.CommonChecks.only;
import static io.ssokit.internal.saml.CommonChecks.requireIssuer;
import static io.ssokit.internal.saml.CommonChecks.requireVersion;
import static io.ssokit.internal.saml.CommonChecks.text;

import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.VerifiedAssertion.Authentication;
import io.ssokit.session.NameId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a signed response must say before it signs anybody in: one small method per rule, in the order of SAML Core and
 * SAML Profiles 4.1.4. The first rule that is not kept refuses the whole message. For one use.
 */
final class SamlResponseChecks {
    /** The way from the identity provider through the browser, no more. */
    private static final Duration MAX_UNSOLICITED_AGE = Duration.ofMinutes(5);

    private final SignedResponse signed;
    private final El response;
    private final El assertion;
    private final ResponseExpectations expected;

    private SamlResponseChecks(SignedResponse signed, ResponseExpectations expected) {
        this.signed = signed;
        this.response = signed.response();
        this.assertion = signed.assertion();
        this.expected = expected;
    }

    /**
     * The second half of validation.
     *
     * @throws SamlRefusal naming the first rule that is not kept
     */
    static VerifiedAssertion check(SignedResponse signed, ResponseExpectations expected) {
        SamlResponseChecks checks = new SamlResponseChecks(signed.decrypted(), expected);
        checks.checkResponse();
        return checks.checkAssertion();
    }

    private void checkResponse() {
        requireVersion(response);
        id(response);
        SamlStatus.requireSuccess(response);
        requireDestination();
        requireResponseIssuer();
        requireInResponseTo(response.attribute("InResponseTo"));
        requireIssued(response);
    }

    private VerifiedAssertion checkAssertion() {
        requireVersion(assertion);
        id(assertion);
        requireAssertionIssuer();
        requireIssued(assertion);
        El conditions = only(assertion, Names.SAML, "Conditions", LoginError.CONDITION);
        requireValidityPeriod(conditions);
        requireKnownConditions(conditions);
        requireAudience(conditions);
        El subject = only(assertion, Names.SAML, "Subject", LoginError.SUBJECT);
        NameId nameId = nameId(subject, expected.spEntityId());
        Instant presentableUntil =
                earlier(confirmedUntil(subject), unsolicitedUntil(subject)).plus(expected.skew());
        Authentication authentication = AuthnStatements.read(assertion, expected);
        return new VerifiedAssertion(signed, nameId, authentication, AttributeReader.read(assertion), presentableUntil);
    }

    /** SAML Bindings 3.5.5.2: a signed response must name the address it is for; any response that does must be right. */
    private void requireDestination() {
        String destination = response.attribute("Destination");
        boolean mayBeAbsent = destination == null && !signed.isResponseSigned();
        if (!mayBeAbsent && !expected.acsUrl().equals(destination)) {
            throw SamlRefusal.of(
                    LoginError.DESTINATION, expected.acsUrl(), NearMiss.quote(expected.acsUrl(), destination));
        }
    }

    /** SAML Profiles 4.1.4.2: the response's Issuer may be left out, else it is the identity provider. */
    private void requireResponseIssuer() {
        El issuer = response.first(Names.SAML, "Issuer");
        if (issuer != null) {
            requireIssuer(issuer, expected.idpEntityId());
        }
    }

    /** SAML Profiles 4.1.4.2: the assertion's Issuer is required. */
    private void requireAssertionIssuer() {
        requireIssuer(only(assertion, Names.SAML, "Issuer", LoginError.ISSUER), expected.idpEntityId());
    }

    /** The issuer of an assertion that has passed {@link #check}. */
    static String issuer(El assertion) {
        return text(only(assertion, Names.SAML, "Issuer", LoginError.ISSUER), LoginError.ISSUER);
    }

    /** SAML Core 3.2.2, Profiles 4.1.4.3 and 4.1.5: our request's id, or none at all in an unsolicited response. */
    private void requireInResponseTo(@Nullable String inResponseTo) {
        if (!Optional.ofNullable(inResponseTo).equals(expected.requestId())) {
            throw inResponseToRefusal(inResponseTo);
        }
    }

    private SamlRefusal inResponseToRefusal(@Nullable String inResponseTo) {
        return SamlRefusal.of(
                LoginError.IN_RESPONSE_TO,
                expected.requestId().orElse("no InResponseTo"),
                SamlRefusal.quote(inResponseTo));
    }

    /** SAML Core 2.3.3, 3.2.2: nothing is issued in the future. */
    private void requireIssued(El message) {
        Instant issued = SamlTime.required(message, "IssueInstant");
        if (expected.isFuture(issued)) {
            throw SamlRefusal.of(
                    LoginError.NOT_YET_VALID,
                    "IssueInstant of " + message.local() + " not after " + expected.now(),
                    issued.toString());
        }
    }

    /** SAML Core 2.5.1.2. */
    private void requireValidityPeriod(El conditions) {
        Instant notBefore = SamlTime.attribute(conditions, "NotBefore");
        if (notBefore != null && expected.isFuture(notBefore)) {
            throw SamlRefusal.of(
                    LoginError.NOT_YET_VALID, "NotBefore not after " + expected.now(), notBefore.toString());
        }
        Instant notOnOrAfter = SamlTime.attribute(conditions, "NotOnOrAfter");
        if (notOnOrAfter != null && expected.isOver(notOnOrAfter)) {
            throw SamlRefusal.of(LoginError.EXPIRED, "NotOnOrAfter after " + expected.now(), notOnOrAfter.toString());
        }
    }

    /** SAML Core 2.5.1.1: a condition that is not understood makes the assertion invalid. */
    private static void requireKnownConditions(El conditions) {
        for (El condition : conditions.elements()) {
            // OneTimeUse (2.5.1.5) is kept for every assertion; ProxyRestriction (2.5.1.6) binds those who issue more.
            boolean known = condition.is(Names.SAML, "AudienceRestriction")
                    || condition.is(Names.SAML, "OneTimeUse")
                    || condition.is(Names.SAML, "ProxyRestriction");
            if (!known) {
                throw SamlRefusal.of(
                        LoginError.CONDITION,
                        "AudienceRestriction, OneTimeUse or ProxyRestriction",
                        SamlRefusal.quote(condition.qName()));
            }
        }
    }

    /** SAML Core 2.5.1.4, Profiles 4.1.4.2: every restriction (and there is one) has our entityId among its audiences. */
    private void requireAudience(El conditions) {
        List<El> restrictions = conditions.elements(Names.SAML, "AudienceRestriction");
        if (restrictions.isEmpty()) {
            throw SamlRefusal.of(LoginError.AUDIENCE, expected.spEntityId(), "no AudienceRestriction");
        }
        for (El restriction : restrictions) {
            List<String> names = new ArrayList<>(1);
            for (El audience : restriction.elements(Names.SAML, "Audience")) {
                names.add(text(audience, LoginError.AUDIENCE));
            }
            if (!names.contains(expected.spEntityId())) {
                String others = names.stream()
                        .map(name -> NearMiss.quote(expected.spEntityId(), name))
                        .collect(Collectors.joining(", "));
                throw SamlRefusal.of(LoginError.AUDIENCE, expected.spEntityId(), others);
            }
        }
    }

    /** SAML Profiles 4.1.4.2, 4.1.4.3: one valid bearer confirmation is enough. Returns its NotOnOrAfter. */
    private Instant confirmedUntil(El subject) {
        SamlRefusal first = null;
        for (El confirmation : subject.elements(Names.SAML, "SubjectConfirmation")) {
            if (Names.CM_BEARER.equals(confirmation.attribute("Method"))) {
                try {
                    return bearer(confirmation);
                } catch (SamlRefusal refusal) {
                    first = first == null ? refusal : first;
                }
            }
        }
        throw first != null ? first : recipient("a bearer SubjectConfirmation", "none");
    }

    /**
     * SAML Profiles 4.1.5: what answers nobody must not say anywhere that it answers somebody. It is also of use for a short
     * time only, whatever it says itself: its ID is remembered for that long, and no identity provider decides how long our
     * store grows.
     */
    private Instant unsolicitedUntil(El subject) {
        if (expected.requestId().isPresent()) {
            return Instant.MAX;
        }
        for (El confirmation : subject.elements(Names.SAML, "SubjectConfirmation")) {
            for (El data : confirmation.elements(Names.SAML, "SubjectConfirmationData")) {
                requireInResponseTo(data.attribute("InResponseTo"));
            }
        }
        Instant until = SamlTime.required(assertion, "IssueInstant").plus(MAX_UNSOLICITED_AGE);
        if (expected.isOver(until)) {
            throw SamlRefusal.of(
                    LoginError.EXPIRED,
                    "an unsolicited assertion of the last " + MAX_UNSOLICITED_AGE.toMinutes() + " minutes",
                    "one that is of use until " + until);
        }
        return until;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private Instant bearer(El confirmation) {
        El data = only(confirmation, Names.SAML, "SubjectConfirmationData", LoginError.RECIPIENT);
        if (!expected.acsUrl().equals(data.attribute("Recipient"))) {
            throw recipient(
                    "Recipient " + expected.acsUrl(), NearMiss.quote(expected.acsUrl(), data.attribute("Recipient")));
        }
        if (data.attribute("NotBefore") != null) {
            throw recipient("a bearer confirmation without NotBefore", "one with it");
        }
        Instant notOnOrAfter = SamlTime.attribute(data, "NotOnOrAfter");
        if (notOnOrAfter == null) {
            throw recipient("a bearer confirmation with NotOnOrAfter", "one without it");
        }
        if (expected.isOver(notOnOrAfter)) {
            throw SamlRefusal.of(
                    LoginError.EXPIRED,
                    "NotOnOrAfter of the confirmation after " + expected.now(),
                    notOnOrAfter.toString());
        }
        requireInResponseTo(data.attribute("InResponseTo"));
        return notOnOrAfter;
    }

    private static SamlRefusal recipient(String wanted, String received) {
        return SamlRefusal.of(LoginError.RECIPIENT, wanted, received);
    }
}
