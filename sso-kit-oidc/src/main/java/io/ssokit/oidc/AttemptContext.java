package io.ssokit.oidc;

import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.context.Cookie;
import org.pac4j.core.context.WebContext;

/**
 * The request that pac4j sees: our own callback's address, as configured, request attributes, and of an answer its
 * parameters. No header, cookie or address of the browser's reaches pac4j, so none can change what is asked for. For one
 * thread.
 */
final class AttemptContext implements WebContext {
    private final URI callback;
    private final String method;
    private final Map<String, List<String>> parameters;
    private final Map<String, Object> attributes = new HashMap<>();

    /** An attempt starts: nothing of the browser's request matters. */
    AttemptContext(URI callback) {
        this(callback, "GET", Map.of());
    }

    /** An answer came to the callback, with those parameters. */
    AttemptContext(URI callback, String method, Map<String, List<String>> parameters) {
        this.callback = callback;
        this.method = method;
        this.parameters = parameters;
    }

    @Override
    public Optional<Object> getRequestAttribute(String name) {
        return Optional.ofNullable(attributes.get(name));
    }

    @Override
    public void setRequestAttribute(String name, @Nullable Object value) {
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
    }

    @Override
    public Optional<String> getRequestParameter(String name) {
        return parameters.getOrDefault(name, List.of()).stream().findFirst();
    }

    @Override
    public Map<String, String[]> getRequestParameters() {
        Map<String, String[]> all = new LinkedHashMap<>();
        parameters.forEach((name, values) -> all.put(name, values.toArray(new String[0])));
        return all;
    }

    @Override
    public Optional<String> getRequestHeader(String name) {
        return Optional.empty();
    }

    @Override
    public String getRequestMethod() {
        return method;
    }

    @Override
    public String getRemoteAddr() {
        return "";
    }

    @Override
    public Optional<String> getResponseHeader(String name) {
        return Optional.empty();
    }

    @Override
    public void setResponseHeader(String name, String value) {
        throw noResponse();
    }

    @Override
    public void setResponseContentType(String content) {
        throw noResponse();
    }

    @Override
    public void addResponseCookie(Cookie cookie) {
        throw noResponse();
    }

    @Override
    public Collection<Cookie> getRequestCookies() {
        return List.of();
    }

    @Override
    public String getServerName() {
        return callback.getHost();
    }

    @Override
    public int getServerPort() {
        return callback.getPort() >= 0 ? callback.getPort() : isSecure() ? 443 : 80;
    }

    @Override
    public String getScheme() {
        return callback.getScheme();
    }

    @Override
    public boolean isSecure() {
        return "https".equalsIgnoreCase(callback.getScheme());
    }

    @Override
    public String getFullRequestURL() {
        return callback.toString();
    }

    @Override
    public String getPath() {
        return callback.getPath();
    }

    private static UnsupportedOperationException noResponse() {
        return new UnsupportedOperationException("a client of this kit describes a redirect, it writes no response");
    }
}
