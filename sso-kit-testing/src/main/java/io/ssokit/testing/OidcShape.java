package io.ssokit.testing;

import io.ssokit.testing.OidcScript.Groups;
import io.ssokit.testing.OidcScript.Tags;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a provider calls itself and what it tells of people. */
interface OidcShape {

    /** The discovery document's issuer. */
    String issuer();

    /** The issuer in tokens about that person. */
    String issuer(Persona persona);

    /** {@code sub}. */
    String subject(Persona persona, String clientId);

    /** Claims about the person, {@code sub} not among them. */
    Map<String, Object> profile(Persona persona, OidcScript.Builder script);

    /** One issuer, user names as subjects, standard claims. */
    record Standard(String issuer) implements OidcShape {
        private static final String AWS_TAG = "https://aws.amazon.com/SAML/Attributes/AccessControl:";
        private static final String AWS_TAGS = "https://aws.amazon.com/tags";

        @Override
        public String issuer(Persona persona) {
            return issuer;
        }

        @Override
        public String subject(Persona persona, String clientId) {
            return persona.name();
        }

        @Override
        public Map<String, Object> profile(Persona persona, OidcScript.Builder script) {
            Map<String, Object> claims = new LinkedHashMap<>();
            claims.put("preferred_username", persona.name());
            claims.put("name", persona.displayName());
            claims.put("email", persona.email());
            claims.put("email_verified", true);
            if (persona.givenName() != null) {
                claims.put("given_name", persona.givenName());
            }
            if (persona.familyName() != null) {
                claims.put("family_name", persona.familyName());
            }
            if (!persona.groups().isEmpty()) {
                claims.put("groups", groups(persona.groups(), script.groups));
            }
            if (script.tags != Tags.NESTED) {
                persona.tags()
                        .forEach((key, values) ->
                                claims.put(AWS_TAG + key, values.size() == 1 ? values.get(0) : values));
            }
            if (script.tags != Tags.FLAT && !persona.tags().isEmpty()) {
                claims.put(AWS_TAGS, Map.of("principal_tags", persona.tags(), "transitive_tag_keys", List.of()));
            }
            return claims;
        }
    }

    /** The groups as the script wants them to travel. */
    static Object groups(List<String> names, Groups how) {
        return switch (how) {
            case ARRAY -> names;
            case STRING_IF_ONE -> names.size() == 1 ? names.get(0) : names;
            case COMMA_SEPARATED -> String.join(",", names);
            case OBJECTS ->
                names.stream()
                        .map(name -> Map.of("id", "g-" + Integer.toHexString(name.hashCode()), "name", name))
                        .toList();
        };
    }
}
