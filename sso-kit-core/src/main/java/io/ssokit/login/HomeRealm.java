package io.ssokit.login;

import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.connection.Tenant;
import io.ssokit.login.KnownPeople.Known;
import io.ssokit.login.LoginReply.Chooser;
import io.ssokit.user.Pin;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which way of signing in is a person's own: the connection named, the one the person is pinned to, the one that owns the
 * e-mail domain, the one chosen, or the app's own login. Immutable.
 */
final class HomeRealm {
    private static final int MAX_TYPED = 254;

    /** RFC 2606: nobody's. Looked up in place of what is no domain. */
    private static final EmailDomain NO_DOMAIN = EmailDomain.of("nobody.invalid");

    private final IdpConnectionStore connections;
    private final ServiceProvider serviceProvider;
    private final Optional<String> localLogin;
    private final KnownPeople people;
    private final LastChoice lastChoice;

    HomeRealm(LoginFlow.Parts parts, LastChoice lastChoice) {
        this.connections = parts.connections();
        this.serviceProvider = parts.serviceProvider();
        this.localLogin = parts.ways().localLogin();
        this.people = new KnownPeople(parts.stores());
        this.lastChoice = lastChoice;
    }

    /** Without a choice to make, no chooser. */
    LoginReply demand(String returnTo) {
        List<IdpConnection> all = usable();
        if (all.isEmpty() && localLogin.isPresent()) {
            return redirect(localLogin(returnTo).orElseThrow());
        }
        boolean only = all.size() == 1 && all.get(0).trust().showOnLogin() && localLogin.isEmpty();
        return redirect(only ? startPage(all.get(0), returnTo, Optional.empty()) : loginPage(returnTo));
    }

    /**
     * The way of whoever typed this, or the chooser. The chooser looks the same, and takes the same look-ups, for an unknown
     * domain, for an unknown person and for what is no address at all: it tells nobody's customers.
     *
     * @param typed a user name or e-mail address; empty where none was sent
     */
    LoginReply choose(Optional<String> typed, String returnTo, LoginRequest request) {
        List<IdpConnection> all = usable();
        Optional<String> name = typed.map(String::strip).filter(text -> !text.isEmpty() && text.length() <= MAX_TYPED);
        if (typed.isPresent()) {
            Optional<URI> way = way(name.filter(HomeRealm::isPlain), all, returnTo);
            if (way.isPresent()) {
                return redirect(way.get());
            }
        }
        Optional<Chooser.Choice> last = lastChoice
                .read(request)
                .flatMap(id -> shown(all).stream()
                        .filter(connection -> connection.id().equals(id))
                        .map(connection -> choice(connection, returnTo, name))
                        .findFirst());
        List<Chooser.Choice> others = shown(all).stream()
                .map(connection -> choice(connection, returnTo, name))
                .filter(choice -> !Optional.of(choice).equals(last))
                .toList();
        return new Chooser(last, others, name, typed.isPresent(), returnTo, localLogin(returnTo), List.of());
    }

    /** The chooser's address. */
    URI loginPage(String returnTo) {
        return serviceProvider.at("/sso/login?returnTo=" + encode(returnTo));
    }

    /** The address of the app's own login, if it has one. */
    Optional<URI> localLogin(String returnTo) {
        return localLogin.map(path -> serviceProvider.at(path + "?returnTo=" + encode(returnTo)));
    }

    /** Each step is taken for each text, whatever the one before it found. */
    private Optional<URI> way(Optional<String> typed, List<IdpConnection> all, String returnTo) {
        Optional<EmailDomain> domain = typed.flatMap(EmailDomain::ofAddress);
        Optional<IdpConnection> owner = connections
                .findByEmailDomain(domain.orElse(NO_DOMAIN))
                // Whatever a store says: only a domain that is known to be the connection's own.
                .filter(found -> domain.filter(found.emailDomains()::contains).isPresent())
                .filter(HomeRealm::isUsable);
        Optional<String> tenant = owner.map(IdpConnection::tenant).or(() -> onlyTenant(all));
        // Where nobody can tell whose person it is, one look into any tenant, whose answer does not count.
        Optional<Known> found =
                people.pinOf(tenant.orElseGet(() -> all.get(0).tenant()), typed.orElse(NO_DOMAIN.name()));
        Optional<Pin> pin = tenant.isPresent() && typed.isPresent()
                ? found.filter(known -> known.byName() || owner.isEmpty() || mayHave(known.pin(), typed.get()))
                        .map(Known::pin)
                : Optional.empty();
        return pin.isPresent()
                ? pinned(pin.get(), tenant.orElseThrow(), typed, returnTo)
                : owner.map(connection -> startPage(connection, returnTo, typed));
    }

    /** Or whoever registers somewhere under another one's address would have that one sent there, too. */
    private boolean mayHave(Pin pin, String address) {
        return pin.connection()
                .map(id -> connections
                        .find(id)
                        .filter(found -> Matching.speaksOf(found, address))
                        .isPresent())
                .orElse(true);
    }

    /** A person who has a pin is never sent elsewhere by the domain. */
    private Optional<URI> pinned(Pin pin, String tenant, Optional<String> typed, String returnTo) {
        return pin.connection()
                .map(id -> connections
                        .find(id)
                        .filter(found -> found.tenant().equals(tenant))
                        // One that is switched off says so on a page that has a reference.
                        .map(found -> startPage(found, returnTo, typed)))
                .orElseGet(() -> localLogin(returnTo));
    }

    /** An app of one customer knows whose people it has; one without connections has the people of its own login. */
    private static Optional<String> onlyTenant(List<IdpConnection> all) {
        Set<String> tenants = all.stream().map(IdpConnection::tenant).collect(Collectors.toSet());
        if (tenants.isEmpty()) {
            return Optional.of(Tenant.DEFAULT);
        }
        return tenants.size() == 1 ? tenants.stream().findFirst() : Optional.empty();
    }

    private Chooser.Choice choice(IdpConnection connection, String returnTo, Optional<String> typed) {
        return new Chooser.Choice(
                connection.label(), connection.trust().icon(), startPage(connection, returnTo, typed));
    }

    private static List<IdpConnection> shown(List<IdpConnection> all) {
        return all.stream()
                .filter(connection -> connection.trust().showOnLogin())
                .toList();
    }

    /** Those that sign people in to this app; a store may keep disabled connections beside the others. */
    private List<IdpConnection> usable() {
        return connections.list().stream().filter(HomeRealm::isUsable).toList();
    }

    private static boolean isUsable(IdpConnection connection) {
        return connection.trust().enabled() && connection.trust().apps().signIn();
    }

    private URI startPage(IdpConnection connection, String returnTo, Optional<String> typed) {
        String hint = LoginHint.of(typed, connection)
                .map(address -> "&email=" + encode(address))
                .orElse("");
        return serviceProvider.at("/sso/start/" + connection.id() + "?returnTo=" + encode(returnTo) + hint);
    }

    /** What stores can be asked for: some databases refuse a NUL or half a character, and that is an answer too. */
    private static boolean isPlain(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static LoginReply redirect(URI location) {
        return new LoginReply.Redirect(location, List.of());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
