package io.ssokit.launch;

import io.ssokit.connection.ServiceProvider;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a link lands: a path below the target's own. Only what is plainly that is accepted and nothing is repaired, for
 * {@code URI.resolve} alone would follow {@code //evil.test/x} to another host and leave {@code ..} standing.
 */
final class Landing {
    /** SageMaker LandingUri: at most 1023 characters. */
    private static final int MAX = 1023;

    private static final int MAX_BASE = 255;

    // RFC 3986 §3.3 pchar without ':' and ';', which some containers and browsers read in ways of their own. An escape
    // may stand for a blank or for a byte of a letter outside ASCII, never for a separator, a dot, '%' or a control.
    private static final String PLAIN = "[A-Za-z0-9._~!$&'()*+,=@-]|%20|%[89A-Fa-f][0-9A-Fa-f]";
    private static final Pattern PATH = Pattern.compile("(?:(?:" + PLAIN + ")++/)*+(?:" + PLAIN + ")*+");
    private static final Pattern QUERY = Pattern.compile("(?:" + PLAIN + "|/|%[2-6][0-9A-Fa-f]|%7[0-9A-Ea-e])*+");
    private static final Pattern DOTS = Pattern.compile("(?:^|.*/)\\.{1,2}(?:/.*|$)");

    private static final Pattern KIT = Pattern.compile("/(?i:sso|scim)(?:[/?].*|$)");

    private Landing() {}

    /** Whether this may be a target's own path. */
    static boolean isBase(String path) {
        return path.equals("/")
                || (path.length() <= MAX_BASE
                        && path.startsWith("/")
                        && path.endsWith("/")
                        && isPlainPath(path.substring(1))
                        && !isOfTheKit(path));
    }

    /**
     * The address of a landing path below a target's own.
     *
     * @param relative empty for the target's own page
     * @return empty if the path is not plainly one below
     */
    static Optional<URI> below(ServiceProvider serviceProvider, LaunchTarget target, String relative) {
        String path = target.landing() + relative;
        if (relative.length() > MAX || !isPlainRelative(relative) || isOfTheKit(path)) {
            return Optional.empty();
        }
        try {
            URI base = serviceProvider.at(target.landing());
            URI landing = new URI(serviceProvider.baseUrl() + path);
            // A second look with other eyes: the patterns above must have left nothing to normalise or to re-root.
            boolean stays = landing.normalize().equals(landing)
                    && landing.getRawAuthority().equals(base.getRawAuthority())
                    && landing.getRawPath().startsWith(base.getRawPath());
            return stays ? Optional.of(landing) : Optional.empty();
        } catch (URISyntaxException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The kit's own pages sign people in and out; nobody lands there. */
    private static boolean isOfTheKit(String path) {
        return KIT.matcher(path).matches();
    }

    private static boolean isPlainRelative(String relative) {
        int question = relative.indexOf('?');
        String path = question < 0 ? relative : relative.substring(0, question);
        String query = question < 0 ? "" : relative.substring(question + 1);
        return isPlainPath(path) && QUERY.matcher(query).matches();
    }

    private static boolean isPlainPath(String path) {
        return PATH.matcher(path).matches() && !DOTS.matcher(path).matches() && escapesAreLetters(path);
    }

    /** Overlong UTF-8 has been read as {@code ..} before, and full-width slashes have been folded into slashes. */
    private static boolean escapesAreLetters(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            boolean escape = path.charAt(i) == '%';
            bytes.write(escape ? Integer.parseInt(path, i + 1, i + 3, 16) : path.charAt(i));
            i += escape ? 2 : 0;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .codePoints()
                    .allMatch(c -> c < 0x80 || Character.isLetterOrDigit(c));
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }
}
