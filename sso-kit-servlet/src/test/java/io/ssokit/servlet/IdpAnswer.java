package io.ssokit.servlet;

import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.TestBrowser;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a browser holds in its hands when the identity provider has answered: the form for our ACS and the cookies for it.
 *
 * @param body the form, URL-encoded
 * @param cookies the Cookie header's value
 */
public record IdpAnswer(String body, String cookies) {
    /** Alice signs in at the identity provider; her browser has not posted the answer yet. */
    public static IdpAnswer forAlice(Container app, String connection) {
        TestBrowser browser = TestBrowser.create();
        TestBrowser.Page asked = browser.followAll(browser.get(app.at("/sso/start/" + connection + "?returnTo=/app/")));
        TestBrowser.Page answered =
                browser.submit(asked, asked.form("password"), Map.of("username", "alice", "password", "alice-pw"));
        HtmlForm form = answered.selfSubmitting().orElseThrow();
        return new IdpAnswer(encoded(form.fields()), pairs(browser.cookies(form.action())));
    }

    /** A form body. */
    public static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String pairs(Map<String, String> cookies) {
        return cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; "));
    }
}
