package io.ssokit.launch;

import io.ssokit.error.LaunchError;
import io.ssokit.internal.Base64Url;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Claims to signed text and back: {@code v1.{kid}.{payload}.{signature}}. The signature is over the text as it travels,
 * so nothing is written again before it is checked, and nothing is parsed before the signature has verified. Immutable.
 */
final class LaunchTokens {
    static final int MAX = 2048;

    private static final Pattern SHAPE =
            Pattern.compile("(v1\\.([A-Za-z0-9_-]{1,32})\\.([A-Za-z0-9_-]+))\\.([A-Za-z0-9_-]{43})");
    /** No other use of the same key can yield a signature that fits here. */
    private static final String DOMAIN = "sso-kit/launch\n";

    private final LaunchKey signing;
    private final Map<String, LaunchKey> ring = new LinkedHashMap<>();

    /** @param keys the first one signs, all of them verify */
    LaunchTokens(List<LaunchKey> keys) {
        this.signing = keys.get(0);
        for (LaunchKey key : keys) {
            if (ring.put(key.kid(), key) != null) {
                throw new IllegalArgumentException("two launch keys are called " + key.kid());
            }
        }
    }

    String sign(LaunchClaims claims) {
        String signed = "v1." + signing.kid() + "." + Base64Url.encode(claims.toJson());
        return signed + "." + Base64Url.encode(signing.hmac().sign(bytes(signed)));
    }

    /** @throws LaunchRefusal unless one of our keys signed exactly this text */
    LaunchClaims read(String token) {
        if (token.length() > MAX) {
            throw malformed("longer than " + MAX + " characters");
        }
        Matcher shape = SHAPE.matcher(token);
        if (!shape.matches()) {
            throw malformed("not of the form v1.key.payload.signature");
        }
        LaunchKey key = ring.get(shape.group(2));
        if (key == null) {
            throw new LaunchRefusal(LaunchError.SIGNATURE, "no key of this id in the ring");
        }
        // Four spellings of one signature decode alike; only ours is accepted.
        byte[] signature = Base64Url.decode(shape.group(4)).orElseThrow(() -> malformed("signature not in base64url"));
        if (!key.hmac().verify(bytes(shape.group(1)), signature)) {
            throw new LaunchRefusal(LaunchError.SIGNATURE, "the signature does not fit");
        }
        byte[] payload = Base64Url.decode(shape.group(3)).orElseThrow(() -> malformed("payload not in base64url"));
        try {
            return LaunchClaims.fromJson(payload);
        } catch (IllegalArgumentException otherVersion) {
            throw malformed("signed, but not by this version: " + otherVersion.getMessage());
        }
    }

    private static LaunchRefusal malformed(String detail) {
        return new LaunchRefusal(LaunchError.MALFORMED, detail);
    }

    private static byte[] bytes(String signed) {
        return (DOMAIN + signed).getBytes(StandardCharsets.US_ASCII);
    }
}
