package io.ssokit.login;

import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.connection.JitPolicy.MatchOn;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.session.SsoSession;
import io.ssokit.user.Email;
import io.ssokit.user.IdentityLinks.Key;
import io.ssokit.user.User;
import io.ssokit.user.UserQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * F-09: the process dies at each store call of a sign-in in turn, before the call is done or just behind it. The person tries
 * again: one record, one link, and nobody has to clean up.
 */
class SignInCrashTest {
    private static final Map<String, List<String>> ALICE = Map.of(
            "subject", List.of("a-1"),
            "a.userName", List.of("alice"),
            "a.email", List.of("alice@acme.example"),
            "a.email_verified", List.of("true"),
            "a.displayName", List.of("Alice"));

    @ParameterizedTest
    @EnumSource
    @Tag("F-09")
    void firstSignIn_diesAtAnyStoreCall_nextOneFindsOrMakesOnePerson(MatchOn matchOn) {
        assertThat(deaths(matchOn, false)).isGreaterThan(4);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("F-09")
    void firstSignInOfAProvisionedPerson_diesAtAnyStoreCall_nextOneIsTheirs(MatchOn matchOn) {
        assertThat(deaths(matchOn, true)).isGreaterThan(4);
    }

    private static int deaths(MatchOn matchOn, boolean provisioned) {
        int deaths = 0;
        for (boolean afterwards : new boolean[] {false, true}) {
            for (int fatal = 1; dies(matchOn, provisioned, new Crashes(fatal, afterwards)); fatal++) {
                deaths++;
            }
        }
        return deaths;
    }

    private static boolean dies(MatchOn matchOn, boolean provisioned, Crashes crashes) {
        LoginLab lab = new LoginLab();
        if (provisioned) {
            lab.provision(User.named("acme", "alice")
                    .externalId(Optional.of("a-1"))
                    .emails(List.of(Email.work("alice@acme.example"))));
        }
        lab.connect(crashes.of(lab.stores), connection(matchOn));
        lab.signIn("acme", ALICE);
        lab.connect(connection(matchOn));

        SsoSession session = signedIn(lab.signIn("acme", ALICE)).session();

        List<User> everybody =
                lab.stores.users().query("acme", UserQuery.page(0, 9)).items();
        assertThat(everybody).singleElement().satisfies(one -> {
            assertThat(one.id()).isEqualTo(session.userId());
            assertThat(one.displayName()).contains("Alice");
        });
        Key key = new Key("acme", "acme", "a-1");
        assertThat(lab.stores.links().find(key)).contains(session.userId());
        assertThat(lab.stores.links().linksOf("acme", session.userId())).containsExactly(key);
        return crashes.happened();
    }

    private static SamlConnectionBuilder connection(MatchOn matchOn) {
        return saml("acme").matchOn(matchOn).pinUser().emailDomains("acme.example");
    }
}
