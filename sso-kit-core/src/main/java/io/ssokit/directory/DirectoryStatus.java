package io.ssokit.directory;

import java.time.Instant;
import java.util.List;

/**
 * How provisioning of a tenant goes. Immutable.
 *
 * @param activity what has come in, on all nodes as far as they have told: ten seconds may be missing
 * @param hints what an administrator may want to look at, the gravest first; empty if all is well
 */
public record DirectoryStatus(String tenant, Activity activity, List<Hint> hints) {
    public DirectoryStatus {
        hints = List.copyOf(hints);
    }

    /** What is the matter. */
    public enum Matter {
        /** Every request is answered 503 until somebody resumes the directory. */
        PAUSED,
        /** No token and no client is live. */
        NO_CREDENTIAL,
        /** Whoever calls shows a token that has expired or was revoked. */
        REFUSED,
        /** There was no request yet. */
        NOTHING_RECEIVED,
        /** Requests fail, and none has succeeded since. */
        FAILING,
        /** There was a request, but none for a day. */
        SILENT,
        /** People come, groups do not. */
        USERS_BUT_NO_GROUPS,
        /** A token or client ends within two weeks. */
        EXPIRES_SOON
    }

    /**
     * One thing to look at.
     *
     * @param since since when that is so, or when it will be
     * @param sentence the same in words, with what to do; names no token
     */
    public record Hint(Matter matter, Instant since, String sentence) {}

    /** Whether this is the matter. */
    public boolean has(Matter matter) {
        return hints.stream().anyMatch(hint -> hint.matter() == matter);
    }
}
