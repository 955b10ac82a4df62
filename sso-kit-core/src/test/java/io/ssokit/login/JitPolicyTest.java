package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.JitPolicy.MatchOn;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.connection.OidcConnectionBuilder;
import io.ssokit.connection.Secret;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginReply.Refused;
import io.ssokit.session.SsoSession;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a connection's policy lets in beyond the question whose record it is. */
class JitPolicyTest {
    private final LoginLab lab = new LoginLab(saml("acme"), saml("second"));

    @Test
    void pinUser_personWhomASignInCreates_signsInByThatConnectionOnly() {
        lab.connect(saml("acme").pinUser(), saml("second"));
        String alice = session("acme", named("a-1", "alice")).userId();

        assertThat(lab.stores.links().pinOf("acme", alice)).contains(Pin.to("acme"));
        assertThat(error("second", named("s-1", "alice"))).isEqualTo(LoginError.PINNED_ELSEWHERE);
        assertThat(lab.stores.links().linksOf("acme", alice)).hasSize(1);
        assertThat(session("acme", named("a-1", "alice")).userId()).isEqualTo(alice);
        assertThat(lab.events)
                .filteredOn(AuditEvent.PinChanged.class::isInstance)
                .singleElement()
                .isEqualTo(
                        new AuditEvent.PinChanged(lab.clock.instant(), "acme", alice, Optional.of("acme"), "sign-in"));
    }

    @Test
    void pinUser_personWhomProvisioningCreated_staysFree() {
        lab.connect(saml("acme").pinUser(), saml("second"));
        User alice = lab.provision("alice");

        session("acme", named("a-1", "alice"));

        assertThat(lab.stores.links().pinOf("acme", alice.id())).isEmpty();
        assertThat(session("second", named("s-1", "alice")).userId()).isEqualTo(alice.id());
    }

    @Test
    void pin_setLater_endsTheOtherWaysOfALinkedPerson() {
        String alice = session("acme", named("a-1", "alice")).userId();
        session("second", named("s-1", "alice"));
        lab.stores.links().pin("acme", alice, Pin.to("second"));

        assertThat(error("acme", named("a-1", "alice"))).isEqualTo(LoginError.PINNED_ELSEWHERE);
        assertThat(session("second", named("s-1", "alice")).userId()).isEqualTo(alice);
        lab.stores.links().pin("acme", alice, Pin.NONE);
        assertThat(error("second", named("s-1", "alice"))).isEqualTo(LoginError.PINNED_ELSEWHERE);
    }

    @Test
    void allowedEmailDomains_otherDomainNoneOrUnverified_refusedByTheNameOfTheAttribute() {
        lab.connect(saml("acme").allowedEmailDomains("acme.example", "acme.test"));

        for (Map<String, List<String>> answer : List.of(
                mail("s-1", "ann@evil.example", "true"),
                mail("s-1", "ann@sub.acme.example", "true"),
                mail("s-1", "ann@acme.example@evil.example", "true"),
                mail("s-1", "ann@acme.example", "false"),
                Map.of("subject", List.of("ann@acme.example")))) {
            Refused reply = refused(lab.signIn("acme", answer));
            assertThat(reply.error()).as("%s", answer).isEqualTo(LoginError.EMAIL_DOMAIN);
            assertThat(reply.sentence()).endsWith("in one that is allowed: email.");
        }
        assertThat(everybody()).isEmpty();
        assertThat(session("acme", mail("s-1", "ann@ACME.test", "true")).email())
                .contains("ann@ACME.test");
    }

    @Test
    void allowedEmailDomains_personWhoseAddressMovedAway_refusedAtTheNextSignIn() {
        lab.connect(saml("acme").allowedEmailDomains("acme.example"));
        session("acme", mail("s-1", "ann@acme.example", "true"));

        assertThat(error("acme", mail("s-1", "ann@elsewhere.example", "true"))).isEqualTo(LoginError.EMAIL_DOMAIN);
    }

