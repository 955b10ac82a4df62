package io.ssokit.sample;

import io.ssokit.testing.TestBrowser.Page;
import java.net.URI;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a reader finds on a page. */
final class Links {
    private static final Pattern HREF = Pattern.compile("<a [^>]*href=\"([^\"]*)\"");

    private Links() {}

    /** Links within the same origin. */
    static List<URI> of(Page page) {
        return of(page, page.uri().resolve("/").toString());
    }

    /** Links that start with this text, absolute. */
    static List<URI> of(Page page, String start) {
        return HREF.matcher(page.body())
                .results()
                .map((MatchResult link) -> page.uri().resolve(link.group(1).replace("&amp;", "&")))
                .filter(link -> link.toString().startsWith(start))
                .toList();
    }

    /** The text of the element with this id. */
    static String text(Page page, String id) {
        Matcher element = Pattern.compile("id=\"" + id + "\">([^<]*)<").matcher(page.body());
        if (!element.find()) {
            throw new IllegalStateException("no element " + id + " at " + page.uri());
        }
        return element.group(1);
    }
}
