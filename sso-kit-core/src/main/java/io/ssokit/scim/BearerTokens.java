package io.ssokit.scim;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the directory whose token a request presents (RFC 6750 §2.1). Every refusal takes the same way. */
final class BearerTokens {
    // RFC 9110 §11.1: the scheme's name is case-insensitive, the token is not.
    private static final Pattern CREDENTIALS = Pattern.compile("(?i:bearer) +([\\x21-\\x7E]{1,2048})");

    private final List<ScimDirectory> directories;

    BearerTokens(List<ScimDirectory> directories) {
        this.directories = List.copyOf(directories);
    }

    /** The directory that knows the token; empty for none, a wrong one, or more than one header. */
    Optional<ScimDirectory> directoryOf(List<String> authorization) {
        String line = authorization.size() == 1 ? authorization.get(0) : "";
        Matcher credentials = CREDENTIALS.matcher(line);
        boolean wellFormed = credentials.matches();
        byte[] hash = ScimDirectory.hash(wellFormed ? credentials.group(1) : "");
        Optional<ScimDirectory> found = Optional.empty();
        // No early exit: the time must not tell which directory, or whether any, knows the token.
        for (ScimDirectory directory : directories) {
            if (directory.accepts(hash) & wellFormed) {
                found = Optional.of(directory);
            }
        }
        return found;
    }
}
