package io.ssokit.login;

import io.ssokit.connection.Secret;
import io.ssokit.session.NameId;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.user.User;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who signed in, as a connection's identity provider says and an engine has verified. Immutable. Only engines make it,
 * from nothing but a verified assertion or token.
 *
 * @param subject NameID or {@code sub}; unique and stable within (tenant, connection)
 * @param subjectName the subject where it reads like a user name (an e-mail NameID, say), else empty
 * @param attributes all attributes or claims: name to values in order
 * @param tags session tags among them
 * @param authenticatedAt when the identity provider authenticated the person
 * @param sessionNotOnOrAfter when the identity provider wants our session to end
 * @param sessionIndex the identity provider's name for its session
 * @param nameId the subject with its format and qualifiers, where the protocol is SAML
 * @param evidence how all this is known, and how much it is worth
 */
public record Identity(
        String subject,
        Optional<String> subjectName,
        Map<String, List<String>> attributes,
        SessionTags tags,
        Instant authenticatedAt,
        Optional<Instant> sessionNotOnOrAfter,
        Optional<String> sessionIndex,
        Optional<NameId> nameId,
        Evidence evidence) {
    public Identity {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        attributes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        attributes = Collections.unmodifiableMap(copy);
    }

    /** How much an identity is worth: who vouches for it towards us. */
    public enum Assurance {
        /** Signed by a key that is pinned or published for this connection: an assertion, an ID token. */
        SIGNED,
        /** Told by the identity provider over TLS for an access token; nothing in it is signed for us. */
        USER_INFO,
        /** Whatever the plugged-in client has checked. */
        PLUGGED_IN,
        /** No identity provider: the app's own login has checked it. */
        LOCAL
    }

    /**
     * Where an identity comes from.
     *
     * @param assurance what it is worth
     * @param authn how the person signed in
     * @param provenance attribute name to what said so (an endpoint, {@code id_token}), where there is more than one source
     * @param message gives the verified message as text, for transforms that look into it: the assertion in canonical form,
     *     decrypted; nothing where the protocol has none. Holds secrets of the person's
     * @param refreshToken what the identity provider may be asked with again, or signed out with, in words of the engine that
     *     gets it back; kept sealed
     * @param problems what is missing from the identity and why, in plain sentences; the sign-in goes on without it
     */
    public record Evidence(
            Assurance assurance,
            SsoSession.Authn authn,
            Map<String, String> provenance,
            Supplier<String> message,
            Optional<Secret> refreshToken,
            List<String> problems) {
        public Evidence {
            provenance = Map.copyOf(provenance);
            problems = List.copyOf(problems);
        }

        /** Evidence of an identity that lacks nothing. */
        public Evidence(
                Assurance assurance,
                SsoSession.Authn authn,
                Map<String, String> provenance,
                Supplier<String> message,
                Optional<Secret> refreshToken) {
            this(assurance, authn, provenance, message, refreshToken, List.of());
        }

        /** The same with the message that it comes from. */
        public Evidence withMessage(Supplier<String> text) {
            return new Evidence(assurance, authn, provenance, text, refreshToken, problems);
        }

        /** Without message and token. */
        @Override
        public String toString() {
            return "Evidence[" + assurance + ", " + authn + "]";
        }

        /** The same with what the identity provider may be asked with again. */
        public Evidence with(Optional<Secret> grant) {
            return new Evidence(assurance, authn, provenance, message, grant, problems);
        }

        /** Evidence of one signed message. */
        public static Evidence signed(SsoSession.Authn authn) {
            return new Evidence(Assurance.SIGNED, authn, Map.of(), () -> "", Optional.empty());
        }
    }

    /** Somebody of the app's own login. */
    static Identity local(User user, Instant now) {
        Evidence evidence =
                new Evidence(Assurance.LOCAL, SsoSession.Authn.UNKNOWN, Map.of(), () -> "", Optional.empty());
        return new Identity(
                user.id(),
                Optional.of(user.userName()),
                Map.of(),
                SessionTags.NONE,
                now,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                evidence);
    }

    @Override
    public String toString() {
        return "Identity" + attributes.keySet();
    }
}