    @Test
    void expectRoles_none_refusedByNameAndNobodyIsCreated() {
        lab.connect(saml("acme").expectRoles("staff", "admins"));

        Refused reply = refused(
                lab.signIn("acme", Map.of("subject", List.of("alice"), "a.groups", List.of("Staff", "guests"))));

        assertThat(reply.error()).isEqualTo(LoginError.ROLE_MISSING);
        assertThat(reply.names()).containsExactly("admins", "staff");
        assertThat(reply.sentence()).isEqualTo("This account lacks a role that is needed here: admins, staff.");
        assertThat(everybody()).isEmpty();
        AuditEvent.SignInRefused event = (AuditEvent.SignInRefused) lab.events.get(lab.events.size() - 1);
        assertThat(event.received()).startsWith("Staff, guests; groups: 2 from groups, 2 in the end");
    }

    @Test
    void expectRoles_assertedOrOfProvisioning_letIn() {
        lab.connect(saml("acme").expectRoles("staff", "admins"));
        User bob = lab.provision("bob");
        assertThat(error("acme", named("bob", "bob"))).isEqualTo(LoginError.ROLE_MISSING);
        lab.stores.users().createGroup(Group.named("acme", "admins"), MembershipChange.adding(Set.of(bob.id())));

        assertThat(session("acme", named("bob", "bob")).userId()).isEqualTo(bob.id());
        assertThat(session("acme", Map.of("subject", List.of("alice"), "a.groups", List.of("staff")))
                        .groups())
                .containsExactly("staff");
    }

    /** A role that an earlier sign-in brought is not held any more once the identity provider takes it away. */
    @Test
    @Tag("C-18")
    void expectRoles_roleTakenAway_refusedAtTheNextSignIn() {
        lab.connect(saml("acme").expectRoles("staff"));
        session("acme", Map.of("subject", List.of("alice"), "a.groups", List.of("staff")));

        assertThat(error("acme", named("alice", "alice"))).isEqualTo(LoginError.ROLE_MISSING);
    }

    /** The default match is by user name; many identity providers put an address there. */
    @Test
    @Tag("O-14")
    void userName_addressSaidToBeUnverified_neitherMatchesNorNamesAnybody() {
        lab.connect(oidc("acme"));
        User victim = lab.provision("ann@acme.example");
        Map<String, List<String>> answer = Map.of(
                "subject", List.of("mallory"),
                "anonymous", List.of("yes"),
                "a.sub", List.of("mallory"),
                "a.preferred_username", List.of("Ann@acme.example"),
                "a.email", List.of("ann@acme.example"),
                "a.email_verified", List.of("false"));

        SsoSession session = session("acme", answer);

        assertThat(session.userId()).isNotEqualTo(victim.id());
        assertThat(session.userName()).isEqualTo("mallory");
        assertThat(lab.stores.links().linksOf("acme", victim.id())).isEmpty();
    }

    @Test
    @Tag("O-14")
    void userName_addressOfADomainThatIsNotTheConnections_collisionInsteadOfAMatch() {
        lab.connect(saml("acme").emailDomains("acme.example"), saml("second"));
        User victim = lab.provision("ceo@other.example");
        User own = lab.provision("ann@acme.example");

        for (String name : List.of("ceo@other.example", "CEO@other.example")) {
            assertThat(error("acme", named("mallory", name))).as(name).isEqualTo(LoginError.LINK_COLLISION);
        }
        assertThat(lab.stores.links().linksOf("acme", victim.id())).isEmpty();
        assertThat(session("acme", named("a-1", "ann@acme.example")).userId()).isEqualTo(own.id());
    }

    /** Guests of a customer with one identity provider have addresses of domains that are nobody's to name. */
    @Test
    void userName_addressOfAnotherDomainAtTheOnlyConnectionOfTheTenant_signsInItsPerson() {
        lab.connect(saml("acme").emailDomains("acme.example"));
        User guest = lab.provision("guest@mail.example");
        assertThat(session("acme", named("g-1", "guest@mail.example")).userId()).isEqualTo(guest.id());
    }

