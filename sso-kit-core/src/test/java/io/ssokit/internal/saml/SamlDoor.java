package io.ssokit.internal.saml;

import static io.ssokit.attack.VendorResponse.ACS;
import static io.ssokit.attack.VendorResponse.AUDIENCE;
import static io.ssokit.attack.VendorResponse.ISSUER;
import static io.ssokit.attack.VendorResponse.NOW;
import static io.ssokit.attack.VendorResponse.REQUEST_ID;

import io.ssokit.attack.TestKeys;
import io.ssokit.connection.SamlAcceptance;
import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.DecryptionThrottle.Turn;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The validator as tests in other packages see it: a form field goes in, a subject or a reason comes out. Anything else
 * that is thrown is a defect and fails the test.
 */
public record SamlDoor(
        TrustedKeys keys,
        SignaturePolicy policy,
        String acsUrl,
        String spEntityId,
        String idpEntityId,
        Optional<String> requestId,
        Instant now,
        Duration skew,
        Decryption decryption) {
    /** What is decrypted, with what, and how often in vain. */
    record Decryption(EncryptionPolicy policy, List<PrivateKey> keys, Turn turn) {}

    /** What came of one message. */
    public record Verdict(
            Optional<String> subject,
            Map<String, List<String>> attributes,
            Optional<LoginError> refused,
            String details) {
        public boolean accepted() {
            return subject.isPresent();
        }
    }

    /** The connection that {@link io.ssokit.attack.VendorResponse} is correct for. */
    public static SamlDoor open() {
        return new SamlDoor(
                TrustedKeys.ofKeys(List.of(TestKeys.IDP.getPublic(), TestKeys.IDP_EC.getPublic())),
                new SignaturePolicy(false, false),
                ACS,
                AUDIENCE,
                ISSUER,
                Optional.of(REQUEST_ID),
                NOW,
                Duration.ofMinutes(2),
                new Decryption(EncryptionPolicy.STANDARD, List.of(TestKeys.SP.getPrivate()), endless()));
    }

    public SamlDoor trusting(PublicKey... pinned) {
        return trusting(TrustedKeys.ofKeys(List.of(pinned)));
    }

    public SamlDoor wanting(boolean assertionSigned, boolean responseSigned) {
        SignaturePolicy wanted = new SignaturePolicy(assertionSigned, responseSigned);
        return new SamlDoor(keys, wanted, acsUrl, spEntityId, idpEntityId, requestId, now, skew, decryption);
    }

    /** The same connection with these exceptions by name, for signatures and for encryption. */
    public SamlDoor allowing(Exemption... exemptions) {
        EncryptionPolicy rules = decryption.policy();
        return trusting(keys.allowing(Set.of(exemptions))).decrypting(rules.required(), rules.gcmOnly(), exemptions);
    }

    /** The same connection with other rules for what is encrypted. */
    public SamlDoor decrypting(boolean required, boolean gcmOnly, Exemption... exemptions) {
        return with(new Decryption(
                EncryptionPolicy.of(
                        new SamlAcceptance(false, false, required, gcmOnly, Duration.ZERO, Set.of(exemptions))),
                decryption.keys(),
                decryption.turn()));
    }

    public SamlDoor decryptingWith(List<PrivateKey> ours) {
        return with(new Decryption(decryption.policy(), ours, decryption.turn()));
    }

    /** Stops decrypting after some failures, as a real connection does. */
    public SamlDoor throttled(Clock clock) {
        Turn counted = new DecryptionThrottle(clock).of("acme");
        return with(new Decryption(decryption.policy(), decryption.keys(), counted));
    }

    public SamlDoor at(Instant time) {
        return new SamlDoor(keys, policy, acsUrl, spEntityId, idpEntityId, requestId, time, skew, decryption);
    }

    public SamlDoor asking(Optional<String> request) {
        return new SamlDoor(keys, policy, acsUrl, spEntityId, idpEntityId, request, now, skew, decryption);
    }

    /** The same app's connection to another identity provider. */
    public SamlDoor ofIdp(String entityId) {
        return new SamlDoor(keys, policy, acsUrl, spEntityId, entityId, requestId, now, skew, decryption);
    }

    public SamlDoor ofServiceProvider(String entityId, String acs) {
        return new SamlDoor(keys, policy, acs, entityId, idpEntityId, requestId, now, skew, decryption);
    }

    private SamlDoor trusting(TrustedKeys pinned) {
        return new SamlDoor(pinned, policy, acsUrl, spEntityId, idpEntityId, requestId, now, skew, decryption);
    }

    private SamlDoor with(Decryption other) {
        return new SamlDoor(keys, policy, acsUrl, spEntityId, idpEntityId, requestId, now, skew, other);
    }

    /** Never stops. */
    private static Turn endless() {
        return new Turn(Clock.systemUTC()) {
            @Override
            boolean take() {
                return true;
            }
        };
    }

    public Verdict post(String samlResponse) {
        try {
            VerifiedAssertion assertion = validate(samlResponse);
            return new Verdict(Optional.of(assertion.nameId().value()), assertion.attributes(), Optional.empty(), "");
        } catch (SamlRefusal refusal) {
            return new Verdict(
                    Optional.empty(), Map.of(), Optional.of(refusal.error()), String.valueOf(refusal.getMessage()));
        }
    }

    Decrypter decrypter() {
        return new Decrypter(decryption.policy(), decryption::keys, spEntityId, decryption.turn());
    }

    /** Inflates a message of the HTTP-Redirect binding; empty if that went well. */
    public static Optional<LoginError> inflate(byte[] deflated) {
        try {
            Deflate.inflate(deflated);
            return Optional.empty();
        } catch (SamlRefusal refusal) {
            return Optional.of(refusal.error());
        }
    }

    VerifiedAssertion validate(String samlResponse) {
        return check(signatures(samlResponse));
    }

    /** The first half of validation. */
    SignedResponse signatures(String samlResponse) {
        return SignedResponse.open(samlResponse, keys, policy, decrypter());
    }

    /** The second half of validation. */
    VerifiedAssertion check(SignedResponse signed) {
        return SamlResponseChecks.check(
                signed,
                new ResponseExpectations(acsUrl, spEntityId, idpEntityId, requestId, now, skew, AuthnDemands.NONE));
    }
}
