package io.ssokit.servlet;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The paths that need a signed-in person: {@code /app/*} is {@code /app} and everything below it, {@code /*} everything,
 * anything else one exact path. Letters match without regard to case, and dots and blanks at the end of a segment do not
 * count, because some file systems and frameworks serve {@code /ADMIN} and {@code /admin.} for {@code /admin}. Immutable.
 */
final class ProtectedPaths {
    private static final Pattern SEGMENT_END = Pattern.compile("(?<![. ])[. ]++(?=/|$)");
    private final List<String> prefixes;
    private final List<String> exact;

    /** @param patterns as {@code SsoKit.Builder.protect} has checked them */
    ProtectedPaths(List<String> patterns) {
        this.prefixes = patterns.stream()
                .filter(pattern -> pattern.endsWith("/*"))
                .map(pattern -> pattern.substring(0, pattern.length() - 2))
                .toList();
        this.exact =
                patterns.stream().filter(pattern -> !pattern.endsWith("/*")).toList();
    }

    /** Whether this decoded path is protected. */
    boolean contains(String decodedPath) {
        String path = SEGMENT_END.matcher(decodedPath).replaceAll("");
        return prefixes.stream().anyMatch(prefix -> isBelow(path, prefix))
                || exact.stream().anyMatch(each -> isSame(path, each));
    }

    private static boolean isBelow(String path, String prefix) {
        return path.regionMatches(true, 0, prefix, 0, prefix.length())
                && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/');
    }

    /** Frameworks serve {@code /x/} for {@code /x}. */
    private static boolean isSame(String path, String other) {
        return path.equalsIgnoreCase(other)
                || (path.endsWith("/") && path.substring(0, path.length() - 1).equalsIgnoreCase(other));
    }
}
