package io.ssokit.login;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import java.util.List;
import java.util.Optional;

/**
 * A sign-in that somebody else begins (OpenID Connect Core 4): the identity provider's portal, or a link in a mail. All
 * that such a link can do is to start a sign-in at an identity provider that is trusted anyway, and to choose among the
 * pages that the connection opens to such links. Immutable.
 */
final class ThirdPartyLogin {
    /** SAML Core 8.3.6: an entityId has at most 1024 characters. */
    private static final int MAX_ISSUER = 1024;

    private static final int MAX_HINT = 1024;
    private static final int MAX_TARGET = 2048;

    private final Engines engines;
    private final ReturnTo returnTo;
    private final ServiceProvider serviceProvider;

    ThirdPartyLogin(Engines engines, ReturnTo returnTo, ServiceProvider serviceProvider) {
        this.engines = engines;
        this.returnTo = returnTo;
        this.serviceProvider = serviceProvider;
    }

    /**
     * The connection that is meant. Nobody is asked about an issuer: a name that is not known already is unknown.
     *
     * @param named the id in the path, which decides where several connections have one issuer
     * @throws LoginException if the issuer is that of no enabled connection, or of several
     */
    IdpConnection connection(Optional<String> named, LoginRequest request) {
        String issuer = parameter(request, "iss", MAX_ISSUER)
                .orElseThrow(() -> LoginException.of(LoginError.MALFORMED, "the parameter iss", "none"));
        List<IdpConnection> found = engines.ofIssuer(issuer).stream()
                .filter(connection ->
                        named.filter(id -> !id.equals(connection.id())).isEmpty())
                .toList();
        if (found.size() != 1) {
            throw LoginException.of(
                    LoginError.UNKNOWN_CONNECTION,
                    "the issuer of one connection"
                            + named.map(id -> ", '" + id + "'").orElse(""),
                    found.isEmpty() ? "iss " + issuer : "iss " + issuer + ", of " + found.size() + " connections",
                    found.isEmpty()
                            ? LoginError.UNKNOWN_CONNECTION.remedy()
                            : "Have the identity provider use /sso/initiate/{connection}.");
        }
        return found.get(0);
    }

    /** Who is probably going to sign in there; empty unless the connection passes that on. */
    Optional<String> hint(IdpConnection connection, LoginRequest request) {
        return LoginHint.of(parameter(request, "login_hint", MAX_HINT), connection);
    }

    /**
     * Where the person lands: a path of this app that the connection opens to such links, or the start page.
     *
     * @throws LoginException if another page is named: it is not replaced by one that nobody has asked for
     */
    String landing(IdpConnection connection, LoginRequest request) {
        Optional<String> target = parameter(request, "target_link_uri", MAX_TARGET);
        if (target.isEmpty()) {
            return returnTo.start();
        }
        return returnTo.path(target.get())
                .or(() -> target.filter(
                                text -> text.equals(serviceProvider.baseUrl().toString()))
                        .map(text -> returnTo.start()))
                .filter(path -> path.equals(returnTo.start()) || isOpen(connection, path))
                .orElseThrow(() -> LoginException.of(
                        LoginError.TARGET_REFUSED,
                        "a page that the connection's initiate-targets name",
                        "target_link_uri " + target.get()));
    }

    /** As spelled: what only looks the same after decoding is another page. */
    private boolean isOpen(IdpConnection connection, String path) {
        String below =
                path.split("\\?", 2)[0].substring(serviceProvider.contextPath().length());
        return connection.trust().initiateTargets().stream()
                .anyMatch(open -> open.endsWith("/*")
                        ? (below + "/").startsWith(open.substring(0, open.length() - 1))
                        : below.equals(open));
    }

    /** In the query or in the form, and once: of two values each reader could take another. */
    private static Optional<String> parameter(LoginRequest request, String name, int longest) {
        List<String> query = request.query().getOrDefault(name, List.of());
        List<String> form = request.form().getOrDefault(name, List.of());
        if (query.size() + form.size() > 1) {
            throw LoginException.of(
                    LoginError.MALFORMED, "at most one " + name, query.size() + form.size() + " of them");
        }
        Optional<String> value =
                query.stream().findFirst().or(() -> form.stream().findFirst());
        if (value.filter(text -> text.length() > longest).isPresent()) {
            throw LoginException.of(
                    LoginError.MALFORMED, name + " of at most " + longest + " characters", "a longer one");
        }
        return value;
    }
}
