package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.audit.AuditEvent;
import io.ssokit.error.LoginError;
import io.ssokit.session.SsoSession;
import io.ssokit.user.Group;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.Pin;
import io.ssokit.user.User;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People whom the app itself has authenticated. */
class LocalSignInTest {
    private final LoginLab lab = new LoginLab(saml("acme"));
    private final User root = lab.provision("root");

    @Test
    void signIn_noEngineAndNoConnectionAnswers_sessionOfTheAppsOwnLogin() {
        lab.stores.users().createGroup(Group.named("acme", "staff"), MembershipChange.adding(Set.of(root.id())));

        // A lab with no connection at all.
        lab.connect();
        LoginReply.SignedIn reply =
                signedIn(lab.flow.signIn(LocalSignIn.of("acme", root.id()).returnTo("/app/x")));

        SsoSession session = reply.session();
        assertThat(session.connection()).isEqualTo("local");
        assertThat(session.protocol()).isEqualTo("local");
        assertThat(session.userId()).isEqualTo(root.id());
        assertThat(session.groups()).containsExactly("staff");
        assertThat(session.expiresAt()).isEqualTo(lab.clock.instant().plus(Duration.ofHours(12)));
        assertThat(reply.landing()).isEqualTo(URI.create("https://app.example.com/app/x"));
        assertThat(lab.events)
                .singleElement()
                .satisfies(event -> assertThat(event.name()).isEqualTo("login.local"));
    }

    @Test
    void signIn_groupsOfAnEarlierSignIn_notHis() {
        lab.stores
                .users()
                .replace(root.toBuilder().assertedGroups(List.of("admins")).build(), OptionalLong.empty());

        assertThat(signedIn(lab.flow.signIn(LocalSignIn.of("acme", root.id())))
                        .session()
                        .groups())
                .isEmpty();
    }

    @Test
    @Tag("C-18")
    void signIn_deactivated_refusedAndAudited() {
        lab.stores.users().replace(root.toBuilder().active(false).build(), OptionalLong.empty());

        LoginReply reply = lab.flow.signIn(LocalSignIn.of("acme", root.id()).breakGlass("down"));

        assertThat(refused(reply).error()).isEqualTo(LoginError.USER_DEACTIVATED);
        AuditEvent.SignInRefused event = (AuditEvent.SignInRefused) lab.events.get(0);
        assertThat(event.tenant()).isEqualTo("acme");
        assertThat(event.connection()).isEqualTo("local");
    }

    @Test
    void signIn_personOfAnotherTenantOrNobody_refused() {
        assertThat(refused(lab.flow.signIn(LocalSignIn.of("globex", root.id()))).error())
                .isEqualTo(LoginError.USER_UNKNOWN);
        assertThat(refused(lab.flow.signIn(LocalSignIn.of("acme", "nobody"))).error())
                .isEqualTo(LoginError.USER_UNKNOWN);
    }

    @Test
    void signIn_pinnedToAConnection_onlyWithBreakGlassAndItsReason() {
        lab.stores.links().pin("acme", root.id(), Pin.to("acme"));

        assertThat(refused(lab.flow.signIn(LocalSignIn.of("acme", root.id()))).error())
                .isEqualTo(LoginError.PINNED_ELSEWHERE);
        lab.events.clear();
        signedIn(lab.flow.signIn(LocalSignIn.of("acme", root.id()).breakGlass("identity provider\nis down")));

        AuditEvent.SignedInLocally event = (AuditEvent.SignedInLocally) lab.events.get(0);
        assertThat(event.name()).isEqualTo("login.break-glass");
        assertThat(event.breakGlass()).contains("identity provider?is down");
    }

    @Test
    void signIn_pinnedToTheAppsOwnLogin_heAndNoIdentityProvider() {
        lab.stores.links().pin("acme", root.id(), Pin.NONE);

        signedIn(lab.flow.signIn(LocalSignIn.of("acme", root.id())));
        LoginReply byIdp = lab.signIn("acme", Map.of("subject", List.of("root")));

        assertThat(refused(byIdp).error()).isEqualTo(LoginError.PINNED_ELSEWHERE);
        assertThat(lab.stores.links().linksOf("acme", root.id())).isEmpty();
    }

    @Test
    void signIn_sessionsEndedMeanwhile_refused() {
        lab.stores.revocations().revoke("acme", root.id(), lab.clock.instant());

        assertThat(refused(lab.flow.signIn(LocalSignIn.of("acme", root.id()))).error())
                .isEqualTo(LoginError.USER_DEACTIVATED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "LOCAL", "Local"})
    void connection_calledLikeTheAppsOwnLogin_refusedAtBuild(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> saml(id).build())
                .withMessageContaining("connections." + id + ": this id is the app's own login's");
    }

    /** A tenant's connection of that name would decide about everybody's launched sessions. */
    @ParameterizedTest
    @ValueSource(strings = {"launch", "LAUNCH"})
    void connection_calledLikeSessionsOfLaunchLinks_refusedAtBuild(String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> saml(id).build())
                .withMessageContaining("connections." + id + ": this id is that of sessions from launch links");
    }
}
