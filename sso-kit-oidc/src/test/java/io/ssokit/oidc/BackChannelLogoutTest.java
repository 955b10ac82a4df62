package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.AdditionalAnswers.delegatesTo;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;

import io.ssokit.audit.AuditEvent;
import io.ssokit.error.LoginError;
import io.ssokit.error.StoreException;
import io.ssokit.login.LoginReply;
import io.ssokit.login.LoginReply.NoticeTaken.Result;
import io.ssokit.session.SessionRevocations;
import io.ssokit.session.SsoSession;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.Endpoint;
import io.ssokit.testing.OidcScript;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** A provider's server ends sessions: those that it means, and no others. */
@Tag("O-21")
class BackChannelLogoutTest {
    private OidcLab lab = new OidcLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void notice_subjectOnly_endsAllOfThePersonAtThisConnection() {
        SsoSession laptop = lab.signIn("globex", "alice");
        SsoSession phone = lab.signIn("globex", "alice");
        SsoSession elsewhere = lab.signIn("second", "alice");
        SsoSession otherTenant = lab.signIn("initech", "alice");
        SsoSession bob = lab.signIn("globex", "bob");
        assertThat(lab.notice("globex", lab.logoutToken(Optional.of("alice"), Optional.empty())))
                .isEqualTo(Result.ENDED);
        assertThat(List.of(laptop, phone)).noneMatch(lab::isLive);
        assertThat(List.of(elsewhere, otherTenant, bob)).allMatch(lab::isLive);
        assertThat(lab.events)
                .filteredOn(AuditEvent.SignedOutByIdp.class::isInstance)
                .hasSize(2);
    }

    @Test
    void notice_sessionOnly_endsThatOne() {
        SsoSession laptop = lab.signIn("globex", "alice");
        SsoSession phone = lab.signIn("globex", "alice");
        assertThat(lab.notice("globex", lab.logoutToken(Optional.empty(), laptop.idpSessionIndex())))
                .isEqualTo(Result.ENDED);
        assertThat(lab.isLive(laptop)).isFalse();
        assertThat(lab.isLive(phone)).isTrue();
    }

    /** §2.4: with both, the session must be the subject's. */
    @Test
    void notice_subjectAndSession_endsTheSessionOfTheSubjectOnly() {
        SsoSession laptop = lab.signIn("globex", "alice");
        SsoSession phone = lab.signIn("globex", "alice");
        assertThat(lab.notice("globex", lab.logoutToken(Optional.of("bob"), laptop.idpSessionIndex())))
                .isEqualTo(Result.ENDED);
        assertThat(List.of(laptop, phone)).allMatch(lab::isLive);
        assertThat(lab.notice("globex", lab.logoutToken(Optional.of("alice"), laptop.idpSessionIndex())))
                .isEqualTo(Result.ENDED);
        assertThat(lab.isLive(laptop)).isFalse();
        assertThat(lab.isLive(phone)).isTrue();
    }

    @Test
    void notice_nobodyOfThatName_doneAllTheSame() {
        assertThat(lab.notice("globex", lab.logoutToken(Optional.of("nobody"), Optional.empty())))
                .isEqualTo(Result.ENDED);
        assertThat(lab.notice("globex", lab.logoutToken(Optional.empty(), Optional.of("no such session"))))
                .isEqualTo(Result.ENDED);
    }

    @Test
    void notice_whileTheSignInIsUnderWay_refusesThatSignIn() {
        URI answer = SignIn.authenticate(lab.begin("globex"), "alice");
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(lab.notice("globex", lab.logoutToken(Optional.of("alice"), Optional.empty())))
                .isEqualTo(Result.ENDED);
        assertThat(lab.finish("globex", answer))
                .isInstanceOfSatisfying(
                        LoginReply.Refused.class,
                        refused -> assertThat(refused.error()).isEqualTo(LoginError.SIGNED_OUT));
        lab.clock.advance(Duration.ofSeconds(1));
        assertThat(lab.isLive(lab.signIn("globex", "alice"))).isTrue();
    }

    @Test
    void notice_everyTypeThatProvidersSend_accepted() {
        for (String type : new String[] {"logout+jwt", "Logout+JWT", "application/logout+jwt", "JWT", null}) {
            SsoSession session = lab.signIn("globex", "alice");
            String token = lab.idp
                    .oidc()
                    .sign(
                            lab.logoutClaims(Optional.of("alice"), Optional.empty()),
                            OidcScript.of(s -> s.header("typ", type)));
            assertThat(lab.notice("globex", token)).as("typ %s", type).isEqualTo(Result.ENDED);
            assertThat(lab.isLive(session)).isFalse();
            lab.clock.advance(Duration.ofSeconds(1));
        }
    }

