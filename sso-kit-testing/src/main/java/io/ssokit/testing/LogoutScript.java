package io.ssokit.testing;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How the {@link FakeIdp} departs from correct logout messages. Immutable; {@link #standard()} departs in nothing.
 *
 * <pre>{@code
 * idp.saml().logout().play(LogoutScript.of(s -> s.partial()));
 * }</pre>
 */
public final class LogoutScript {

    /** Texts in a LogoutRequest or LogoutResponse that can be replaced or left out. */
    public enum Part {
        /** {@code ID}. */
        ID,
        /** {@code Version}. */
        VERSION,
        /** Issuer. */
        ISSUER,
        /** {@code Destination}. */
        DESTINATION,
        /** {@code InResponseTo} of a response. */
        IN_RESPONSE_TO,
        /** Top-level status code URI of a response. */
        STATUS,
        /** Second-level status code URI of a response. */
        SUB_STATUS,
        /** NameID text of a request. */
        NAME_ID,
        /** NameID format URI of a request. */
        NAME_ID_FORMAT,
        /** {@code NameQualifier} of the NameID of a request. */
        NAME_QUALIFIER,
        /** {@code SPNameQualifier} of the NameID of a request. */
        SP_NAME_QUALIFIER,
        /** {@code Reason} of a request. */
        REASON
    }

    private final Builder settings;

    private LogoutScript(Builder settings) {
        this.settings = settings;
    }

    /** Correct messages: signed, successful, valid for five minutes. */
    public static LogoutScript standard() {
        return new LogoutScript(new Builder());
    }

    /** Correct messages but for what the given steps change. */
    public static LogoutScript of(Consumer<Builder> steps) {
        Builder builder = new Builder();
        steps.accept(builder);
        return new LogoutScript(new Builder(builder)); // a builder kept by the caller must not reach this script
    }

    Builder settings() {
        return settings;
    }

    /** Collects the departures. A null text leaves the attribute or element out. Not thread-safe. */
    public static final class Builder {
        boolean sign = true;
        SamlScript.Signer signer = SamlScript.Signer.IDP;
        Map<Part, @Nullable String> parts = new LinkedHashMap<>();
        Duration issued = Duration.ZERO;

        @Nullable
        Duration notOnOrAfter = Duration.ofMinutes(5);

        @Nullable
        List<String> sessionIndexes;

        @Nullable
        SamlEncryption encryption;

        boolean answer = true;
        UnaryOperator<String> beforeSigning = UnaryOperator.identity();
        UnaryOperator<String> afterSigning = UnaryOperator.identity();

        private Builder() {}

        private Builder(Builder from) {
            sign = from.sign;
            signer = from.signer;
            parts = new LinkedHashMap<>(from.parts);
            issued = from.issued;
            notOnOrAfter = from.notOnOrAfter;
            sessionIndexes = from.sessionIndexes;
            encryption = from.encryption;
            answer = from.answer;
            beforeSigning = from.beforeSigning;
            afterSigning = from.afterSigning;
        }

        /** No signature: every service provider must refuse such a request. */
        public Builder unsigned() {
            sign = false;
            return this;
        }

        /** Who signs. */
        public Builder signer(SamlScript.Signer value) {
            signer = value;
            return this;
        }

        /** Another text (null: none) at one place of the message. */
        public Builder part(Part part, @Nullable String value) {
            parts.put(part, value);
            return this;
        }

        /** Success, but not everywhere: second-level status PartialLogout (SAML Core 3.7.3.2). */
        public Builder partial() {
            return status("Success", "PartialLogout");
        }

        /** Status of a response; short names, for example {@code Responder}. */
        public Builder status(String code, @Nullable String subCode) {
            return part(Part.STATUS, SamlScript.STATUS + code)
                    .part(Part.SUB_STATUS, subCode == null ? null : SamlScript.STATUS + subCode);
        }

        /** {@code InResponseTo} of a response. */
        public Builder inResponseTo(@Nullable String requestId) {
            return part(Part.IN_RESPONSE_TO, requestId);
        }

        /** Format and value of the NameID of a request. */
        public Builder nameId(@Nullable String format, String value) {
            return part(Part.NAME_ID_FORMAT, format).part(Part.NAME_ID, value);
        }

        /** Exactly these SessionIndex elements in a request; none means every session of the person. */
        public Builder sessionIndexes(String... values) {
            sessionIndexes = List.of(values);
            return this;
        }

        /** {@code IssueInstant}, counted from now. */
        public Builder issued(Duration fromNow) {
            issued = fromNow;
            return this;
        }

        /** {@code NotOnOrAfter} of a request, counted from now; null leaves it out. */
        public Builder notOnOrAfter(@Nullable Duration fromNow) {
            notOnOrAfter = fromNow;
            return this;
        }

        /** The NameID of a request travels as EncryptedID, to the certificate of the registered metadata. */
        public Builder encryptNameId(SamlEncryption how) {
            encryption = how;
            return this;
        }

        /** A LogoutRequest gets a page instead of an answer, as from an identity provider that fails. */
        public Builder silent() {
            answer = false;
            return this;
        }

        /** Edits the message as text before it is signed. */
        public Builder beforeSigning(UnaryOperator<String> edit) {
            beforeSigning = edit;
            return this;
        }

        /** Edits the message as text after it was signed: tampering. */
        public Builder afterSigning(UnaryOperator<String> edit) {
            afterSigning = edit;
            return this;
        }
    }
}
