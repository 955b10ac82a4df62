package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import io.ssokit.session.NameId;
import java.util.Optional;

/** What holds for every message and assertion that comes to us: one small method per rule of SAML Core. */
final class CommonChecks {
    /** SAML Core 8.3.7: no name identifier need be longer. */
    private static final int MAX_NAME_ID = 256;

    /** An ID is remembered against replay; those of real products have 20 to 70 characters. */
    private static final int MAX_ID = 128;

    private CommonChecks() {}

    /** SAML Core 4.1: we speak 2.0 and nothing else. */
    static void requireVersion(El message) {
        if (!"2.0".equals(message.attribute("Version"))) {
            throw SamlRefusal.structure(
                    "Version 2.0 of " + message.local(), SamlRefusal.quote(message.attribute("Version")));
        }
    }

    /** SAML Core 2.3.3, 3.2.1, 3.2.2: the ID of a message or assertion. */
    static String id(El message) {
        String id = message.attribute("ID");
        if (id == null || XmlSpace.isBlank(id) || id.length() > MAX_ID) {
            throw SamlRefusal.structure("an ID of " + message.local(), id == null ? "none" : "a blank or endless one");
        }
        return id;
    }

    /** SAML Core 2.2.5, Profiles 4.1.4.2, 4.4.4: the identity provider by its entityId, character by character. */
    static void requireIssuer(El issuer, String entityId) {
        String format = issuer.attribute("Format");
        boolean entity = format == null || format.equals(Names.FORMAT_ENTITY);
        String name = text(issuer, LoginError.ISSUER);
        if (!entity || !name.equals(entityId)) {
            throw SamlRefusal.of(LoginError.ISSUER, entityId, NearMiss.quote(entityId, name));
        }
    }

    /**
     * SAML Core 2.4.1, 2.2.2, 8.3: one NameID with text in it; no BaseID, which nobody can compare.
     *
     * @param parent a Subject or a LogoutRequest
     * @param spEntityId our entityId, the only SPNameQualifier that makes sense to us
     */
    static NameId nameId(El parent, String spEntityId) {
        if (parent.count(Names.SAML, "BaseID") > 0) {
            throw SamlRefusal.of(LoginError.SUBJECT, "a NameID", "a BaseID");
        }
        El nameId = only(parent, Names.SAML, "NameID", LoginError.SUBJECT);
        String value = XmlSpace.trim(text(nameId, LoginError.SUBJECT));
        boolean blank = value.codePoints().noneMatch(CommonChecks::isVisible);
        if (blank || value.length() > MAX_NAME_ID) {
            throw SamlRefusal.of(
                    LoginError.SUBJECT,
                    "a NameID of 1 to " + MAX_NAME_ID + " characters",
                    blank ? "a blank one" : value.length() + " characters");
        }
        String spNameQualifier = nameId.attribute("SPNameQualifier");
        if (spNameQualifier != null && !spNameQualifier.equals(spEntityId)) {
            throw SamlRefusal.of(
                    LoginError.SUBJECT, "SPNameQualifier " + spEntityId, SamlRefusal.quote(spNameQualifier));
        }
        return new NameId(
                value,
                Optional.ofNullable(nameId.attribute("Format")),
                Optional.ofNullable(nameId.attribute("NameQualifier")),
                Optional.ofNullable(spNameQualifier));
    }

    private static boolean isVisible(int c) {
        return !Character.isWhitespace(c) && !Character.isSpaceChar(c) && Character.getType(c) != Character.FORMAT;
    }

    /** The one child of this name. */
    static El only(El parent, String ns, String local, LoginError error) {
        El child = parent.first(ns, local);
        int count = parent.count(ns, local);
        if (child == null || count != 1) {
            throw SamlRefusal.of(error, "one " + local + " in " + parent.local(), String.valueOf(count));
        }
        return child;
    }

    /** The text of an element that must have nothing but text in it; compared as it stands, never trimmed. */
    static String text(El element, LoginError error) {
        if (element.hasElements()) {
            throw SamlRefusal.of(error, element.local() + " with nothing but text in it", "elements in it");
        }
        return element.text();
    }
}
