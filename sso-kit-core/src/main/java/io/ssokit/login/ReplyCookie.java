package io.ssokit.login;

import java.time.Duration;

/**
 * A cookie of the kit to set or to clear; always {@code HttpOnly}.
 *
 * @param name cookie name
 * @param value sealed, never readable by the browser; empty when cleared
 * @param path the callback's path
 * @param maxAge zero clears the cookie
 * @param secure false only on an http loopback base URL
 * @param crossSite whether it must come along with a POST from the identity provider ({@code SameSite=None}); only with
 *     {@code secure}, else {@code Lax}
 */
public record ReplyCookie(String name, String value, String path, Duration maxAge, boolean secure, boolean crossSite) {
    /** The value of the Set-Cookie header (RFC 6265 §4.1). */
    public String header() {
        return name + "=" + value + "; Path=" + path + "; Max-Age=" + maxAge.toSeconds() + "; HttpOnly"
                + (secure ? "; Secure" : "")
                + (secure && crossSite ? "; SameSite=None" : "; SameSite=Lax");
    }

    @Override
    public String toString() {
        return "ReplyCookie[" + name + "]";
    }
}
