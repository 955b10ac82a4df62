package io.ssokit.internal.saml;

import io.ssokit.connection.SamlAcceptance.Exemption;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.EncryptedElement.WrappedKey;
import java.security.PrivateKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Opens what is encrypted in one message (SAML Core 6). Everything that goes wrong is one and the same refusal for the
 * sender, {@link LoginError#DECRYPTION}; how far it got is told to the audit event alone. Not thread-safe; for one
 * message, because it counts the work done for it.
 */
final class Decrypter {
    /** Operations with a private key for one message: the dearest thing a stranger can make us do. */
    private static final int MAX_UNWRAPPINGS = 16;

    private final EncryptionPolicy policy;
    private final String recipient;
    private final DecryptionThrottle.Turn turn;
    private final Supplier<List<PrivateKey>> ours;
    private final List<PrivateKey> keys = new ArrayList<>();
    private final Set<Exemption> used = EnumSet.noneOf(Exemption.class);
    private int unwrappings;

    /**
     * @param ours our decryption keys, the current one first; asked for when the first encrypted element is met, because
     *     they may be in a store
     * @param recipient our entityId towards the identity provider
     * @param turn asked before anything is decrypted that nobody is known to have sent
     */
    Decrypter(
            EncryptionPolicy policy, Supplier<List<PrivateKey>> ours, String recipient, DecryptionThrottle.Turn turn) {
        this.policy = policy;
        this.recipient = recipient;
        this.turn = turn;
        this.ours = ours;
    }

    EncryptionPolicy policy() {
        return policy;
    }

    /** The named exceptions of {@link #policy()} without which this message would not have been read. */
    Set<Exemption> exemptions() {
        return Set.copyOf(used);
    }

    /**
     * The element that is encrypted in {@code wrapper}, which stands in a tree that a pinned key signed.
     *
     * @param wrapper an EncryptedAssertion, EncryptedID or EncryptedAttribute
     * @param local the name in the SAML namespace that the element must have
     * @throws SamlRefusal if it cannot be opened, or holds anything else
     */
    El open(El wrapper, String local) {
        return open(wrapper, read(wrapper), local);
    }

    /**
     * The same for what anybody may have sent. Who can try often and learns of each attempt whether it failed can find out
     * what unauthenticated encryption hides, however alike the failures look (Jager and Somorovsky, "How to break XML
     * Encryption", 2011; Bleichenbacher, 1998), so failures of that kind are counted, and too many end it for a while.
     *
     * @param verified checks what was found and gives back what a pinned key signed of it; failing there counts as well
     */
    El openUnverified(El wrapper, String local, UnaryOperator<El> verified) {
        EncryptedElement encrypted = read(wrapper);
        used.add(Exemption.ENCRYPTED_IN_UNSIGNED_RESPONSE);
        boolean counts = !encrypted.cipher().isAuthenticated()
                || encrypted.keys().stream().anyMatch(key -> !key.transport().isCertain());
        if (counts && !turn.take()) {
            throw refusal(
                    "fewer messages that cannot be decrypted",
                    "too many of them in a short time",
                    "Have the identity provider sign the response, or encrypt by AES-GCM and RSA-OAEP.");
        }
        El signed = verified.apply(open(wrapper, encrypted, local));
        if (counts) {
            turn.giveBack();
        }
        return signed;
    }

    /**
     * {@code assertion} with its EncryptedID and EncryptedAttributes opened (SAML Core 2.2.4, 2.7.3.2).
     *
     * @param assertion as a pinned key signed it
     */
    El reveal(El assertion) {
        return mapped(assertion, part -> {
            if (part.is(Names.SAML, "Subject")) {
                return revealId(part);
            }
            return part.is(Names.SAML, "AttributeStatement") ? opened(part, "EncryptedAttribute", "Attribute") : part;
        });
    }

    /**
     * {@code parent} with its EncryptedID opened.
     *
     * @param parent a LogoutRequest as a pinned key signed it
     */
    El revealId(El parent) {
        return opened(parent, "EncryptedID", "NameID");
    }

    private El opened(El parent, String encrypted, String local) {
        return mapped(parent, child -> child.is(Names.SAML, encrypted) ? open(child, local) : child);
    }

    /** {@code parent} with each child element replaced by what {@code step} makes of it; itself if that changes none. */
    private static El mapped(El parent, UnaryOperator<El> step) {
        Object[] children = new Object[parent.childCount()];
        boolean changed = false;
        for (int i = 0; i < children.length; i++) {
            Object child = parent.child(i);
            children[i] = child instanceof El element ? step.apply(element) : child;
            changed |= children[i] != child;
        }
        return changed ? parent.withChildren(children) : parent;
    }

    /** The structure of {@code wrapper}; one that is broken is refused like one that cannot be opened. */
    private static EncryptedElement read(El wrapper) {
        try {
            return EncryptedElement.read(wrapper);
        } catch (SamlRefusal refusal) {
            throw asDecryption(refusal);
        }
    }

    private El open(El wrapper, EncryptedElement encrypted, String local) {
        requireAllowed(encrypted);
        loadKeys(wrapper);
        SamlRefusal last = null;
        for (WrappedKey wrapped : mostLikelyFirst(encrypted.keys())) {
            for (PrivateKey key : List.copyOf(keys)) {
                byte[] contentKey = unwrap(wrapped, key, encrypted.cipher());
                if (contentKey == null) {
                    continue;
                }
                preferred(key, wrapped);
                try {
                    return content(encrypted, contentKey, wrapper, local);
                } catch (SamlRefusal refusal) {
                    if (wrapped.transport().isCertain()) {
                        throw refusal;
                    }
                    last = refusal;
                }
            }
        }
        throw last != null ? last : noKeyFits(encrypted);
    }

    private void loadKeys(El wrapper) {
        if (keys.isEmpty()) {
            keys.addAll(ours.get());
        }
        if (keys.isEmpty()) {
            throw refusal(
                    "a decryption key of ours",
                    "an " + wrapper.local() + ", and there is no key",
                    "Give the identity provider our metadata: the key is made when that is read first.");
        }
    }

    /** XML Encryption 1.1 §3.5.1: Recipient is a hint, so it decides the order and nothing else. */
    private List<WrappedKey> mostLikelyFirst(List<WrappedKey> all) {
        Comparator<WrappedKey> byHint =
                Comparator.comparingInt(key -> recipient.equals(key.recipient()) ? 0 : key.recipient() == null ? 1 : 2);
        return all.stream().sorted(byHint).toList();
    }

    private byte @Nullable [] unwrap(WrappedKey wrapped, PrivateKey key, ContentCipher cipher) {
        if (++unwrappings > MAX_UNWRAPPINGS) {
            throw refusal(
                    "at most " + MAX_UNWRAPPINGS + " attempts to open encrypted keys",
                    "more EncryptedKeys",
                    "Have the identity provider encrypt the assertion as a whole, once, for this app only.");
        }
        return wrapped.transport().unwrap(key, wrapped.wrapped(), cipher.keyBytes());
    }

    /** Further elements of this message are encrypted for the same key of ours. */
    private void preferred(PrivateKey key, WrappedKey wrapped) {
        if (wrapped.transport().isCertain() && keys.get(0) != key) {
            keys.remove(key);
            keys.add(0, key);
        }
    }

    private El content(EncryptedElement encrypted, byte[] contentKey, El wrapper, String local) {
        byte[] octets = encrypted.cipher().decrypt(contentKey, encrypted.content());
        if (octets == null) {
            throw refusal("content that its key opens", "damaged content", "Sign in again.");
        }
        El element;
        try {
            element = Plaintext.parse(octets, wrapper);
        } catch (SamlRefusal refusal) {
            throw asDecryption(refusal);
        }
        // SAML Core 2.2.4 and 2.3.4 allow other kinds (an assertion as an identifier); what we ask for is all we take.
        if (!element.is(Names.SAML, local)) {
            throw refusal(
                    "an encrypted " + local,
                    "an encrypted " + SamlRefusal.quote(element.qName()),
                    "Have the identity provider encrypt a " + local + " in " + wrapper.local() + ".");
        }
        return element;
    }

    private void requireAllowed(EncryptedElement encrypted) {
        ContentCipher cipher = encrypted.cipher();
        if (policy.gcmOnly() && !cipher.isAuthenticated()) {
            throw notAllowed("AES-GCM, the only encryption of content that this connection takes", cipher.uri());
        }
        if (cipher == ContentCipher.TRIPLE_DES) {
            allow(policy.allowTripleDes(), Exemption.TRIPLE_DES, cipher.uri());
        }
        for (WrappedKey key : encrypted.keys()) {
            if (!key.transport().isCertain()) {
                allow(policy.allowRsa15(), Exemption.RSA15, key.transport().uri());
            }
        }
    }

    private void allow(boolean allowed, Exemption exemption, String uri) {
        if (!allowed) {
            throw notAllowed("an algorithm without known attacks (or the named exception " + exemption + ")", uri);
        }
        used.add(exemption);
    }

    private SamlRefusal noKeyFits(EncryptedElement encrypted) {
        return refusal(
                "an EncryptedKey for one of our " + keys.size() + " decryption keys",
                encrypted.keys().size() + " EncryptedKeys that none of them opens",
                "Give the identity provider our current encryption certificate, from our metadata.");
    }

    /** What went wrong with octets that only we can read is told to the audit event, never by the reason's name. */
    private static SamlRefusal asDecryption(SamlRefusal refusal) {
        return SamlRefusal.of(LoginError.DECRYPTION, refusal.expected(), refusal.received(), refusal.fix());
    }

    static SamlRefusal refusal(String expected, String received, String fix) {
        return SamlRefusal.of(LoginError.DECRYPTION, expected, received, fix);
    }

    static SamlRefusal notAllowed(String expected, @Nullable String received) {
        return refusal(
                expected,
                SamlRefusal.quote(received),
                "Choose AES-GCM (or AES-CBC in a signed response) and RSA-OAEP for encryption at the identity provider.");
    }
}