    @Test
    void userName_addressOfAnotherDomain_connectionsOfOtherTenantsDoNotCount() {
        lab.connect(saml("acme").emailDomains("acme.example"), saml("elsewhere").tenant("globex"));
        User guest = lab.provision("guest@mail.example");
        assertThat(session("acme", named("g-1", "guest@mail.example")).userId()).isEqualTo(guest.id());
    }

    /** Whoever registers a free name at a public service does not wait in the record for its owner. */
    @Test
    @Tag("O-14")
    void userName_recordOfSomebodyFromAPublicService_isNotTheOwners() {
        lab.connect(
                saml("acme"),
                IdpConnection.oauth2("hub")
                        .tenant("acme")
                        .authorizationEndpoint(URI.create("https://hub.example/authorize"))
                        .tokenEndpoint(URI.create("https://hub.example/token"))
                        .userInfoEndpoints(URI.create("https://hub.example/user"))
                        .userAttribute("{tidp.id}")
                        .client("app", Secret.of("s")));
        String squatter = session("hub", told("USER_INFO", "subject", "4711", "a.userName", "ceo"))
                .userId();

        assertThat(error("acme", named("owner", "ceo"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", squatter)).hasSize(1);
    }

    /** As of a run-time connection that claims a domain and has not shown that it is its own. */
    @Test
    @Tag("O-14")
    void userName_connectionNoneOfWhoseDomainsIsVerified_speaksOfNoAddress() {
        User victim = lab.provision("ceo@acme.example");
        lab.connect(
                saml("staff").emailDomains("acme.example"), saml("contractors").emailDomains());
        session("staff", named("s-1", "ceo@acme.example"));
        assertThat(error("contractors", named("c-1", "ceo@acme.example"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", victim.id())).hasSize(1);
    }

    /** One application of the provider's, a directory for everybody who wants one: names in it are its owner's choice. */
    @Test
    @Tag("O-14")
    void userName_providerWithManyDirectories_matchesOwnAddressesOnly() {
        User victim = lab.provision("ceo");
        User ann = lab.provision("ann@acme.example");
        OidcConnectionBuilder many = IdpConnection.oidc("acme")
                .tenant("acme")
                .issuer("https://login.example/{tenantid}/v2.0")
                .issuerTenants("*")
                .discovery(URI.create("https://login.example/organizations/v2.0/.well-known/openid-configuration"))
                .client("app", Secret.of("s"));
        lab.connect(many);

        assertThat(error("acme", named("evil-1", "ceo"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(error("acme", named("evil-2", "ann@acme.example"))).isEqualTo(LoginError.LINK_COLLISION);
        lab.connect(many.emailDomains("acme.example"));
        assertThat(error("acme", named("evil-3", "ann@acme.example"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(session("acme", told("SIGNED", "a.email", "ann@acme.example", "a.email_verified", "true"))
                        .userId())
                .isEqualTo(ann.id());
        assertThat(lab.stores.links().linksOf("acme", victim.id())).isEmpty();
    }

    /** What a large service signs is true, and says nothing of whose person it is. */
    @Test
    @Tag("O-14")
    void userName_publicIssuer_matchesOwnVerifiedAddressesOnly() {
        User ceo = lab.provision("ceo");
        User ann = lab.provision("ann@acme.example");
        OidcConnectionBuilder everybody =
                oidc("acme").issuer("https://gitlab.com").emailDomains("acme.example");
        lab.connect(everybody);
        assertThat(error("acme", told("SIGNED", "a.userName", "ceo"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(error("acme", told("SIGNED", "a.email", "ann@acme.example"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", ceo.id())).isEmpty();
        assertThat(session("acme", told("SIGNED", "a.email", "ann@acme.example", "a.email_verified", "true"))
                        .userId())
                .isEqualTo(ann.id());
        lab.connect(oidc("acme").issuer("https://gitlab.acme.example"));
        assertThat(session("acme", told("SIGNED", "subject", "own-2", "a.userName", "ceo"))
                        .userId())
                .isEqualTo(ceo.id());
    }

    /** At a service where everybody registers himself, a name is whose who was there first. */
    @Test
    @Tag("O-14")
    void userName_providerThatSignsNothing_matchesOwnVerifiedAddressesOnly() {
        User ceo = lab.provision("ceo");
        User ann = lab.provision("ann@acme.example");
        lab.connect(saml("acme").emailDomains("acme.example"));
        for (String assurance : List.of("USER_INFO", "PLUGGED_IN")) {
            assertThat(error("acme", told(assurance, "a.userName", "ceo"))).isEqualTo(LoginError.LINK_COLLISION);
            assertThat(error("acme", told(assurance, "a.userName", "ann@acme.example")))
                    .isIn(LoginError.LINK_COLLISION, LoginError.ATTRIBUTE_MISSING);
            assertThat(error("acme", told(assurance, "a.userName", "ann@acme.example", "a.email", "eve@evil.example")))
                    .isIn(LoginError.LINK_COLLISION, LoginError.ATTRIBUTE_MISSING);
        }
        assertThat(lab.stores.links().linksOf("acme", ceo.id())).isEmpty();
        assertThat(lab.stores.links().linksOf("acme", ann.id())).isEmpty();

        assertThat(error("acme", told("PLUGGED_IN", "a.email", "ann@acme.example")))
                .isEqualTo(LoginError.LINK_COLLISION);
        lab.connect(saml("acme").emailDomains("acme.example").matchOn(MatchOn.EMAIL));
        User bob = lab.provision(User.named("acme", "bob").emails(List.of(Email.work("bob@acme.example"))));
        assertThat(session("acme", told("PLUGGED_IN", "a.userName", "x", "a.email", "bob@acme.example"))
                        .userId())
                .isNotEqualTo(bob.id());

        lab.connect(saml("acme").emailDomains("acme.example"));
        assertThat(session(
                                "acme",
                                told(
                                        "USER_INFO",
                                        "subject",
                                        "ann-1",
                                        "a.email",
                                        "ann@acme.example",
                                        "a.email_verified",
                                        "true"))
                        .userId())
                .isEqualTo(ann.id());
    }

    @Test
    @Tag("O-14")
    void allowedEmailDomains_whereAnybodyMayHaveAnAccount_onlyAnAddressThatIsSaidToBeVerified() {
        lab.connect(saml("acme").allowedEmailDomains("acme.example"));
        for (String assurance : List.of("USER_INFO", "PLUGGED_IN")) {
            assertThat(error("acme", told(assurance, "a.userName", "eve", "a.email", "eve@acme.example")))
                    .isEqualTo(LoginError.EMAIL_DOMAIN);
        }
        assertThat(session("acme", told("PLUGGED_IN", "a.email", "ann@acme.example", "a.email_verified", "true"))
                        .userName())
                .isEqualTo("ann@acme.example");
    }

    /** Classic pre-hijacking: the attacker makes a local account with the victim's address and waits. */
    @Test
    @Tag("O-14")
    void match_emailOfAPlantedAccount_notWithoutAVerifiedDomainAndAddress() {
        lab.connect(saml("acme").matchOn(MatchOn.EMAIL));
        User planted = lab.provision(User.named("acme", "mallory").emails(List.of(Email.work("ann@acme.example"))));
        SsoSession attacker =
                signedIn(lab.flow.signIn(LocalSignIn.of("acme", planted.id()))).session();
        lab.clock.advance(Duration.ofSeconds(5));

        assertThat(session("acme", mail("ann", "ann@acme.example", "true")).userId())
                .as("no domain of the connection's: an account of its own")
                .isNotEqualTo(planted.id());
        assertThat(isLive(attacker)).isTrue();

        lab.connect(saml("owner")
                .matchOn(MatchOn.EMAIL)
                .emailDomains("acme.example")
                .jit(Mode.MATCH));
        assertThat(error("owner", mail("o-1", "ann@acme.example", "false"))).isEqualTo(LoginError.USER_UNKNOWN);
    }

    /** The attacker comes first, by a connection of the same tenant whose word does not go that far, and waits for the owner. */
    @Test
    @Tag("O-14")
    void match_recordThatAnotherConnectionMadeUnderTheOwnersAddress_collisionInsteadOfASharedAccount() {
        lab.connect(saml("owner").emailDomains("acme.example"), saml("guests").emailDomains("guests.example"));
        String byName = session("guests", named("g-1", "ceo@acme.example")).userId();
        String byAddress =
                session("guests", mail("g-2", "cfo@acme.example", "true")).userId();

        assertThat(error("owner", named("o-1", "ceo@acme.example"))).isEqualTo(LoginError.LINK_COLLISION);
        lab.connect(saml("owner").emailDomains("acme.example").matchOn(MatchOn.EMAIL), saml("guests"));
        assertThat(error("owner", mail("o-2", "cfo@acme.example", "true"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", byName)).hasSize(1);
        assertThat(lab.stores.links().linksOf("acme", byAddress)).hasSize(1);

        lab.connect(saml("owner").emailDomains("acme.example").matchOn(MatchOn.EMAIL));
        assertThat(session("owner", mail("o-2", "cfo@acme.example", "true")).userId())
                .as("the other connection is gone, and nobody signs in by it")
                .isEqualTo(byAddress);
    }

    /** Decision 9: a customer moves from one identity provider to the next, and takes the domain along. */
    @Test
    void match_recordOfAConnectionThatSpeaksOfAll_linked() {
        lab.connect(saml("old"), saml("next").emailDomains("acme.example"));
        String ann = session("old", named("a-1", "ann@acme.example")).userId();

        assertThat(session("next", named("n-1", "ann@acme.example")).userId()).isEqualTo(ann);
    }

    @Test
    @Tag("O-14")
    void link_accountThatWasThereBefore_endsItsSessionsButNotTheNewOne() {
        User planted = lab.provision("ann");
        SsoSession attacker =
                signedIn(lab.flow.signIn(LocalSignIn.of("acme", planted.id()))).session();
        lab.clock.advance(Duration.ofSeconds(5));

        SsoSession owner = session("acme", named("ann", "ann"));

        assertThat(owner.userId()).isEqualTo(planted.id());
        assertThat(isLive(attacker)).isFalse();
        assertThat(isLive(owner)).isTrue();
        lab.clock.advance(Duration.ofSeconds(5));
        session("acme", named("ann", "ann"));
        assertThat(isLive(owner))
                .as("only the first sign-in of an identity links")
                .isTrue();
    }

    @Test
    void userAttribute_matchesByItsValue_insteadOfTheMappedField() {
        User bySubject = lab.provision(User.named("acme", "one").externalId(Optional.of("s-1")));
        User byNumber = lab.provision(User.named("acme", "two").externalId(Optional.of("4711")));
        User byName = lab.provision("staff-4711");

        lab.connect(oidc("acme").matchOn(MatchOn.EXTERNAL_ID).userAttribute("{tidp.employee}"));
        assertThat(session("acme", employee("s-1", "4711")).userId())
                .isEqualTo(byNumber.id())
                .isNotEqualTo(bySubject.id());
        lab.connect(oidc("second").userAttribute("{tidp.employee}").jit(Mode.MATCH));
        assertThat(session("second", employee("s-2", "staff-4711")).userId()).isEqualTo(byName.id());
        assertThat(error("second", employee("s-3", "nobody"))).isEqualTo(LoginError.USER_UNKNOWN);
        assertThat(error("second", named("s-3", "staff-4711"))).isEqualTo(LoginError.USER_UNKNOWN);
    }

    /** Whoever has a directory there writes into it what numbers he likes. */
    @Test
    @Tag("O-14")
    void userAttribute_externalIdFromAProviderWithManyDirectories_onlyTheSubjectCounts() {
        User victim = lab.provision(User.named("acme", "ann").externalId(Optional.of("4711")));
        User own = lab.provision(User.named("acme", "bob").externalId(Optional.of("dir/s-1")));
        OidcConnectionBuilder many = IdpConnection.oidc("acme")
                .tenant("acme")
                .issuer("https://login.example/{tenantid}/v2.0")
                .issuerTenants("*")
                .discovery(URI.create("https://login.example/organizations/v2.0/.well-known/openid-configuration"))
                .client("app", Secret.of("s"))
                .matchOn(MatchOn.EXTERNAL_ID);
        lab.connect(many.userAttribute("{tidp.employee}"));
        assertThat(error("acme", employee("rogue/s-1", "4711"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", victim.id())).isEmpty();
        assertThat(session("acme", employee("dir/s-1", "dir/s-1")).userId()).isEqualTo(own.id());
    }

    @Test
    @Tag("O-14")
    void userAttribute_addressThatNobodyVerified_matchesNobody() {
        User victim = lab.provision(User.named("acme", "ann").emails(List.of(Email.work("ann@acme.example"))));
        lab.connect(oidc("acme")
                .matchOn(MatchOn.EMAIL)
                .userAttribute("{tidp.email}")
                .emailDomains("acme.example")
                .jit(Mode.MATCH));

        assertThat(error("acme", mail("m", "ann@acme.example", "false"))).isEqualTo(LoginError.USER_UNKNOWN);
        assertThat(session("acme", mail("a", "ann@acme.example", "true")).userId())
                .isEqualTo(victim.id());
    }

    /** Without it a sign-in that died behind the creation could never be finished. */
    @Test
    void create_matchingByExternalId_personIsFoundByItLater() {
        lab.connect(saml("acme").matchOn(MatchOn.EXTERNAL_ID));
        String id = session("acme", named("S-1", "alice")).userId();

        assertThat(lab.stores.users().find("acme", id).orElseThrow().externalId())
                .contains("S-1");
    }

    private List<User> everybody() {
        return lab.stores.users().query("acme", UserQuery.page(0, 100)).items();
    }

    private boolean isLive(SsoSession session) {
        return !lab.stores
                .revocations()
                .ended(session.tenant(), session.userId())
                .contains(session);
    }

    private LoginError error(String connection, Map<String, List<String>> answer) {
        return refused(lab.signIn(connection, answer)).error();
    }

    private SsoSession session(String connection, Map<String, List<String>> answer) {
        return signedIn(lab.signIn(connection, answer)).session();
    }

    private static OidcConnectionBuilder oidc(String id) {
        return IdpConnection.oidc(id)
                .tenant("acme")
                .issuer("https://idp.example")
                .client("app", Secret.of("s"));
    }

    private static Map<String, List<String>> named(String subject, String userName) {
        return Map.of("subject", List.of(subject), "a.userName", List.of(userName));
    }

    private static Map<String, List<String>> told(String assurance, String... namesAndValues) {
        Map<String, List<String>> answer = new LinkedHashMap<>();
        answer.put("subject", List.of("own"));
        answer.put("anonymous", List.of("yes"));
        answer.put("assurance", List.of(assurance));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            answer.put(namesAndValues[i], List.of(namesAndValues[i + 1]));
        }
        return answer;
    }

    private static Map<String, List<String>> employee(String subject, String number) {
        return Map.of("subject", List.of(subject), "a.employee", List.of(number));
    }

    private static Map<String, List<String>> mail(String subject, String address, String verified) {
        return Map.of("subject", List.of(subject), "a.email", List.of(address), "a.email_verified", List.of(verified));
    }
}
