package io.ssokit.testing;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the {@link FakeIdp} departs from a correct SAML response. Immutable; {@link #standard()} departs in nothing.
 *
 * <pre>{@code
 * idp.saml().respond(request, alice, SamlScript.of(s -> s.sign(Sign.RESPONSE).audience("https://other.example")));
 * }</pre>
 */
public final class SamlScript {

    /** Which elements carry a signature. */
    public enum Sign {
        /** The assertion only: the default, as with most providers. */
        ASSERTION,
        /** The response only. */
        RESPONSE,
        /** First the assertion, then the response around it. */
        BOTH,
        /** Neither: every service provider must refuse this. */
        NONE
    }

    /** Whose key signs. */
    public enum Signer {
        /** The key in the metadata. */
        IDP,
        /** A key nobody knows, under the certificate name of the real one; KeyInfo carries the stranger's certificate. */
        STRANGER
    }

    /** What is encrypted (SAML Core 6.2). */
    public enum Encrypt {
        /** The whole assertion. */
        ASSERTION,
        /** The NameID of the subject. */
        NAME_ID,
        /** Each attribute by itself. */
        ATTRIBUTES
    }

    /** Status codes of SAML Core 3.2.2.2 start so. */
    static final String STATUS = "urn:oasis:names:tc:SAML:2.0:status:";

    /** What {@link Builder} collects; every instant is an offset from the provider's clock. */
    private final Builder settings;

    private SamlScript(Builder settings) {
        this.settings = settings;
    }

    /** A correct response: assertion signed, valid for five minutes, everything the profile asks for. */
    public static SamlScript standard() {
        return new SamlScript(new Builder());
    }

    /** A correct response but for what the given steps change. */
    public static SamlScript of(Consumer<Builder> steps) {
        return standard().and(steps);
    }

    /** This script with further changes; this one stays as it is. */
    public SamlScript and(Consumer<Builder> steps) {
        Builder copy = new Builder(settings);
        steps.accept(copy);
        return new SamlScript(new Builder(copy)); // a builder kept by the caller must not reach this script
    }

    Builder settings() {
        return settings;
    }

    /** Collects the departures. A null text leaves the attribute or element out. Not thread-safe. */
    public static final class Builder {
        Sign sign = Sign.ASSERTION;
        Signer signer = Signer.IDP;
        String signatureAlgorithm = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256";
        Map<Part, @Nullable String> parts = new LinkedHashMap<>();
        Map<Time, @Nullable Duration> times = new LinkedHashMap<>();

        @Nullable
        List<String> audiences;

        Map<String, List<String>> attributes = new LinkedHashMap<>();
        Set<String> removedAttributes = new TreeSet<>();
        Map<Encrypt, SamlEncryption> encryption = new EnumMap<>(Encrypt.class);

        @Nullable
        X509Certificate encryptTo;

        @Nullable
        SamlBinding binding;

        boolean artifactByPost;
        boolean signArtifactResponse = true;
        UnaryOperator<String> beforeSigning = UnaryOperator.identity();
        UnaryOperator<String> afterSigning = UnaryOperator.identity();

        private Builder() {}

        private Builder(Builder from) {
            sign = from.sign;
            signer = from.signer;
            signatureAlgorithm = from.signatureAlgorithm;
            parts = new LinkedHashMap<>(from.parts);
            times = new LinkedHashMap<>(from.times);
            audiences = from.audiences;
            attributes = new LinkedHashMap<>(from.attributes);
            removedAttributes = new TreeSet<>(from.removedAttributes);
            encryption = new EnumMap<>(from.encryption);
            encryptTo = from.encryptTo;
            binding = from.binding;
            artifactByPost = from.artifactByPost;
            signArtifactResponse = from.signArtifactResponse;
            beforeSigning = from.beforeSigning;
            afterSigning = from.afterSigning;
        }

        /** What is signed. */
        public Builder sign(Sign value) {
            sign = value;
            return this;
        }

        /** Who signs. */
        public Builder signer(Signer value) {
            signer = value;
            return this;
        }

        /** The signature algorithm's URI, an RSA one. */
        public Builder signatureAlgorithm(String uri) {
            signatureAlgorithm = uri;
            return this;
        }

        /** Another text (null: none) at one place of the message. */
        public Builder part(Part part, @Nullable String value) {
            parts.put(part, value);
            return this;
        }

        /** Another instant (null: none) at one place of the message, counted from now; negative is the past. */
        public Builder time(Time time, @Nullable Duration fromNow) {
            times.put(time, fromNow);
            return this;
        }

        /** Issuer of response and assertion. */
        public Builder issuer(@Nullable String entityId) {
            return part(Part.RESPONSE_ISSUER, entityId).part(Part.ASSERTION_ISSUER, entityId);
        }

        /** {@code Destination} of the response. */
        public Builder destination(@Nullable String url) {
            return part(Part.DESTINATION, url);
        }

        /** {@code Recipient} of the subject confirmation. */
        public Builder recipient(@Nullable String url) {
            return part(Part.RECIPIENT, url);
        }

        /** {@code InResponseTo} of response and subject confirmation. */
        public Builder inResponseTo(@Nullable String requestId) {
            return part(Part.RESPONSE_IN_RESPONSE_TO, requestId).part(Part.CONFIRMATION_IN_RESPONSE_TO, requestId);
        }

        /** The one AudienceRestriction's audiences; none leaves the restriction out. */
        public Builder audience(String... entityIds) {
            audiences = List.of(entityIds);
            return this;
        }

        /** Format and value of the NameID. */
        public Builder nameId(@Nullable String format, String value) {
            return part(Part.NAME_ID_FORMAT, format).part(Part.NAME_ID, value);
        }

        /** Status without an assertion inside unless it is Success; short names, for example {@code Responder}. */
        public Builder status(String code, @Nullable String subCode) {
            return part(Part.STATUS, STATUS + code).part(Part.SUB_STATUS, subCode == null ? null : STATUS + subCode);
        }

        /** One more attribute; it replaces the persona's attribute of that name. */
        public Builder attribute(String name, String... values) {
            attributes.put(name, List.of(values));
            return this;
        }

        /** Leaves one of the persona's attributes out. */
        public Builder withoutAttribute(String name) {
            removedAttributes.add(name);
            return this;
        }

        /** Assertions leave as EncryptedAssertion, AES-256-GCM under RSA-OAEP; the Response is signed. */
        public Builder encryptAssertions() {
            return encryptAssertions(SamlEncryption.modern());
        }

        /**
         * Assertions leave as EncryptedAssertion; the Response is signed unless {@link #sign} says otherwise afterwards. An
         * assertion's own signature is made before it is encrypted, the Response's after.
         */
        public Builder encryptAssertions(SamlEncryption how) {
            return sign(Sign.RESPONSE).encrypt(Encrypt.ASSERTION, how);
        }

        /** NameIDs, or attributes, or assertions are encrypted; may be called for several. */
        public Builder encrypt(Encrypt what, SamlEncryption how) {
            encryption.put(what, how);
            return this;
        }

        /** To this certificate instead of the first one for encryption in the metadata of {@link FakeSamlIdp#register}. */
        public Builder encryptTo(X509Certificate certificate) {
            encryptTo = certificate;
            return this;
        }

        /** POST or ARTIFACT, whatever the request asked for; null does as asked, and POST if nothing was asked. */
        public Builder binding(@Nullable SamlBinding value) {
            binding = value;
            return this;
        }

        /** An artifact travels in a form instead of a redirect (SAML Bindings 3.6.3.2). */
        public Builder artifactByPost() {
            artifactByPost = true;
            return this;
        }

        /** The ArtifactResponse around the response has no signature of its own. */
        public Builder artifactResponseUnsigned() {
            signArtifactResponse = false;
            return this;
        }

        /** Edits the message as text before it is signed or encrypted, for example to put a comment into a signed NameID. */
        public Builder beforeSigning(UnaryOperator<String> edit) {
            beforeSigning = edit;
            return this;
        }

        /** Edits the message as text after it was signed and encrypted: tampering. */
        public Builder afterSigning(UnaryOperator<String> edit) {
            afterSigning = edit;
            return this;
        }
    }

    /** Texts in a response that can be replaced or left out. */
    public enum Part {
        /** {@code ID} of the response. */
        RESPONSE_ID,
        /** {@code ID} of the assertion. */
        ASSERTION_ID,
        /** {@code Version} of the response. */
        RESPONSE_VERSION,
        /** {@code Version} of the assertion. */
        ASSERTION_VERSION,
        /** Issuer of the response. */
        RESPONSE_ISSUER,
        /** Issuer of the assertion. */
        ASSERTION_ISSUER,
        /** {@code Destination}. */
        DESTINATION,
        /** {@code InResponseTo} of the response. */
        RESPONSE_IN_RESPONSE_TO,
        /** {@code InResponseTo} of the SubjectConfirmationData. */
        CONFIRMATION_IN_RESPONSE_TO,
        /** {@code Recipient}. */
        RECIPIENT,
        /** {@code Method} of the SubjectConfirmation. */
        CONFIRMATION_METHOD,
        /** Top-level status code URI. */
        STATUS,
        /** Second-level status code URI. */
        SUB_STATUS,
        /** NameID text. */
        NAME_ID,
        /** NameID format URI. */
        NAME_ID_FORMAT,
        /** {@code SPNameQualifier} of the NameID. */
        SP_NAME_QUALIFIER,
        /** {@code SessionIndex}. */
        SESSION_INDEX,
        /** AuthnContextClassRef. */
        AUTHN_CONTEXT,
        /** {@code InResponseTo} of the ArtifactResponse. */
        ARTIFACT_IN_RESPONSE_TO,
        /** Issuer of the ArtifactResponse. */
        ARTIFACT_ISSUER,
        /** Status code URI of the ArtifactResponse. */
        ARTIFACT_STATUS
    }

    /** Instants in a response that can be moved or left out. */
    public enum Time {
        /** {@code IssueInstant} of response and assertion. */
        ISSUE_INSTANT,
        /** {@code NotBefore} of the Conditions. */
        NOT_BEFORE,
        /** {@code NotOnOrAfter} of the Conditions. */
        NOT_ON_OR_AFTER,
        /** {@code NotBefore} of the SubjectConfirmationData, which the profile forbids. */
        CONFIRMATION_NOT_BEFORE,
        /** {@code NotOnOrAfter} of the SubjectConfirmationData. */
        CONFIRMATION_NOT_ON_OR_AFTER,
        /** {@code AuthnInstant}; null leaves the whole AuthnStatement out. */
        AUTHN_INSTANT,
        /** {@code SessionNotOnOrAfter}. */
        SESSION_NOT_ON_OR_AFTER
    }
}
