package io.ssokit.testing;

import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Cookies as a browser keeps them (RFC 6265 §5), one host at a time: a Domain attribute is ignored, ports do not separate
 * cookies, and loopback counts as secure, as it does in browsers. SameSite is not modelled: every port of 127.0.0.1 is the
 * same site anyway.
 */
final class CookieJar {
    private record Cookie(
            String host,
            String path,
            String name,
            String value,
            boolean secure,
            @Nullable Instant end) {}

    private final Clock clock;
    private final Map<String, Cookie> cookies = new LinkedHashMap<>();

    CookieJar(Clock clock) {
        this.clock = clock;
    }

    synchronized void store(URI from, List<String> setCookieHeaders) {
        for (String header : setCookieHeaders) {
            Optional<Cookie> parsed = parse(from, header);
            if (parsed.isEmpty()) {
                continue;
            }
            Cookie cookie = parsed.get();
            String key = cookie.host() + '\n' + cookie.path() + '\n' + cookie.name();
            if (isOver(cookie)) {
                cookies.remove(key);
            } else {
                cookies.put(key, cookie);
            }
        }
    }

    /** The Cookie header for a request, longest path first (§5.4); empty when there is nothing to send. */
    synchronized String header(URI to) {
        return matching(to).stream()
                .map(cookie -> cookie.name() + "=" + cookie.value())
                .collect(Collectors.joining("; "));
    }

    synchronized Map<String, String> visibleAt(URI uri) {
        Map<String, String> visible = new LinkedHashMap<>();
        matching(uri).forEach(cookie -> visible.putIfAbsent(cookie.name(), cookie.value()));
        return visible;
    }

    synchronized void clear() {
        cookies.clear();
    }

    private List<Cookie> matching(URI to) {
        List<Cookie> found = new ArrayList<>();
        for (Cookie cookie : cookies.values()) {
            boolean secureEnough = !cookie.secure() || "https".equals(to.getScheme()) || FakeIdp.isLoopback(to);
            if (cookie.host().equals(host(to)) && secureEnough && !isOver(cookie) && covers(cookie.path(), path(to))) {
                found.add(cookie);
            }
        }
        found.sort(Comparator.comparingInt((Cookie cookie) -> cookie.path().length())
                .reversed());
        return found;
    }

    private boolean isOver(Cookie cookie) {
        return cookie.end() != null && !clock.instant().isBefore(cookie.end());
    }

    /** §5.1.4: equal, or a prefix that ends at a slash. */
    private static boolean covers(String cookiePath, String requestPath) {
        return requestPath.equals(cookiePath)
                || (requestPath.startsWith(cookiePath)
                        && (cookiePath.endsWith("/") || requestPath.charAt(cookiePath.length()) == '/'));
    }

    private Optional<Cookie> parse(URI from, String header) {
        String[] parts = header.split(";", -1);
        int equals = parts[0].indexOf('=');
        if (equals < 1) {
            return Optional.empty();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            String[] pair = parts[i].trim().split("=", 2);
            attributes.put(pair[0].toLowerCase(Locale.ROOT), pair.length == 2 ? pair[1].trim() : "");
        }
        String path = attributes.getOrDefault("path", "");
        String name = parts[0].substring(0, equals).trim();
        Cookie cookie = new Cookie(
                host(from),
                path.startsWith("/") ? path : defaultPath(from),
                name,
                parts[0].substring(equals + 1).trim(),
                attributes.containsKey("secure"),
                end(attributes));
        // RFC 6265bis §4.1.3: browsers drop a __Host- cookie that is not host-wide and secure
        boolean broken = name.startsWith("__Host-")
                && !(cookie.secure() && cookie.path().equals("/") && !attributes.containsKey("domain"));
        return broken || (name.startsWith("__Secure-") && !cookie.secure()) ? Optional.empty() : Optional.of(cookie);
    }

    private @Nullable Instant end(Map<String, String> attributes) {
        try {
            if (attributes.containsKey("max-age")) { // §5.3: it wins over Expires
                return clock.instant().plusSeconds(Long.parseLong(attributes.getOrDefault("max-age", "")));
            }
            String expires = attributes.get("expires");
            return expires == null
                    ? null
                    : ZonedDateTime.parse(expires.replace('-', ' '), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (NumberFormatException | DateTimeException e) {
            return null; // §5.2: an attribute that cannot be read is ignored
        }
    }

    /** §5.1.4: the directory of the request path. */
    private static String defaultPath(URI uri) {
        String path = path(uri);
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    private static String path(URI uri) {
        String path = uri.getRawPath();
        return path == null || !path.startsWith("/") ? "/" : path;
    }

    private static String host(URI uri) {
        return String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    }
}
