package io.ssokit.connection;

import java.net.URI;
import java.util.Optional;

/** The one rule for URLs written in a configuration. */
final class Urls {
    private Urls() {}

    static Optional<String> problemOf(URI url, boolean allowHttp) {
        String scheme = url.getScheme() == null ? "" : url.getScheme();
        boolean https = scheme.equalsIgnoreCase("https");
        if (!https && !(allowHttp && scheme.equalsIgnoreCase("http"))) {
            return Optional.of(
                    scheme.equalsIgnoreCase("http")
                            ? "must be https (insecure-allow-http permits http, for tests)"
                            : "must be an https URL");
        }
        if (url.getHost() == null || url.getRawUserInfo() != null) {
            return Optional.of("must name a host and no user");
        }
        return url.getRawFragment() == null ? Optional.empty() : Optional.of("must not have a fragment");
    }
}
