package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.EmailDomain;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply.Chooser;
import io.ssokit.user.Email;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which way is whose: named connection, pin, e-mail domain, chooser, the app's own login. */
class HomeRealmTest {
    private final LoginLab lab = new LoginLab(
            Optional.of("/signin"),
            saml("acme").emailDomains("acme.example"),
            saml("second").label("Second"),
            saml("hidden").showOnLogin(false),
            IdpConnection.saml("globex").tenant("globex").metadataXml("<none/>").emailDomains("globex.example"));

    private final User ann = person("acme", "ann@acme.example");

    @Test
    void typed_domainOfAConnection_goesThere() {
        assertThat(way("bob@acme.example")).isEqualTo("/sso/start/acme");
        assertThat(way(" bob@GLOBEX.example ")).isEqualTo("/sso/start/globex");
    }

    @Test
    void typed_pinnedPerson_pinBeatsTheDomain() {
        pin(ann, Pin.to("second"));
        assertThat(way("ann@acme.example")).isEqualTo("/sso/start/second");
        assertThat(way("ANN@acme.example")).isEqualTo("/sso/start/second");
        assertThat(way("bob@acme.example")).isEqualTo("/sso/start/acme");
    }

    @Test
    void typed_addressOfAPinnedPerson_foundByAddressToo() {
        User carl = create(User.named("acme", "carl").emails(List.of(Email.work("c.c@acme.example"))));
        pin(carl, Pin.to("hidden"));
        assertThat(way("c.c@acme.example")).isEqualTo("/sso/start/hidden");
    }

    /** What anybody may have written into his own record sends nobody else where he signs in. */
    @Test
    @Tag("O-14")
    void typed_addressInARecordThatIsPinnedToAConnectionWithoutTheDomain_goesToTheOwnerOfTheDomain() {
        lab.connect(saml("acme").emailDomains("acme.example"), saml("public").emailDomains("public.example"));
        User mallory = create(User.named("acme", "mallory").emails(List.of(Email.work("boss@acme.example"))));
        pin(mallory, Pin.to("public"));
        assertThat(way("boss@acme.example")).isEqualTo("/sso/start/acme");
        assertThat(way("mallory")).isEqualTo("/sso/start/public");
    }

    @Test
    void typed_addressOfTwoPeople_onlyTheDomainCounts() {
        for (String name : List.of("one", "two")) {
            pin(create(User.named("acme", name).emails(List.of(Email.work("both@acme.example")))), Pin.to("second"));
        }
        assertThat(way("both@acme.example")).isEqualTo("/sso/start/acme");
    }

    @Test
    void typed_personPinnedToNone_goesToTheAppsOwnLoginAlthoughTheDomainMatches() {
        pin(ann, Pin.NONE);
        URI there = redirect(type("ann@acme.example", "/app/x"));
        assertThat(there).hasToString("https://app.example.com/signin?returnTo=%2Fapp%2Fx");
    }

    @Test
    void typed_personPinnedToNoneInAnAppWithoutLogin_staysOnTheChooser() {
        lab.connect(saml("acme").emailDomains("acme.example"));
        pin(ann, Pin.NONE);
        assertThat(type("ann@acme.example", "/")).isInstanceOf(Chooser.class);
    }

    @Test
    @Tag("O-16")
    void typed_pinToAConnectionOfAnotherTenant_leadsNowhere() {
        pin(ann, Pin.to("globex"));
        assertThat(type("ann@acme.example", "/")).isInstanceOf(Chooser.class);
        pin(ann, Pin.to("gone"));
        assertThat(type("ann@acme.example", "/")).isInstanceOf(Chooser.class);
    }

    @Test
    void typed_pinToAConnectionThatIsSwitchedOff_saysSoAndGoesNowhereElse() {
        lab.connect(saml("acme").emailDomains("acme.example"), saml("off").enabled(false));
        pin(ann, Pin.to("off"));
        assertThat(way("ann@acme.example")).isEqualTo("/sso/start/off");
        LoginReply.Refused refused = refused(lab.flow.start("off", lab.browser.get(Map.of())));
        assertThat(lab.reasonOf(refused)).isEqualTo(LoginError.CONNECTION_DISABLED);
    }

    @Test
    void named_connection_beatsThePin() {
        pin(ann, Pin.to("second"));
        LoginReply reply = lab.flow.start("acme", lab.browser.get(Map.of("email", List.of("ann@acme.example"))));
        assertThat(redirect(reply).getPath()).isEqualTo("/acme");
    }

    @Test
    void userName_appOfOneTenant_isLookedUpThere() {
        lab.connect(saml("acme").emailDomains("acme.example"), saml("second"));
        pin(create(User.named("acme", "dora")), Pin.to("second"));
        assertThat(way("dora")).isEqualTo("/sso/start/second");
        assertThat(type("nobody", "/")).isInstanceOf(Chooser.class);
    }

