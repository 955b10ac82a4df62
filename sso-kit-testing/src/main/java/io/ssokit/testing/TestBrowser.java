package io.ssokit.testing;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A browser small enough for a unit test: cookies, redirects, HTML forms, and the forms that post themselves. It runs no
 * scripts; it recognises those that submit a form. Pages are values, so two tabs are two pages of one browser. Thread-safe.
 *
 * <pre>{@code
 * TestBrowser browser = TestBrowser.create();
 * TestBrowser.Page page = browser.signIn(app.resolve("/app/"), "alice", "alice-pw");
 * }</pre>
 */
public final class TestBrowser {
    private static final int MAX_HOPS = 25;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final CookieJar jar = new CookieJar(Clock.systemUTC());

    private TestBrowser() {}

    /** A browser without cookies. */
    public static TestBrowser create() {
        return new TestBrowser();
    }

    /**
     * One answer of a server.
     *
     * @param uri address it came from
     * @param status HTTP status
     * @param headers header values by lower-case name
     * @param body text of the body
     */
    public record Page(URI uri, int status, Map<String, List<String>> headers, String body) {
        private static final Pattern SELF_SUBMIT = Pattern.compile(
                "\\b(document|forms?|this|window|onload)\\b[^;]{0,100}\\.(submit|requestSubmit|click)\\s*\\(",
                Pattern.CASE_INSENSITIVE);

        /** First value of a header, whatever the case of its name. */
        public Optional<String> header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                    .findFirst();
        }

        /** Where a redirect points to, absolute; empty when this is none. */
        public Optional<URI> location() {
            return status / 100 == 3 ? header("location").map(to -> Html.resolve(uri, to)) : Optional.empty();
        }

        /** The forms, in document order. */
        public List<HtmlForm> forms() {
            return Html.forms(body, uri);
        }

        /**
         * The first form with a field or button of that name.
         *
         * @throws IllegalStateException if there is none
         */
        public HtmlForm form(String field) {
            return findForm(form -> form.has(field))
                    .orElseThrow(
                            () -> new IllegalStateException("no form with " + field + " at " + uri + ": " + text()));
        }

        /** The first form that fits. */
        public Optional<HtmlForm> findForm(Predicate<HtmlForm> fits) {
            return forms().stream().filter(fits).findFirst();
        }

        /** The form a browser with JavaScript would post at once; none where there is something to fill in. */
        public Optional<HtmlForm> selfSubmitting() {
            boolean scripted = SELF_SUBMIT.matcher(body).find();
            List<HtmlForm> all = forms();
            if (all.stream().anyMatch(HtmlForm::asksSomething)) {
                return Optional.empty();
            }
            return all.stream()
                    .filter(form ->
                            form.method().equals("POST") && !form.fields().isEmpty())
                    .filter(form -> scripted || form.has("SAMLResponse") || form.has("SAMLRequest"))
                    .findFirst();
        }

        /** The words a reader sees. */
        public String text() {
            return Html.text(body);
        }

