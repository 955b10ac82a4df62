package io.ssokit.internal.saml;

import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.session.NameId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An assertion that a pinned key signed and that passed every check: the only thing an identity is made from. Immutable;
 * made by {@link SamlResponseChecks} alone, which has to show the {@link SignedResponse} it read.
 */
final class VerifiedAssertion {
    private final String id;
    private final String responseId;
    private final Optional<String> inResponseTo;
    private final String issuer;
    private final NameId nameId;
    private final Authentication authentication;
    private final Map<String, List<String>> attributes;
    private final Instant presentableUntil;
    private final Set<Exemption> exemptions;
    private final El assertion;

    VerifiedAssertion(
            SignedResponse proof,
            NameId nameId,
            Authentication authentication,
            Map<String, List<String>> attributes,
            Instant presentableUntil) {
        this.id = CommonChecks.id(proof.assertion());
        this.responseId = CommonChecks.id(proof.response());
        this.inResponseTo = proof.inResponseTo();
        this.issuer = SamlResponseChecks.issuer(proof.assertion());
        this.nameId = nameId;
        this.authentication = authentication;
        this.attributes = Collections.unmodifiableMap(attributes);
        this.presentableUntil = presentableUntil;
        this.exemptions = proof.exemptions();
        this.assertion = proof.assertion();
    }

    /**
     * How the person signed in (SAML Core 2.7.2).
     *
     * @param at when
     * @param sessionIndex the identity provider's name for its session
     * @param sessionNotOnOrAfter when our session has to end
     * @param contextClass the authentication context class
     */
    record Authentication(
            Instant at,
            Optional<String> sessionIndex,
            Optional<Instant> sessionNotOnOrAfter,
            Optional<String> contextClass) {}

    /** The assertion's ID; unique per issuer, to be remembered until {@link #presentableUntil()} against replay. */
    String id() {
        return id;
    }

    /** The response's ID; signed only if the response is. */
    String responseId() {
        return responseId;
    }

    /** The request it answers; empty if nobody asked. */
    Optional<String> inResponseTo() {
        return inResponseTo;
    }

    String issuer() {
        return issuer;
    }

    /** Who it is about. */
    NameId nameId() {
        return nameId;
    }

    Authentication authentication() {
        return authentication;
    }

    /** Attribute name to values, in the order in which they came; values of one name in several places are together. */
    Map<String, List<String>> attributes() {
        return attributes;
    }

    /** From then on the assertion is refused for its age: NotOnOrAfter of its confirmation and our skew. */
    Instant presentableUntil() {
        return presentableUntil;
    }

    /** What the connection lets pass by name without which this assertion would not have been read. */
    Set<Exemption> exemptions() {
        return exemptions;
    }

    /** All of it that claims were read from, decrypted, as canonical XML. Not the response around it: that may be anybody's. */
    String text() {
        ByteSink octets = new ByteSink(8192, XmlLimits.MESSAGE.bytes());
        Xml.canonicalize(assertion, C14n.EXCLUSIVE, "", null, octets);
        return new String(octets.toByteArray(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "VerifiedAssertion[" + id + "]";
    }
}
