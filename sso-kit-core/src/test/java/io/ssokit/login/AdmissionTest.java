package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.JitPolicy.MatchOn;
import io.ssokit.connection.JitPolicy.Mode;
import io.ssokit.contract.Between;
import io.ssokit.error.LoginError;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.session.SsoSession;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.Stores;
import io.ssokit.user.Email;
import io.ssokit.user.Group;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whose record a verified identity gets, and whose it does not. */
class AdmissionTest {
    private static final IdentityLinks.Key ALICE = new IdentityLinks.Key("acme", "acme", "alice");

    private final LoginLab lab = new LoginLab(saml("acme"));

    @Test
    void match_externalId_onlyTheExactOne() {
        lab.connect(saml("acme").matchOn(MatchOn.EXTERNAL_ID).jit(Mode.MATCH));
        User known = lab.provision(User.named("acme", "known").externalId(Optional.of("S-1")));

        for (String other : List.of("s-1", "S-1 ", "known", "S-2")) {
            assertThat(error(subject(other))).as(other).isEqualTo(LoginError.USER_UNKNOWN);
        }
        assertThat(session(subject("S-1")).userId()).isEqualTo(known.id());
    }

    @Test
    void match_externalIdOfTwoPeople_collision() {
        lab.connect(saml("acme").matchOn(MatchOn.EXTERNAL_ID));
        lab.provision(User.named("acme", "one").externalId(Optional.of("S-1")));
        lab.provision(User.named("acme", "two").externalId(Optional.of("S-1")));

        assertThat(error(subject("S-1"))).isEqualTo(LoginError.LINK_COLLISION);
    }

    @Test
    void match_email_onlyOfADomainOfTheConnection() {
        lab.connect(saml("acme").matchOn(MatchOn.EMAIL).jit(Mode.MATCH).emailDomains("acme.example"));
        User known = lab.provision(User.named("acme", "known").emails(List.of(Email.work("ann@acme.example"))));
        lab.provision(User.named("acme", "foreign").emails(List.of(Email.work("ann@elsewhere.example"))));

        for (String other : List.of(
                "ann@elsewhere.example",
                "ann@sub.acme.example",
                "ann@acme.example.evil.test",
                "ann@evil.test@acme.example",
                "acme.example",
                "@acme.example")) {
            assertThat(error(mail("s", other, "true"))).as(other).isEqualTo(LoginError.USER_UNKNOWN);
        }
        assertThat(session(mail("s", "ANN@ACME.example", "true")).userId()).isEqualTo(known.id());
    }

    /** Whoever may type in an address at the identity provider must not become the person who has it. */
    @Test
    @Tag("P-25")
    void match_emailThatNobodyVerified_isNobodys() {
        lab.connect(saml("acme").matchOn(MatchOn.EMAIL).jit(Mode.MATCH).emailDomains("acme.example"));
        User victim = lab.provision(User.named("acme", "ann").emails(List.of(Email.work("ann@acme.example"))));

        assertThat(error(mail("mallory", "ann@acme.example", "false"))).isEqualTo(LoginError.USER_UNKNOWN);
        assertThat(error(mail("mallory", "ann@acme.example", "FALSE"))).isEqualTo(LoginError.USER_UNKNOWN);
        assertThat(lab.stores.links().linksOf("acme", victim.id())).isEmpty();
    }

    /** The default match is by user name, and an address stands in where there is none. */
    @Test
    @Tag("P-25")
    void userName_emailThatNobodyVerified_isNoName() {
        User victim = lab.provision("ann@acme.example");
        Map<String, List<String>> answer = Map.of(
                "subject",
                List.of("mallory"),
                "anonymous",
                List.of("yes"),
                "a.email",
                List.of("ann@acme.example"),
                "a.email_verified",
                List.of("false"));

        assertThat(error(answer)).isEqualTo(LoginError.ATTRIBUTE_MISSING);
        assertThat(lab.stores.links().linksOf("acme", victim.id())).isEmpty();
    }

    /** A provider that knows nothing but a subject and an unverified address still says who somebody is. */
    @Test
    void userName_openIdSubjectOnly_isTheName() {
        User victim = lab.provision("ann@acme.example");
        SsoSession session = session(Map.of(
                "subject", List.of("s-1"),
                "anonymous", List.of("yes"),
                "a.sub", List.of("s-1"),
                "a.email", List.of("ann@acme.example"),
                "a.email_verified", List.of("false")));

        assertThat(session.userName()).isEqualTo("s-1");
        assertThat(session.userId()).isNotEqualTo(victim.id());
    }

