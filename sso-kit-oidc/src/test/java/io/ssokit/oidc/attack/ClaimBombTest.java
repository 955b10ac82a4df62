package io.ssokit.oidc.attack;

import static io.ssokit.error.LoginError.TOO_LARGE;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-19: claims that are small as JSON and huge as attributes. */
@Tag("O-19")
class ClaimBombTest {
    @Test
    void finish_namesThatMultiply_refused() {
        try (Attacks attacks = new Attacks("O-19")) {
            // 40,000 leaves, each under a name of 40,000 characters: 1.6 GB
            attacks.provider("a long name above many", s -> s.userInfo("n".repeat(40_000), leaves(40_000)), TOO_LARGE);
            attacks.provider("a long name", s -> s.userInfo("n".repeat(1025), "x"), TOO_LARGE);
            attacks.provider("long names in depth", s -> s.userInfo("n", deep(20)), TOO_LARGE);
            attacks.provider("many claims", s -> s.userInfo("n", leaves(5001)), TOO_LARGE);
            attacks.provider("many empty objects", s -> s.userInfo("n", empty(5001)), TOO_LARGE);
            attacks.provider("many claims of the ID token", s -> s.idToken("n", leaves(5001)), TOO_LARGE);
        }
    }

    private static Map<String, Object> leaves(int count) {
        Map<String, Object> leaves = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            leaves.put(Integer.toString(i, 36), 1);
        }
        return leaves;
    }

    private static Map<String, Object> empty(int count) {
        Map<String, Object> objects = leaves(count);
        objects.replaceAll((name, one) -> Map.of());
        return objects;
    }

    private static Object deep(int levels) {
        return levels == 0 ? 1 : Map.of("n".repeat(100), deep(levels - 1));
    }
}
