package io.ssokit.benchmarks;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.pac4j.core.context.Cookie;
import org.pac4j.core.context.WebContext;

/**
 * A request as pac4j reads it.
 *
 * @param request the container's
 */
record Pac4jContext(HttpServletRequest request) implements WebContext {
    @Override
    public Optional<Object> getRequestAttribute(String name) {
        return Optional.ofNullable(request.getAttribute(name));
    }

    @Override
    public void setRequestAttribute(String name, Object value) {
        request.setAttribute(name, value);
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
        return request.getMethod();
    }

    @Override
    public String getRemoteAddr() {
        return "192.0.2.1";
    }

    @Override
    public void setResponseHeader(String name, String value) {
        throw new UnsupportedOperationException("setResponseHeader " + name);
    }

    @Override
    public Optional<String> getResponseHeader(String name) {
        return Optional.empty();
    }

    @Override
    public void setResponseContentType(String type) {
        throw new UnsupportedOperationException("setResponseContentType");
    }

    @Override
    public String getServerName() {
        return "app.example.com";
    }

    @Override
    public int getServerPort() {
        return 443;
    }

    @Override
    public String getScheme() {
        return "https";
    }

    @Override
    public boolean isSecure() {
        return true;
    }

    @Override
    public String getFullRequestURL() {
        return "https://app.example.com/app/";
    }

    @Override
    public Collection<Cookie> getRequestCookies() {
        throw new UnsupportedOperationException("getRequestCookies");
    }

    @Override
    public void addResponseCookie(Cookie cookie) {
        throw new UnsupportedOperationException("addResponseCookie");
    }

    @Override
    public String getPath() {
        return request.getServletPath();
    }
}
