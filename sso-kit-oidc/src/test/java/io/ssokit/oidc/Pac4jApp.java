package io.ssokit.oidc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.pac4j.core.client.Client;
import org.pac4j.core.config.Config;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.engine.DefaultCallbackLogic;
import org.pac4j.core.engine.DefaultSecurityLogic;
import org.pac4j.core.exception.http.HttpAction;
import org.pac4j.core.exception.http.WithContentAction;
import org.pac4j.core.exception.http.WithLocationAction;
import org.pac4j.core.profile.CommonProfile;
import org.pac4j.core.profile.factory.ProfileManagerFactory;

/** An app that pac4j guards, with pac4j's own logics, on the JDK's server. Says who is signed in. */
final class Pac4jApp implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Map<String, Object>> sessions = new ConcurrentHashMap<>();
    private volatile Config config = new Config();

    /** The profile that the last protected page saw. */
    volatile CommonProfile seen = new CommonProfile();

    /** The exception that ended the last request, if one did. */
    volatile String failed = "";

    Pac4jApp() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void guardedBy(Client... clients) {
        config = new Config(clients);
        config.setHttpActionAdapter((action, context) -> answer(action, (ExchangeContext) context));
        config.setProfileManagerFactory(ProfileManagerFactory.DEFAULT);
        config.setSessionLogoutHandler(null);
    }

    private void handle(HttpExchange exchange) throws IOException {
        ExchangeContext context = ExchangeContext.of(exchange);
        ExchangeSessions store = new ExchangeSessions(sessions);
        config.setWebContextFactory(parameters -> context);
        config.setSessionStoreFactory(parameters -> store);
        try (exchange) {
            if (context.getPath().startsWith("/sso/saml/")) {
                new DefaultCallbackLogic().perform(config, "/app", true, null, null);
            } else {
                new DefaultSecurityLogic()
                        .perform(
                                config,
                                (web, session, profiles) ->
                                        welcome(context, profiles.iterator().next()),
                                null,
                                "isAuthenticated",
                                "none",
                                null);
            }
        } catch (RuntimeException refused) {
            failed = String.valueOf(refused.getMessage());
            context.send(500, "refused: " + failed);
        }
    }

    private Object welcome(ExchangeContext context, Object profile) {
        seen = (CommonProfile) profile;
        context.send(200, "hello " + seen.getUsername());
        return "";
    }

    private static Object answer(HttpAction action, ExchangeContext context) {
        if (action instanceof WithLocationAction redirect) {
            context.setResponseHeader("Location", redirect.getLocation());
        }
        context.send(action.getCode(), action instanceof WithContentAction page ? page.getContent() : "");
        return "";
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** Sessions in memory, by a cookie. */
    private record ExchangeSessions(Map<String, Map<String, Object>> sessions)
            implements org.pac4j.core.context.session.SessionStore {
        @Override
        public java.util.Optional<String> getSessionId(WebContext context, boolean create) {
            return java.util.Optional.of(((ExchangeContext) context).sessionId());
        }

        @Override
        public java.util.Optional<Object> get(WebContext context, String key) {
            return java.util.Optional.ofNullable(of(context).get(key));
        }

        @Override
        public void set(WebContext context, String key, Object value) {
            if (value == null) {
                of(context).remove(key);
            } else {
                of(context).put(key, value);
            }
        }

        @Override
        public boolean destroySession(WebContext context) {
            return sessions.remove(((ExchangeContext) context).sessionId()) != null;
        }

        @Override
        public java.util.Optional<Object> getTrackableSession(WebContext context) {
            return java.util.Optional.empty();
        }

        @Override
        public java.util.Optional<org.pac4j.core.context.session.SessionStore> buildFromTrackableSession(
                WebContext context, Object session) {
            return java.util.Optional.empty();
        }

        @Override
        public boolean renewSession(WebContext context) {
            Map<String, Object> values = of(context);
            sessions.remove(((ExchangeContext) context).sessionId());
            sessions.put(((ExchangeContext) context).newSession(), values);
            return true;
        }

        private Map<String, Object> of(WebContext context) {
            Function<String, Map<String, Object>> empty = id -> new ConcurrentHashMap<>();
            return sessions.computeIfAbsent(((ExchangeContext) context).sessionId(), empty);
        }
    }

    static String read(HttpExchange exchange) {
        try {
            return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
