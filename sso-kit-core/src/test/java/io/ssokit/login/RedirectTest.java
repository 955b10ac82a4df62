package io.ssokit.login;

import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnection.IdpInitiated;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.contract.RedirectSpellings;
import io.ssokit.launch.LaunchException;
import io.ssokit.launch.LaunchRequest;
import io.ssokit.launch.LaunchTarget;
import io.ssokit.launch.Launcher;
import io.ssokit.session.SsoSession;
import io.ssokit.user.User;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** C-07: each way into and out of the app that takes a place to land, each with every spelling of another place. */
@Tag("C-07")
class RedirectTest {
    private static final URI APP = URI.create("https://app.example.com");
    private static final URI START = APP.resolve("/");

    /** Paths that a sign-in may end at, wherever it comes from. */
    private static final List<String> GOOD =
            List.of("/app/", "/app/x?y=z&w=//evil.test", "/app/a%20b", "https://app.example.com/app/x");

    private final LoginLab lab = new LoginLab(
            Optional.of("/signin"),
            saml("acme")
                    .emailDomains("acme.example")
                    .idpEntityId("https://idp.example")
                    .initiateTargets("/app/*"),
            saml("allow").idpInitiated(IdpInitiated.ALLOW));

    private final User ann = lab.provision("ann");

    @Test
    void everyEntrance_everySpelling_landsHere() {
        lab.engine.logout = new AnsweringLogout();
        List<String> spellings = RedirectSpellings.against(APP);
        assertThat(spellings).hasSizeGreaterThanOrEqualTo(250);
        List<String> accepted = new ArrayList<>();
        int tried = 0;
        for (Map.Entry<String, Function<String, Optional<URI>>> entrance :
                entrances().entrySet()) {
            for (String good : GOOD) {
                assertThat(entrance.getValue().apply(good))
                        .as("the oracle: " + entrance.getKey() + " " + good)
                        .contains(APP.resolve(good));
            }
            for (String wish : spellings) {
                tried++;
                // The start page, or a page that says no.
                entrance.getValue()
                        .apply(wish)
                        .filter(landing -> !landing.equals(START))
                        .ifPresent(landing -> accepted.add(entrance.getKey() + " " + wish + " -> " + landing));
            }
        }
        System.out.printf(
                "attacks: %d tried, %d accepted (C-07: %d spellings at %d entrances)%n",
                tried, accepted.size(), spellings.size(), entrances().size());
        assertThat(accepted).isEmpty();
    }

