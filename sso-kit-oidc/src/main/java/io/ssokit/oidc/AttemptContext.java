package io.ssokit.oidc;

import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pac4j.core.context.Cookie;
import org.pac4j.core.context.WebContext;

/**
 * The request that pac4j sees when an attempt starts: our own callback's address, as configured, and request attributes.
 * Nothing of the browser's request reaches pac4j, so no header or parameter of it can change what is asked for. For one
 * thread.
 */
final class AttemptContext implements WebContext {
    private final URI callback;
    private final Map<String, Object> attributes = new HashMap<>();

    AttemptContext(URI callback) {
        this.callback = callback;
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
        return Optional.empty();
    }

    @Override
    public Map<String, String[]> getRequestParameters() {
        return Map.of();
    }

    @Override
    public Optional<String> getRequestHeader(String name) {
        return Optional.empty();
    }

    @Override
    public String getRequestMethod() {
        return "GET";
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