        /**
         * The body as a JSON object.
         *
         * @throws IllegalArgumentException if it is none
         */
        public Map<String, Object> json() {
            return Json.readObject(body);
        }
    }

    /** Opens an address and follows redirects, but posts no forms. */
    public Page get(URI uri) {
        return get(uri, Map.of());
    }

    /** The same with further request headers, which redirects do not inherit. */
    public Page get(URI uri, Map<String, String> headers) {
        return follow(send("GET", uri, null, headers));
    }

    /** One request and its answer; redirects are not followed. */
    public Page fetch(URI uri, Map<String, String> headers) {
        return send("GET", uri, null, headers);
    }

    /** One form post and its answer; redirects are not followed. */
    public Page fetchPost(URI uri, Map<String, String> form, Map<String, String> headers) {
        return send("POST", uri, Params.encode(form), headers);
    }

    /** Posts a form from nowhere (no Origin header) and follows redirects. */
    public Page post(URI uri, Map<String, String> form) {
        return followPost(fetchPost(uri, form, Map.of()));
    }

    /** Fills in a form of that page, presses the named button or the first one, and follows redirects. */
    public Page submit(Page page, HtmlForm form, Map<String, String> values) {
        return send(page, form, form.filled(values));
    }

    /** Posts self-submitting forms until there is none. */
    public Page followAll(Page page) {
        Page current = page;
        for (int hop = 0; hop < MAX_HOPS; hop++) {
            Optional<HtmlForm> next = current.selfSubmitting();
            if (next.isEmpty()) {
                return current;
            }
            current = send(current, next.get(), next.get().fields()); // form.submit() sends no button
        }
        throw new IllegalStateException("more than " + MAX_HOPS + " forms, last at " + current.uri());
    }

    /** {@link #signIn(Page, URI, String, String)} from an address of the application. */
    public Page signIn(URI start, String user, String password) {
        return LoginWalk.walk(this, get(start), origin(start), user, password);
    }

    /**
     * Walks through whatever identity provider the application sent us to: types the name and the password, agrees where
     * asked, lets forms post themselves, and ends at the first page that is the application's again. The page belongs to
     * the application if it has the origin of {@code start}; a page with a password field that comes back after the
     * password was typed is returned as it is.
     */
    public Page signIn(Page at, URI start, String user, String password) {
        return LoginWalk.walk(this, at, origin(start), user, password);
    }

    /** Names and values of the cookies that address would get. */
    public Map<String, String> cookies(URI uri) {
        return jar.visibleAt(uri);
    }

    /** Forgets every cookie. */
    public void clearCookies() {
        jar.clear();
    }

    static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }

    private Page send(Page page, HtmlForm form, Map<String, String> values) {
        if (form.method().equals("GET")) {
            String action = form.action().toString().replaceAll("[?#].*", "");
            return follow(send("GET", URI.create(action + "?" + Params.encode(values)), null, Map.of()));
        }
        Map<String, String> headers = Map.of("Origin", originHeader(page));
        return followPost(send("POST", form.action(), Params.encode(values), headers));
    }

    /** Fetch §3.2: a page that says no-referrer hides its origin, from its own server too. */
    static String originHeader(Page page) {
        boolean hidden = page.header("referrer-policy").orElse("").trim().equals("no-referrer");
        return hidden ? "null" : origin(page.uri());
    }

    private Page followPost(Page answer) {
        if (answer.status() == 307 || answer.status() == 308) {
            throw new IllegalStateException("a " + answer.status() + " would repeat the post at " + answer.location());
        }
        return follow(answer);
    }

    private Page follow(Page first) {
        Page page = first;
        for (int hop = 0; hop < MAX_HOPS; hop++) {
            Optional<URI> location = page.location();
            if (location.isEmpty()) {
                return page;
            }
            page = send("GET", location.get(), null, Map.of());
        }
        throw new IllegalStateException("more than " + MAX_HOPS + " redirects, last at " + page.uri());
    }

    private Page send(String method, URI uri, @Nullable String form, Map<String, String> headers) {
        URI target = URI.create(uri.toString().replaceAll("#.*", ""));
        HttpRequest.Builder request = HttpRequest.newBuilder(target)
                .timeout(TIMEOUT)
                .setHeader("User-Agent", "sso-kit TestBrowser")
                .setHeader("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        if (form != null) {
            request.setHeader("Content-Type", "application/x-www-form-urlencoded");
        }
        String cookies = jar.header(target);
        if (!cookies.isEmpty()) {
            request.setHeader("Cookie", cookies);
        }
        headers.forEach(request::setHeader);
        request.method(
                method,
                form == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(form, StandardCharsets.US_ASCII));
        HttpResponse<String> response = Http.send(request.build());
        jar.store(target, response.headers().allValues("set-cookie"));
        return new Page(target, response.statusCode(), Http.lowerCase(response.headers()), response.body());
    }
}
