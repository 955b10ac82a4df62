package io.ssokit.servlet;

import io.ssokit.SsoKit;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimReceived;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Provisioning over HTTP, mapped to {@code /scim/v2/*} by {@link SsoServlets#install}: lets the endpoint look at the head,
 * reads the body, at most one byte more than the endpoint takes and no longer than half a minute, and writes the answer. Needs no session: the bearer token tells who calls.
 * Thread-safe.
 */
public final class ScimServlet extends HttpServlet {
    static final String PATH = "/scim/v2";
    private static final long serialVersionUID = 1L;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    // RFC 9110 §9.3.1, §9.3.5: what stands in the body of these has no meaning.
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE");

    private final transient ScimEndpoint endpoint;
    private final transient LongSupplier nanos;

    /** @param kit answers the requests */
    public ScimServlet(SsoKit kit) {
        this(kit, System::nanoTime);
    }

    ScimServlet(SsoKit kit, LongSupplier nanos) {
        this.endpoint = kit.scim();
        this.nanos = nanos;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ScimReceived received = endpoint.receive(new ScimRequest(
                request.getMethod(),
                path(request),
                Optional.ofNullable(request.getQueryString()),
                headers(request),
                new byte[0]));
        if (WITHOUT_BODY.contains(request.getMethod())) {
            write(received.answer(new byte[0])).send(request, response);
        } else if (received.refusal().isPresent()) {
            write(received.refusal().get()).unread().send(request, response);
        } else {
            int max = received.maxBytes();
            ScimBody.read(request, max, PATIENCE.toNanos(), nanos, new ScimBody.Reader() {
                @Override
                public void read(byte[] body) throws IOException {
                    Answer answer = write(received.answer(body));
                    (body.length > max ? answer.unread() : answer).send(request, response);
                }

                @Override
                public void late() throws IOException {
                    write(received.late()).unread().send(request, response);
                }

                @Override
                public boolean keep(int bytes) {
                    return received.keep(bytes);
                }

                @Override
                public void tooMany() throws IOException {
                    write(received.tooMany()).unread().send(request, response);
                }

                @Override
                public void gone() {
                    received.gone();
                }
            });
        }
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
        Map<String, List<String>> headers = new HashMap<>();
        for (Enumeration<String> names = request.getHeaderNames(); names.hasMoreElements(); ) {
            String name = names.nextElement();
            headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(Collections.list(request.getHeaders(name))));
        }
        return Map.copyOf(headers);
    }
}