    /** Clocks differ; queues take their time. */
    @Test
    void notice_atTheBoundsOfItsTimes_acceptedInsideAndRefusedOutside() {
        assertThat(issued(Duration.ofSeconds(120), Duration.ofSeconds(240))).isEqualTo(Result.ENDED);
        assertThat(issued(Duration.ofSeconds(121), Duration.ofSeconds(240))).isEqualTo(Result.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.NOT_YET_VALID);
        assertThat(issued(Duration.ofSeconds(-719), Duration.ofSeconds(60))).isEqualTo(Result.ENDED);
        assertThat(issued(Duration.ofSeconds(-720), Duration.ofSeconds(60))).isEqualTo(Result.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.EXPIRED);
        assertThat(issued(Duration.ofSeconds(-200), Duration.ofSeconds(-119))).isEqualTo(Result.ENDED);
        assertThat(issued(Duration.ofSeconds(-200), Duration.ofSeconds(-120))).isEqualTo(Result.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.EXPIRED);
    }

    private Result issued(Duration issued, Duration expires) {
        Map<String, Object> claims = new LinkedHashMap<>(lab.logoutClaims(Optional.of("alice"), Optional.empty()));
        claims.put("iat", lab.clock.instant().plus(issued).getEpochSecond());
        claims.put("exp", lab.clock.instant().plus(expires).getEpochSecond());
        return lab.notice("globex", lab.sign(claims));
    }

    @Test
    void notice_keysRotated_readAgain() {
        lab.signIn("globex", "alice");
        lab.idp.oidc().rotateKey();
        lab.clock.advance(Duration.ofMinutes(2));
        assertThat(lab.notice("globex", lab.logoutToken(Optional.of("alice"), Optional.empty())))
                .isEqualTo(Result.ENDED);
    }

    @Test
    void notice_keysCannotBeHad_askedForAgain() {
        lab.idp.fail(Endpoint.OIDC_JWKS, 503);
        String token = lab.logoutToken(Optional.of("alice"), Optional.empty());
        assertThat(lab.notice("globex", token)).isEqualTo(Result.LATER);
        assertThat(lab.lastReason()).isEqualTo(LoginError.IDP_UNAVAILABLE);
        lab.idp.mend();
        lab.clock.advance(Duration.ofSeconds(30));
        assertThat(lab.notice("globex", token)).isEqualTo(Result.ENDED);
    }

    @Test
    void notice_storeDown_askedForAgainAndTheSameTokenServes() {
        SessionRevocations real = MemoryStores.create(lab.clock).revocations();
        SessionRevocations shaky = mock(SessionRevocations.class, delegatesTo(real));
        lab.close();
        lab = new OidcLab(
                clock -> {
                    Stores memory = MemoryStores.create(clock);
                    Stores stores = mock(Stores.class, delegatesTo(memory));
                    Mockito.doReturn(shaky).when(stores).revocations();
                    return stores;
                },
                options -> options);
        SsoSession session = lab.signIn("globex", "alice");
        String token = lab.logoutToken(Optional.of("alice"), Optional.empty());
        doThrow(new StoreException.Unavailable("down", Duration.ofSeconds(1), null))
                .when(shaky)
                .end(any(), any(), any(), any());
        assertThat(lab.notice("globex", token)).isEqualTo(Result.LATER);
        assertThat(lab.isLive(session)).isTrue();
        Mockito.doAnswer(call -> {
                    real.end(call.getArgument(0), call.getArgument(1), call.getArgument(2), call.getArgument(3));
                    return null;
                })
                .when(shaky)
                .end(any(), any(), any(), any());
        assertThat(lab.notice("globex", token)).isEqualTo(Result.ENDED);
        assertThat(lab.isLive(session)).isFalse();
        assertThat(lab.notice("globex", token)).as("and no third time").isEqualTo(Result.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.REPLAYED);
    }

    @Test
    void notice_atAnotherProtocolOrConnection_refused() {
        SsoSession session = lab.signIn("globex", "alice");
        String token = lab.logoutToken(Optional.of("alice"), Optional.empty());
        assertThat(lab.notice("nobody", token)).isEqualTo(Result.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.UNKNOWN_CONNECTION);
        assertThat(lab.notice("initech", token)).isEqualTo(Result.REFUSED);
        assertThat(lab.lastReason()).isEqualTo(LoginError.AUDIENCE);
        assertThat(lab.isLive(session)).isTrue();
    }
}
