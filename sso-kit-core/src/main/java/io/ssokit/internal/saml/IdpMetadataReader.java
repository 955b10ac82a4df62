package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds one identity provider in metadata documents (SAML Metadata 2.3). Immutable. */
final class IdpMetadataReader {
    private final Optional<String> wanted;
    private final List<X509Certificate> signers;
    private final boolean allowHttp;

    /**
     * @param wanted the entityId to look for; if empty, there must be exactly one identity provider
     * @param signers if there are any, the document must be signed by the key of one of them (SAML Metadata 3)
     * @param allowHttp whether endpoints without TLS are accepted
     */
    IdpMetadataReader(Optional<String> wanted, List<X509Certificate> signers, boolean allowHttp) {
        this.wanted = wanted;
        this.signers = List.copyOf(signers);
        this.allowHttp = allowHttp;
    }

    /**
     * Reads the description of one identity provider.
     *
     * @param document an EntityDescriptor, or an EntitiesDescriptor with the wanted one among others
     * @throws SamlRefusal if the document is malformed, not signed as it must be, or the identity provider is not in it or
     *     not usable
     */
    IdpMetadata read(byte[] document) {
        // A signature covers everything, so then everything has to be kept until it has verified.
        El root = signers.isEmpty()
                ? Xml.parse(document, XmlLimits.METADATA, this::isOther)
                : signed(Xml.parse(document, XmlLimits.METADATA));
        List<Entity> idps = new ArrayList<>();
        collect(root, Validity.UNSAID, idps);
        List<Entity> chosen =
                idps.stream().filter(idp -> isWanted(idp.element())).toList();
        if (chosen.size() != 1) {
            throw unusable(
                    wanted.map(id -> "one identity provider with entityID " + id)
                            .orElse("one identity provider (name it by idp-entity-id if there are several)"),
                    chosen.isEmpty() ? "none" : chosen.size() + " of them");
        }
        Entity idp = chosen.get(0);
        return IdpRole.read(entityId(idp), idp.role(), idp.validity(), allowHttp);
    }

    /** What cannot be the answer is dropped while it is read, so that a federation takes no more room than one of it. */
    private boolean isOther(El element) {
        return element.is(Names.MD, "EntityDescriptor") && !(isWanted(element) && idpRole(element) != null);
    }

    private boolean isWanted(El entity) {
        return wanted.isEmpty() || wanted.get().equals(entity.attribute("entityID"));
    }

    /**
     * The verified tree of the whole document or, where only its parts are signed, of the wanted one; nothing else of the
     * document is read any more.
     */
    private El signed(El root) {
        TrustedKeys keys = TrustedKeys.ofCertificates(signers);
        if (SignedXml.isSigned(root) || !root.is(Names.MD, "EntitiesDescriptor")) {
            return SignedXml.open(root, keys, XmlLimits.METADATA).root();
        }
        List<El> parts = root.elements(Names.MD, "EntityDescriptor").stream()
                .filter(part -> !isOther(part))
                .toList();
        if (parts.size() != 1) {
            throw unusable("metadata signed as a whole, or one signed identity provider", parts.size() + " of them");
        }
        return SignedXml.open(parts.get(0), keys, XmlLimits.METADATA).root();
    }

    /** An entity with its SAML 2.0 role. */
    private record Entity(El element, El role, Validity validity) {}

    /**
     * What an element, or one around it, says of its own validity (SAML Metadata 2.3.1).
     *
     * @param until the earliest {@code validUntil}
     * @param cache the shortest {@code cacheDuration}
     */
    record Validity(@Nullable Instant until, @Nullable Duration cache) {
        static final Validity UNSAID = new Validity(null, null);

        Validity within(El element) {
            return new Validity(
                    lesser(until, SamlTime.attribute(element, "validUntil")),
                    lesser(cache, SamlDuration.attribute(element, "cacheDuration")));
        }

        private static <T extends Comparable<T>> @Nullable T lesser(@Nullable T a, @Nullable T b) {
            if (a == null || b == null) {
                return a == null ? b : a;
            }
            return a.compareTo(b) <= 0 ? a : b;
        }
    }

    private static void collect(El element, Validity outer, List<Entity> idps) {
        boolean group = element.is(Names.MD, "EntitiesDescriptor");
        if (!group && !element.is(Names.MD, "EntityDescriptor")) {
            throw unusable("an md:EntityDescriptor or md:EntitiesDescriptor", SamlRefusal.quote(element.local()));
        }
        Validity validity = outer.within(element);
        if (!group) {
            El role = idpRole(element);
            if (role != null) {
                idps.add(new Entity(element, role, validity.within(role)));
            }
            return;
        }
        for (El child : element.elements()) {
            if (child.is(Names.MD, "EntityDescriptor") || child.is(Names.MD, "EntitiesDescriptor")) {
                collect(child, validity, idps);
            }
        }
    }

    /** The role that speaks SAML 2.0; an entity may also describe older protocols, and WS-Federation beside it. */
    private static @Nullable El idpRole(El entity) {
        for (El role : entity.elements(Names.MD, "IDPSSODescriptor")) {
            String protocols = role.attribute("protocolSupportEnumeration");
            if (protocols != null
                    && List.of(protocols.split("[ \\t\\r\\n]+", -1)).contains(Names.SAMLP)) {
                return role;
            }
        }
        return null;
    }

    private static String entityId(Entity idp) {
        String entityId = idp.element().attribute("entityID");
        if (entityId == null || entityId.isBlank()) {
            throw unusable("an identity provider with an entityID", "one without");
        }
        return entityId;
    }

    static SamlRefusal unusable(String expected, String received) {
        return SamlRefusal.of(LoginError.IDP_UNAVAILABLE, expected, received);
    }
}