    /** Where a link lands is a path below its target; here every spelling is tried as it is and below the target. */
    @Test
    void launch_everySpelling_staysBelowTheTarget() {
        Launcher launcher = Launcher.builder(ServiceProvider.of(APP), lab.stores)
                .targets(List.of(LaunchTarget.of("studio", "Studio").landingAt("/app/studio/")))
                .clock(lab.clock)
                .build();
        List<String> accepted = new ArrayList<>();
        int tried = 0;
        for (String wish : RedirectSpellings.against(APP)) {
            for (String landing : List.of(wish, wish.startsWith("/") ? wish.substring(1) : "a/.." + wish)) {
                tried++;
                launched(launcher, landing)
                        .filter(place -> !place.toString().startsWith("https://app.example.com/app/studio/")
                                || !place.normalize().equals(place))
                        .ifPresent(place -> accepted.add(landing + " -> " + place));
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (C-07: launch links)%n", tried, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(launched(launcher, "a/b?c=d")).contains(APP.resolve("/app/studio/a/b?c=d"));
    }

    private Optional<URI> launched(Launcher launcher, String landing) {
        try {
            String query = launcher.presign(
                            LaunchRequest.to("studio").landing(landing).forUser("acme", ann.id()))
                    .authorizedUrl()
                    .getRawQuery();
            return Optional.of(
                    launcher.verify(query.substring("token=".length())).landing());
        } catch (LaunchException refused) {
            return Optional.empty();
        }
    }

    private Map<String, Function<String, Optional<URI>>> entrances() {
        Map<String, Function<String, Optional<URI>>> all = new LinkedHashMap<>();
        all.put(
                "the page that was asked for",
                wish -> afterwards(((LoginReply.Redirect) lab.flow.demand(wish)).location()));
        all.put("chooser, form", wish -> Optional.of(APP.resolve(chooser(wish).returnTo())));
        all.put(
                "chooser, links",
                wish -> afterwards(chooser(wish).choices().get(0).start()));
        all.put(
                "chooser, own login",
                wish -> afterwards(chooser(wish).localLogin().orElseThrow()));
        all.put(
                "chooser, e-mail domain",
                wish -> afterwards(((LoginReply.Redirect) lab.flow.login(
                                lab.browser.get(Map.of("email", List.of("x@acme.example"), "returnTo", List.of(wish)))))
                        .location()));
        all.put("start", wish -> {
            lab.browser.start("acme", wish);
            return Optional.of(signedIn(lab.browser.answer("acme", "ann")).landing());
        });
        all.put("bounced RelayState", wish -> {
            lab.browser.cookies.clear();
            LoginReply bounced = lab.browser.send("acme", unsolicited(wish));
            return Optional.of(
                    signedIn(lab.browser.answer("acme", "ann", handle(bounced))).landing());
        });
        all.put(
                "RelayState of an allowed answer",
                wish -> Optional.of(
                        signedIn(lab.browser.send("allow", unsolicited(wish))).landing()));
        all.put("target_link_uri", this::initiated);
        all.put(
                "the app's own login",
                wish -> Optional.of(signedIn(
                                lab.flow.signIn(LocalSignIn.of("acme", ann.id()).returnTo(wish)))
                        .landing()));
        all.put(
                "sign-out, nobody signed in",
                wish -> Optional.of(((LoginReply.SignedOut) logout(wish, Optional.empty())).landing()));
        all.put("sign-out, answered by the identity provider", this::signedOutThere);
        return all;
    }

    private LoginReply.Chooser chooser(String wish) {
        return (LoginReply.Chooser) lab.flow.login(lab.browser.get(Map.of("returnTo", List.of(wish))));
    }

    /** What the returnTo of one of our own pages leads to; of our own it must be. */
    private static Optional<URI> afterwards(URI page) {
        assertThat(page.toString()).matches("https://app\\.example\\.com/(sso/[a-z/]+|signin)\\?returnTo=[^&]*");
        String returnTo = page.getRawQuery().substring("returnTo=".length());
        return Optional.of(URI.create(APP + URLDecoder.decode(returnTo, StandardCharsets.UTF_8)));
    }

    private Optional<URI> initiated(String wish) {
        lab.browser.cookies.clear();
        LoginReply reply = lab.browser.keep(lab.flow.initiate(
                Optional.empty(),
                lab.browser.get(Map.of("iss", List.of("https://idp.example"), "target_link_uri", List.of(wish)))));
        return reply instanceof LoginReply.Refused
                ? Optional.empty()
                : Optional.of(signedIn(lab.browser.answer("acme", "ann", handle(reply)))
                        .landing());
    }

    private Optional<URI> signedOutThere(String wish) {
        lab.browser.start("acme", "/");
        SsoSession session = signedIn(lab.browser.answer("acme", "ann")).session();
        LoginReply.SignOutStep step = (LoginReply.SignOutStep) lab.browser.keep(logout(wish, Optional.of(session)));
        LoginRequest answer =
                lab.browser.get(Map.of("state", List.of(step.action().getQuery().substring("state=".length()))));
        return Optional.of(((LoginReply.SignOutResult) lab.browser.keep(lab.logout.receive("acme", answer))).landing());
    }

    private LoginReply logout(String wish, Optional<SsoSession> session) {
        return lab.logout.logout(new LoginRequest(
                "POST", Optional.empty(), Map.of(), Map.of("returnTo", List.of(wish)), lab.browser.cookies, session));
    }

    private static Map<String, List<String>> unsolicited(String relayState) {
        return Map.of("unsolicited", List.of("1"), "RelayState", List.of(relayState), "subject", List.of("ann"));
    }

    private static String handle(LoginReply reply) {
        return ((LoginReply.Redirect) reply).location().getQuery().substring("state=".length());
    }

    /** An identity provider that says yes to each sign-out. */
    private static final class AnsweringLogout implements LogoutEngine {
        @Override
        public boolean mayBeAsked(IdpConnection connection) {
            return false;
        }

        @Override
        public Optional<LoginEngine.Start> start(Departure departure) {
            return Optional.of(new LoginEngine.Start(
                    URI.create("https://idp.example/logout?state=" + departure.handle()), Map.of(), Map.of()));
        }

        @Override
        public Arrival read(LoginRequest request) {
            return new Arrival(false, request.queryValue("state"));
        }

        @Override
        public Report finish(LoginEngine.Callback callback) {
            return Report.EVERYWHERE;
        }

        @Override
        public Demand demand(IdpConnection connection, LoginRequest request, Instant now, LoginEngine.Once once) {
            throw new IllegalStateException("nobody demands anything");
        }

        @Override
        public Optional<LoginEngine.Start> answer(IdpConnection connection, Demand demand, Ended ended, Instant now) {
            throw new IllegalStateException("nobody demands anything");
        }
    }
}
