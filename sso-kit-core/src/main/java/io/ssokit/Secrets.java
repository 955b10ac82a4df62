package io.ssokit;

import io.ssokit.connection.Secret;
import io.ssokit.internal.Hmac;
import io.ssokit.internal.RandomToken;
import io.ssokit.internal.Sealed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kit's secret and the one before it: keys for one purpose each are derived from them. What is made is made with the
 * first only; what the second sealed opens too. Immutable.
 *
 * @param isConfigured whether the secret outlives this process
 */
record Secrets(Hmac current, Optional<Hmac> previous, boolean isConfigured) {
    private static final Logger LOG = LoggerFactory.getLogger(SsoKit.class);
    private static final int MIN_SECRET = 32;

    static Secrets of(@Nullable Secret secret, @Nullable Secret previous, List<String> problems) {
        if (secret == null) {
            LOG.info("no secret is configured: open sign-ins and launch links end with this process");
            if (previous != null) {
                problems.add("previous-secret: there is no secret that it is the previous one of");
            }
            return new Secrets(random(), Optional.empty(), false);
        }
        return new Secrets(
                hmac("secret", secret, problems),
                Optional.ofNullable(previous).map(old -> hmac("previous-secret", old, problems)),
                true);
    }

    /** A key of 32 bytes for one purpose. */
    byte[] key(String purpose) {
        return current.derive(purpose);
    }

    /** The key of that purpose that was used before, if there is a previous secret. */
    List<byte[]> previousKeys(String purpose) {
        return previous.map(old -> old.derive(purpose)).stream().toList();
    }

    Sealed sealed(String purpose) {
        return Sealed.with(key(purpose), previousKeys(purpose));
    }

    private static Hmac hmac(String option, Secret secret, List<String> problems) {
        byte[] bytes = secret.reveal().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < MIN_SECRET) {
            problems.add(option + ": needs at least " + MIN_SECRET + " characters");
            return random();
        }
        return Hmac.with(bytes);
    }

    private static Hmac random() {
        return Hmac.with(RandomToken.bytes(32));
    }

    /** Without any key. */
    @Override
    public String toString() {
        return "Secrets[configured=" + isConfigured + ", previous=" + previous.isPresent() + "]";
    }
}
