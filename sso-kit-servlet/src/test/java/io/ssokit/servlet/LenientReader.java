package io.ssokit.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * A front controller that reads paths as carelessly as the frameworks in the advisories did: it decodes twice, drops path
 * parameters, takes backslashes for slashes, resolves dots, drops trailing dots and blanks, and ignores case. If any of
 * its readings is the administrators' page, it serves the secret.
 */
final class LenientReader {
    private LenientReader() {}

    static String page(HttpServletRequest request) {
        String info = request.getPathInfo() == null ? "" : request.getPathInfo();
        String raw = request.getRequestURI().substring(request.getContextPath().length());
        String once = decoded(raw);
        List<String> readings = List.of(
                raw,
                once,
                decoded(once),
                request.getServletPath() + info,
                withoutParameters(raw),
                withoutParameters(once));
        return readings.stream().map(LenientReader::normal).anyMatch(path -> path.matches("/admin(/.*)?"))
                ? TestPages.SECRET
                : "open";
    }

    private static String normal(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment :
                withoutParameters(decoded(path).replace('\\', '/')).split("/+")) {
            String name = segment.strip().replace("\0", "");
            if (name.equals("..")) {
                segments.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                segments.add(name.replaceAll("[. ]+$", ""));
            }
        }
        return "/" + String.join("/", segments).toLowerCase(Locale.ROOT);
    }

    private static String withoutParameters(String path) {
        return path.replaceAll(";[^/]*", "");
    }

    private static String decoded(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            return path;
        }
    }
}
