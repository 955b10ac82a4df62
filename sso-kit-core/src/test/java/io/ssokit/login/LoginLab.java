package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.internal.Sealed;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A flow with {@link FakeEngine} on memory stores, a clock to turn, and browsers that keep its cookies. */
final class LoginLab {
    final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    final Stores stores;
    final List<AuditEvent> events = new ArrayList<>();
    final Browser browser = new Browser();
    final FakeEngine engine = new FakeEngine();
    LoginResolver resolver = LoginResolver.PROCEED;
    /** What sign-ins may open. */
    AppLinks apps = AppLinks.NONE;

    LoginFlow flow;
    LogoutFlow logout;
    AccountLinks accounts;

    LoginLab(ConnectionBuilder<?>... connections) {
        this(MemoryStores::create, connections);
    }

    LoginLab(Function<Clock, Stores> stores, ConnectionBuilder<?>... connections) {
        this.stores = stores.apply(clock);
        connect(connections);
    }

    LoginLab(Optional<String> localLogin, ConnectionBuilder<?>... connections) {
        this.stores = MemoryStores.create(clock);
        connectAt(localLogin, connections);
    }

    /** Another flow on the same stores. */
    void connect(ConnectionBuilder<?>... connections) {
        connect(stores, connections);
    }

    /** Another flow on these stores. */
    void connect(Stores through, ConnectionBuilder<?>... connections) {
        connect(through, Optional.empty(), store -> store, connections);
    }

    /** Another flow, of an app that has a login of its own. */
    void connectAt(Optional<String> localLogin, ConnectionBuilder<?>... connections) {
        connect(stores, localLogin, store -> store, connections);
    }

    /** Another flow on these stores, with connections in what {@code around} makes of their store. */
    void connect(
            Stores through,
            Optional<String> localLogin,
            UnaryOperator<IdpConnectionStore> around,
            ConnectionBuilder<?>... connections) {
        List<IdpConnection> built = new ArrayList<>();
        for (ConnectionBuilder<?> connection : connections) {
            built.add(connection.build());
        }
        LoginFlow.Parts parts = new LoginFlow.Parts(
                ServiceProvider.of(URI.create("https://app.example.com")),
                around.apply(IdpConnectionStore.of(built)),
                List.of(engine),
                through,
                Sealed.with(new byte[32]),
                Duration.ofHours(12),
                clock,
                events::add,
                candidate -> resolver.decide(candidate),
                new LoginFlow.Ways(localLogin, apps));
        flow = new LoginFlow(parts);
        logout = new LogoutFlow(parts);
        accounts = new AccountLinks(parts);
    }

    /** A connection of tenant acme. */
    static SamlConnectionBuilder saml(String id) {
        return IdpConnection.saml(id).tenant("acme").metadataXml("<none/>");
    }

    User provision(String userName) {
        return provision(User.named("acme", userName));
    }

    User provision(User.Builder person) {
        return stores.users().create(person.build(), UserStore.Origin.PROVISIONING);
    }

    /** Starts a sign-in and answers it: what {@link FakeEngine} reads, {@code subject} and {@code a.…} attributes. */
    LoginReply signIn(String connection, Map<String, List<String>> answer) {
        browser.start(connection, "/app/");
        return browser.answer(connection, answer);
    }

    static LoginReply.SignedIn signedIn(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.SignedIn.class);
        return (LoginReply.SignedIn) reply;
    }

    static LoginReply.Refused refused(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.Refused.class);
        return (LoginReply.Refused) reply;
    }

    /** The reason behind a refusal, from the audit event under its reference; a browser is not told most of them. */
    LoginError reasonOf(LoginReply reply) {
        String reference = refused(reply).reference();
        return events.stream()
                .filter(AuditEvent.SignInRefused.class::isInstance)
                .map(AuditEvent.SignInRefused.class::cast)
                .filter(event -> event.reference().equals(reference))
                .map(AuditEvent.SignInRefused::error)
                .findFirst()
                .orElseThrow();
    }

    /** Keeps cookies. */
    final class Browser {
        final Map<String, String> cookies = new HashMap<>();
        private String lastHandle = "";

        String start(String connection, String returnTo) {
            LoginReply.Redirect reply =
                    (LoginReply.Redirect) keep(flow.start(connection, get(Map.of("returnTo", List.of(returnTo)))));
            lastHandle = reply.location().getQuery().substring("state=".length());
            return lastHandle;
        }

        LoginReply answer(String connection, String subject) {
            return answer(connection, subject, lastHandle);
        }

        LoginReply answer(String connection, String subject, String handle) {
            return send(connection, Map.of("RelayState", List.of(handle), "subject", List.of(subject)));
        }

        LoginReply answer(String connection, Map<String, List<String>> form) {
            Map<String, List<String>> all = new HashMap<>(form);
            all.put("RelayState", List.of(lastHandle));
            return send(connection, all);
        }

        LoginReply send(String connection, Map<String, List<String>> form) {
            return keep(flow.finish(
                    connection, new LoginRequest("POST", Optional.empty(), Map.of(), form, cookies, Optional.empty())));
        }

        LoginRequest get(Map<String, List<String>> query) {
            return new LoginRequest("GET", Optional.empty(), query, Map.of(), cookies, Optional.empty());
        }

        long attempts() {
            return cookies.keySet().stream()
                    .filter(name -> name.contains("attempt"))
                    .count();
        }

        LoginReply keep(LoginReply reply) {
            for (ReplyCookie cookie : reply.cookies()) {
                if (cookie.maxAge().isZero()) {
                    cookies.remove(cookie.name());
                } else {
                    cookies.put(cookie.name(), cookie.value());
                }
            }
            return reply;
        }
    }
}
