package io.ssokit.internal.saml;

import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
    private final Trust trust;

    private SignedResponse(El response, El assertion, boolean responseSigned, Trust trust) {
        this.response = response;
        this.assertion = assertion;
        this.responseSigned = responseSigned;
        this.trust = trust;
    }

    /** What one message is opened with. */
    private record Trust(TrustedKeys keys, SignaturePolicy signatures, Decrypter decrypter, Set<Exemption> used) {
        /** {@code target} as a pinned key signed it. */
        El verified(El target) {
            SignedXml signed = SignedXml.open(target, keys);
            used.addAll(signed.exemptions());
            return signed.root();
        }
    }

    /**
     * Verifies the signatures of a message that came to the assertion consumer service. What is encrypted under a
     * signature stays so until {@link #decrypted()}.
     *
     * @param samlResponse the form field: Base64 (SAML Bindings 3.5.4)
     * @param keys pinned for the connection that the path of the request names, never for one that the message names
     * @param decrypter for this message alone
     * @throws SamlRefusal if the message is malformed, reports a failure, or lacks a signature or encryption it needs
     */
    static SignedResponse open(String samlResponse, TrustedKeys keys, SignaturePolicy policy, Decrypter decrypter) {
        return open(parse(samlResponse), keys, policy, decrypter);
    }

    /** The same for a message that was parsed before. */
    static SignedResponse open(El raw, TrustedKeys keys, SignaturePolicy policy, Decrypter decrypter) {
        ResponseStructure.check(raw);
        SamlStatus.requireSuccess(raw);
        Trust trust = new Trust(keys, policy, decrypter, EnumSet.noneOf(Exemption.class));
        El rawAssertion = onlyAssertion(raw, trust);
        boolean responseSigned = SignedXml.isSigned(raw);
        if (isEncrypted(rawAssertion)) {
            return responseSigned ? signed(raw, trust) : encryptedInUnsigned(raw, rawAssertion, trust);
        }
        boolean assertionSigned = SignedXml.isSigned(rawAssertion);
        policy.requireSigned(responseSigned, assertionSigned);
        // SAML Core 5.3: where both are signed, both must verify.
        @Nullable El signedAssertion = assertionSigned ? trust.verified(rawAssertion) : null;
        if (responseSigned) {
            return signed(raw, trust);
        }
        // The response around a signed assertion is nobody's word: from here on it may only be a reason to refuse.
        return new SignedResponse(raw, Objects.requireNonNull(signedAssertion), false, trust);
    }

    private static SignedResponse signed(El raw, Trust trust) {
        El response = trust.verified(raw);
        return new SignedResponse(response, onlyAssertion(response, trust), true, trust);
    }

    /**
     * SAML Core 6.2, Profiles 4.1.4.5: nobody need be trusted to encrypt for us, our key is public. An encrypted assertion
     * is read from a response that is signed as a whole, or, by name, if it carries a signature of its own inside.
     */
    private static SignedResponse encryptedInUnsigned(El raw, El encrypted, Trust trust) {
        if (!trust.decrypter().policy().allowUnsignedResponse()
                || trust.signatures().response()) {
            throw SamlRefusal.of(
                    LoginError.SIGNATURE,
                    "a signature of the response around an encrypted assertion",
                    "none",
                    "Have the identity provider sign the response: the whole message, not only the assertion.");
        }
        El assertion = trust.decrypter().openUnverified(encrypted, "Assertion", opened -> {
            ResponseStructure.checkDecrypted(raw, opened);
            trust.signatures().requireSigned(false, SignedXml.isSigned(opened));
            return trust.verified(opened);
        });
        return new SignedResponse(raw, assertion, false, trust);
    }

    /**
     * The same response with nothing encrypted left of what is read from it.
     *
     * @throws SamlRefusal if something cannot be decrypted, or what was encrypted lacks a signature it needs
     */
    SignedResponse decrypted() {
        El plain = isEncrypted(assertion) ? openVerified() : assertion;
        return new SignedResponse(response, trust.decrypter().reveal(plain), responseSigned, trust);
    }

    /** The assertion in a response that is signed as a whole, read from the very tree that was signed. */
    private El openVerified() {
        El opened = trust.decrypter().open(assertion, "Assertion");
        ResponseStructure.checkDecrypted(response, opened);
        boolean signed = SignedXml.isSigned(opened);
        trust.signatures().requireSigned(true, signed);
        // SAML Core 5.3: where both are signed, both must verify.
        return signed ? trust.verified(opened) : opened;
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

    /** The assertion as a pinned key signed it, by itself or as part of the response; after {@link #decrypted()}. */
    El assertion() {
        if (isEncrypted(assertion)) {
            throw new IllegalStateException("still encrypted");
        }
        return assertion;
    }

    /** The named exceptions that it took to read this response. */
    Set<Exemption> exemptions() {
        Set<Exemption> all = EnumSet.copyOf(trust.used());
        all.addAll(trust.decrypter().exemptions());
        return all;
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

    private static boolean isEncrypted(El assertion) {
        return assertion.is(Names.SAML, "EncryptedAssertion");
    }

    private static El onlyAssertion(El response, Trust trust) {
        List<El> plain = response.elements(Names.SAML, "Assertion");
        List<El> encrypted = response.elements(Names.SAML, "EncryptedAssertion");
        if (plain.size() + encrypted.size() != 1) {
            throw SamlRefusal.structure(
                    "one Assertion or EncryptedAssertion in the Response",
                    plain.size() + " and " + encrypted.size() + " of them");
        }
        if (!plain.isEmpty() && trust.decrypter().policy().required()) {
            throw Decrypter.refusal(
                    "an EncryptedAssertion",
                    "an Assertion in clear",
                    "Switch assertion encryption on for this application at the identity provider.");
        }
        return plain.isEmpty() ? encrypted.get(0) : plain.get(0);
    }
}
