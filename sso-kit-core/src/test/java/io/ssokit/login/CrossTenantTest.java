package io.ssokit.login;

import static io.ssokit.login.LoginLab.saml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy.MatchOn;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.error.StoreException;
import io.ssokit.jdbc.JdbcStores;
import io.ssokit.login.LoginResolver.Decision;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.IdentityLinks.Key;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The identity key is (tenant, connection, subject) everywhere: whatever the identity provider of tenant globex asserts, and
 * whatever is called at its side, nobody becomes a person of tenant acme, and nothing of acme's changes.
 */
class CrossTenantTest {
    private static final String FULL_WIDTH_A = "\uff21";

    private enum Kind {
        MEMORY(MemoryStores::create),
        H2(clock -> JdbcStores.connect(
                        "jdbc:h2:mem:cross-tenant;DB_CLOSE_DELAY=-1", Optional.of("sa"), Optional.empty(), clock)
                .createSchema());

        private final Function<Clock, Stores> stores;

        Kind(Function<Clock, Stores> stores) {
            this.stores = stores;
        }
    }

    private final List<String> accepted = new ArrayList<>();
    private int tried;
    private LoginLab lab;
    private User ann;
    private User deactivated;
    private String deletedId;
    private Group admins;
    private String untouched;

    @ParameterizedTest
    @EnumSource
    @Tag("S-25")
    void identityProviderOfAnotherTenant_whateverItAsserts_neverAPersonOfThisOne(Kind kind) {
        prepare(kind);
        for (MatchOn matchOn : MatchOn.values()) {
            for (Mode mode : Mode.values()) {
                lab.connect(acme(), globex().matchOn(matchOn).jit(mode));
                claims().forEach((about, answer) -> attack(matchOn + " " + mode + " " + about, answer));
            }
        }
        linksOfTheApp();
        otherSpellings();
        localSignIns();
        administrators();
        System.out.printf("attacks: %d tried, %d accepted (cross-tenant, %s)%n", tried, accepted.size(), kind);
        assertThat(tried).isGreaterThan(300);
        assertThat(accepted).isEmpty();
        assertTheSameClaimsWorkAtHome();
    }

    private void prepare(Kind kind) {
        lab = new LoginLab(kind.stores, acme(), globex());
        ann = lab.provision(User.named("acme", "ann@acme.example")
                .externalId(Optional.of("E-1"))
                .emails(List.of(Email.work("ann@acme.example"))));
        lab.signIn("acme", Map.of("subject", List.of("a-1"), "a.userName", List.of("ann@acme.example")));
        deactivated = lab.provision(User.named("acme", "off").active(false));
        deletedId = lab.provision("deleted").id();
        lab.signIn("acme", Map.of("subject", List.of("d-1"), "a.userName", List.of("deleted")));
        lab.stores.users().delete("acme", deletedId, OptionalLong.empty());
        User relinked = lab.provision("relinked");
        lab.stores.links().link(new Key("acme", "acme", "r-1"), relinked.id());
        lab.stores.links().relink(new Key("acme", "acme", "r-1"), relinked.id(), ann.id());
        lab.stores.links().pin("acme", ann.id(), Pin.to("acme"));
        admins = lab.stores
                .users()
                .createGroup(Group.named("acme", "admins"), MembershipChange.adding(Set.of(ann.id())));
        lab.clock.advance(Duration.ofMinutes(1));
        untouched = tenantAcme();
    }

    /** Every value by which acme knows its people, in every place where globex can put one. */
    private Map<String, Map<String, List<String>>> claims() {
        List<String> names = List.of(
                "ann@acme.example",
                "ANN@ACME.EXAMPLE",
                FULL_WIDTH_A + "nn@acme.example",
                "ann@acme.example ",
                "ann@a\u0441me.example",
                "off",
                "deleted",
                "relinked",
                "E-1",
                "a-1",
                "acme:ann@acme.example",
                "acme/acme/a-1",
                "user-name:ann@acme.example",
                ann.id(),
                deactivated.id(),
                deletedId);
        Map<String, Map<String, List<String>>> claims = new LinkedHashMap<>();
        for (String name : names) {
            claims.put("subject " + name, Map.of("subject", List.of(name)));
            claims.put("user name " + name, with("g-" + name, "a.userName", name));
            claims.put("address " + name, with("m-" + name, "a.email", name));
            claims.put("external id " + name, with("x-" + name, "a.externalId", name));
        }
        for (String attribute :
                List.of("tenant", "tid", "tenantId", "org_id", "iss", "connection", "hd", "id", "userId")) {
            Map<String, List<String>> claim = new HashMap<>(with("t-" + attribute, "a." + attribute, "acme"));
            claim.put("a.userName", List.of("ann@acme.example"));
            claims.put("claim " + attribute, claim);
        }
        claims.put("group name", with("gr-1", "a.groups", "admins"));
        claims.put("group id", with("gr-2", "a.groups", admins.id()));
        return claims;
    }

    /** The app's resolver is deceived and names a person of the other tenant. */
    private void linksOfTheApp() {
        lab.connect(acme(), globex());
        for (String id : List.of(ann.id(), deactivated.id(), deletedId, ann.id().toUpperCase(Locale.ROOT), "a-1")) {
            for (String subject : List.of("a-1", "fresh", ann.id())) {
                lab.resolver = candidate -> Decision.link(id);
                attack("resolver links " + subject + " with " + id, Map.of("subject", List.of(subject)));
            }
        }
        lab.resolver = LoginResolver.PROCEED;
    }

