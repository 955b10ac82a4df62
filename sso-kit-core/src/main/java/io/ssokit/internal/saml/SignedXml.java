package io.ssokit.internal.saml;

import static io.ssokit.error.LoginError.SIGNATURE;

import io.ssokit.connection.SamlAcceptance.Exemption;
import java.security.MessageDigest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An element that a pinned key signed. The constructor is private and {@link #open} the only way to an instance, so
 * holding one is the proof.
 *
 * <p>Why it holds: if {@code open} returns, there are octets S and B such that a pinned key signed S, the parse of S
 * names the digest of B, and {@link #root()} is the parse of B. The message around it, its IDs, its transforms and our
 * own canonicaliser do not occur in that sentence; they supply candidates for S and B, and a wrong candidate is refused.
 */
final class SignedXml {
    /** Nobody has signed this yet when it is canonicalised, so it is kept small; a real one takes about a thousand. */
    private static final int MAX_SIGNED_INFO_BYTES = 16 * 1024;

    /** Most responses and assertions have no more; a longer one makes the sink grow. */
    private static final int USUAL_BYTES = 8 * 1024;

    private final El root;
    private final Set<Exemption> exemptions;

    private SignedXml(El root, Set<Exemption> exemptions) {
        this.root = root;
        this.exemptions = exemptions;
    }

    /** The signed element without its signature: the only tree claims may be read from. */
    El root() {
        return root;
    }

    /** What the connection lets pass by name without which this signature would have been refused. */
    Set<Exemption> exemptions() {
        return exemptions;
    }

    /** Whether {@code element} carries a signature of its own, valid or not. */
    static boolean isSigned(El element) {
        return element.first(Names.DS, "Signature") != null;
    }

    /**
     * Verifies the enveloped signature of {@code target}, a {@code ds:Signature} directly inside it (SAML Core 5.4).
     *
     * @param target an element nobody has to have verified before
     * @throws SamlRefusal if there is no such signature, or it is not by one of {@code keys} over exactly this element
     */
    static SignedXml open(El target, TrustedKeys keys) {
        return open(target, keys, XmlLimits.MESSAGE);
    }

    /** The same for an element of other size than a message's. */
    static SignedXml open(El target, TrustedKeys keys, XmlLimits limits) {
        El signature = onlySignature(target);
        El rawSignedInfo = onlyPart(signature, "SignedInfo");
        ByteSink signedOctets = canonicalSignedInfo(rawSignedInfo);
        El signedInfo = signedOctets.parse(XmlLimits.MESSAGE);
        requireKind(signedInfo, Names.DS, "SignedInfo");
        verify(signedInfo, signedOctets, signatureValue(signature), keys);
        // From here on only what the key signed says what is signed, and how.
        Reference reference = Reference.read(signedInfo, keys);
        ByteSink content = new ByteSink(USUAL_BYTES, limits.bytes());
        Xml.canonicalize(target, reference.c14n(), reference.prefixList(), signature, content);
        if (!MessageDigest.isEqual(reference.digestAlgorithm().digest(content), reference.digestValue())) {
            throw invalid("content that matches the signed digest", "other content");
        }
        El root = content.parse(limits);
        requireKind(root, target.ns(), target.local());
        requireReferenceTo(root, reference, keys);
        return new SignedXml(root, exemptions(signedInfo, reference));
    }

    private static El onlySignature(El target) {
        List<El> signatures = target.elements(Names.DS, "Signature");
        if (signatures.size() != 1) {
            throw SamlRefusal.of(
                    SIGNATURE,
                    "one signature of " + target.local(),
                    signatures.size() + " signatures",
                    "Have the identity provider sign the response or the assertion, once each.");
        }
        El signature = signatures.get(0);
        // XML-DSig §4.2 minus Object: nothing may hide in a signature. KeyInfo is allowed and never read.
        List<El> parts = signature.elements();
        boolean wellBuilt = parts.size() >= 2
                && parts.size() <= 3
                && parts.get(0).is(Names.DS, "SignedInfo")
                && parts.get(1).is(Names.DS, "SignatureValue")
                && (parts.size() == 2 || parts.get(2).is(Names.DS, "KeyInfo"))
                && !signature.hasText();
        if (!wellBuilt) {
            throw invalid("a signature of SignedInfo, SignatureValue and at most one KeyInfo", "another one");
        }
        return signature;
    }

    private static El onlyPart(El parent, String local) {
        List<El> parts = parent.elements(Names.DS, local);
        if (parts.size() != 1) {
            throw invalid("one " + local, parts.size() + " of them");
        }
        return parts.get(0);
    }

    private static ByteSink canonicalSignedInfo(El rawSignedInfo) {
        El method = onlyPart(rawSignedInfo, "CanonicalizationMethod");
        ByteSink octets = new ByteSink(1024, MAX_SIGNED_INFO_BYTES);
        Xml.canonicalize(rawSignedInfo, Reference.c14n(method), Reference.prefixList(method), null, octets);
        return octets;
    }

    private static byte[] signatureValue(El signature) {
        El value = onlyPart(signature, "SignatureValue");
        if (value.hasElements()) {
            throw invalid("a SignatureValue of text", "elements inside it");
        }
        return StrictBase64.decode(value.text(), 4096, "SignatureValue");
    }

    private static void verify(El signedInfo, ByteSink octets, byte[] signatureValue, TrustedKeys keys) {
        El method = onlyPart(signedInfo, "SignatureMethod");
        if (method.hasElements()) {
            throw invalid("a SignatureMethod without parameters", "one with elements in it");
        }
        keys.verify(method.attribute("Algorithm"), octets, signatureValue);
    }

    private static Set<Exemption> exemptions(El signedInfo, Reference reference) {
        Set<Exemption> used = EnumSet.noneOf(Exemption.class);
        String algorithm = onlyPart(signedInfo, "SignatureMethod").attribute("Algorithm");
        boolean sha1 = SignatureAlgorithm.of(algorithm) == SignatureAlgorithm.RSA_SHA1
                || reference.digestAlgorithm() == DigestAlgorithm.SHA1;
        if (sha1) {
            used.add(Exemption.SHA1);
        }
        if (reference.uri().isEmpty()) {
            used.add(Exemption.EMPTY_REFERENCE_URI);
        }
        return used;
    }

    /** A key signs more than one kind of thing, and the canonicaliser is not trusted: it must be what was asked for. */
    private static void requireKind(El root, String ns, String local) {
        if (!root.is(ns, local)) {
            throw invalid("a signed " + local, "a signed " + SamlRefusal.quote(root.local()));
        }
    }

    /**
     * SAML Core 5.4.2: the one reference is "#" and the ID of the element that carries the signature. Where a connection
     * lets it pass, an empty one means the whole document, which an assertion in a response never is.
     */
    private static void requireReferenceTo(El root, Reference reference, TrustedKeys keys) {
        String id = root.attribute("ID");
        boolean whole = reference.uri().isEmpty()
                && keys.allows(Exemption.EMPTY_REFERENCE_URI)
                && !root.is(Names.SAML, "Assertion");
        if (id == null || id.isEmpty() || !(whole || reference.uri().equals("#" + id))) {
            throw invalid("a reference to the ID of the signed " + root.local(), SamlRefusal.quote(reference.uri()));
        }
    }

    static SamlRefusal invalid(String expected, String received) {
        return SamlRefusal.of(
                SIGNATURE,
                expected,
                received,
                "Send the message exactly as the identity provider signed it, with an enveloped SAML signature.");
    }

    static SamlRefusal notAllowed(String expected, @Nullable String received) {
        return SamlRefusal.of(
                SIGNATURE,
                expected,
                SamlRefusal.quote(received),
                "Choose SHA-256 (or stronger) for signatures and digests at the identity provider.");
    }
}
