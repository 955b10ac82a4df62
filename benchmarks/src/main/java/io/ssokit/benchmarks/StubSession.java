package io.ssokit.benchmarks;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A container's session without the container: attributes in a concurrent map, as Jetty and Tomcat keep them. */
final class StubSession implements HttpSession {
    private final Map<String, Object> attributes;

    /** @param attributes all there will ever be: a signed-in request must not write */
    StubSession(Map<String, Object> attributes) {
        this.attributes = new ConcurrentHashMap<>(attributes);
    }

    @Override
    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(attributes.keySet());
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw new UnsupportedOperationException("setAttribute " + name);
    }

    @Override
    public void removeAttribute(String name) {
        throw new UnsupportedOperationException("removeAttribute " + name);
    }

    @Override
    public void invalidate() {
        throw new UnsupportedOperationException("invalidate");
    }

    @Override
    public long getCreationTime() {
        return 0;
    }

    @Override
    public String getId() {
        return "node01u2k3h4v5b6n7m8";
    }

    @Override
    public long getLastAccessedTime() {
        return 0;
    }

    @Override
    public ServletContext getServletContext() {
        throw new UnsupportedOperationException("getServletContext");
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        throw new UnsupportedOperationException("setMaxInactiveInterval");
    }

    @Override
    public int getMaxInactiveInterval() {
        return 0;
    }

    @Override
    public boolean isNew() {
        return false;
    }
}
