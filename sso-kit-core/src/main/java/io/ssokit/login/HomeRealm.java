package io.ssokit.login;

import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Which connection a person belongs to: the one named, the one that owns the e-mail domain, the only one there is, or
 * the one chosen. Immutable.
 */
final class HomeRealm {
    private final IdpConnectionStore connections;
    private final ServiceProvider serviceProvider;

    HomeRealm(IdpConnectionStore connections, ServiceProvider serviceProvider) {
        this.connections = connections;
        this.serviceProvider = serviceProvider;
    }

    /** Without a choice to make, no chooser. */
    LoginReply demand(String returnTo) {
        List<IdpConnection> all = enabled();
        boolean only = all.size() == 1 && all.get(0).trust().showOnLogin();
        return redirect(only ? startPage(all.get(0), returnTo, Optional.empty()) : loginPage(returnTo));
    }

    /** The chooser looks the same for an unknown domain and for an address that is none: it tells nobody's customers. */
    LoginReply choose(Optional<String> email, String returnTo) {
        Optional<IdpConnection> found = email.flatMap(EmailDomain::ofAddress).flatMap(connections::findByEmailDomain);
        if (found.isPresent()) {
            return redirect(startPage(found.get(), returnTo, email));
        }
        Optional<String> typed = email.map(String::strip).filter(text -> !text.isEmpty() && text.length() <= 254);
        return new LoginReply.Chooser(choices(returnTo, typed), typed, email.isPresent(), returnTo, List.of());
    }

    /** The chooser's address. */
    URI loginPage(String returnTo) {
        return serviceProvider.at("/sso/login?returnTo=" + encode(returnTo));
    }

    private List<LoginReply.Chooser.Choice> choices(String returnTo, Optional<String> typed) {
        return enabled().stream()
                .filter(connection -> connection.trust().showOnLogin())
                .map(connection ->
                        new LoginReply.Chooser.Choice(connection.label(), startPage(connection, returnTo, typed)))
                .toList();
    }

    /** A store may keep disabled connections beside the others. */
    private List<IdpConnection> enabled() {
        return connections.list().stream()
                .filter(connection -> connection.trust().enabled())
                .toList();
    }

    private URI startPage(IdpConnection connection, String returnTo, Optional<String> typed) {
        String hint = LoginHint.of(typed, connection)
                .map(address -> "&email=" + encode(address))
                .orElse("");
        return serviceProvider.at("/sso/start/" + connection.id() + "?returnTo=" + encode(returnTo) + hint);
    }

    private static LoginReply redirect(URI location) {
        return new LoginReply.Redirect(location, List.of());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
