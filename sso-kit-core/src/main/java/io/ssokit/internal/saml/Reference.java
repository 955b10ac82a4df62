package io.ssokit.internal.saml;

import io.ssokit.connection.SamlAcceptance.Exemption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verified SignedInfo says about the content it signs: the one {@code ds:Reference} (SAML Core 5.4.2, 5.4.4).
 *
 * @param uri the URI attribute as it stands
 * @param c14n how the content became octets
 * @param prefixList the InclusiveNamespaces PrefixList of that method; empty if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; lives for one verification
record Reference(String uri, C14n c14n, String prefixList, DigestAlgorithm digestAlgorithm, byte[] digestValue) {

    /**
     * @param signedInfo the parse of octets that a pinned key signed
     * @param keys say whether SHA-1 passes
     */
    static Reference read(El signedInfo, TrustedKeys keys) {
        List<El> parts = signedInfo.elements();
        if (parts.size() != 3 || !parts.get(2).is(Names.DS, "Reference") || signedInfo.hasText()) {
            throw SignedXml.invalid("a SignedInfo with exactly one Reference", parts.size() + " parts");
        }
        El reference = parts.get(2);
        List<El> inside = reference.elements();
        boolean wellBuilt = inside.size() == 3
                && inside.get(0).is(Names.DS, "Transforms")
                && inside.get(1).is(Names.DS, "DigestMethod")
                && inside.get(2).is(Names.DS, "DigestValue")
                && !reference.hasText();
        String uri = reference.attribute("URI");
        if (!wellBuilt || uri == null) {
            throw SignedXml.invalid("a Reference of URI, Transforms, DigestMethod and DigestValue", "another one");
        }
        El transform = c14nTransform(inside.get(0));
        // XML-DSig §4.4.3.3: a reference "#id" never includes comments, whatever the transform would do with them.
        C14n method = transform == null ? C14n.INCLUSIVE : c14n(transform).withoutComments();
        String prefixes = transform == null ? "" : prefixList(transform);
        return new Reference(uri, method, prefixes, digestAlgorithm(inside.get(1), keys), digestValue(inside.get(2)));
    }

    /**
     * The canonicalisation among the transforms, or null if none is named: then XML-DSig §4.4.3.2 means Canonical XML
     * 1.0. SAML Core 5.4.4 allows the enveloped-signature transform and one canonicalisation, and we nothing else.
     */
    private static @Nullable El c14nTransform(El transforms) {
        List<El> all = transforms.elements();
        boolean allowed = !all.isEmpty()
                && all.size() <= 2
                && all.stream().allMatch(t -> t.is(Names.DS, "Transform"))
                && Names.ENVELOPED.equals(all.get(0).attribute("Algorithm"))
                && !all.get(0).hasElements()
                && !transforms.hasText();
        if (!allowed) {
            throw SignedXml.invalid("the transforms enveloped-signature and one canonicalisation", "other transforms");
        }
        return all.size() == 2 ? all.get(1) : null;
    }

    /** The method named by a CanonicalizationMethod or Transform element. */
    static C14n c14n(El method) {
        String uri = method.attribute("Algorithm");
        C14n c14n = C14n.of(uri);
        if (c14n == null) {
            throw SignedXml.notAllowed("a canonicalisation (exclusive, 1.0 or 1.1)", uri);
        }
        return c14n;
    }

    /** The PrefixList of the InclusiveNamespaces inside {@code method}; empty if there is none. */
    static String prefixList(El method) {
        List<El> inside = method.elements();
        if (inside.isEmpty() && !method.hasText()) {
            return "";
        }
        if (inside.size() != 1 || !inside.get(0).is(Names.EXC_C14N, "InclusiveNamespaces") || method.hasText()) {
            throw SignedXml.invalid("no parameter but InclusiveNamespaces", "another one");
        }
        String prefixes = inside.get(0).attribute("PrefixList");
        return prefixes == null ? "" : prefixes;
    }

    private static DigestAlgorithm digestAlgorithm(El method, TrustedKeys keys) {
        String uri = method.attribute("Algorithm");
        DigestAlgorithm algorithm = DigestAlgorithm.of(uri);
        boolean weak = algorithm == DigestAlgorithm.SHA1 && !keys.allows(Exemption.SHA1);
        if (algorithm == null || weak || method.hasElements()) {
            throw SignedXml.notAllowed("SHA-256, SHA-384 or SHA-512", uri);
        }
        return algorithm;
    }

    private static byte[] digestValue(El value) {
        if (value.hasElements()) {
            throw SignedXml.invalid("a DigestValue of text", "elements inside it");
        }
        return StrictBase64.decode(value.text(), 64, "DigestValue");
    }
}
