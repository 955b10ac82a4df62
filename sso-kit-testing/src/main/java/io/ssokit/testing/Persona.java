package io.ssokit.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who can sign in at a {@link FakeIdp}. Immutable.
 *
 * @param name user name and subject, for example {@code alice}; the password is {@code name + "-pw"}
 * @param email e-mail address; a value without {@code @} is completed with the provider's domain
 * @param givenName given name, or null when the provider does not know it
 * @param familyName family name, or null when the provider does not know it
 * @param groups names of the groups the provider reports, in order; may be empty
 * @param tags AWS session tags by key, without the {@code AccessControl:} prefix; usually one value per key
 */
public record Persona(
        String name,
        String email,
        @Nullable String givenName,
        @Nullable String familyName,
        List<String> groups,
        Map<String, List<String>> tags) {

    /** Checks that there is a name and copies the collections. */
    public Persona {
        if (name.isBlank() || email.isBlank()) {
            throw new IllegalArgumentException("a persona needs a name and an e-mail address");
        }
        groups = List.copyOf(groups);
        Map<String, List<String>> copy = new LinkedHashMap<>();
        tags.forEach((key, values) -> copy.put(key, List.copyOf(values)));
        tags = Collections.unmodifiableMap(copy);
    }

    /** A persona with this name and nothing else; the e-mail address is at the provider's domain. */
    public static Persona of(String name) {
        return new Persona(name, name, null, null, List.of(), Map.of());
    }

    /** The same persona with another e-mail address. */
    public Persona withEmail(String newEmail) {
        return new Persona(name, newEmail, givenName, familyName, groups, tags);
    }

    /** The same persona with this given and family name. */
    public Persona withNames(String newGivenName, String newFamilyName) {
        return new Persona(name, email, newGivenName, newFamilyName, groups, tags);
    }

    /** The same persona as a member of exactly these groups. */
    public Persona withGroups(String... newGroups) {
        return new Persona(name, email, givenName, familyName, List.of(newGroups), tags);
    }

    /** The same persona with one more session tag; an earlier value of that key is replaced. */
    public Persona withTag(String key, String... values) {
        Map<String, List<String>> more = new LinkedHashMap<>(tags);
        more.put(key, List.of(values));
        return new Persona(name, email, givenName, familyName, groups, more);
    }

    /** What this persona types at the login page. */
    public String password() {
        return name + "-pw";
    }

    /** Given and family name as far as known, else the user name. */
    public String displayName() {
        String given = givenName == null ? "" : givenName;
        String family = familyName == null ? "" : familyName;
        String full = (given + " " + family).trim();
        return full.isEmpty() ? name : full;
    }

    Persona atDomain(String domain) {
        return email.contains("@") ? this : withEmail(email + "@" + domain);
    }

    /**
     * The four everyday cases: alice has everything, bob has names and groups outside ASCII and with markup characters,
     * carol has nothing but an e-mail address, dave has two values where one is expected.
     */
    public static List<Persona> standard() {
        return List.of(
                of("alice")
                        .withNames("Alice", "Liddell")
                        .withGroups("engineering", "admins")
                        .withTag("CostCenter", "CC-1001")
                        .withTag("Department", "Engineering"),
                of("bob")
                        .withNames("Bob", "O'Brien")
                        .withGroups("engineering", "Gro\u00dfkunden & Partner")
                        .withTag("CostCenter", "CC-2002")
                        .withTag("Department", "R&D <\"\u00dcn\u00efted\">"),
                of("carol"),
                of("dave").withNames("Dave", "\u674e").withTag("CostCenter", "CC-1", "CC-2"));
    }
}
