package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A response of which a pinned key signed at least the assertion: the first half of validation. Nothing is said yet about
 * for whom, when and in answer to what; {@link SamlResponseChecks} says that. Between the two the login flow takes the
 * request's id, so that a message of the identity provider's uses up the attempt whether it passes or not, and garbage
 * does not.
 */
final class SignedResponse {
    private final El response;
    private final El assertion;
    private final boolean responseSigned;

    private SignedResponse(El response, El assertion, boolean responseSigned) {
        this.response = response;
        this.assertion = assertion;
        this.responseSigned = responseSigned;
    }

    /**
     * Verifies the signatures of a message that came to the assertion consumer service.
     *
     * @param samlResponse the form field: Base64 (SAML Bindings 3.5.4)
     * @param keys pinned for the connection that the path of the request names, never for one that the message names
     * @throws SamlRefusal if the message is malformed, reports a failure, is encrypted, or lacks a signature it needs
     */
    static SignedResponse open(String samlResponse, TrustedKeys keys, SignaturePolicy policy) {
        El raw = parse(samlResponse);
        ResponseStructure.check(raw);
        SamlStatus.requireSuccess(raw);
        El rawAssertion = onlyAssertion(raw);
        boolean responseSigned = SignedXml.isSigned(raw);
        boolean assertionSigned = SignedXml.isSigned(rawAssertion);
        policy.requireSigned(responseSigned, assertionSigned);
        // SAML Core 5.3: where both are signed, both must verify.
        @Nullable
        El signedAssertion =
                assertionSigned ? SignedXml.open(rawAssertion, keys).root() : null;
        if (responseSigned) {
            El response = SignedXml.open(raw, keys).root();
            return new SignedResponse(response, onlyAssertion(response), true);
        }
        // The response around a signed assertion is nobody's word: from here on it may only be a reason to refuse.
        return new SignedResponse(raw, Objects.requireNonNull(signedAssertion), false);
    }

    /**
     * Parses a message without verifying anything.
     *
     * @throws SamlRefusal if it is not Base64 of XML within the limits
     */
    static El parse(String samlResponse) {
        byte[] xml = StrictBase64.decode(samlResponse, XmlLimits.MESSAGE.bytes(), "SAMLResponse");
        return Xml.parse(xml, XmlLimits.MESSAGE);
    }

    /** The response; believed only if {@link #isResponseSigned()}, otherwise fit to refuse with and for nothing else. */
    El response() {
        return response;
    }

    /** The assertion as a pinned key signed it, by itself or as part of the response. */
    El assertion() {
        return assertion;
    }

    boolean isResponseSigned() {
        return responseSigned;
    }

    /** The request that the signed part of the message says it answers. */
    Optional<String> inResponseTo() {
        if (responseSigned) {
            return Optional.ofNullable(response.attribute("InResponseTo"));
        }
        El subject = assertion.first(Names.SAML, "Subject");
        List<El> confirmations = subject == null ? List.of() : subject.elements(Names.SAML, "SubjectConfirmation");
        return confirmations.stream()
                .map(confirmation -> confirmation.first(Names.SAML, "SubjectConfirmationData"))
                .filter(Objects::nonNull)
                .flatMap(data -> Optional.ofNullable(data.attribute("InResponseTo")).stream())
                .findFirst();
    }

    private static El onlyAssertion(El response) {
        if (response.count(Names.SAML, "EncryptedAssertion") > 0) {
            throw SamlRefusal.of(
                    LoginError.UNSUPPORTED,
                    "an assertion that is not encrypted",
                    "an EncryptedAssertion",
                    "Switch assertion encryption off for this application at the identity provider.");
        }
        List<El> assertions = response.elements(Names.SAML, "Assertion");
        if (assertions.size() != 1) {
            throw SamlRefusal.structure("one Assertion in the Response", assertions.size() + " of them");
        }
        return assertions.get(0);
    }
}
