package io.ssokit.login;

import io.ssokit.session.NameId;
import io.ssokit.session.SessionTags;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 */
public record Identity(
        String subject,
        Optional<String> subjectName,
        Map<String, List<String>> attributes,
        SessionTags tags,
        Instant authenticatedAt,
        Optional<Instant> sessionNotOnOrAfter,
        Optional<String> sessionIndex,
        Optional<NameId> nameId) {
    public Identity {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        attributes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        attributes = Collections.unmodifiableMap(copy);
    }

    @Override
    public String toString() {
        return "Identity" + attributes.keySet();
    }
}
