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

    String to(ResourceType type, String id) {
        return to(type.endpoint(), id);
    }

    String to(String endpoint, String id) {
        return base + "/" + endpoint + "/"
                + URLEncoder.encode(id, StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%3A", ":");
    }

    String to(String endpoint) {
        return base + "/" + endpoint;
    }
}
