package io.ssokit.it.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.HtmlForm;
import io.ssokit.testing.TestBrowser;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** How a person's attempt to sign in to the sample app went, from a fresh browser. */
record SignIn(SampleApp app, TestBrowser browser, TestBrowser.Page page) {

    static final Map<String, String> AS_JSON = Map.of("Accept", "application/json");

    /** From the app through whatever identity provider it sends the person to, and back. */
    static SignIn by(SampleApp app, String connection, String user, String password) {
        TestBrowser browser = TestBrowser.create();
        return new SignIn(app, browser, browser.signIn(app.startOf(connection), user, password));
    }

    /** What the identity provider's page would post to the app, posted by a program that wants JSON. */
    SignIn postingAsJson() {
        HtmlForm form = page.form("SAMLResponse");
        return new SignIn(app, browser, browser.fetchPost(form.action(), form.fields(), AS_JSON));
    }

    /** The person is inside, at the page first asked for; returns what that page says. */
    Map<String, Object> succeeded(String connection) {
        assertThat(page.status()).as(page.uri() + ": " + page.text()).isEqualTo(200);
        assertThat(page.uri().getPath()).isEqualTo("/app/whoami");
        Map<String, Object> me = page.json();
        assertThat(me).containsEntry("connection", connection).containsKeys("userId", "userName");
        assertThat(Instant.parse((String) me.get("expiresAt")))
                .isAfter(Instant.parse((String) me.get("authenticatedAt")));
        return me;
    }

    /** The app refused with a page that says why and quotes a reference, and there is no session. */
    void refusedWithPage(String why) {
        assertThat(page.uri().getPath()).startsWith("/sso/");
        assertThat(page.status()).as(page.text()).isEqualTo(403);
        assertThat(page.text()).contains(why, "reference");
        leftNoSession();
    }

    /** The app refused with {@code {error, reference}}, and there is no session. */
    void refusedWithJson(String error) {
        assertThat(page.status()).as(page.body()).isEqualTo(403);
        assertThat(page.json()).containsEntry("error", error).containsKey("reference");
        leftNoSession();
    }

    /** The person is still at the identity provider, and the app knows nobody. */
    void staysAt(URI identityProvider) {
        assertThat(page.uri().getAuthority()).isEqualTo(identityProvider.getAuthority());
        leftNoSession();
    }

    private void leftNoSession() {
        assertThat(app.whoami(browser).status()).isEqualTo(401);
    }

    /** The groups of {@code /app/whoami}, which leaves out what is empty. */
    static List<String> groups(Map<String, Object> whoami) {
        return ((List<?>) whoami.getOrDefault("groups", List.of()))
                .stream().map(String.class::cast).toList();
    }

    /** The session tags of {@code /app/whoami}, by key. */
    static Map<?, ?> tags(Map<String, Object> whoami) {
        return (Map<?, ?>) whoami.getOrDefault("tags", Map.of());
    }
}
