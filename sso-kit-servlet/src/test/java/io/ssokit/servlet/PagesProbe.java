package io.ssokit.servlet;

import io.ssokit.connection.ServiceProvider;
import io.ssokit.login.LoginReply;
import io.ssokit.servlet.Pages.Link;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
        LoginReply.Chooser.Choice plain = new LoginReply.Chooser.Choice(text, Optional.empty(), SOMEWHERE);
        LoginReply.Chooser.Choice picture = new LoginReply.Chooser.Choice(
                text, Optional.of(URI.create("https://icons.example/a.png?" + encoded(text))), SOMEWHERE);
        URI own = URI.create("https://app.example/signin?returnTo=" + encoded(text));
        return List.of(
                chooser(Optional.of(picture), List.of(plain, picture), text, Optional.of(own)),
                chooser(Optional.empty(), List.of(plain), text, Optional.empty()),
                chooser(Optional.of(plain), List.of(), text, Optional.of(own)),
                PAGES.message(text, text, text, new Link(SOMEWHERE, text)).html(),
                PAGES.message(text, text, text, new Link(own, text), Optional.of(own))
                        .html(),
                PAGES.post(SOMEWHERE, Map.of(text, text)).html(),
                PAGES.launch(text, Map.of("token", text)).html(),
                PAGES.signOut(text).html());
    }

    private static String chooser(
            Optional<LoginReply.Chooser.Choice> last,
            List<LoginReply.Chooser.Choice> choices,
            String text,
            Optional<URI> own) {
        return PAGES.chooser(new LoginReply.Chooser(last, choices, Optional.of(text), true, text, own, List.of()))
                .html();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A picture on the chooser. */
    public static void icon(URI address) {
        LoginReply.Chooser.Choice choice = new LoginReply.Chooser.Choice("x", Optional.of(address), SOMEWHERE);
        PAGES.chooser(new LoginReply.Chooser(
                Optional.empty(), List.of(choice), Optional.empty(), false, "/", Optional.empty(), List.of()));
    }

    /** The form to the identity provider. */
    public static void post(URI action) {
        PAGES.post(action, Map.of());
    }
}