    @Test
    @Tag("O-16")
    void userName_appOfSeveralTenants_isLookedUpInNone() {
        pin(create(User.named("acme", "dora")), Pin.to("second"));
        pin(create(User.named("globex", "dora")), Pin.to("globex"));
        pin(create(User.named("acme", "dora@elsewhere.example")), Pin.to("second"));
        assertThat(type("dora", "/")).isInstanceOf(Chooser.class);
        assertThat(type("dora@elsewhere.example", "/")).isInstanceOf(Chooser.class);
        pin(create(User.named("acme", "ann@globex.example")), Pin.to("second"));
        assertThat(way("ann@globex.example")).as("the domain's own tenant only").isEqualTo("/sso/start/globex");
    }

    @Test
    void connectionThatSignsNobodyIn_isNoWayIntoTheApp() {
        lab.connect(
                saml("acme"),
                saml("apps").emailDomains("apps.example").signIn(false).apps("studio"));
        assertThat(redirect(lab.flow.demand("/app/")).getPath()).isEqualTo("/sso/start/acme");
        assertThat(type("x@apps.example", "/")).isInstanceOf(Chooser.class);
        assertThat(((Chooser) lab.flow.login(lab.browser.get(Map.of()))).choices())
                .extracting(Chooser.Choice::label)
                .containsExactly("acme");
    }

    @Test
    void demand_ownLoginBesideOneConnection_asksWhich() {
        lab.connectAt(Optional.of("/signin"), saml("acme"));
        assertThat(redirect(lab.flow.demand("/app/")))
                .hasToString("https://app.example.com/sso/login?returnTo=%2Fapp%2F");
        lab.connectAt(Optional.of("/signin"));
        assertThat(redirect(lab.flow.demand("/app/"))).hasToString("https://app.example.com/signin?returnTo=%2Fapp%2F");
    }

    @Test
    void chooser_lastChoice_isShownFirstAndNeverTaken() {
        lab.browser.start("second", "/app/");
        LoginReply.SignedIn reply = signedIn(lab.browser.answer("second", "ann@acme.example"));
        ReplyCookie cookie = reply.cookies().stream()
                .filter(set -> set.name().equals("__Secure-sso-last"))
                .findFirst()
                .orElseThrow();
        assertThat(cookie.header())
                .isEqualTo("__Secure-sso-last=second; Path=/sso; Max-Age="
                        + Duration.ofDays(180).toSeconds() + "; HttpOnly; Secure; SameSite=Lax");
        Chooser chooser = (Chooser) lab.flow.login(lab.browser.get(Map.of()));
        assertThat(chooser.last().orElseThrow().label()).isEqualTo("Second");
        assertThat(chooser.choices()).extracting(Chooser.Choice::label).containsExactly("acme", "globex");
        assertThat(redirect(lab.flow.demand("/app/")).getPath())
                .as("never by itself")
                .isEqualTo("/sso/login");
    }

    @Test
    void chooser_lastChoiceThatIsNotOnIt_isIgnored() {
        for (String value : List.of("hidden", "none", "", "../x", "second\r\nX: y", "x".repeat(5000))) {
            lab.browser.cookies.put("__Secure-sso-last", value);
            Chooser chooser = (Chooser) lab.flow.login(lab.browser.get(Map.of()));
            assertThat(chooser.last()).as(value).isEmpty();
            assertThat(chooser.choices()).hasSize(3);
        }
    }

    @Test
    void finish_hiddenConnectionOrRefusedSignIn_isNotRemembered() {
        lab.browser.start("hidden", "/");
        signedIn(lab.browser.answer("hidden", "ann@acme.example"));
        lab.browser.start("second", "/");
        refused(lab.browser.answer("second", Map.of()));
        assertThat(lab.browser.cookies).doesNotContainKey("__Secure-sso-last");
    }

    @Test
    void chooser_iconsAndOwnLogin_areOnIt() {
        lab.connectAt(
                Optional.of("/signin"), saml("acme").icon(URI.create("https://acme.example/favicon.ico")), saml("b"));
        Chooser chooser = (Chooser) lab.flow.login(lab.browser.get(Map.of("returnTo", List.of("/app/"))));
        assertThat(chooser.choices())
                .extracting(Chooser.Choice::icon)
                .containsExactly(Optional.of(URI.create("https://acme.example/favicon.ico")), Optional.empty());
        assertThat(chooser.localLogin()).contains(URI.create("https://app.example.com/signin?returnTo=%2Fapp%2F"));
    }

    @Test
    void refusal_ownLogin_isOffered() {
        LoginReply.Refused refused = refused(lab.flow.start("none", lab.browser.get(Map.of())));
        assertThat(refused.localLogin()).contains(URI.create("https://app.example.com/signin?returnTo=%2F"));
    }

    @Test
    void typed_storeIsDown_isARefusalWithAReference() {
        lab.connect(
                CountingStores.failing(lab.stores),
                Optional.of("/signin"),
                store -> store,
                saml("acme").emailDomains("acme.example"));
        LoginReply.Refused refused = refused(type("bob@acme.example", "/"));
        assertThat(refused.error()).isEqualTo(LoginError.STORE_UNAVAILABLE);
        assertThat(refused.localLogin()).isPresent();
    }

