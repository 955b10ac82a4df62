package io.ssokit.servlet;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LoginReply;
import io.ssokit.servlet.Pages.Link;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every page of the kit with one text in every place where texts may be foreign. */
public final class PagesProbe {
    private static final Pages PAGES = new Pages(ServiceProvider.of(URI.create("https://app.example")));
    private static final URI SOMEWHERE = URI.create("https://app.example/sso/start/acme?returnTo=%2F");

    private PagesProbe() {}

    /** All pages. */
    public static List<String> pages(String text) {
        List<LoginReply.Chooser.Choice> choices = List.of(new LoginReply.Chooser.Choice(text, SOMEWHERE));
        return List.of(
                PAGES.chooser(new LoginReply.Chooser(choices, Optional.of(text), true, text, List.of()))
                        .html(),
                PAGES.message(text, text, text, new Link(SOMEWHERE, text)).html(),
                PAGES.post(SOMEWHERE, Map.of(text, text)).html(),
                PAGES.launch(text, Map.of("token", text)).html(),
                PAGES.signOut(text).html());
    }

    /** The form to the identity provider. */
    public static void post(URI action) {
        PAGES.post(action, Map.of());
    }
}
