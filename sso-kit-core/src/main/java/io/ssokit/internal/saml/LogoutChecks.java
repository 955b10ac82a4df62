package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.session.NameId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a signed logout message must say before it ends or confirms anything: one small method per rule, in the order of SAML
 * Core 3.7 and SAML Profiles 4.4.4. Reads from nothing but the tree that a pinned key signed. For one use.
 */
final class LogoutChecks {
    /** A message is on its way for seconds; after this it is refused, whatever it says, so that its ID may be forgotten. */
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final int MAX_INDEXES = 50;
    private static final int MAX_INDEX = 1024;

    private static final Set<String> REQUEST_PARTS = Set.of("Issuer", "NameID", "EncryptedID", "BaseID");

    private final El message;
    private final Expectations expected;

    /**
     * What a message must agree with; all of it from our configuration, nothing from the message.
     *
     * @param sloUrl our logout endpoint, exactly as configured
     * @param spEntityId our entityId towards this identity provider
     * @param idpEntityId the identity provider's entityId
     * @param now the kit's time
     * @param skew how far the two clocks may differ
     */
    record Expectations(String sloUrl, String spEntityId, String idpEntityId, Instant now, Duration skew) {}

    /**
     * A LogoutRequest that passed every check (SAML Core 3.7.1).
     *
     * @param id to be remembered against replay until {@code presentableUntil}
     * @param sessionIndexes empty for all sessions of the person
     */
    record VerifiedRequest(String id, NameId nameId, Set<String> sessionIndexes, Instant presentableUntil) {}

    /** What a LogoutResponse reports of the identity provider and its other service providers. */
    enum Verdict {
        EVERYWHERE,
        PARTIAL,
        FAILED
    }

    private LogoutChecks(El message, Expectations expected) {
        this.message = message;
        this.expected = expected;
    }

    /**
     * @param signed as a pinned key signed it
     * @param decrypter opens an EncryptedID
     * @throws SamlRefusal naming the first rule that is not kept
     */
    static VerifiedRequest request(El signed, Expectations expected, Decrypter decrypter) {
        requireKind(signed, "LogoutRequest");
        return new LogoutChecks(signed, expected).request(decrypter);
    }

    /**
     * @param requestId of the request that it must answer
     * @throws SamlRefusal naming the first rule that is not kept
     */
    static Verdict response(El signed, Expectations expected, String requestId) {
        requireKind(signed, "LogoutResponse");
        return new LogoutChecks(signed, expected).response(requestId);
    }

    private VerifiedRequest request(Decrypter decrypter) {
        requireKnownParts();
        String id = checkMessage();
        requireNotOver();
        return new VerifiedRequest(id, nameId(decrypter), sessionIndexes(), presentableUntil());
    }

    private Verdict response(String requestId) {
        checkMessage();
        // SAML Core 3.2.2: it answers our request and no other.
        if (!requestId.equals(message.attribute("InResponseTo"))) {
            throw SamlRefusal.of(
                    LoginError.IN_RESPONSE_TO, requestId, SamlRefusal.quote(message.attribute("InResponseTo")));
        }
        return verdict();
    }

    /** The parameter's name says what came; a request must not pass for a response or the other way round. */
    private static void requireKind(El root, String local) {
        if (!root.is(Names.SAMLP, local)) {
            throw SamlRefusal.of(LoginError.UNSUPPORTED, "a samlp:" + local, SamlRefusal.quote(root.qName()));
        }
    }

    private String checkMessage() {
        CommonChecks.requireVersion(message);
        String id = CommonChecks.id(message);
        requireDestination();
        // SAML Profiles 4.4.4.1, 4.4.4.2: the Issuer is required.
        CommonChecks.requireIssuer(
                CommonChecks.only(message, Names.SAML, "Issuer", LoginError.ISSUER), expected.idpEntityId());
        requireFresh();
        return id;
    }

