package io.ssokit.testing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What GitHub's {@code /user} and {@code /user/emails} tell: a numeric id, and addresses apart from the person. */
record GitHubShape(String issuer) implements OidcShape {
    @Override
    public String issuer(Persona persona) {
        return issuer;
    }

    @Override
    public String subject(Persona persona, String clientId) {
        return String.valueOf(id(persona));
    }

    @Override
    public Map<String, Object> profile(Persona persona, OidcScript.Builder script) {
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("login", persona.name());
        user.put("id", id(persona));
        user.put("type", "User");
        user.put("name", persona.displayName());
        user.put("company", "Example");
        return user;
    }

    /** Two addresses: the primary one, and one that nobody has verified. */
    static List<Map<String, Object>> emails(Persona persona) {
        return List.of(
                Map.of("email", persona.name() + "@unverified.example", "primary", false, "verified", false),
                Map.of("email", persona.email(), "primary", true, "verified", true));
    }

    private static int id(Persona persona) {
        return 1_000_000 + Math.floorMod(persona.name().hashCode(), 1_000_000);
    }
}