    /** Where one provider serves many directories, subjects are told apart by the directory. */
    @Test
    void userName_subjectOfADirectory_isTheName() {
        SsoSession session = session(Map.of(
                "subject", List.of("t-1/s-1"),
                "anonymous", List.of("yes"),
                "a.tid", List.of("t-1"),
                "a.sub", List.of("s-1"),
                "a.preferred_username", List.of("ann@acme.example"),
                "a.email", List.of("ann@acme.example"),
                "a.email_verified", List.of("false")));

        assertThat(session.userName()).isEqualTo("t-1/s-1");
    }

    @Test
    void userName_attributeThatIsNotTheSubject_isNoName() {
        Map<String, List<String>> answer = Map.of(
                "subject", List.of("_transient"), "anonymous", List.of("yes"), "a.sub", List.of("ann@acme.example"));

        assertThat(error(answer)).isEqualTo(LoginError.ATTRIBUTE_MISSING);
    }

    /** SAML Core 8.3.8: another NameID at each sign-in, and still one person. */
    @Test
    void transientNameId_knownByUserName_staysTheSamePerson() {
        SsoSession first = session(transientId("_t1", "a.uid", "ann"));
        SsoSession again = session(transientId("_t2", "a.uid", "ann"));
        SsoSession other = session(transientId("_t3", "a.uid", "ben"));

        assertThat(again.userId()).isEqualTo(first.userId());
        assertThat(again.subject()).isEqualTo("_t2");
        assertThat(other.userId()).isNotEqualTo(first.userId());
    }

    @Test
    void transientNameId_withoutAName_isNobody() {
        assertThat(error(transientId("_t1", "a.other", "ann"))).isEqualTo(LoginError.ATTRIBUTE_MISSING);
    }

