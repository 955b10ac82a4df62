package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.SsoKit;
import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginReply.NoticeTaken;
import io.ssokit.login.LoginReply.NoticeTaken.Result;
import io.ssokit.login.LoginRequest;
import io.ssokit.login.RenewalFlow;
import io.ssokit.login.ReplyCookie;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A whole kit and a provider that shares no code with it, one browser, and a clock to turn. Connections: {@code globex} and
 * {@code second} of the same client in one tenant, {@code initech} of another client in another.
 */
public final class OidcLab implements AutoCloseable {
    public static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
    private static final String BASE = "http://127.0.0.1:9";

    public final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    public final FakeIdp idp = SignIn.provider(clock);
    public final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    public final Map<String, String> cookies = new HashMap<>();
    public final Stores stores;
    public final SsoKit kit;

    /** With nothing but what every connection has. */
    public OidcLab() {
        this(UnaryOperator.identity());
    }

    /** With these options for all connections. */
    public OidcLab(UnaryOperator<OidcConnectionBuilder> options) {
        this(MemoryStores::create, options);
    }

    /** With stores of its own as well. */
    public OidcLab(Function<Clock, Stores> stores, UnaryOperator<OidcConnectionBuilder> options) {
        this.stores = stores.apply(clock);
        this.kit = SsoKit.builder(ServiceProvider.of(URI.create(BASE)))
                .connections(
                        connection("globex", "acme", "app", "s e:c%ret", options),
                        connection("second", "acme", "app", "s e:c%ret", options),
                        connection("initech", "initech", "other", "other-secret", options))
                .stores(this.stores)
                .audit(events::add)
                .clock(clock)
                .build();
    }

    private ConnectionBuilder<?> connection(
            String id, String tenant, String client, String secret, UnaryOperator<OidcConnectionBuilder> options) {
        return options.apply(IdpConnection.oidc(id)
                .tenant(tenant)
                .issuer(idp.oidc().issuer())
                .client(client, Secret.of(secret))
                .insecureAllowHttp());
    }

    /** Signs a persona in, each time in a session of its own here and at the provider. */
    public SsoSession signIn(String connection, String persona) {
        LoginReply reply = finish(connection, SignIn.authenticate(begin(connection), persona));
        assertThat(reply)
                .as(() -> String.valueOf(events.get(events.size() - 1)))
                .isInstanceOf(LoginReply.SignedIn.class);
        return ((LoginReply.SignedIn) reply).session();
    }

    /** Sends the browser to the provider. */
    public URI begin(String connection) {
        LoginReply start = keep(kit.flow().start(connection, request("GET", "", Map.of(), Optional.empty())));
        assertThat(start).as(events::toString).isInstanceOf(LoginReply.Redirect.class);
        return ((LoginReply.Redirect) start).location();
    }

    /** Brings the provider's answer back. */
    public LoginReply finish(String connection, URI answer) {
        return keep(kit.flow().finish(connection, request("GET", answer.getRawQuery(), Map.of(), Optional.empty())));
    }

    /** The session of one browser. */
    public static final class Kept implements RenewalFlow.Keeper {
        private final AtomicReference<SsoSession> session;

        /** With that in it. */
        public Kept(SsoSession first) {
            this.session = new AtomicReference<>(first);
        }

        @Override
        public Optional<SsoSession> read() {
            return Optional.ofNullable(session.get());
        }

        @Override
        public void keep(SsoSession next) {
            session.set(next);
        }

        /** What is there. */
        public SsoSession get() {
            return session.get();
        }
    }

    /** A correct logout token's claims. */
    public Map<String, Object> logoutClaims(Optional<String> subject, Optional<String> session) {
        long now = clock.instant().getEpochSecond();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", idp.oidc().issuer());
        claims.put("aud", "app");
        claims.put("iat", now);
        claims.put("exp", now + 120);
        claims.put("jti", "jti-" + System.nanoTime());
        claims.put("events", Map.of(EVENT, Map.of()));
        subject.ifPresent(sub -> claims.put("sub", sub));
        session.ifPresent(sid -> claims.put("sid", sid));
        return claims;
    }

    /** The same as a signed token. */
    public String logoutToken(Optional<String> subject, Optional<String> session) {
        return sign(logoutClaims(subject, session));
    }

    /** Signed by the provider, of the type that it should be. */
    public String sign(Map<String, ?> claims) {
        return idp.oidc().sign(claims, OidcScript.of(s -> s.header("typ", "logout+jwt")));
    }

    /** What the kit makes of a logout token. */
    public Result notice(String connection, String token) {
        return notice(connection, request("POST", "", Map.of("logout_token", List.of(token)), Optional.empty()));
    }

    /** The same for any request. */
    public Result notice(String connection, LoginRequest request) {
        return ((NoticeTaken) kit.logout().notice(connection, request)).result();
    }

    /** A request of this browser. */
    public LoginRequest request(
            String method, String rawQuery, Map<String, List<String>> form, Optional<SsoSession> session) {
        Map<String, List<String>> query = rawQuery.isEmpty() ? Map.of() : SignIn.parameters(rawQuery);
        return new LoginRequest(method, Optional.of(rawQuery), query, form, cookies, session);
    }

    /** Keeps the reply's cookies as a browser does. */
    public LoginReply keep(LoginReply reply) {
        for (ReplyCookie cookie : reply.cookies()) {
            if (cookie.maxAge().isZero()) {
                cookies.remove(cookie.name());
            } else {
                cookies.put(cookie.name(), cookie.value());
            }
        }
        return reply;
    }

    /** Whether a session still counts. */
    public boolean isLive(SsoSession session) {
        return kit.isLive(session);
    }

    /** The reason behind the refusal of a logout that was audited last. */
    public LoginError lastReason() {
        return events.stream()
                .filter(AuditEvent.SignOutRefused.class::isInstance)
                .map(AuditEvent.SignOutRefused.class::cast)
                .reduce((first, second) -> second)
                .orElseThrow()
                .error();
    }

    @Override
    public void close() {
        kit.close();
        idp.close();
    }
}
