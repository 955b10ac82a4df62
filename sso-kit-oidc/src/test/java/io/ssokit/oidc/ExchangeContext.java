package io.ssokit.oidc;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.pac4j.core.context.Cookie;
import org.pac4j.core.context.WebContext;
import org.pac4j.core.context.WebContextHelper;

/** pac4j's view of a request to the JDK's server. */
final class ExchangeContext implements WebContext {
    private static final String SESSION = "APPSESSION";

    private final HttpExchange exchange;
    private final Map<String, List<String>> parameters = new LinkedHashMap<>();
    private final Map<String, Object> attributes = new HashMap<>();
    private final Map<String, String> cookies = new LinkedHashMap<>();

    private ExchangeContext(HttpExchange exchange) {
        this.exchange = exchange;
    }

    static ExchangeContext of(HttpExchange exchange) {
        ExchangeContext context = new ExchangeContext(exchange);
        for (String header : exchange.getRequestHeaders().getOrDefault("Cookie", List.of())) {
            for (String pair : header.split("; *", -1)) {
                int equals = pair.indexOf('=');
                context.cookies.putIfAbsent(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        String query = exchange.getRequestURI().getRawQuery();
        context.add(query == null ? "" : query);
        context.add(Pac4jApp.read(exchange));
        return context;
    }

    private void add(String form) {
        if (!form.isEmpty()) {
            SignIn.parameters(form)
                    .forEach((name, values) -> parameters
                            .computeIfAbsent(name, first -> new ArrayList<>())
                            .addAll(values));
        }
    }

    String sessionId() {
        return cookies.containsKey(SESSION) ? cookies.get(SESSION) : newSession();
    }

    String newSession() {
        String id = UUID.randomUUID().toString();
        cookies.put(SESSION, id);
        exchange.getResponseHeaders().add("Set-Cookie", SESSION + "=" + id + "; Path=/; HttpOnly");
        return id;
    }

    void send(int status, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html;charset=utf-8");
        try {
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                exchange.getResponseBody().write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<String> getRequestParameter(String name) {
        return Optional.ofNullable(parameters.get(name)).map(values -> values.get(0));
    }

    @Override
    public Map<String, String[]> getRequestParameters() {
        Map<String, String[]> all = new LinkedHashMap<>();
        parameters.forEach((name, values) -> all.put(name, values.toArray(String[]::new)));
        return all;
    }

    @Override
    public Optional<Object> getRequestAttribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    @Override
    public void setRequestAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public Optional<String> getRequestHeader(String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public String getRequestMethod() {
        return exchange.getRequestMethod();
    }

    @Override
    public String getRemoteAddr() {
        return "127.0.0.1";
    }

    @Override
    public void setResponseHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    @Override
    public Optional<String> getResponseHeader(String name) {
        return Optional.ofNullable(exchange.getResponseHeaders().getFirst(name));
    }

    @Override
    public void setResponseContentType(String content) {
        setResponseHeader("Content-Type", content);
    }

    @Override
    public String getServerName() {
        return "127.0.0.1";
    }

    @Override
    public int getServerPort() {
        return exchange.getLocalAddress().getPort();
    }

    @Override
    public String getScheme() {
        return "http";
    }

    @Override
    public boolean isSecure() {
        return false;
    }

    @Override
    public String getFullRequestURL() {
        return "http://127.0.0.1:" + getServerPort() + exchange.getRequestURI();
    }

    @Override
    public Collection<Cookie> getRequestCookies() {
        return cookies.entrySet().stream()
                .map(cookie -> new Cookie(cookie.getKey(), cookie.getValue()))
                .toList();
    }

    @Override
    public void addResponseCookie(Cookie cookie) {
        exchange.getResponseHeaders().add("Set-Cookie", WebContextHelper.createCookieHeader(cookie));
    }

    @Override
    public String getPath() {
        return exchange.getRequestURI().getRawPath();
    }
}
