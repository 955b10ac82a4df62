package io.ssokit.servlet;

import io.ssokit.session.SsoSession;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;

/** A session in which the kit's attribute may be read and nothing else may happen. Allocates nothing. */
final class ReadOnlySession implements HttpSession {
    private final SsoSession session;

    ReadOnlySession(SsoSession session) {
        this.session = session;
    }

    @Override
    public Object getAttribute(String name) {
        return name.equals(SessionKeeper.ATTRIBUTE) ? session : null;
    }

    @Override
    public void setAttribute(String name, Object value) {
        throw new AssertionError("the session is written: " + name);
    }

    @Override
    public void removeAttribute(String name) {
        throw new AssertionError("the session is written: " + name);
    }

    @Override
    public void invalidate() {
        throw new AssertionError("the session is ended");
    }

    @Override
    public void setMaxInactiveInterval(int interval) {
        throw new AssertionError("the session is changed");
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.emptyEnumeration();
    }

    @Override
    public long getCreationTime() {
        return 0;
    }

    @Override
    public String getId() {
        return "1";
    }

    @Override
    public long getLastAccessedTime() {
        return 0;
    }

    @Override
    public ServletContext getServletContext() {
        throw new AssertionError("not needed");
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
