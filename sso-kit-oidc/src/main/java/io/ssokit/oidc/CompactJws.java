package io.ssokit.oidc;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.util.Base64URL;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Base64Url;
import io.ssokit.login.LoginException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A signed token as it came, taken apart and not verified (RFC 7515 §7.1). Immutable.
 *
 * @param algorithm the header's {@code alg}; one that the connection allows
 * @param keyId the header's {@code kid}; a name and nothing else
 * @param signed the octets under the signature
 * @param signature the signature's octets
 * @param claims the payload's members, to be believed only after the signature
 */
record CompactJws(
        JWSAlgorithm algorithm,
        Optional<String> keyId,
        byte[] signed,
        byte[] signature,
        Map<String, @Nullable Object> claims) {
    private static final int MAX_TOKEN = 256 * 1024;
    private static final int MAX_KEY_ID = 256;

    /** Takes an ID token apart. */
    static CompactJws parse(String token, SigningAlgorithms algorithms) {
        return parse(token, algorithms, TokenKind.ID_TOKEN);
    }

    /**
     * Takes a token apart.
     *
     * @param kind what it must be; its own type says so or nothing
     * @throws LoginException if it is not one, or asks for an algorithm or an extension that is not allowed
     */
    static CompactJws parse(String token, SigningAlgorithms algorithms, TokenKind kind) {
        if (token.length() > MAX_TOKEN) {
            throw LoginException.of(
                    LoginError.TOO_LARGE, kind + " of at most " + MAX_TOKEN + " characters", "a longer one");
        }
        List<String> parts = List.of(token.split("\\.", 5));
        if (parts.size() != 3) {
            throw malformed(
                    kind, "three parts", parts.size() == 5 ? "five or more (encrypted?)" : parts.size() + " parts");
        }
        Map<String, @Nullable Object> header = object(parts.get(0), kind, "header");
        JWSAlgorithm algorithm = algorithms.find(header.get("alg"));
        if (algorithm == null) {
            // RFC 8725 §3.1: the algorithm comes from the connection, the token only names one of them
            throw LoginException.of(
                    LoginError.SIGNATURE, kind + " signed by " + algorithms, "alg " + header.get("alg"));
        }
        requirePlain(header, kind);
        int end = parts.get(0).length() + 1 + parts.get(1).length();
        return new CompactJws(
                algorithm,
                keyId(header, kind),
                token.substring(0, end).getBytes(StandardCharsets.US_ASCII),
                octets(parts.get(2), kind, "signature"),
                object(parts.get(1), kind, "payload"));
    }

    /** The header for Nimbus: the algorithm only, so that no other header parameter of the token can have an effect. */
    JWSHeader nimbusHeader() {
        return new JWSHeader(algorithm);
    }

    /** The signature for Nimbus. */
    Base64URL nimbusSignature() {
        return Base64URL.encode(signature);
    }

    private static void requirePlain(Map<String, @Nullable Object> header, TokenKind kind) {
        // RFC 7515 §4.1.11: an extension that is critical and not understood
        if (header.containsKey("crit") || header.containsKey("b64") || header.containsKey("zip")) {
            throw LoginException.of(LoginError.UNSUPPORTED, kind + " without extensions", "crit, b64 or zip");
        }
        // RFC 8725 §3.11: a token of another kind (at+jwt, say) is none of this kind
        if (!kind.admits(header.get("typ"))) {
            throw LoginException.of(LoginError.UNSUPPORTED, "typ of " + kind, "typ " + header.get("typ"));
        }
    }

    private static Optional<String> keyId(Map<String, @Nullable Object> header, TokenKind kind) {
        if (!header.containsKey("kid")) {
            return Optional.empty();
        }
        if (!(header.get("kid") instanceof String name) || name.isEmpty() || name.length() > MAX_KEY_ID) {
            throw malformed(kind, "kid of 1-" + MAX_KEY_ID + " characters", "another kid");
        }
        return Optional.of(name);
    }

    private static Map<String, @Nullable Object> object(String part, TokenKind kind, String name) {
        return StrictJson.object(octets(part, kind, name))
                .orElseThrow(() -> malformed(kind, "a JSON object as " + name, "none"));
    }

    private static byte[] octets(String part, TokenKind kind, String name) {
        return Base64Url.decode(part).orElseThrow(() -> malformed(kind, "base64url as " + name, "something else"));
    }

    private static LoginException malformed(TokenKind kind, String expected, String received) {
        return LoginException.of(LoginError.MALFORMED, kind + " with " + expected, received);
    }

    @Override
    public String toString() {
        return "CompactJws[" + algorithm + "]";
    }
}
