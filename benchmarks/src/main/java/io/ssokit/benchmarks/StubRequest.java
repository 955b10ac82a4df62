package io.ssokit.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;

/** {@code GET /app/} of a browser that has a session, without a container. What is not needed throws. */
final class StubRequest extends HttpServletRequestWrapper {
    private final HttpSession session;
    private final Map<String, Object> attributes = new HashMap<>();

    StubRequest(HttpSession session) {
        super(nothing(HttpServletRequest.class));
        this.session = session;
    }

    /** A response that nothing may be written to. */
    static HttpServletResponse response() {
        return nothing(HttpServletResponse.class);
    }

    /** The same request again, as it came from the browser. */
    StubRequest fresh() {
        attributes.clear();
        return this;
    }

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, args) -> {
            throw new UnsupportedOperationException(method.toString());
        }));
    }

    @Override
    public HttpSession getSession(boolean create) {
        return session;
    }

    @Override
    public Object getAttribute(String name) {
        return attributes.get(name);
    }

    @Override
    public void setAttribute(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        attributes.remove(name);
    }

    @Override
    public String getMethod() {
        return "GET";
    }

    @Override
    public String getServerName() {
        return "app.example.com";
    }

    @Override
    public String getRequestURI() {
        return "/app/";
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return "/app/";
    }

    @Override
    public String getPathInfo() {
        return null;
    }

    @Override
    public DispatcherType getDispatcherType() {
        return DispatcherType.REQUEST;
    }
}
