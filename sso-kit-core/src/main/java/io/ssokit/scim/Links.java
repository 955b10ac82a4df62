package io.ssokit.scim;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Absolute URLs of resources below the SCIM base URL, which never ends in a slash. */
final class Links {
    private final String base;

    Links(URI base) {
        this.base = base.toString().replaceAll("/+$", "");
    }

    /** The base URL itself. */
    String to() {
        return base;
    }

    String to(ResourceType type, String id) {
        return to(type.endpoint(), id);
    }

    String to(String endpoint, String id) {
        return base + "/" + endpoint + "/" + segment(id);
    }

    String to(String endpoint) {
        return base + "/" + endpoint;
    }

    /** The id at the end of what {@link #to} has made. */
    static String idOf(String location) {
        return QueryString.decodeSegment(location.substring(location.lastIndexOf('/') + 1));
    }

    // RFC 3986 §3.3. Stores give ids that need no encoding, and a large group has many of them.
    static String segment(String id) {
        return isPlain(id) ? id : URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static boolean isPlain(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (!isPlain(id.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= '0' && c <= ':')
                || (c >= 'A' && c <= 'Z')
                || c == '-'
                || c == '.'
                || c == '_';
    }
}
