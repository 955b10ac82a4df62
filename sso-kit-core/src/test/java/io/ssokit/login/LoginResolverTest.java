package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.login.LoginResolver.Candidate;
import io.ssokit.login.LoginResolver.Decision;
import io.ssokit.login.LoginResolver.Plan;
import io.ssokit.session.SsoSession;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import io.ssokit.user.UserStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The app's own word on who signs in. */
class LoginResolverTest {
    private static final IdentityLinks.Key ALICE = new IdentityLinks.Key("acme", "acme", "alice");

    private final LoginLab lab = new LoginLab(saml("acme"));
    private final List<Candidate> asked = new ArrayList<>();
    private final List<Integer> peopleThen = new ArrayList<>();

    @Test
    void candidate_eachPlan_namesThePerson() {
        lab.resolver = candidate -> {
            asked.add(candidate);
            peopleThen.add(everybody().size());
            return Decision.proceed();
        };
        SsoSession created = session("alice");
        session("alice");
        User bob = lab.provision("bob");
        session("bob");
        lab.connect(saml("acme").jit(Mode.MATCH));
        assertThat(error("carol")).isEqualTo(LoginError.USER_UNKNOWN);

        assertThat(asked)
                .extracting(Candidate::plan)
                .containsExactly(Plan.CREATE, Plan.SIGN_IN, Plan.LINK, Plan.REFUSE);
        assertThat(peopleThen).as("nothing is written yet").containsExactly(0, 1, 2, 2);
        assertThat(asked.get(0).person()).isEmpty();
        assertThat(asked.get(1).person()).map(User::id).contains(created.userId());
        assertThat(asked.get(2).person()).map(User::id).contains(bob.id());
        assertThat(asked.get(3).person()).isEmpty();
        assertThat(asked.get(0).userName()).isEqualTo("alice");
        assertThat(asked.get(0).identity().subject()).isEqualTo("alice");
        assertThat(asked.get(0).connection().id()).isEqualTo("acme");
    }

    @Test
    void reject_anybody_refusedWithTheReasonInTheAuditEventOnly() {
        lab.resolver = candidate -> Decision.reject("not on the list");

        LoginReply reply = signIn("alice");

        assertThat(refused(reply).error()).isEqualTo(LoginError.REJECTED_BY_APP);
        assertThat(refused(reply).sentence()).doesNotContain("list");
        assertThat(lastRefusal().received()).isEqualTo("not on the list");
        assertThat(everybody()).isEmpty();
        assertThat(lab.stores.links().find(ALICE)).isEmpty();
    }

    @Test
    void link_personOfTheTenant_signsThemInNowAndLater() {
        User boss = lab.provision("boss");
        lab.resolver = candidate -> Decision.link(boss.id());
        assertThat(session("alice").userId()).isEqualTo(boss.id());

        lab.resolver = LoginResolver.PROCEED;
        assertThat(session("alice").userId()).isEqualTo(boss.id());
        assertThat(everybody()).hasSize(1);
    }

    @Test
    void link_whereNobodyIsCreated_signsInAllTheSame() {
        lab.connect(saml("acme").jit(Mode.OFF));
        User boss = lab.provision("boss");
        lab.resolver = candidate -> Decision.link(boss.id());

        assertThat(session("alice").userId()).isEqualTo(boss.id());
    }

    @Test
    void link_identityOfSomebodyElse_collision() {
        String alice = session("alice").userId();
        User boss = lab.provision("boss");
        lab.resolver = candidate -> Decision.link(boss.id());

        assertThat(error("alice")).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().find(ALICE)).contains(alice);
        lab.resolver = candidate -> Decision.link(alice);
        assertThat(session("alice").userId()).isEqualTo(alice);
    }

    @Test
    void link_personOfAnotherSubjectOfTheConnection_collision() {
        String alice = session("alice").userId();
        lab.resolver = candidate -> Decision.link(alice);

        assertThat(error("mallory")).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", alice)).containsExactly(ALICE);
    }

    @Test
    @Tag("C-18")
    void link_deactivatedPinnedOrOfAnotherTenant_refused() {
        User off = lab.provision(User.named("acme", "off").active(false));
        User pinned = lab.provision("pinned");
        lab.stores.links().pin("acme", pinned.id(), Pin.NONE);
        User there = lab.stores.users().create(User.named("globex", "there").build(), UserStore.Origin.PROVISIONING);

        lab.resolver = candidate -> Decision.link(off.id());
        assertThat(error("alice")).isEqualTo(LoginError.USER_DEACTIVATED);
        lab.resolver = candidate -> Decision.link(pinned.id());
        assertThat(error("alice")).isEqualTo(LoginError.PINNED_ELSEWHERE);
        lab.resolver = candidate -> Decision.link(there.id());
        assertThat(error("alice")).isEqualTo(LoginError.RESOLVER_FAILED);
        assertThat(lab.stores.links().find(ALICE)).isEmpty();
    }

    @Test
    void link_insteadOfADeletedPerson_movesTheLink() {
        String gone = session("alice").userId();
        lab.stores.users().delete("acme", gone, OptionalLong.empty());
        assertThat(error("alice")).isEqualTo(LoginError.USER_DELETED);
        User boss = lab.provision("boss");
        lab.resolver = candidate -> Decision.link(boss.id());

        assertThat(session("alice").userId()).isEqualTo(boss.id());
        assertThat(lab.stores.links().find(ALICE)).contains(boss.id());
    }

    @Test
    void proceed_deactivatedPerson_refusedAllTheSame() {
        String alice = session("alice").userId();
        User known = lab.stores.users().find("acme", alice).orElseThrow();
        lab.stores.users().replace(known.toBuilder().active(false).build(), OptionalLong.empty());
        lab.resolver = candidate -> Decision.proceed();

        assertThat(error("alice")).isEqualTo(LoginError.USER_DEACTIVATED);
    }

    @Test
    void decide_throwsOrSaysNothing_refusedAndAudited() {
        lab.resolver = candidate -> {
            throw new IllegalStateException("secret detail");
        };
        assertThat(error("alice")).isEqualTo(LoginError.RESOLVER_FAILED);
        assertThat(lastRefusal().received()).isEqualTo("java.lang.IllegalStateException");
        lab.resolver = candidate -> nothing();
        assertThat(error("alice")).isEqualTo(LoginError.RESOLVER_FAILED);
        lab.resolver = candidate -> {
            throw new StoreException.NotFound("row of the app");
        };
        assertThat(error("alice")).isEqualTo(LoginError.RESOLVER_FAILED);
        assertThat(everybody()).isEmpty();
    }

    @Test
    void decide_appsStoreIsDown_refusedLikeAStoreOfOurs() {
        lab.resolver = candidate -> {
            throw new StoreException.Unavailable("the app's database", Duration.ofSeconds(1), null);
        };
        assertThat(error("alice")).isEqualTo(LoginError.STORE_UNAVAILABLE);
    }

    @SuppressWarnings("NullAway") // what a careless app does
    private static Decision nothing() {
        return null;
    }

    private List<User> everybody() {
        return lab.stores.users().query("acme", UserQuery.page(0, 100)).items();
    }

    private AuditEvent.SignInRefused lastRefusal() {
        return (AuditEvent.SignInRefused) lab.events.get(lab.events.size() - 1);
    }

    private LoginReply signIn(String subject) {
        return lab.signIn("acme", Map.of("subject", List.of(subject)));
    }

    private LoginError error(String subject) {
        return refused(signIn(subject)).error();
    }

    private SsoSession session(String subject) {
        return signedIn(signIn(subject)).session();
    }
}
