package io.ssokit.internal.saml;

import io.ssokit.error.LoginError;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A message that came in a URL, with the signature beside it (SAML Bindings 3.4.4.1). What is verified and what is read are the
 * same octets of the query as it was received: nothing is decoded and encoded again, and a query in which a parameter could
 * be read in two ways is refused before any key is tried. A {@code ds:Signature} inside the message proves nothing here.
 * Immutable.
 */
final class RedirectSignature {
    private static final String REQUEST = "SAMLRequest";
    private static final String RESPONSE = "SAMLResponse";
    private static final String RELAY_STATE = "RelayState";
    private static final String ALGORITHM = "SigAlg";
    private static final String SIGNATURE = "Signature";
    private static final String ENCODING = "SAMLEncoding";
    private static final Set<String> KNOWN = Set.of(REQUEST, RESPONSE, RELAY_STATE, ALGORITHM, SIGNATURE, ENCODING);
    private static final Set<String> KNOWN_LOWER = lower(KNOWN);

    private static final String DEFLATE = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

    /** Containers take 8 KiB of headers unless told otherwise; nobody sends more in a URL. */
    private static final int MAX_QUERY = 64 * 1024;

    private static final int MAX_SIGNATURE_BYTES = 4096;

    /** Name to value, both as received. */
    private final Map<String, String> raw;

    private final boolean request;

    private RedirectSignature(Map<String, String> raw) {
        this.raw = raw;
        this.request = raw.containsKey(REQUEST);
    }

    /**
     * Takes a query apart; nothing of it is believed yet.
     *
     * @param query as received, without the question mark
     * @throws SamlRefusal if it does not hold exactly one message
     */
    static RedirectSignature read(String query) {
        if (query.length() > MAX_QUERY) {
            throw SamlRefusal.of(
                    LoginError.TOO_LARGE, "a query of at most " + MAX_QUERY + " characters", "a longer one");
        }
        Map<String, String> raw = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (KNOWN.contains(name)) {
                String before = raw.put(name, equals < 0 ? "" : pair.substring(equals + 1));
                if (before != null) {
                    throw SamlRefusal.malformed("every parameter once", name + " twice");
                }
            } else {
                requireNoOther(name);
            }
        }
        return new RedirectSignature(complete(raw));
    }

    /** Whether it is a SAMLRequest; otherwise it is a SAMLResponse. */
    boolean isRequest() {
        return request;
    }

    /** What came beside the message; signed like it. */
    Optional<String> relayState() {
        return Optional.ofNullable(raw.get(RELAY_STATE)).map(RedirectSignature::decoded);
    }

    /**
     * The message, if one of {@code keys} signed it together with RelayState and SigAlg.
     *
     * @throws SamlRefusal if none did, or what was signed is no message
     */
    El open(TrustedKeys keys) {
        if (!raw.containsKey(SIGNATURE) || !raw.containsKey(ALGORITHM)) {
            throw SamlRefusal.of(
                    LoginError.SIGNATURE,
                    "SigAlg and Signature beside the message",
                    "a message without them",
                    "Have the identity provider sign its logout messages.");
        }
        byte[] signature = StrictBase64.decode(value(SIGNATURE), MAX_SIGNATURE_BYTES, SIGNATURE);
        keys.verify(value(ALGORITHM), signedOctets(), signature);
        // Only now: nobody without a pinned key makes us inflate anything.
        byte[] deflated = StrictBase64.decode(value(name()), XmlLimits.MESSAGE.bytes(), name());
        return Xml.parse(Deflate.inflate(deflated), XmlLimits.MESSAGE);
    }

    /** The parameters in the order of the standard, whatever their order in the URL, with the values as they were received. */
    private ByteSink signedOctets() {
        ByteSink octets = new ByteSink(1024, MAX_QUERY);
        octets.raw(name() + "=" + raw.get(name()));
        if (raw.containsKey(RELAY_STATE)) {
            octets.raw("&" + RELAY_STATE + "=" + raw.get(RELAY_STATE));
        }
        octets.raw("&" + ALGORITHM + "=" + raw.get(ALGORITHM));
        return octets;
    }

    private String name() {
        return request ? REQUEST : RESPONSE;
    }

    private String value(String name) {
        return decoded(raw.get(name));
    }

    private static Map<String, String> complete(Map<String, String> raw) {
        if (raw.containsKey(REQUEST) == raw.containsKey(RESPONSE)) {
            throw SamlRefusal.malformed(
                    "one SAMLRequest or one SAMLResponse", raw.containsKey(REQUEST) ? "both at once" : "neither");
        }
        String encoding = raw.get(ENCODING);
        if (encoding != null && !decoded(encoding).equals(DEFLATE)) {
            throw SamlRefusal.of(
                    LoginError.UNSUPPORTED, "SAMLEncoding " + DEFLATE, SamlRefusal.quote(decoded(encoding)));
        }
        return raw;
    }

    /** A name that others decode, or fold, to one of ours would be read by them and not by us. */
    private static void requireNoOther(String rawName) {
        String folded = decoded(rawName).strip().toLowerCase(Locale.ROOT);
        if (KNOWN_LOWER.contains(folded)) {
            throw SamlRefusal.malformed("parameters spelled as in the standard", SamlRefusal.quote(rawName));
        }
    }

    private static String decoded(@Nullable String raw) {
        if (raw == null || !raw.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw SamlRefusal.malformed("a percent-encoded query", "other characters");
        }
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            throw SamlRefusal.malformed("a percent-encoded query", "a broken escape");
        }
    }

    private static Set<String> lower(Set<String> names) {
        Set<String> lower = new TreeSet<>();
        names.forEach(name -> lower.add(name.toLowerCase(Locale.ROOT)));
        return Set.copyOf(lower);
    }
}
