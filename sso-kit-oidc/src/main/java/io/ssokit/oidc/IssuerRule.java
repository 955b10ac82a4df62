package io.ssokit.oidc;

import io.ssokit.connection.OidcConnection;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whose word counts on a connection. Usually one issuer, compared as a string. Where the issuer has {@code {tenantid}} in it
 * (Entra ID), a provider signs for many directories with the same keys: then {@code tid} must be one of the directories that
 * the connection names, {@code iss} must be the issuer with exactly that {@code tid} in its place, and a person is known by
 * both {@code tid} and {@code sub}. Immutable.
 */
final class IssuerRule {
    /** All directories there are, those of strangers included. */
    static final String ANY = "*";

    /** A directory as Entra ID spells it: nothing that could make another URL of the issuer than it looks. */
    private static final Pattern DIRECTORY =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private static final int DIRECTORY_LENGTH = 36;

    private final String issuer;
    private final boolean template;
    private final Set<String> directories;

    IssuerRule(OidcConnection connection) {
        this.issuer = connection.issuer();
        this.template = connection.isTemplate();
        this.directories = connection.acceptance().issuerTenants();
    }

    /** Whether one provider speaks for many directories here. */
    boolean hasDirectories() {
        return template;
    }

    /** What is wrong with the directories that the connection names. */
    Optional<String> problem() {
        return directories.stream()
                .filter(name -> !name.equals(ANY) && !DIRECTORY.matcher(name).matches())
                .findFirst()
                .map(name ->
                        "issuer-tenants: '" + name + "' is neither a directory's id, a UUID in small letters, nor *");
    }

    /**
     * Requires that a token's claims come from such an issuer (OpenID Connect Core 3.1.3.7 (2)).
     *
     * @throws LoginException with ISSUER
     */
    void require(Map<String, @Nullable Object> claims) {
        String expected = template ? issuer.replace(OidcConnection.TENANT_PLACE, directory(claims)) : issuer;
        if (!expected.equals(claims.get("iss"))) {
            throw LoginException.of(LoginError.ISSUER, "iss " + expected, "iss " + claims.get("iss"));
        }
    }

    /** Whether an authorization response may say that it comes from that issuer (RFC 9207 §2.4). */
    boolean mayAnswer(String iss) {
        if (!template) {
            return issuer.equals(iss);
        }
        int place = issuer.indexOf(OidcConnection.TENANT_PLACE);
        int end = Math.min(iss.length(), place + DIRECTORY_LENGTH);
        String directory = place < end ? iss.substring(place, end) : "";
        return isAllowed(directory)
                && issuer.replace(OidcConnection.TENANT_PLACE, directory).equals(iss);
    }

    /** By what a person is known: {@code sub}, with the directory before it where there are many. */
    String subject(String sub, Map<String, @Nullable Object> claims) {
        return template ? directory(claims) + "/" + sub : sub;
    }

    private String directory(Map<String, @Nullable Object> claims) {
        if (claims.get("tid") instanceof String directory && isAllowed(directory)) {
            return directory;
        }
        throw LoginException.of(
                LoginError.ISSUER,
                "tid of a directory among issuer-tenants",
                "tid " + claims.get("tid"),
                "Add the directory's id to the connection's issuer-tenants, if its people are meant to sign in.");
    }

    private boolean isAllowed(String directory) {
        return DIRECTORY.matcher(directory).matches() && (directories.contains(directory) || directories.contains(ANY));
    }

    @Override
    public String toString() {
        return issuer;
    }
}
