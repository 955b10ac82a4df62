package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Provisioning over HTTP, mapped to {@code /scim/v2/*} by {@link SsoServlets#install}: reads the request, at most one
 * byte more than the endpoint takes, and writes its answer. Needs no session: the bearer token tells who calls.
 * Thread-safe.
 */
public final class ScimServlet extends HttpServlet {
    static final String PATH = "/scim/v2";
    private static final long serialVersionUID = 1L;

    private final transient ScimEndpoint endpoint;

    /** @param kit answers the requests */
    public ScimServlet(SsoKit kit) {
        this.endpoint = kit.scim();
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] body = request.getInputStream().readNBytes(ScimEndpoint.MAX_BODY_BYTES + 1);
        ScimResponse answer = endpoint.handle(new ScimRequest(
                request.getMethod(),
                path(request),
                Optional.ofNullable(request.getQueryString()),
                headers(request),
                body));
        (body.length > ScimEndpoint.MAX_BODY_BYTES ? write(answer).unread() : write(answer)).send(request, response);
    }

    private static Answer write(ScimResponse answer) {
        return (request, response) -> {
            Answer.secure(response);
            answer.headers().forEach(response::setHeader);
            response.setStatus(answer.status());
            if (answer.body().length > 0) {
                response.setContentLength(answer.body().length);
                response.getOutputStream().write(answer.body());
            }
        };
    }

    /** As it came: the endpoint decodes each segment once. A prefix in another spelling is no path of the endpoint. */
    private static String path(HttpServletRequest request) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        return path.startsWith(PATH) ? path.substring(PATH.length()) : path;
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        Collections.list(request.getHeaderNames())
                .forEach(name -> headers.put(name, Collections.list(request.getHeaders(name))));
        return headers;
    }
}
