package io.ssokit.login;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.connection.Tenant;
import java.time.Duration;
import java.util.Optional;

/**
 * The connection that somebody has signed in through in this browser, for the chooser to show it first. The cookie holds
 * its id and nothing about a person, so it outlives a sign-out; anybody can write it, so it only moves what the chooser
 * shows to everybody. Immutable.
 */
final class LastChoice {
    private static final Duration LIFE = Duration.ofDays(180);

    private final String name;
    private final String path;
    private final boolean secure;

    LastChoice(ServiceProvider serviceProvider) {
        this.secure = serviceProvider.isHttps();
        this.name = (secure ? "__Secure-" : "") + "sso-last";
        this.path = serviceProvider.contextPath() + "/sso";
    }

    /** What this browser remembers; perhaps the id of no connection. */
    Optional<String> read(LoginRequest request) {
        return Optional.ofNullable(request.cookies().get(name)).filter(Tenant::isId);
    }

    /** Remembers a connection that has just signed somebody in. */
    ReplyCookie remember(String connection) {
        return new ReplyCookie(name, connection, path, LIFE, secure, false);
    }
}
