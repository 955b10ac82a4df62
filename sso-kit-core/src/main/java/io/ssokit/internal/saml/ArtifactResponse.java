package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The answer to our ArtifactResolve, and the response inside (SAML Core 3.5.2, Profiles 5.4.2, Bindings 3.6.5). It is a
 * cover and no more: its signature is verified if it has one, but the response inside must carry its own all the same, so an
 * artifact makes nothing believable that would not be so by HTTP-POST. Immutable.
 *
 * @param raw as it came
 * @param expected what it must agree with
 */
record ArtifactResponse(El raw, Expectations expected) implements ResponseSource {
    /**
     * All of it from our configuration and our own request.
     *
     * @param resolveId the id of our ArtifactResolve
     * @param idpEntityId the identity provider's entityId
     * @param acsUrl the only address it may be for, if it names one
     * @param now the kit's time
     * @param skew how far the two clocks may differ
     */
    record Expectations(String resolveId, String idpEntityId, String acsUrl, Instant now, Duration skew) {}

    @Override
    public El response(TrustedKeys keys) {
        if (!raw.is(Names.SAMLP, "ArtifactResponse")) {
            throw SamlRefusal.of(LoginError.UNSUPPORTED, "a samlp:ArtifactResponse", SamlRefusal.quote(raw.qName()));
        }
        check(SignedXml.isSigned(raw) ? SignedXml.open(raw, keys).root() : raw);
        // From the message as it came: canonicalisation of the cover may have dropped namespaces that are signed
        // inside.
        return content();
    }

    private void check(El message) {
        CommonChecks.requireVersion(message);
        CommonChecks.id(message);
        // SAML Profiles 5.4.2: the Issuer is required.
        CommonChecks.requireIssuer(
                CommonChecks.only(message, Names.SAML, "Issuer", LoginError.ISSUER), expected.idpEntityId());
        String inResponseTo = message.attribute("InResponseTo");
        if (!expected.resolveId().equals(inResponseTo)) {
            throw SamlRefusal.of(LoginError.IN_RESPONSE_TO, expected.resolveId(), SamlRefusal.quote(inResponseTo));
        }
        String destination = message.attribute("Destination");
        if (destination != null && !destination.equals(expected.acsUrl())) {
            throw SamlRefusal.of(LoginError.DESTINATION, expected.acsUrl(), SamlRefusal.quote(destination));
        }
        Instant issued = SamlTime.required(message, "IssueInstant");
        if (issued.isAfter(expected.now().plus(expected.skew()))) {
            throw SamlRefusal.of(
                    LoginError.NOT_YET_VALID,
                    "IssueInstant of ArtifactResponse not after " + expected.now(),
                    issued.toString());
        }
        SamlStatus.requireSuccess(message);
    }

    /** SAML Core 3.5.3: what is not known, or was fetched before, is answered by success and nothing inside. */
    private El content() {
        List<El> content = raw.elements().stream()
                .filter(part -> !part.is(Names.SAML, "Issuer")
                        && !part.is(Names.DS, "Signature")
                        && !part.is(Names.SAMLP, "Extensions")
                        && !part.is(Names.SAMLP, "Status"))
                .toList();
        if (content.isEmpty()) {
            throw SamlRefusal.of(
                    LoginError.IDP_REFUSED,
                    "a message for the artifact",
                    "none: it is unknown, too old, for somebody else, or was fetched before");
        }
        if (content.size() > 1) {
            throw SamlRefusal.structure("one message in the ArtifactResponse", content.size() + " of them");
        }
        return content.get(0);
    }
}
