package io.ssokit.oidc;

import io.ssokit.session.NameId;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.pac4j.core.profile.CommonProfile;

/**
 * A person who signed in through a {@link SamlPac4jClient}. Its id is the NameID, its attributes are those of the assertion
 * by their own names and pac4j's, its roles are the groups. Not thread-safe, as pac4j's profiles are.
 */
public final class SamlPac4jProfile extends CommonProfile {
    private static final long serialVersionUID = 1L;
    private static final String EXPIRES_AT = "sessionexpiresat";

    /** For pac4j, which reads profiles back from sessions. */
    public SamlPac4jProfile() {
        // filled by the client, or by readExternal
    }

    void remember(SsoSession session) {
        addAuthenticationAttribute(EXPIRES_AT, session.expiresAt().toEpochMilli());
        session.idpSessionIndex().ifPresent(index -> addAuthenticationAttribute("sessionindex", index));
        session.nameId().ifPresent(this::remember);
    }

    /** By the names that pac4j's own SAML profiles have. */
    private void remember(NameId nameId) {
        nameId.format().ifPresent(format -> addAuthenticationAttribute("samlNameIdFormat", format));
        nameId.nameQualifier().ifPresent(name -> addAuthenticationAttribute("samlNameIdNameQualifier", name));
        nameId.spNameQualifier().ifPresent(name -> addAuthenticationAttribute("samlNameIdSpNameQualifier", name));
    }

    /** The session tags of the assertion. */
    public SessionTags tags() {
        Map<String, List<String>> values = new LinkedHashMap<>();
        getAttributes().forEach((name, value) -> {
            if (value instanceof List<?> list) {
                values.put(name, list.stream().map(String::valueOf).toList());
            }
        });
        return SessionTags.of(values, false);
    }

    /** Whether the session is over, be it by the kit's limit or by the assertion's SessionNotOnOrAfter. */
    @Override
    public boolean isExpired() {
        // pac4j makes profiles out of sessions by itself: there is nobody to hand over the kit's clock.
        Object end = getAuthenticationAttribute(EXPIRES_AT);
        return !(end instanceof Long millis) || Clock.systemUTC().millis() >= millis;
    }
}
