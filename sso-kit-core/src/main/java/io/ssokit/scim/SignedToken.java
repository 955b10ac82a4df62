package io.ssokit.scim;

import io.ssokit.connection.Secret;
import io.ssokit.internal.Base64Url;
import io.ssokit.internal.Hmac;
import java.nio.charset.StandardCharsets;

/** Security event tokens in JWS compact serialization, signed with HS256 (RFC 7515 §3.1, RFC 7518 §3.2, RFC 8417 §2.3). */
final class SignedToken {
    private static final String HEADER =
            Base64Url.encode("{\"alg\":\"HS256\",\"typ\":\"secevent+jwt\"}".getBytes(StandardCharsets.UTF_8));

    private SignedToken() {}

    /** @param secret at least 32 bytes */
    static String of(String claims, Secret secret) {
        String signed = HEADER + "." + Base64Url.encode(claims.getBytes(StandardCharsets.UTF_8));
        byte[] code = Hmac.with(secret.reveal().getBytes(StandardCharsets.UTF_8))
                .sign(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + Base64Url.encode(code);
    }
}
