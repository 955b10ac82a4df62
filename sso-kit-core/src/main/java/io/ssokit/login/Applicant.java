package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.session.NameId;
import io.ssokit.user.IdentityLinks;
import java.time.Instant;

/**
 * Somebody who wants to be let in. Immutable.
 *
 * @param connection who vouches for them
 * @param identity what was verified
 * @param profile what the mapping makes of it
 * @param key what they are linked by
 * @param now when the answer came in
 */
record Applicant(IdpConnection connection, Identity identity, Profile profile, IdentityLinks.Key key, Instant now) {
    /** What people are linked by whose NameID is transient. */
    private static final String BY_NAME = "user-name:";

    /** Before a subject that would otherwise read like one of {@link #BY_NAME}, or like one with this before it. */
    private static final String BY_SUBJECT = "name-id:";

    /** @throws LoginException if there is nothing to call the person by */
    static Applicant of(IdpConnection connection, Identity identity, Instant now) {
        Profile profile = Profile.of(connection.trust().mapping(), identity);
        IdentityLinks.Key key =
                new IdentityLinks.Key(connection.tenant(), connection.id(), stableSubject(identity, profile));
        return new Applicant(connection, identity, profile, key, now);
    }

    /** The link's subject for a NameID or {@code sub} that stays the same at each sign-in. */
    static String linkedBy(String subject) {
        return subject.startsWith(BY_NAME) || subject.startsWith(BY_SUBJECT) ? BY_SUBJECT + subject : subject;
    }

    String tenant() {
        return key.tenant();
    }

    /**
     * A transient NameID is another one at each sign-in; what stays is the name that the identity provider sends. No other
     * subject can be spelled like that: who may choose his NameID does not choose whose link it is.
     */
    private static String stableSubject(Identity identity, Profile profile) {
        boolean passing = identity.nameId().filter(NameId::isTransient).isPresent();
        return passing ? BY_NAME + profile.userName() : linkedBy(identity.subject());
    }
}