    /** SAML Core 3.7.1: whatever else is signed in here, an assertion say, is nobody's request to end anything. */
    private void requireKnownParts() {
        for (El part : message.elements()) {
            boolean known = part.ns().equals(Names.SAML) && REQUEST_PARTS.contains(part.local())
                    || part.is(Names.SAMLP, "SessionIndex")
                    || part.is(Names.SAMLP, "Extensions")
                    || part.is(Names.DS, "Signature");
            if (!known) {
                throw SamlRefusal.structure("no unknown part of a LogoutRequest", SamlRefusal.quote(part.qName()));
            }
        }
        if (message.hasText()) {
            throw SamlRefusal.structure("no text between the parts of a LogoutRequest", "text");
        }
    }

    /** SAML Bindings 3.4.5.2, 3.5.5.2: a signed message must name the address it is for. */
    private void requireDestination() {
        String destination = message.attribute("Destination");
        if (!expected.sloUrl().equals(destination)) {
            throw SamlRefusal.of(LoginError.DESTINATION, expected.sloUrl(), SamlRefusal.quote(destination));
        }
    }

    private void requireFresh() {
        Instant issued = issued();
        if (issued.isAfter(expected.now().plus(expected.skew()))) {
            throw SamlRefusal.of(
                    LoginError.NOT_YET_VALID, "IssueInstant not after " + expected.now(), issued.toString());
        }
        if (!issued.plus(MAX_AGE).isAfter(expected.now().minus(expected.skew()))) {
            throw SamlRefusal.of(
                    LoginError.EXPIRED,
                    "IssueInstant at most " + MAX_AGE.toMinutes() + " minutes before " + expected.now(),
                    issued.toString());
        }
    }

    /** SAML Core 3.7.1. */
    private void requireNotOver() {
        Instant notOnOrAfter = SamlTime.attribute(message, "NotOnOrAfter");
        if (notOnOrAfter != null && !notOnOrAfter.isAfter(expected.now().minus(expected.skew()))) {
            throw SamlRefusal.of(LoginError.EXPIRED, "NotOnOrAfter after " + expected.now(), notOnOrAfter.toString());
        }
    }

    /** From then on {@link #requireFresh} refuses it. */
    private Instant presentableUntil() {
        return issued().plus(MAX_AGE).plus(expected.skew());
    }

    private Instant issued() {
        return SamlTime.required(message, "IssueInstant");
    }

    /** SAML Core 3.7.1: exactly one of NameID and EncryptedID. */
    private NameId nameId(Decrypter decrypter) {
        List<El> encrypted = message.elements(Names.SAML, "EncryptedID");
        if (encrypted.isEmpty()) {
            return CommonChecks.nameId(message, expected.spEntityId());
        }
        if (encrypted.size() > 1 || message.count(Names.SAML, "NameID") + message.count(Names.SAML, "BaseID") > 0) {
            throw SamlRefusal.of(LoginError.SUBJECT, "one NameID or EncryptedID", "several of them");
        }
        return CommonChecks.nameId(decrypter.revealId(message), expected.spEntityId());
    }

    private Set<String> sessionIndexes() {
        Set<String> indexes = new LinkedHashSet<>();
        for (El element : message.elements(Names.SAMLP, "SessionIndex")) {
            String index = XmlSpace.trim(CommonChecks.text(element, LoginError.STRUCTURE));
            if (index.length() > MAX_INDEX || indexes.size() == MAX_INDEXES) {
                throw SamlRefusal.of(
                        LoginError.TOO_LARGE,
                        "at most " + MAX_INDEXES + " SessionIndexes of at most " + MAX_INDEX + " characters",
                        "more");
            }
            indexes.add(index);
        }
        return indexes;
    }

    /** SAML Core 3.7.3.2: PartialLogout is a second-level code, beside whatever the first says. */
    private Verdict verdict() {
        El status = CommonChecks.only(message, Names.SAMLP, "Status", LoginError.STRUCTURE);
        El code = CommonChecks.only(status, Names.SAMLP, "StatusCode", LoginError.STRUCTURE);
        Optional<El> second = Optional.ofNullable(code.first(Names.SAMLP, "StatusCode"));
        if (second.filter(part -> Names.STATUS_PARTIAL_LOGOUT.equals(part.attribute("Value")))
                .isPresent()) {
            return Verdict.PARTIAL;
        }
        return Names.STATUS_SUCCESS.equals(code.attribute("Value")) ? Verdict.EVERYWHERE : Verdict.FAILED;
    }
}
