package io.ssokit.login;

import static io.ssokit.login.LoginLab.refused;
import static io.ssokit.login.LoginLab.saml;
import static io.ssokit.login.LoginLab.signedIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.audit.AuditEvent;
import io.ssokit.connection.JitPolicy;
import io.ssokit.connection.SamlConnection;
import io.ssokit.error.LoginError;
import io.ssokit.internal.RandomToken;
import io.ssokit.internal.Sealed;
import io.ssokit.session.SsoSession;
import io.ssokit.store.Stores;
import io.ssokit.user.MembershipChange;
import io.ssokit.user.User;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoginFlowTest {
    private final LoginLab lab = new LoginLab(saml("acme"), saml("other"));
    private final Stores stores = lab.stores;
    private final List<AuditEvent> events = lab.events;
    private final LoginLab.Browser browser = lab.browser;

    @Test
    void finish_answerOfTheOpenAttempt_signsInAndReturnsToThePage() {
        browser.start("acme", "/app/report?y=2026");
        LoginReply.SignedIn reply = signedIn(browser.answer("acme", "alice"));

        assertThat(reply.landing()).isEqualTo(URI.create("https://app.example.com/app/report?y=2026"));
        assertThat(reply.session().subject()).isEqualTo("alice");
        assertThat(reply.session().tenant()).isEqualTo("acme");
        assertThat(events).hasAtLeastOneElementOfType(AuditEvent.SignedIn.class);
    }

    @Test
    void finish_twoTabs_bothLandOnTheirOwnPage() {
        String first = browser.start("acme", "/app/first");
        String second = browser.start("acme", "/app/second");

        assertThat(signedIn(browser.answer("acme", "alice", second)).landing().getPath())
                .isEqualTo("/app/second");
        assertThat(signedIn(browser.answer("acme", "alice", first)).landing().getPath())
                .isEqualTo("/app/first");
    }

    @Test
    void start_fifthAttempt_dropsTheOldest() {
        String oldest = browser.start("acme", "/app/0");
        for (int i = 1; i <= 4; i++) {
            lab.clock.advance(Duration.ofSeconds(1));
            browser.start("acme", "/app/" + i);
        }

        assertThat(browser.attempts()).isEqualTo(4);
        assertThat(refused(browser.answer("acme", "alice", oldest)).error()).isEqualTo(LoginError.ATTEMPT_UNKNOWN);
    }

    @Test
    @Tag("S-21")
    void finish_sameAnswerTwiceWithTheCookieKept_secondRefused() {
        String handle = browser.start("acme", "/app/");
        Map<String, String> cookies = new HashMap<>(browser.cookies);
        signedIn(browser.answer("acme", "alice", handle));
        browser.cookies.putAll(cookies);

        LoginReply.Refused second = refused(browser.answer("acme", "alice", handle));

        assertThat(lab.reasonOf(second)).isEqualTo(LoginError.REPLAYED);
        assertThat(second.error().httpStatus()).isEqualTo(403);
    }

    /** Whatever is wrong with a message, its sender learns the same; what people can act upon they are told. */
    @Test
    @Tag("S-16")
    void refuse_forEachReason_contentLooksAlikeAndTheAuditEventTellsIt() {
        Set<LoginError> alike = EnumSet.noneOf(LoginError.class);
        for (LoginError reason : LoginError.values()) {
            LoginReply.Refused reply =
                    refused(lab.flow.refuse("acme", LoginException.of(reason, "one thing", "another thing")));
            assertThat(lab.reasonOf(reply)).isEqualTo(reason);
            if (reply.error() != reason) {
                assertThat(reply)
                        .usingRecursiveComparison()
                        .ignoringFields("reference")
                        .isEqualTo(refused(lab.flow.refuse("acme", LoginException.of(LoginError.SIGNATURE, "", ""))));
                alike.add(reason);
            }
        }
        assertThat(alike)
                .contains(
                        LoginError.SIGNATURE,
                        LoginError.DECRYPTION,
                        LoginError.MALFORMED,
                        LoginError.TOO_LARGE,
                        LoginError.STRUCTURE,
                        LoginError.ISSUER,
                        LoginError.AUDIENCE,
                        LoginError.REPLAYED)
                .doesNotContain(LoginError.UNKNOWN_CONNECTION, LoginError.USER_DEACTIVATED, LoginError.IDP_UNAVAILABLE);
        assertThat(alike).extracting(LoginError::shown).containsOnly(LoginError.RESPONSE_REFUSED);
        assertThat(alike).extracting(LoginError::httpStatus).containsOnly(403);
    }

    @Test
    @Tag("O-07")
    void finish_fromAnotherBrowser_refused() {
        String handle = browser.start("acme", "/app/");

        LoginReply reply = lab.new Browser().answer("acme", "alice", handle);

        assertThat(refused(reply).error()).isEqualTo(LoginError.ATTEMPT_UNKNOWN);
    }

    @Test
    @Tag("S-25")
    void finish_atTheCallbackOfAnotherConnection_refused() {
        String handle = browser.start("acme", "/app/");

        assertThat(refused(browser.answer("other", "alice", handle)).error()).isEqualTo(LoginError.ATTEMPT_UNKNOWN);
    }

    @Test
    void finish_afterTenMinutes_refused() {
        String handle = browser.start("acme", "/app/");
        lab.clock.advance(Duration.ofMinutes(10));

        assertThat(refused(browser.answer("acme", "alice", handle)).error()).isEqualTo(LoginError.ATTEMPT_UNKNOWN);
    }

    @Test
    void finish_garbage_endsTheAttemptAndTakesNoId() {
        String handle = browser.start("acme", "/app/");
        refused(browser.send("acme", Map.of("RelayState", List.of(handle))));

        assertThat(browser.attempts()).isZero();
        assertThat(stores.oneTime()
                        .take(
                                "fake.request",
                                "acme:r-" + handle,
                                lab.clock.instant().plusSeconds(9)))
                .isTrue();
    }

    @Test
    @Tag("S-23")
    void finish_unsolicited_bouncedThreeTimesThenRefusedAndNeverSignedIn() {
        for (int i = 0; i < 3; i++) {
            LoginReply reply = browser.send("acme", unsolicited("/deep/link?x=1"));
            assertThat(reply).isInstanceOf(LoginReply.Redirect.class);
        }

        assertThat(refused(browser.send("acme", unsolicited("/deep/link?x=1"))).error())
                .isEqualTo(LoginError.TOO_MANY_BOUNCES);
    }

    @Test
    @Tag("S-23")
    void finish_bouncedThenAnswered_landsOnTheRelayStatesPath() {
        LoginReply.Redirect bounce = (LoginReply.Redirect) browser.send("acme", unsolicited("/deep/link?x=1"));
        String handle = bounce.location().getQuery().substring("state=".length());

        assertThat(signedIn(browser.answer("acme", "alice", handle)).landing())
                .isEqualTo(URI.create("https://app.example.com/deep/link?x=1"));
    }

    @Test
    @Tag("S-23")
    void finish_unsolicitedAtRejectingConnection_refused() {
        lab.connect(saml("acme").idpInitiated(SamlConnection.IdpInitiated.REJECT));

        assertThat(refused(browser.send("acme", unsolicited("/"))).error()).isEqualTo(LoginError.UNSOLICITED);
    }

    @Test
    @Tag("C-05")
    void finish_attemptCookieTamperedWith_alwaysTheSameRefusal() {
        String handle = browser.start("acme", "/app/");
        Map.Entry<String, String> cookie = browser.cookies.entrySet().iterator().next();
        List<String> forged = new ArrayList<>();
        for (int i = 0; i < cookie.getValue().length(); i++) {
            char other = cookie.getValue().charAt(i) == 'A' ? 'B' : 'A';
            forged.add(cookie.getValue().substring(0, i)
                    + other
                    + cookie.getValue().substring(i + 1));
            forged.add(cookie.getValue().substring(0, i));
        }
        forged.add(Sealed.with(RandomToken.bytes(32)).seal("_handle=" + handle, "sso-kit/attempt"));
        int accepted = 0;
        for (String value : forged) {
            browser.cookies.put(cookie.getKey(), value);
            LoginReply reply = browser.answer("acme", "alice", handle);
            boolean uniform =
                    reply instanceof LoginReply.Refused refused && refused.error() == LoginError.ATTEMPT_UNKNOWN;
            accepted += uniform ? 0 : 1;
        }
        System.out.printf("attacks: %d tried, %d accepted (C-05)%n", forged.size(), accepted);
        assertThat(accepted).isZero();
    }

    @Test
    @Tag("C-03")
    void start_https_cookieIsSecureHttpOnlyCrossSiteAndShortLived() {
        LoginReply reply = lab.flow.start("acme", browser.get(Map.of()));

        assertThat(reply.cookies()).hasSize(1);
        assertThat(reply.cookies().get(0).header())
                .startsWith("__Secure-sso-attempt-")
                .contains("; Path=/sso; Max-Age=600; HttpOnly; Secure; SameSite=None");
    }

    @Test
    void finish_firstLogin_createsTheUserWithMappedValues() {
        browser.start("acme", "/app/");
        SsoSession session = signedIn(browser.answer(
                        "acme",
                        Map.of(
                                "subject", List.of("alice"),
                                "a.email", List.of("alice@acme.example"),
                                "a.groups", List.of("admins", "engineering"),
                                "a.https://aws.amazon.com/SAML/Attributes/AccessControl:CostCenter", List.of("blue "))))
                .session();

        User user = stores.users().find("acme", session.userId()).orElseThrow();
        assertThat(user.userName()).isEqualTo("alice");
        assertThat(user.email()).contains("alice@acme.example");
        assertThat(session.groups()).containsExactly("admins", "engineering");
        assertThat(session.tags().value("costcenter")).contains("blue");
    }

    @Test
    void finish_provisionedUserOfThatName_linkedWithItsScimGroups() {
        User provisioned = lab.provision("Alice");
        stores.users()
                .createGroup(
                        io.ssokit.user.Group.named("acme", "from-scim"),
                        MembershipChange.adding(Set.of(provisioned.id())));
        browser.start("acme", "/app/");

        SsoSession session = signedIn(browser.answer("acme", "alice")).session();

        assertThat(session.userId()).isEqualTo(provisioned.id());
        assertThat(session.groups()).containsExactly("from-scim");
    }

    @Test
    void finish_deactivatedUser_refusedBeforeAndAfterLinking() {
        User provisioned = lab.provision("alice");
        stores.users().replace(provisioned.toBuilder().active(false).build(), OptionalLong.empty());
        browser.start("acme", "/app/");
        assertThat(refused(browser.answer("acme", "alice")).error()).isEqualTo(LoginError.USER_DEACTIVATED);

        stores.users().replace(provisioned.toBuilder().active(true).build(), OptionalLong.empty());
        browser.start("acme", "/app/");
        signedIn(browser.answer("acme", "alice"));
        stores.users().replace(provisioned.toBuilder().active(false).build(), OptionalLong.empty());
        browser.start("acme", "/app/");
        assertThat(refused(browser.answer("acme", "alice")).error()).isEqualTo(LoginError.USER_DEACTIVATED);
    }

    @Test
    void finish_deletedUser_comesBackByProvisioningOnly() {
        browser.start("acme", "/app/");
        String id = signedIn(browser.answer("acme", "alice")).session().userId();
        stores.users().delete("acme", id, OptionalLong.empty());
        browser.start("acme", "/app/");
        assertThat(refused(browser.answer("acme", "alice")).error()).isEqualTo(LoginError.USER_DELETED);

        User again = lab.provision("alice");
        browser.start("acme", "/app/");
        assertThat(signedIn(browser.answer("acme", "alice")).session().userId()).isEqualTo(again.id());
    }

    @Test
    void finish_provisionedThenDeletedBeforeAnyLogin_refused() {
        User provisioned = lab.provision("alice");
        stores.users().delete("acme", provisioned.id(), OptionalLong.empty());
        browser.start("acme", "/app/");

        assertThat(refused(browser.answer("acme", "alice")).error()).isEqualTo(LoginError.USER_DELETED);
    }

    @Test
    void finish_secondSubjectWithTheSameUserName_collisionRefused() {
        browser.start("acme", "/app/");
        signedIn(browser.answer("acme", "alice"));
        browser.start("acme", "/app/");

        LoginReply reply =
                browser.answer("acme", Map.of("subject", List.of("mallory"), "a.userName", List.of("alice")));

        assertThat(refused(reply).error()).isEqualTo(LoginError.LINK_COLLISION);
    }

    @Test
    void finish_jitOffOrMatchWithoutAUser_refused() {
        for (JitPolicy.Mode mode : List.of(JitPolicy.Mode.OFF, JitPolicy.Mode.MATCH)) {
            lab.connect(saml("acme").jit(mode));
            browser.start("acme", "/app/");
            assertThat(refused(browser.answer("acme", "alice")).error()).isEqualTo(LoginError.USER_UNKNOWN);
        }
    }

    @Test
    void refused_anyReason_referenceOnThePageFindsTheAuditEvent() {
        browser.start("acme", "/app/");
        LoginReply.Refused reply = refused(browser.answer("acme", Map.of()));

        assertThat(events).anySatisfy(event -> {
            assertThat(event).isInstanceOf(AuditEvent.SignInRefused.class);
            assertThat(((AuditEvent.SignInRefused) event).reference()).isEqualTo(reply.reference());
        });
    }

    @Test
    void demand_severalConnections_chooserElseTheOnlyOne() {
        assertThat(((LoginReply.Redirect) lab.flow.demand("/app/x")).location())
                .isEqualTo(URI.create("https://app.example.com/sso/login?returnTo=%2Fapp%2Fx"));
        lab.connect(saml("acme"));
        assertThat(((LoginReply.Redirect) lab.flow.demand("/app/x")).location())
                .isEqualTo(URI.create("https://app.example.com/sso/start/acme?returnTo=%2Fapp%2Fx"));
    }

    @Test
    void login_emailOfAKnownDomain_goesToItsConnection() {
        lab.connect(saml("acme").emailDomains("acme.example"), saml("other"));

        assertThat(((LoginReply.Redirect) lab.flow.login(browser.get(Map.of("email", List.of("a@ACME.example")))))
                        .location()
                        .getPath())
                .isEqualTo("/sso/start/acme");
        for (String address : List.of("a@sub.acme.example", "a@evil.test@acme.example", "nobody", "a@acme.example.")) {
            assertThat(lab.flow.login(browser.get(Map.of("email", List.of(address)))))
                    .isInstanceOf(LoginReply.Chooser.class);
        }
    }

    @Test
    void start_unknownConnection_typedRefusal() {
        assertThat(refused(lab.flow.start("nobody", browser.get(Map.of()))).error())
                .isEqualTo(LoginError.UNKNOWN_CONNECTION);
    }

    private static Map<String, List<String>> unsolicited(String relayState) {
        return Map.of("unsolicited", List.of("yes"), "subject", List.of("alice"), "RelayState", List.of(relayState));
    }
}
