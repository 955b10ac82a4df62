package io.ssokit.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.ConnectionBuilder;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.IdpConnectionStore;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.error.LaunchError;
import io.ssokit.session.SsoSession;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Which targets the people of a connection may open ({@code apps}), when a link is made and when it is opened. */
class LaunchAppsTest {
    private final LaunchFixture lab = new LaunchFixture();

    /** Of a person who has signed in by connection {@code okta}. */
    private final SsoSession session = lab.session(lab.ada);

    @Test
    void presign_connectionNamesTheTarget_link() {
        assertThat(open(launcher(okta().apps("studio")), "studio")).isNotNull();
        assertThat(open(launcher(okta()), "lounge")).isNotNull();
        assertThat(open(launcher(okta().signIn(false).apps("lounge")), "lounge"))
                .isNotNull();
    }

    @Test
    void presign_connectionNamesOthers_refused() {
        assertRefused(() -> open(launcher(okta().apps("studio")), "lounge"));
        assertRefused(() -> open(launcher(okta().signIn(false).apps("lounge")), "studio"));
    }

    @Test
    void presign_withoutASignIn_isTheAppsOwnChoice() {
        Launcher launcher = launcher(okta().apps("studio"));
        assertThat(launcher.presign(LaunchRequest.to("lounge").forUser("acme", lab.ada.id())))
                .isNotNull();
    }

    @Test
    void redeem_targetTakenFromTheConnectionMeanwhile_refused() {
        String token = open(launcher(okta().apps("studio", "lounge")), "lounge");
        Launcher later = launcher(okta().apps("studio"));
        assertRefused(() -> later.verify(token));
        assertRefused(() -> later.redeem(token, Optional.empty()));
    }

    /** What it was allowed is not known any more. */
    @Test
    void presign_connectionIsGone_refused() {
        String token = open(launcher(okta().apps("studio")), "studio");
        Launcher later = launcher(IdpConnection.saml("other").tenant("acme").metadataXml("<none/>"));
        assertRefused(() -> open(later, "lounge"));
        assertRefused(() -> open(later, "studio"));
        assertRefused(() -> later.redeem(token, Optional.empty()));
        assertThat(later.presign(LaunchRequest.to("lounge").forUser("acme", lab.ada.id())))
                .isNotNull();
    }

    private static void assertRefused(ThrowingCallable step) {
        assertThatThrownBy(step)
                .isInstanceOfSatisfying(
                        LaunchException.class,
                        refused -> assertThat(refused.error()).isEqualTo(LaunchError.NOT_ALLOWED));
    }

    private String open(Launcher launcher, String target) {
        URI link = launcher.presign(LaunchRequest.to(target).as(session)).authorizedUrl();
        return link.getRawQuery().substring("token=".length());
    }

    private static SamlConnectionBuilder okta() {
        return IdpConnection.saml("okta").tenant("acme").metadataXml("<none/>");
    }

    private Launcher launcher(ConnectionBuilder<?> okta) {
        return Launcher.builder(LaunchFixture.APP, lab.stores)
                .keys(LaunchFixture.KEY)
                .targets(List.of(LaunchFixture.STUDIO, LaunchFixture.LOUNGE))
                .connections(IdpConnectionStore.of(List.of(okta.build())))
                .clock(lab.clock)
                .build();
    }
}
