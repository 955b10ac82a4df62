package io.ssokit.scim;

import io.ssokit.directory.RunTimeDirectories;
import io.ssokit.directory.TokenHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the directory whose token a request presents (RFC 6750 §2.1): of the configuration, made at run time, or an access
 * token of a client. Every refusal takes the same way. Ten thousand directories cost what one does: the token's SHA-256 is
 * looked up, and nobody can choose a hash that is near another one, so the time of a look-up tells nothing of a token; the
 * hash that is found is compared in constant time. Thread-safe.
 */
final class BearerTokens {
    // RFC 9110 §11.1: the scheme's name is case-insensitive, the token is not.
    private static final Pattern CREDENTIALS = Pattern.compile("(?i:bearer) +([\\x21-\\x7E]{1,2048})");

    private final Map<TokenHash, Caller> configured = new HashMap<>();
    private final Optional<RunTimeDirectories> runTime;

    /**
     * Who calls.
     *
     * @param credential names the token within the directory
     * @param isStored whether that name is a run-time credential's
     * @param live whether the token still lets somebody in
     */
    record Caller(ScimDirectory directory, String credential, boolean isStored, boolean live) {
        /** Whose use is written down. */
        Optional<String> stored() {
            return isStored ? Optional.of(credential) : Optional.empty();
        }
    }

    /** @throws IllegalArgumentException if two directories share a token */
    BearerTokens(List<ScimDirectory> directories, Optional<RunTimeDirectories> runTime) {
        this.runTime = runTime;
        for (ScimDirectory directory : directories) {
            int number = 1;
            for (TokenHash hash : directory.hashes()) {
                Caller before = configured.put(hash, new Caller(directory, "token " + number++, false, true));
                if (before != null && before.directory() != directory) {
                    throw new IllegalArgumentException("the SCIM directories of "
                            + before.directory().tenant() + " and " + directory.tenant()
                            + " share a token; every directory needs its own");
                }
            }
        }
    }

    /**
     * Who comes with this token, also one that is over; empty for none, an unknown one, or more than one header.
     *
     * @throws io.ssokit.error.StoreException.Unavailable if that cannot be told now
     */
    Optional<Caller> caller(List<String> authorization) {
        String line = authorization.size() == 1 ? authorization.get(0) : "";
        Matcher credentials = CREDENTIALS.matcher(line);
        // Whatever is no token is looked up as well: as a text that is nobody's.
        String token = credentials.matches() ? credentials.group(1) : "";
        Caller fixed = configured.get(TokenHash.of(token));
        return fixed != null
                ? Optional.of(fixed)
                : runTime.flatMap(all -> all.caller(token)).map(BearerTokens::caller);
    }

    private static Caller caller(RunTimeDirectories.Caller found) {
        return new Caller(
                ScimDirectory.atRunTime(found.tenant(), found.settings()), found.credential(), true, found.live());
    }
}