    /** Tenants and connections that read like acme are others; an answer of globex counts at no other callback. */
    private void otherSpellings() {
        for (String tenant : List.of("Acme", "ACME", "acme.", "acme_", "acme-", "a.cme")) {
            lab.connect(acme(), IdpConnection.saml("globex").tenant(tenant).metadataXml("<none/>"));
            attack("tenant " + tenant, with("a-1", "a.userName", "ann@acme.example"));
        }
        for (String connection : List.of("Acme", "ACME", "acme.", "globex-acme", "acme_")) {
            lab.connect(acme(), IdpConnection.saml(connection).tenant("globex").metadataXml("<none/>"));
            attackAt(connection, "connection " + connection, with("a-1", "a.userName", "ann@acme.example"));
        }
        lab.connect(acme(), globex());
        List<String> spellings = List.of(
                "acme", "ACME", "acme ", "\u0430cme", "acme/", "acme%00", "acme\u0000", "../acme", "globex/../acme");
        for (String callback : spellings) {
            lab.browser.start("globex", "/app/");
            count("callback " + callback, lab.browser.answer(callback, Map.of("subject", List.of("a-1"))));
        }
    }

    private void localSignIns() {
        for (String tenant : List.of("globex", "ACME", "default", "")) {
            for (String id : List.of(ann.id(), deactivated.id(), deletedId, "a-1", "ann@acme.example")) {
                count("local " + tenant + " " + id, lab.flow.signIn(LocalSignIn.of(tenant, id)));
                count(
                        "break-glass " + tenant + " " + id,
                        lab.flow.signIn(LocalSignIn.of(tenant, id).breakGlass("down")));
            }
        }
    }

    /** An administrator of globex passes what the form of a browser says. */
    private void administrators() {
        User mallory =
                lab.stores.users().create(User.named("globex", "mallory-admin").build(), UserStore.Origin.PROVISIONING);
        AccountLinks accounts = lab.accounts;
        for (Runnable call : List.<Runnable>of(
                () -> accounts.link(AccountLinks.identity("globex", "globex", "z"), ann.id(), "root"),
                () -> accounts.link(AccountLinks.identity("globex", "acme", "a-1"), mallory.id(), "root"),
                () -> accounts.link(AccountLinks.identity("acme", "globex", "z"), ann.id(), "root"),
                () -> accounts.link(AccountLinks.identity("acme", "acme", "z"), mallory.id(), "root"),
                () -> accounts.unlink(AccountLinks.identity("globex", "acme", "a-1"), "root"),
                () -> accounts.unlink(AccountLinks.identity("globex", "globex", "a-1-no"), "root"),
                () -> accounts.pin("globex", ann.id(), Pin.NONE, "root"),
                () -> accounts.pin("globex", mallory.id(), Pin.to("acme"), "root"),
                () -> accounts.merge("globex", ann.id(), mallory.id(), "root"),
                () -> accounts.merge("globex", mallory.id(), ann.id(), "root"),
                () -> accounts.merge("acme", mallory.id(), ann.id(), "root"))) {
            tried++;
            assertThatExceptionOfType(StoreException.NotFound.class).isThrownBy(call::run);
        }
        accounts.unpin("globex", ann.id(), "root");
        assertThat(tenantAcme()).isEqualTo(untouched);
    }

    /** Otherwise the test would show only that nobody is let in. */
    private void assertTheSameClaimsWorkAtHome() {
        lab.connect(acme(), globex());
        SsoSession home = LoginLab.signedIn(lab.signIn("acme", Map.of("subject", List.of("a-1"))))
                .session();
        assertThat(home.userId()).isEqualTo(ann.id());
        assertThat(home.groups()).containsExactly("admins");
        SsoSession abroad = LoginLab.signedIn(lab.signIn("globex", Map.of("subject", List.of("a-1"))))
                .session();
        assertThat(abroad.tenant()).isEqualTo("globex");
    }

    private void attack(String about, Map<String, List<String>> answer) {
        attackAt("globex", about, answer);
    }

    private void attackAt(String connection, String about, Map<String, List<String>> answer) {
        count(about, lab.signIn(connection, answer));
    }

    private void count(String about, LoginReply reply) {
        tried++;
        boolean inside = reply instanceof LoginReply.SignedIn in
                && (in.session().tenant().equals("acme")
                        || in.session().userId().equals(ann.id())
                        || in.session().connection().equals("acme"));
        if (inside || !tenantAcme().equals(untouched)) {
            accepted.add(about);
            untouched = tenantAcme();
        }
    }

    /** Everything of acme's, as text. */
    private String tenantAcme() {
        Stores stores = lab.stores;
        List<User> people =
                stores.users().query("acme", UserQuery.page(0, 1000)).items();
        StringBuilder all = new StringBuilder();
        for (User person : people) {
            all.append(person)
                    .append(stores.links().linksOf("acme", person.id()))
                    .append(stores.links().pinOf("acme", person.id()))
                    .append(stores.revocations().ended("acme", person.id()))
                    .append(stores.users().groupsOf("acme", person.id()));
        }
        for (String subject : List.of("a-1", "d-1", "r-1")) {
            all.append(stores.links().find(new Key("acme", "acme", subject)));
        }
        return all.append(stores.users().members("acme", admins.id(), Optional.empty(), 100))
                .toString();
    }

    private static SamlConnectionBuilder acme() {
        return saml("acme").emailDomains("acme.example");
    }

    private static SamlConnectionBuilder globex() {
        return IdpConnection.saml("globex").tenant("globex").metadataXml("<none/>");
    }

    private static Map<String, List<String>> with(String subject, String attribute, String value) {
        return Map.of("subject", List.of(subject), attribute, List.of(value));
    }
}
