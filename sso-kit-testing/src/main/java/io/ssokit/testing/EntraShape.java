package io.ssokit.testing;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Entra ID's shape of OpenID Connect: the issuer of the common discovery document is a template, tokens name the tenant in
 * {@code tid} and the person in {@code oid}, {@code sub} is another one for each client, {@code email} is whatever the tenant's
 * administrator has typed.
 */
final class EntraShape implements OidcShape {
    private final URI base;
    private final Map<String, String> tenantOf;

    EntraShape(URI base, Map<String, String> tenantOf) {
        this.base = base;
        this.tenantOf = tenantOf;
    }

    String tenant(Persona persona) {
        return tenantOf.getOrDefault(persona.name(), FakeIdp.ENTRA_TENANT);
    }

    Set<String> tenants() {
        Set<String> all = new TreeSet<>(tenantOf.values());
        all.add(FakeIdp.ENTRA_TENANT);
        return all;
    }

    String issuerOf(String tenant) {
        return base + "/entra/" + tenant + "/v2.0";
    }

    @Override
    public String issuer() {
        return issuerOf("{tenantid}");
    }

    @Override
    public String issuer(Persona persona) {
        return issuerOf(tenant(persona));
    }

    @Override
    public String subject(Persona persona, String clientId) {
        return named(tenant(persona) + " " + persona.name() + " " + clientId).replace("-", "");
    }

    @Override
    public Map<String, Object> profile(Persona persona, OidcScript.Builder script) {
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("ver", "2.0");
        claims.put("tid", tenant(persona));
        claims.put("oid", named(tenant(persona) + " " + persona.name()));
        claims.put("preferred_username", persona.email());
        claims.put("name", persona.displayName());
        claims.put("email", persona.email());
        if (!persona.groups().isEmpty()) {
            claims.put(
                    "groups", persona.groups().stream().map(EntraShape::named).toList());
        }
        return claims;
    }

    /** The same UUID for the same text, as directories have one for everything. */
    private static String named(String text) {
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