    /** A NameID that reads like the name behind a transient one is still another subject. */
    @Test
    void persistentNameId_spelledLikeTheLinkOfATransientOne_isNoneOfTheirs() {
        SsoSession ann = session(transientId("_t1", "a.uid", "ann"));

        assertThat(error(Map.of("subject", List.of("ann"), "a.uid", List.of("ann"))))
                .isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().linksOf("acme", ann.userId())).hasSize(1);
    }

    /** Where people choose their names, one may choose the text that somebody else's link has. */
    @Test
    void chosenNameId_spelledLikeTheLinkOfATransientOne_isNotThatPerson() {
        String ann = session(transientId("_t1", "a.uid", "ann")).userId();
        String linked = lab.stores.links().linksOf("acme", ann).get(0).subject();

        String mallory = session(Map.of("subject", List.of(linked), "a.uid", List.of("mallory")))
                .userId();
        String mallet = session(Map.of("subject", List.of("name-id:" + linked), "a.uid", List.of("mallet")))
                .userId();

        assertThat(List.of(ann, mallory, mallet)).doesNotHaveDuplicates();
        assertThat(session(Map.of("subject", List.of(linked), "a.uid", List.of("mallory")))
                        .userId())
                .isEqualTo(mallory);
    }

    private static Map<String, List<String>> transientId(String value, String attribute, String name) {
        return Map.of(
                "subject",
                List.of(value),
                "anonymous",
                List.of("yes"),
                "format",
                List.of("urn:oasis:names:tc:SAML:2.0:nameid-format:transient"),
                attribute,
                List.of(name));
    }

    @Test
    void otherTenant_sameConnectionNameAndUserName_isAnotherPerson() {
        User there = lab.stores.users().create(User.named("globex", "alice").build(), UserStore.Origin.PROVISIONING);
        lab.stores.links().link(new IdentityLinks.Key("globex", "acme", "alice"), there.id());

        SsoSession here = session(subject("alice"));

        assertThat(here.tenant()).isEqualTo("acme");
        assertThat(here.userId()).isNotEqualTo(there.id());
        assertThat(lab.stores.links().linksOf("globex", there.id())).hasSize(1);
    }

    @Test
    @Tag("S-25")
    void otherConnection_sameSubject_isNotTheFirstOnesPerson() {
        lab.connect(saml("acme"), saml("weak"));
        String alice = session(subject("alice")).userId();

        LoginReply reply = lab.signIn("weak", Map.of("subject", List.of("alice"), "a.userName", List.of("someone")));

        assertThat(signedIn(reply).session().userId()).isNotEqualTo(alice);
        assertThat(refused(lab.signIn("acme", Map.of("subject", List.of("x"), "a.userName", List.of("alice"))))
                        .error())
                .isEqualTo(LoginError.LINK_COLLISION);
    }

    /** Decision 9: the connections of one tenant speak of the same people; the first subject of each is linked. */
    @Test
    void otherConnectionOfTheTenant_sameUserName_signsInTheSamePersonOnce() {
        lab.connect(saml("acme"), saml("second"));
        String alice = session(subject("alice")).userId();

        LoginReply reply = lab.signIn("second", Map.of("subject", List.of("7"), "a.userName", List.of("alice")));

        assertThat(signedIn(reply).session().userId()).isEqualTo(alice);
        assertThat(refused(lab.signIn("second", Map.of("subject", List.of("8"), "a.userName", List.of("alice"))))
                        .error())
                .isEqualTo(LoginError.LINK_COLLISION);
    }

    /** Both identities look for the record before either has linked itself with it. */
    @Test
    void twoIdentities_findOneRecordFreeAtOnce_neverBothLinked() {
        User record = lab.provision("alice");
        IdentityLinks real = lab.stores.links();
        IdentityLinks.Key first = new IdentityLinks.Key("acme", "acme", "the-first");
        lab.connect(justBefore("link", () -> real.link(first, record.id())), saml("acme"));

        LoginError error = error(Map.of("subject", List.of("second"), "a.userName", List.of("alice")));

        assertThat(error).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(real.linksOf("acme", record.id())).containsExactly(first);
    }

    /** The other identity slips in between the creation of the record and the link of the identity it was made for. */
    @Test
    void newRecord_linkedByAnotherIdentityFirst_notShared() {
        IdentityLinks real = lab.stores.links();
        IdentityLinks.Key first = new IdentityLinks.Key("acme", "acme", "the-first");
        lab.connect(
                justBefore(
                        "link",
                        () -> lab.stores
                                .users()
                                .findByUserName("acme", "bob")
                                .ifPresent(made -> real.link(first, made.id()))),
                saml("acme"));

        assertThat(error(subject("bob"))).isEqualTo(LoginError.LINK_COLLISION);
        String made =
                lab.stores.users().findByUserName("acme", "bob").orElseThrow().id();
        assertThat(real.linksOf("acme", made)).containsExactly(first);
    }

    @Test
    void deletedPerson_nameNowOfAnotherSubject_staysDeletedAndKeepsItsLink() {
        String gone = session(subject("alice")).userId();
        lab.stores.users().delete("acme", gone, OptionalLong.empty());
        User successor = lab.provision("alice");
        lab.stores.links().link(new IdentityLinks.Key("acme", "acme", "the-successor"), successor.id());

        assertThat(error(subject("alice"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(lab.stores.links().find(ALICE)).contains(gone);
    }

    @Test
    void deletedPerson_nameLinkedByAnotherSubjectMeanwhile_staysDeletedAndKeepsItsLink() {
        String gone = session(subject("alice")).userId();
        lab.stores.users().delete("acme", gone, OptionalLong.empty());
        User successor = lab.provision("alice");
        IdentityLinks.Key first = new IdentityLinks.Key("acme", "acme", "the-successor");
        IdentityLinks real = lab.stores.links();
        lab.connect(justBefore("relink", () -> real.link(first, successor.id())), saml("acme"));

        assertThat(error(subject("alice"))).isEqualTo(LoginError.LINK_COLLISION);
        assertThat(real.find(ALICE)).contains(gone);
        assertThat(real.linksOf("acme", successor.id())).containsExactly(first);
    }

    @Test
    @Tag("C-18")
    void deletedPerson_provisionedAgainButSwitchedOff_refused() {
        String gone = session(subject("alice")).userId();
        lab.stores.users().delete("acme", gone, OptionalLong.empty());
        lab.provision(User.named("acme", "alice").active(false));

        assertThat(error(subject("alice"))).isEqualTo(LoginError.USER_DEACTIVATED);
        assertThat(lab.stores.links().find(ALICE)).contains(gone);
    }

    /** A right that the identity provider has taken away does not come back from what an earlier sign-in left. */
    @ParameterizedTest
    @EnumSource
    @Tag("C-18")
    void groups_takenAwayAtTheIdentityProvider_gone(Mode mode) {
        session(Map.of("subject", List.of("alice"), "a.groups", List.of("admins", "staff")));
        lab.connect(saml("acme").jit(mode));

        SsoSession later = session(Map.of("subject", List.of("alice"), "a.groups", List.of("staff")));

        assertThat(later.groups()).containsExactly("staff");
        User stored = lab.stores.users().find("acme", later.userId()).orElseThrow();
        assertThat(stored.assertedGroups()).as("what launch links ask").containsExactly("staff");
    }

    @Test
    void groups_newAtTheIdentityProvider_keptWhereSignInsMayWrite() {
        session(subject("alice"));
        lab.connect(saml("acme").jit(Mode.CREATE));

        SsoSession later = session(Map.of(
                "subject", List.of("alice"), "a.groups", List.of("new"), "a.displayName", List.of("Not taken over")));

        User stored = lab.stores.users().find("acme", later.userId()).orElseThrow();
        assertThat(stored.assertedGroups()).containsExactly("new");
        assertThat(stored.displayName()).isEmpty();
    }

    @Test
    void groups_ofProvisioning_stayBesideTheAsserted() {
        User alice = lab.provision("alice");
        lab.stores.users().createGroup(Group.named("acme", "scim"), MembershipChange.adding(Set.of(alice.id())));

        assertThat(session(Map.of("subject", List.of("alice"), "a.groups", List.of("idp")))
                        .groups())
                .containsExactly("idp", "scim");
    }

    /** C-09: names go to access logs, headers and databases. */
    @Test
    @Tag("C-09")
    void names_withControlCharacters_neverReachTheStore() {
        List<String> accepted = new ArrayList<>();
        List<String> hostile = List.of(
                "a\nb",
                "a\r\nSet-Cookie: x",
                "a\u0000b",
                "a\u001b[31m",
                "a\u0085b",
                "a\u2028b",
                "a\u2029b",
                "a\ud800b");
        for (String value : hostile) {
            if (error(Map.of("subject", List.of("s"), "a.userName", List.of(value))) != LoginError.ATTRIBUTE_MISSING) {
                accepted.add(value);
            }
            SsoSession session = session(Map.of(
                    "subject", List.of("alice"),
                    "a.email", List.of(value),
                    "a.displayName", List.of(value),
                    "a.givenName", List.of(value),
                    "a.groups", List.of(value, "plain")));
            User stored = lab.stores.users().find("acme", session.userId()).orElseThrow();
            if ((session + " " + stored).contains(value) || !session.groups().equals(Set.of("plain"))) {
                accepted.add("beside the name: " + value);
            }
        }
        System.out.printf("attacks: %d tried, %d accepted (C-09)%n", hostile.size() * 2, accepted.size());
        assertThat(accepted).isEmpty();
    }

    @Test
    void userName_blankOrEndless_refusedAsTyped() {
        for (String name : List.of(" ", "\u2003", "x".repeat(501))) {
            assertThat(error(subject(name))).isEqualTo(LoginError.ATTRIBUTE_MISSING);
        }
        assertThat(session(subject("x".repeat(500))).userName()).hasSize(500);
    }

    @Test
    @Tag("C-18")
    void deactivatedBetweenReadingAndWriting_refused() {
        String id = session(subject("alice")).userId();
        UserStore users = lab.stores.users();
        Runnable deactivation = () -> users.replace(
                users.find("acme", id).orElseThrow().toBuilder().active(false).build(), OptionalLong.empty());
        lab.connect(
                lab.stores.withUsers(Between.justBefore(UserStore.class, users, "replace", deactivation)),
                saml("acme"));

        assertThat(error(Map.of("subject", List.of("alice"), "a.displayName", List.of("New"))))
                .isEqualTo(LoginError.USER_DEACTIVATED);
    }

    /** The same stores, but somebody else is a moment faster with a link. */
    private Stores justBefore(String method, Runnable somebodyElse) {
        Stores real = lab.stores;
        return new AnyStores(
                real.users(),
                Between.justBefore(IdentityLinks.class, real.links(), method, somebodyElse),
                real.oneTime(),
                real.revocations(),
                real.samlKeys(),
                real.sessions(),
                real.connections(),
                real.scim());
    }

    private record AnyStores(
            UserStore users,
            IdentityLinks links,
            OneTimeStore oneTime,
            SessionRevocations revocations,
            SamlKeyStore samlKeys,
            SessionIndex sessions,
            ConnectionDocuments connections,
            ScimStores scim)
            implements Stores {}

    private LoginError error(Map<String, List<String>> answer) {
        return refused(lab.signIn("acme", answer)).error();
    }

    private SsoSession session(Map<String, List<String>> answer) {
        return signedIn(lab.signIn("acme", answer)).session();
    }

    private static Map<String, List<String>> subject(String subject) {
        return Map.of("subject", List.of(subject));
    }

    private static Map<String, List<String>> mail(String subject, String address, String verified) {
        return Map.of("subject", List.of(subject), "a.email", List.of(address), "a.email_verified", List.of(verified));
    }
}
