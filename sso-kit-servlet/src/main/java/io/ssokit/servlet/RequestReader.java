package io.ssokit.servlet;

import io.ssokit.login.LoginRequest;
import io.ssokit.session.SsoSession;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads requests for the flow. Bodies are read here and not by {@code getParameter}: containers mix query and body, drop
 * the order, and stop at limits of their own (Jetty at 200,000 characters, which an assertion with many groups exceeds).
 */
final class RequestReader {
    /** 512 KiB of message, in base64, percent-encoded at worst for every third character, and the other fields. */
    static final int MAX_FORM = 1_536 * 1024;

    private static final int MAX_PARAMETERS = 200;

    private RequestReader() {}

    /** The body or the number of parameters is beyond what is read. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;

        private TooLargeException(String message) {
            super(message);
        }
    }

    /**
     * The whole request.
     *
     * @throws TooLargeException without having read more than the limit
     * @throws IOException if the browser breaks off
     */
    static LoginRequest read(HttpServletRequest request, Optional<SsoSession> session)
            throws IOException, TooLargeException {
        Optional<String> rawQuery = Optional.ofNullable(request.getQueryString());
        Map<String, List<String>> query = parameters(rawQuery.orElse(""));
        Map<String, List<String>> form = isForm(request) ? form(request, query) : Map.of();
        return new LoginRequest(request.getMethod(), rawQuery, query, form, cookies(request), session);
    }

    /** The type of a body that is said to be no form. */
    static Optional<String> otherBody(HttpServletRequest request) {
        String type = type(request);
        return request.getMethod().equals("POST") && !type.isEmpty() && !isForm(request)
                ? Optional.of(type)
                : Optional.empty();
    }

    private static boolean isForm(HttpServletRequest request) {
        return request.getMethod().equals("POST") && type(request).startsWith("application/x-www-form-urlencoded");
    }

    private static String type(HttpServletRequest request) {
        // The header as it came: Jetty's getContentType throws at a charset that it does not know.
        return Optional.ofNullable(request.getHeader("Content-Type"))
                .orElse("")
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static Map<String, List<String>> form(HttpServletRequest request, Map<String, List<String>> query)
            throws IOException, TooLargeException {
        if (request.getContentLengthLong() > MAX_FORM) {
            throw new TooLargeException("a form of " + request.getContentLengthLong() + " bytes");
        }
        byte[] body = request.getInputStream().readNBytes(MAX_FORM + 1);
        if (body.length > MAX_FORM) {
            throw new TooLargeException("a form of more than " + MAX_FORM + " bytes");
        }
        return body.length == 0 ? alreadyRead(request, query) : parameters(new String(body, StandardCharsets.UTF_8));
    }

    /** A filter of the app asked for a parameter: then the container has the body, behind the query's values. */
    private static Map<String, List<String>> alreadyRead(HttpServletRequest request, Map<String, List<String>> query) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        containers(request).forEach((name, values) -> {
            int inQuery = Math.min(query.getOrDefault(name, List.of()).size(), values.length);
            List<String> rest = List.of(values).subList(inQuery, values.length);
            if (!rest.isEmpty()) {
                form.put(name, rest);
            }
        });
        return form;
    }

    private static Map<String, String[]> containers(HttpServletRequest request) {
        if (request.getContentLengthLong() == 0) {
            return Map.of();
        }
        try {
            return request.getParameterMap();
        } catch (RuntimeException brokenQuery) {
            return Map.of(); // Jetty throws: nobody has read a body through it before
        }
    }

    private static Map<String, List<String>> parameters(String text) throws TooLargeException {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        int count = 0;
        for (int start = 0; start < text.length(); ) {
            int ampersand = text.indexOf('&', start);
            int end = ampersand < 0 ? text.length() : ampersand;
            if (end > start) {
                if (++count > MAX_PARAMETERS) {
                    throw new TooLargeException("more than " + MAX_PARAMETERS + " parameters");
                }
                add(parameters, text.substring(start, end));
            }
            start = end + 1;
        }
        return parameters;
    }

    private static void add(Map<String, List<String>> parameters, String pair) {
        int equals = pair.indexOf('=');
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
        parameters.computeIfAbsent(name, first -> new ArrayList<>(1)).add(value);
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            return text; // no grammar of ours has a percent sign: whoever needs the value refuses it
        }
    }

    /** The first of each name: a browser sends the cookie of the longest path first (RFC 6265 §5.4). */
    static Map<String, String> cookies(HttpServletRequest request) {
        Map<String, String> cookies = new LinkedHashMap<>();
        Cookie[] sent = request.getCookies();
        if (sent != null) {
            for (Cookie cookie : sent) {
                cookies.putIfAbsent(cookie.getName(), cookie.getValue());
            }
        }
        return cookies;
    }
}
