package io.ssokit.benchmarks.scim;

import jakarta.servlet.Servlet;

/**
 * A SCIM server that keeps everything in memory, logs nothing and asks for no more than its library does. Filled by a direct
 * call, measured over HTTP only.
 */
interface Peer {
    /** Answers below {@value ScimServer#BASE}. */
    Servlet servlet();

    /** Makes {@link People#user} 0 to {@code count - 1}, those that are not there yet. */
    void users(int count);

    /** A group with users 0 to {@code members - 1}; its id. */
    String group(int members);

    /** The id of a user. */
    String userId(int number);
}
