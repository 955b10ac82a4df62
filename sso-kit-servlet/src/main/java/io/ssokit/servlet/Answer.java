package io.ssokit.servlet;

import io.ssokit.connection.ServiceProvider;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** Something to send. The kit's security headers are on every one of them, errors included (C-16). */
@FunctionalInterface
interface Answer {
    /** For answers that are not pages. */
    String NOTHING_ALLOWED = "default-src 'none'; frame-ancestors 'none'";

    /** Sends it; called once. */
    void send(HttpServletRequest request, HttpServletResponse response) throws IOException;

    /** Go there with GET. The location is ours or the identity provider's, absolute, never made from the Host header. */
    static Answer see(URI location) {
        return (request, response) -> {
            headers(response, NOTHING_ALLOWED);
            response.setHeader("Location", location.toASCIIString());
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
        };
    }

    /** A page of the kit. */
    static Answer page(int status, Pages.Page page) {
        return (request, response) -> {
            headers(response, page.policy());
            body(response, status, "text/html;charset=UTF-8", page.html().getBytes(StandardCharsets.UTF_8));
        };
    }

    /** For programs. */
    static Answer json(int status, String... namesAndValues) {
        return (request, response) -> {
            headers(response, NOTHING_ALLOWED);
            byte[] json = JsonText.object(namesAndValues).getBytes(StandardCharsets.UTF_8);
            body(response, status, "application/json;charset=UTF-8", json);
        };
    }

    /** Done, and nothing to say. */
    static Answer empty() {
        return (request, response) -> {
            headers(response, NOTHING_ALLOWED);
            response.setStatus(HttpServletResponse.SC_OK);
            response.setContentLength(0);
        };
    }

    /**
     * An empty page that one other site may show in a frame: there is nothing on it to be clicked on.
     *
     * @param ancestor that site's origin
     */
    static Answer frame(String ancestor) {
        return (request, response) -> {
            // Without X-Frame-Options, which knows no origins.
            frameable(response, "default-src 'none'; frame-ancestors " + ancestor);
            body(response, HttpServletResponse.SC_OK, "text/html;charset=UTF-8", new byte[0]);
        };
    }

    /** Bytes of any kind. */
    static Answer document(String contentType, byte[] content) {
        return (request, response) -> {
            headers(response, NOTHING_ALLOWED);
            body(response, HttpServletResponse.SC_OK, contentType, content);
        };
    }

    /** One for programs, another for people. */
    static Answer either(Answer forPrograms, Answer forPeople) {
        return (request, response) -> (isProgram(request) ? forPrograms : forPeople).send(request, response);
    }

    /** The same with a header more. */
    default Answer with(String header, String value) {
        return (request, response) -> {
            response.addHeader(header, value);
            send(request, response);
        };
    }

    /** The same at once, although the body has not been read: a container may otherwise wait for the rest of it first. */
    default Answer unread() {
        return (request, response) -> {
            response.setHeader("Connection", "close");
            send(request, response);
            response.flushBuffer();
        };
    }

    /** Whether a program wants to read the answer: a redirect to a login page would not help it. */
    private static boolean isProgram(HttpServletRequest request) {
        String accept =
                Optional.ofNullable(request.getHeader("Accept")).orElse("").toLowerCase(Locale.ROOT);
        boolean script = "XMLHttpRequest".equalsIgnoreCase(request.getHeader("X-Requested-With"));
        return script || (accept.contains("json") && !accept.contains("text/html"));
    }

    /** Whether a person's browser goes to another page and can be sent on. */
    static boolean isNavigation(HttpServletRequest request) {
        String method = request.getMethod();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        return reads && request.getHeader("Upgrade") == null && !isProgram(request);
    }

    /** Whether the request comes from a page of this app, or from no page at all. */
    static boolean isSameSite(HttpServletRequest request, ServiceProvider serviceProvider) {
        String site = request.getHeader("Sec-Fetch-Site");
        if (site != null) {
            return site.equals("same-origin") || site.equals("none");
        }
        String origin = request.getHeader("Origin");
        // Our pages send no referrer, so the forms on them have the origin "null" (Fetch §4.6).
        return origin == null || origin.equals("null") || origin.equalsIgnoreCase(serviceProvider.origin());
    }

    /**
     * Whether {@link #isSameSite} had nothing to go by: a browser of before 2023, or one behind a proxy that takes headers
     * away, on a page that hides its origin. That may be ours, and any other.
     */
    static boolean isOriginHidden(HttpServletRequest request) {
        return request.getHeader("Sec-Fetch-Site") == null && "null".equals(request.getHeader("Origin"));
    }

    /** The headers of an answer that is no page. */
    static void secure(HttpServletResponse response) {
        headers(response, NOTHING_ALLOWED);
    }

    private static void headers(HttpServletResponse response, String policy) {
        frameable(response, policy);
        response.setHeader("X-Frame-Options", "DENY");
    }

    private static void frameable(HttpServletResponse response, String policy) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Content-Security-Policy", policy);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
    }

    private static void body(HttpServletResponse response, int status, String contentType, byte[] body)
            throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
