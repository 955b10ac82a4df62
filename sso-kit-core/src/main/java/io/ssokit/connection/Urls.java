package io.ssokit.connection;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one rule for URLs written in a configuration. */
final class Urls {
    private static final Pattern MACRO = Pattern.compile("\\{(?:origin|tenant|connection)\\}");

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

    /**
     * The same for a URL with {@code {origin}}, {@code {tenant}} and {@code {connection}} in it; what is filled in must
     * not decide where the browser goes.
     */
    static Optional<String> problemOfTemplate(String template, boolean allowHttp) {
        int authority = template.indexOf("://") + 3;
        int end = Math.min(authority, template.length());
        while (end < template.length() && "/?#".indexOf(template.charAt(end)) < 0) {
            end++;
        }
        if (template.substring(0, end).indexOf('{') >= 0) {
            return Optional.of("must not have {…} in scheme or host");
        }
        String example = MACRO.matcher(template).replaceAll("x");
        if (example.indexOf('{') >= 0 || example.indexOf('}') >= 0) {
            return Optional.of("knows {origin}, {tenant} and {connection} and nothing else in braces");
        }
        try {
            return problemOf(new URI(example), allowHttp);
        } catch (URISyntaxException notOne) {
            return Optional.of("is not a URL");
        }
    }
}
