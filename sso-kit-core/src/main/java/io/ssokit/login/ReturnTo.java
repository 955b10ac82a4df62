package io.ssokit.login;

import io.ssokit.connection.ServiceProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Where to go after signing in or out: a path of this app, with query. Whatever is not clearly that is dropped for the
 * app's start page; nothing is repaired.
 */
final class ReturnTo {
    private static final int MAX = 1024;
    private final ServiceProvider serviceProvider;

    ReturnTo(ServiceProvider serviceProvider) {
        this.serviceProvider = serviceProvider;
    }

    /** The path to return to: the wish, if it is a path of this app, else the start page. */
    String orStart(Optional<String> wish) {
        return wish.flatMap(this::path).orElse(start());
    }

    /** The app's start page. */
    String start() {
        return serviceProvider.contextPath() + "/";
    }

    /** The absolute address of a path that {@link #orStart} gave out. */
    URI landing(String path) {
        return URI.create(serviceProvider.origin() + path);
    }

    /** Accepts an absolute path of this app, or a URL of exactly our origin. */
    Optional<String> path(String wish) {
        String origin = serviceProvider.origin();
        String path = wish.startsWith(origin + "/") ? wish.substring(origin.length()) : wish;
        return isPlainPath(path) && isOurs(path) ? Optional.of(path) : Optional.empty();
    }

    /** Browsers read a backslash as a slash, drop tabs and newlines, and take {@code //host} for another host. */
    private static boolean isPlainPath(String path) {
        if (path.length() > MAX || !path.startsWith("/") || path.startsWith("//")) {
            return false;
        }
        if (!path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\')) {
            return false;
        }
        try {
            URI uri = new URI(path);
            return uri.getRawFragment() == null && uri.getRawAuthority() == null && isClean(uri.getRawPath());
        } catch (URISyntaxException notAPath) {
            return false;
        }
    }

    /** No way up, no empty segment, no parameters, nothing encoded that would change segments when decoded. */
    private static boolean isClean(String rawPath) {
        String lower = rawPath.toLowerCase(Locale.ROOT);
        if (lower.contains("//") || lower.contains(";") || lower.contains("%2f") || lower.contains("%5c")) {
            return false;
        }
        String dots = lower.replace("%2e", ".");
        for (String segment : dots.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return !lower.contains("%25") && !lower.contains("%0") && !lower.contains("%1");
    }

    /** Below our context path, and not one of the kit's own pages, however spelled: they would go around in circles. */
    private boolean isOurs(String path) {
        String root = start();
        if (!path.startsWith(root)) {
            return false;
        }
        String rest = path.substring(root.length()).split("\\?", 2)[0];
        String first = URLDecoder.decode(rest.replace("+", "%2B"), StandardCharsets.UTF_8)
                .split("/", 2)[0];
        return !first.equalsIgnoreCase("sso");
    }
}
