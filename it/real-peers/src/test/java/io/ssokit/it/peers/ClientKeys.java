package io.ssokit.it.peers;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The app's key for {@code private_key_jwt}: the private half as the app takes it, the public one as providers do. */
final class ClientKeys {

    static final String KEY_ID = "app-1";

    private final KeyPair pair;

    private ClientKeys(KeyPair pair) {
        this.pair = pair;
    }

    static ClientKeys generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new ClientKeys(generator.generateKeyPair());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS #8 in PEM, in one line with escapes: the inside of a double-quoted YAML text. */
    String pemForYaml() {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(pair.getPrivate().getEncoded());
        return ("-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n").replace("\n", "\\n");
    }

    /** A JSON Web Key Set (RFC 7517 §5). */
    Map<String, Object> jwks() {
        RSAPublicKey half = (RSAPublicKey) pair.getPublic();
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kty",
                        "RSA",
                        "use",
                        "sig",
                        "alg",
                        "RS256",
                        "kid",
                        KEY_ID,
                        "n",
                        number(half.getModulus().toByteArray()),
                        "e",
                        number(half.getPublicExponent().toByteArray()))));
    }

    /** RFC 7518 §2: without the sign's leading zero. */
    private static String number(byte[] bytes) {
        int start = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
