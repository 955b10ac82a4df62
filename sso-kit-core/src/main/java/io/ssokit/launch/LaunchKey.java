package io.ssokit.launch;

import io.ssokit.internal.Hmac;
import io.ssokit.internal.RandomToken;
import java.util.regex.Pattern;

/**
 * A key that signs launch links (HMAC-SHA256). The key decides the algorithm, never the link. Immutable; prints only its
 * id.
 */
public final class LaunchKey {
    private static final Pattern KID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final String kid;
    private final Hmac hmac;

    private LaunchKey(String kid, Hmac hmac) {
        this.kid = kid;
        this.hmac = hmac;
    }

    /**
     * A key shared by all nodes.
     *
     * @param kid names the key in links: 1-32 letters, digits, {@code _ -}
     * @param secret at least 32 unguessable bytes
     * @throws IllegalArgumentException if either is not so
     */
    public static LaunchKey of(String kid, byte[] secret) {
        if (!KID.matcher(kid).matches()) {
            throw new IllegalArgumentException("a launch key's id is 1-32 letters, digits, '_' or '-'");
        }
        // The secret may serve elsewhere as well; a signature made there must never fit here.
        return new LaunchKey(kid, Hmac.with(Hmac.with(secret).derive("sso-kit/launch")));
    }

    /** A new key that ends with this process. */
    public static LaunchKey random() {
        return of("r" + RandomToken.bits128(), RandomToken.bytes(32));
    }

    /** The name of the key in links. */
    public String kid() {
        return kid;
    }

    Hmac hmac() {
        return hmac;
    }

    @Override
    public String toString() {
        return "LaunchKey[" + kid + "]";
    }
}
