package io.ssokit.launch;

import static io.ssokit.launch.LaunchFixture.APP;
import static io.ssokit.launch.LaunchFixture.KEY;
import static io.ssokit.launch.LaunchFixture.LOUNGE;
import static io.ssokit.launch.LaunchFixture.NOON;
import static io.ssokit.launch.LaunchFixture.STUDIO;
import static io.ssokit.launch.LaunchFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ssokit.audit.AuditEvent.LaunchCreated;
import io.ssokit.audit.AuditEvent.LaunchRedeemed;
import io.ssokit.audit.AuditEvent.LaunchRefused;
import io.ssokit.connection.ConnectionDocuments;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LaunchError;
import io.ssokit.error.StoreException;
import io.ssokit.key.SamlKeyStore;
import io.ssokit.provisioning.ScimStores;
import io.ssokit.session.SessionIndex;
import io.ssokit.session.SessionRevocations;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import io.ssokit.session.SsoSession.Launched;
import io.ssokit.state.OneTimeStore;
import io.ssokit.store.Stores;
import io.ssokit.user.IdentityLinks;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import io.ssokit.user.UserStore;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LauncherTest {
    private final LaunchFixture app = new LaunchFixture();

    @Test
    void presign_personOfTheGroup_linkBelowTheBaseUrl() {
        PresignedUrl url = app.launcher.presign(LaunchRequest.to("studio").as(app.session(app.ada)));
        assertThat(url.authorizedUrl().toString())
                .startsWith("https://app.example.com/sso/launch?token=v1.k1.")
                .hasSizeLessThan(700);
        assertThat(url.expiresAt()).isEqualTo(NOON.plusSeconds(300));
        assertThat(app.events)
                .containsExactly(new LaunchCreated(
                        NOON, "acme", url.launchId(), "studio", profileOfAda(), app.ada.id(), url.expiresAt()));
    }

    @Test
    void presignedUrl_printed_withoutToken() {
        PresignedUrl url = app.launcher.presign(LaunchRequest.to("studio").as(app.session(app.ada)));
        assertThat(url.toString())
                .contains(url.launchId())
                .doesNotContain("v1.")
                .doesNotContain("token=");
        assertThat(KEY.toString()).isEqualTo("LaunchKey[k1]");
    }

    @Test
    void token_decoded_holdsNeitherMailNorTagsNorGroups() {
        String payload = app.token().split("\\.")[2];
        String json = new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
        assertThat(json).doesNotContain("@").doesNotContain("CostCenter").doesNotContain("engineering");
    }

    @Test
    void verify_manyTimes_consumesNothing() {
        String token = app.token();
        for (int i = 0; i < 3; i++) {
            VerifiedLaunch launch = app.launcher.verify(token);
            assertThat(launch.user()).isEqualTo(app.ada);
            assertThat(launch.target()).isEqualTo(STUDIO);
            assertThat(launch.landing()).isEqualTo(URI.create("https://app.example.com/app/"));
        }
        assertThat(app.redeem(token)).isEmpty();
    }

    @Test
    void redeem_inFreshBrowser_sessionOfThatProfile() {
        SsoSession signIn = app.session(app.ada, NOON.plus(Duration.ofHours(2)));
        app.stores.links().link(new IdentityLinks.Key("acme", "okta", signIn.subject()), app.ada.id());
        String token = app.token(LaunchRequest.to("studio")
                .profile(new LaunchProfile("team-one"))
                .landing("books/1?tab=2")
                .as(signIn));
        app.clock.set(NOON.plusSeconds(60));
        Redemption redeemed = app.launcher.redeem(token, Optional.empty());
        assertThat(redeemed.landing()).isEqualTo(URI.create("https://app.example.com/app/books/1?tab=2"));
        SsoSession session = redeemed.session();
        assertThat(session.userId()).isEqualTo(app.ada.id());
        assertThat(session.connection()).isEqualTo("okta");
        assertThat(session.subject()).isEqualTo(signIn.subject());
        assertThat(session.groups()).containsExactly("engineering");
        assertThat(session.tags()).isEqualTo(SessionTags.NONE);
        assertThat(session.authenticatedAt()).isEqualTo(NOON);
        assertThat(session.startedAt()).isEqualTo(NOON.plusSeconds(60));
        assertThat(session.expiresAt()).isEqualTo(signIn.expiresAt());
        assertThat(session.idpSessionIndex()).contains("idx-1");
        assertThat(session.id()).as("ends with the sign-in").isEqualTo(signIn.id());
        assertThat(session.launch()).contains(new Launched("studio", "team-one"));
        assertThat(app.events).last().isInstanceOf(LaunchRedeemed.class);
    }

    @Test
    void redeem_inOwnBrowser_keepsTagsAndSignIn() {
        SsoSession signIn = app.session(app.ada, NOON.plus(Duration.ofHours(2)));
        String token = app.token(LaunchRequest.to("studio").forUser("acme", app.ada.id()));
        SsoSession session = app.launcher.redeem(token, Optional.of(signIn)).session();
        assertThat(session.tags()).isEqualTo(signIn.tags());
        assertThat(session.subject()).isEqualTo(signIn.subject());
        assertThat(session.connection()).isEqualTo("okta");
        assertThat(session.id()).isEqualTo(signIn.id());
        assertThat(session.expiresAt()).isEqualTo(signIn.expiresAt());
    }

    @Test
    void redeem_linkWithoutSignIn_saysSo() {
        String token = app.token(
                LaunchRequest.to("lounge").sessionLifetime(Duration.ofHours(1)).forUser("acme", app.ada.id()));
        SsoSession session = app.launcher.redeem(token, Optional.empty()).session();
        assertThat(session.connection()).isEqualTo("launch");
        assertThat(session.subject()).isEqualTo(app.ada.id());
        assertThat(session.expiresAt()).isEqualTo(NOON.plus(Duration.ofHours(1)));
    }

    @Test
    void redeem_expiredSessionOfOtherPersonInBrowser_doesNotStandInTheWay() {
        User bob = app.person("bob");
        SsoSession over = app.session(bob, NOON);
        assertThat(refusal(() -> app.launcher.redeem(app.token(), Optional.of(over))))
                .isEmpty();
        SsoSession revoked = app.session(bob);
        app.stores.revocations().revoke("acme", bob.id(), NOON);
        app.clock.set(NOON.plusSeconds(1));
        assertThat(refusal(() -> app.launcher.redeem(app.token(), Optional.of(revoked))))
                .isEmpty();
    }

    @Test
    void presign_personOutsideTheGroup_notAllowed() {
        User bob = app.person("bob");
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("studio").as(app.session(bob)))))
                .contains(LaunchError.NOT_ALLOWED);
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("lounge").as(app.session(bob)))))
                .isEmpty();
    }

    @Test
    void presign_groupOfTheLastAssertion_counts() {
        User bob = app.stores
                .users()
                .create(
                        User.named("acme", "bob")
                                .assertedGroups(Set.of("engineering"))
                                .build(),
                        UserStore.Origin.SIGN_IN);
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("studio").as(app.session(bob)))))
                .isEmpty();
    }

    @Test
    void presign_unknownTargetOrPerson_refused() {
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("nope").as(app.session(app.ada)))))
                .contains(LaunchError.UNKNOWN_TARGET);
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("lounge").forUser("acme", "nobody"))))
                .contains(LaunchError.USER_DEACTIVATED);
    }

    @Test
    void presign_sessionOverOrRevoked_refused() {
        SsoSession over = app.session(app.ada, NOON);
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("studio").as(over))))
                .contains(LaunchError.NOT_ALLOWED);
        SsoSession revoked = app.session(app.ada);
        app.stores.revocations().revoke("acme", app.ada.id(), NOON);
        app.clock.set(NOON.plusSeconds(1));
        assertThat(refusal(() -> app.launcher.presign(LaunchRequest.to("studio").as(revoked))))
                .contains(LaunchError.USER_DEACTIVATED);
    }

    @Test
    void redeem_groupTakenAwaySince_refused() {
        String token = app.token();
        String group = app.stores.users().groupsOf("acme", app.ada.id()).get(0).id();
        app.stores
                .users()
                .changeMembers("acme", group, MembershipChange.removing(Set.of(app.ada.id())), OptionalLong.empty());
        assertThat(app.redeem(token)).contains(LaunchError.NOT_ALLOWED);
    }

    @Test
    void redeem_targetRemovedSince_refused() {
        String token = app.token(LaunchRequest.to("lounge").as(app.session(app.ada)));
        Launcher without = Launcher.builder(APP, app.stores)
                .keys(KEY)
                .targets(List.of(STUDIO))
                .clock(app.clock)
                .build();
        assertThat(refusal(() -> without.redeem(token, Optional.empty()))).contains(LaunchError.UNKNOWN_TARGET);
    }

    @Test
    void redeem_signInOverSince_refused() {
        String token = app.token(LaunchRequest.to("studio").as(app.session(app.ada, NOON.plusSeconds(20))));
        app.clock.set(NOON.plusSeconds(20));
        assertThat(app.redeem(token)).contains(LaunchError.EXPIRED);
    }

    @Test
    void redeem_olderKeyOfTheRing_acceptedUntilItLeaves() {
        LaunchKey next = LaunchKey.of("k2", "another secret of 32 bytes at least".getBytes(StandardCharsets.UTF_8));
        String token = app.token();
        Launcher rotated = app.launcher(APP, next, KEY);
        assertThat(refusal(() -> rotated.verify(token))).isEmpty();
        Launcher later = app.launcher(APP, next);
        assertThat(refusal(() -> later.verify(token))).contains(LaunchError.SIGNATURE);
    }

    @Test
    void refusal_anyReason_auditedUnderTheReferenceWithoutToken() {
        String token = app.token();
        app.redeem(token);
        try {
            app.launcher.redeem(token, Optional.empty());
            throw new AssertionError("redeemed twice");
        } catch (LaunchException refused) {
            LaunchRefused event = (LaunchRefused) app.events.get(app.events.size() - 1);
            assertThat(event.reference()).isEqualTo(refused.reference());
            assertThat(event.error()).isEqualTo(LaunchError.USED);
            assertThat(event.tenant()).isEqualTo("acme");
            assertThat(event.launchId()).isPresent();
            assertThat(event.toString() + refused.getMessage()).doesNotContain(token.substring(6, 40));
        }
    }

    @Test
    void redeem_storeDoesNotAnswer_refusedAndStillRedeemableAfterwards() {
        String token = app.token();
        Launcher broken = Launcher.builder(APP, new BrokenOneTime(app.stores))
                .keys(KEY)
                .targets(List.of(STUDIO))
                .clock(app.clock)
                .audit(app.events::add)
                .build();
        assertThat(refusal(() -> broken.redeem(token, Optional.empty()))).contains(LaunchError.STORE_UNAVAILABLE);
        assertThat(app.redeem(token)).isEmpty();
    }

    @Test
    void build_twoKeysOrTargetsOfOneId_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> app.launcher(APP, KEY, LaunchKey.of("k1", new byte[40])));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Launcher.builder(APP, app.stores).targets(List.of(LOUNGE, LOUNGE)));
        assertThatIllegalArgumentException().isThrownBy(() -> LaunchKey.of("k.1", new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> LaunchKey.of("k1", new byte[31]));
        assertThatIllegalArgumentException().isThrownBy(() -> LaunchTarget.of("a b", "A"));
        assertThatIllegalArgumentException().isThrownBy(() -> LaunchTarget.of("a", " "));
        for (String landing : List.of("app/", "/app", "//x/", "/../", "/a//b/", "/sso/", "/scim/v2/", "/a?b/", "")) {
            assertThatIllegalArgumentException().as(landing).isThrownBy(() -> STUDIO.landingAt(landing));
        }
    }

    @Test
    void presign_belowContextPath_linkAndLandingBelowItToo() {
        ServiceProvider shop = ServiceProvider.of(URI.create("http://127.0.0.1:8080/shop"));
        Launcher launcher = app.launcher(shop, KEY);
        PresignedUrl url = launcher.presign(LaunchRequest.to("studio").as(app.session(app.ada)));
        assertThat(url.authorizedUrl().toString()).startsWith("http://127.0.0.1:8080/shop/sso/launch?token=v1.");
        assertThat(launcher.verify(LaunchFixture.token(url)).landing())
                .isEqualTo(URI.create("http://127.0.0.1:8080/shop/app/"));
    }

    private static String profileOfAda() {
        return LaunchProfile.ofUserName("ada@acme.example").name();
    }

    private record BrokenOneTime(Stores rest) implements Stores {
        @Override
        public UserStore users() {
            return rest.users();
        }

        @Override
        public IdentityLinks links() {
            return rest.links();
        }

        @Override
        public OneTimeStore oneTime() {
            return (purpose, id, until) -> {
                throw new StoreException.Unavailable("down", Duration.ofSeconds(5), null);
            };
        }

        @Override
        public SessionRevocations revocations() {
            return rest.revocations();
        }

        @Override
        public SamlKeyStore samlKeys() {
            return rest.samlKeys();
        }

        @Override
        public SessionIndex sessions() {
            return rest.sessions();
        }

        @Override
        public ConnectionDocuments connections() {
            return rest.connections();
        }

        @Override
        public ScimStores scim() {
            return rest.scim();
        }
    }
}