    /** Whatever is typed that leads nowhere: one answer, no cookie, and the same calls of the stores in the same order. */
    @Test
    @Tag("O-16")
    void typed_nothingThatIsKnown_oneAnswerAfterTheSameLookUps() {
        create(User.named("acme", "known@elsewhere.example"));
        create(User.named("acme", "x").emails(List.of(Email.work("mail@elsewhere.example"))));
        List<String> unknown = List.of(
                "bob@elsewhere.example",
                "known@elsewhere.example",
                "mail@elsewhere.example",
                "bob",
                "ann",
                "x",
                "@",
                "@acme.example",
                "acme.example",
                "ann@",
                "a@a.com@evil.example",
                "ann@acme.example@evil.example",
                "ann@acme.example.",
                "ann@sub.acme.example",
                "ann@evil-acme.example",
                "ann@acme.example.evil.example",
                "ann@\uff41cme.example",
                "ann@\u0430cme.example",
                "ann\u0000@acme.example",
                "ann@[127.0.0.1]",
                "\ud800",
                "",
                "   ",
                "x".repeat(255),
                "x".repeat(100_000));
        Set<List<String>> calls = new LinkedHashSet<>();
        List<String> accepted = new ArrayList<>();
        for (int tenants = 1; tenants <= 2; tenants++) {
            List<String> made = new ArrayList<>();
            lab.connect(
                    CountingStores.counted(lab.stores, made),
                    Optional.of("/signin"),
                    store -> CountingStores.counted(IdpConnectionStore.class, store, made),
                    connections(tenants));
            for (String text : unknown) {
                made.clear();
                LoginReply reply = type(text, "/app/");
                if (!isTheSame(reply, text)) {
                    accepted.add(text + ": " + reply);
                }
                calls.add(List.copyOf(made));
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (O-16)%n", unknown.size() * 2, accepted.size());
        assertThat(accepted).isEmpty();
        assertThat(calls).containsExactly(List.of("list", "findByEmailDomain", "findByUserName", "query", "pinOf"));
        assertThat(way("bob@acme.example")).as("the oracle").isEqualTo("/sso/start/acme");
    }

    /** But for the text itself, which is shown again where it fits. */
    private static boolean isTheSame(LoginReply reply, String text) {
        String shown = text.strip();
        Optional<String> again = shown.isEmpty() || shown.length() > 254 ? Optional.empty() : Optional.of(shown);
        return reply instanceof Chooser chooser
                && chooser.email().equals(again)
                && chooser.emailUnknown()
                && chooser.last().isEmpty()
                && chooser.cookies().isEmpty()
                && chooser.choices().stream()
                        .noneMatch(choice -> choice.start().toString().contains("email="));
    }

    private static ConnectionBuilder<?>[] connections(int tenants) {
        var acme = saml("acme").emailDomains("acme.example", "a.com");
        var globex = IdpConnection.saml("globex").tenant("globex").metadataXml("<none/>");
        return tenants == 1 ? new ConnectionBuilder<?>[] {acme} : new ConnectionBuilder<?>[] {acme, globex};
    }

    /** A store that says more than it should does not route anybody to a domain that is not the connection's own. */
    @Test
    @Tag("O-16")
    void typed_storeAnswersWithADomainThatIsNotVerified_nobodyIsRouted() {
        lab.connect(
                lab.stores,
                Optional.empty(),
                store -> new Generous(store, "acme"),
                saml("acme"),
                saml("other").emailDomains("other.example"));
        assertThat(type("bob@claimed.example", "/")).isInstanceOf(Chooser.class);
        assertThat(type("bob@other.example", "/")).isInstanceOf(Chooser.class);
    }

    private record Generous(IdpConnectionStore store, String id) implements IdpConnectionStore {
        @Override
        public Optional<IdpConnection> find(String connection) {
            return store.find(connection);
        }

        @Override
        public Optional<IdpConnection> findByEmailDomain(EmailDomain domain) {
            return store.find(id);
        }

        @Override
        public List<IdpConnection> list() {
            return store.list();
        }
    }

    private String way(String typed) {
        return redirect(type(typed, "/")).getPath();
    }

    private LoginReply type(String typed, String returnTo) {
        return lab.flow.login(lab.browser.get(Map.of("email", List.of(typed), "returnTo", List.of(returnTo))));
    }

    private static URI redirect(LoginReply reply) {
        assertThat(reply).isInstanceOf(LoginReply.Redirect.class);
        return ((LoginReply.Redirect) reply).location();
    }

    private User person(String tenant, String name) {
        return create(User.named(tenant, name));
    }

    private User create(User.Builder person) {
        return lab.stores.users().create(person.build(), UserStore.Origin.PROVISIONING);
    }

    private void pin(User person, Pin pin) {
        lab.stores.links().pin(person.tenant(), person.id(), pin);
    }
}
