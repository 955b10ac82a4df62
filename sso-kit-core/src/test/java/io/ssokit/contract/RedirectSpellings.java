package io.ssokit.contract;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * C-07: ways to spell another site, so that a check reads a path of ours and a browser, a proxy or a library does not. Each
 * beginning with each end, beside the collected ones of {@link HostileReturns}.
 */
public final class RedirectSpellings {
    private static final List<String> ENDS = List.of(
            "evil.test",
            "evil.test/app/",
            "evil.test:443/app/?x=/app/",
            "evil.test#/app/",
            "evil.test%2f..",
            "evil%E3%80%82test");

    private RedirectSpellings() {}

    /** All of them, for an app at the root of this address. */
    public static List<String> against(URI app) {
        Set<String> all = new LinkedHashSet<>(HostileReturns.against(app));
        for (String beginning : beginnings(app)) {
            for (String end : ENDS) {
                all.add(beginning + end);
            }
        }
        return List.copyOf(all);
    }

    private static List<String> beginnings(URI app) {
        String host = app.getAuthority();
        String origin = app.getScheme() + "://" + host;
        List<String> all = new ArrayList<>(List.of(
                "//",
                "///",
                "/////",
                "/\\",
                "\\\\",
                "\\/",
                "/\\/",
                "/\\\\/",
                "\\",
                "/%5c%5c",
                "/%5C",
                "/%2f",
                "/%2F/",
                "/%252f%252f",
                "/%25%32%66",
                "//%09/",
                "/\t/",
                "/\n/",
                "/\r\n/",
                "\u0001//",
                "\t//",
                "\u00a0//",
                "\u3000//",
                "\ufeff//",
                "/\u200b/",
                "/\uff0f",
                "\uff0f\uff0f",
                "/\u2044/",
                "/\u2215/",
                "/.//",
                "/..//",
                "/./\\",
                "/a/..//",
                "/a/%2e%2e//",
                "/;//",
                "/a;//",
                "/a;/../..//",
                "/%0d%0a//",
                "/%0aLocation:%20//",
                "/%00//",
                "/app//",
                "/app/..\\..\\",
                "/app/%5c..%5c..%5c",
                "http:",
                "http:/",
                "http://",
                "https:",
                "https:/",
                "https:///",
                "hTTpS://",
                "https:\\\\",
                "https:%2f%2f",
                "//user@",
                "ftp://",
                "ws://",
                "javascript://",
                "data:text/html,",
                "view-source:https://",
                "intent://",
                "file://"));
        for (String middle :
                List.of("@", ".", "%2e", "\\@", "%40", "%00.", ":80@", ":@", "#@", "?@", "%23@", "%3f@", ";@", "\t@")) {
            all.add(origin + middle);
            all.add("//" + host + middle);
        }
        all.add(origin + "//");
        all.add(origin + "/\\");
        all.add(origin + "/..//");
        all.add(origin + "/%2f");
        all.add(origin.replace("https:", "http:") + "/..//");
        return all;
    }
}
