package io.ssokit.oidc;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a plugged-in client leaves in its web session, as texts for the attempt's cookie and back. Only a few plain types
 * are let through, each by name; Java's serialisation has no part in it.
 */
final class PluggedMemory {
    /** The flow's limit is 1 KiB, and the engine has a few words of its own to remember. */
    private static final int MAX_BYTES = 900;

    private static final String PREFIX = "m.";

    private PluggedMemory() {}

    /**
     * The values as texts.
     *
     * @throws LoginException if one is of another type, or all together are too large for a cookie
     */
    static Map<String, String> encode(Map<String, Object> values) {
        Map<String, String> encoded = new LinkedHashMap<>();
        values.forEach((name, value) -> text(value).ifPresentOrElse(text -> encoded.put(PREFIX + name, text), () -> {
            throw unsupported(
                    "a pac4j client that remembers texts, numbers, State, Nonce and CodeVerifier",
                    "one that remembers a " + value.getClass().getName() + " as " + name);
        }));
        int bytes = encoded.entrySet().stream()
                .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
                .sum();
        if (bytes > MAX_BYTES) {
            throw unsupported(
                    "a pac4j client that remembers at most " + MAX_BYTES + " bytes of an attempt", bytes + " bytes");
        }
        return encoded;
    }

    /** The values again. */
    static Map<String, Object> decode(Map<String, String> memory) {
        Map<String, Object> values = new HashMap<>();
        memory.forEach((name, text) -> {
            if (name.startsWith(PREFIX) && !text.isEmpty()) {
                values.put(name.substring(PREFIX.length()), value(text.charAt(0), text.substring(1)));
            }
        });
        return values;
    }

    private static Optional<String> text(Object value) {
        if (value instanceof String text) {
            return Optional.of("s" + text);
        }
        if (value instanceof State state) {
            return Optional.of("t" + state.getValue());
        }
        if (value instanceof Nonce nonce) {
            return Optional.of("n" + nonce.getValue());
        }
        if (value instanceof CodeVerifier verifier) {
            return Optional.of("v" + verifier.getValue());
        }
        if (value instanceof Boolean || value instanceof Integer) {
            return Optional.of((value instanceof Boolean ? "b" : "i") + value);
        }
        return value instanceof Long ? Optional.of("l" + value) : Optional.empty();
    }

    private static Object value(char type, String text) {
        return switch (type) {
            case 't' -> new State(text);
            case 'n' -> new Nonce(text);
            case 'v' -> new CodeVerifier(text);
            case 'b' -> Boolean.valueOf(text);
            case 'i' -> Integer.valueOf(text);
            case 'l' -> Long.valueOf(text);
            default -> text;
        };
    }

    private static LoginException unsupported(String expected, String received) {
        return LoginException.of(LoginError.UNSUPPORTED, expected, received);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
