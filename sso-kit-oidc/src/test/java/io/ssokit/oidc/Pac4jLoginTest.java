package io.ssokit.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import io.ssokit.connection.CustomConnection;
import io.ssokit.error.IdpUnavailableException;
import io.ssokit.error.LoginError;
import io.ssokit.login.Identity;
import io.ssokit.login.LoginException;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.OidcClient;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.pac4j.core.client.IndirectClient;
import org.pac4j.core.credentials.TokenCredentials;
import org.pac4j.core.exception.TechnicalException;
import org.pac4j.core.exception.http.AutomaticFormPostAction;
import org.pac4j.core.exception.http.FoundAction;
import org.pac4j.core.exception.http.OkAction;
import org.pac4j.core.exception.http.RedirectionAction;
import org.pac4j.core.profile.CommonProfile;
import org.pac4j.oidc.config.OidcConfiguration;

class Pac4jLoginTest {
    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final PluggedWalk walk = new PluggedWalk(clock);
    private final TicketClient cas = new TicketClient();
    private final CustomConnection campus = connection(cas);

    @Test
    void finish_pac4jsOwnOidcClient_signsInWithStateNonceAndVerifierFromTheCookie() {
        try (FakeIdp idp =
                FakeIdp.builder().client(OidcClient.onLoopback("app", "secret")).start()) {
            CustomConnection connection = connection(oidc(idp));

            PluggedWalk.Attempt first = walk.start(connection);
            PluggedWalk.Attempt second = walk.start(connection);
            URI firstAnswer = SignIn.authenticate(first.start().action(), "alice");
            URI secondAnswer = SignIn.authenticate(second.start().action(), "bob");
            assertThat(walk.engine.handle(connection, SignIn.get(firstAnswer.getRawQuery())))
                    .contains(first.handle());
            Identity bob = walk.finish(second, secondAnswer);
            Identity alice = walk.finish(first, firstAnswer);

            assertThat(List.of(alice.subject(), bob.subject())).containsExactly("alice", "bob");
            assertThat(alice.evidence().assurance()).isEqualTo(Identity.Assurance.PLUGGED_IN);
            assertThat(alice.attributes())
                    .containsEntry("email", List.of("alice@example.com"))
                    .containsEntry("groups", List.of("engineering", "admins"))
                    .doesNotContainKeys("access_token", "id_token", "refresh_token");
            assertThat(alice.tags().value("CostCenter")).contains("CC-1001");
        }
    }

    @Test
    void start_clientWithAState_theHandleTakesItsPlace() {
        try (FakeIdp idp =
                FakeIdp.builder().client(OidcClient.onLoopback("app", "secret")).start()) {
            PluggedWalk.Attempt attempt = walk.start(connection(oidc(idp)));
            assertThat(SignIn.parameters(attempt.start().action().getRawQuery()))
                    .containsEntry("state", List.of(attempt.handle()))
                    .containsEntry("redirect_uri", List.of("http://127.0.0.1:9/sso/custom/campus/callback"));
            assertThat(attempt.start().memory().get("own")).isNotEmpty().isNotEqualTo(attempt.handle());
        }
    }

    @Test
    void finish_protocolWithoutState_theHandleIsInOurAddress() {
        PluggedWalk.Attempt attempt = walk.start(campus);
        String service = service(attempt);
        assertThat(service).isEqualTo("http://127.0.0.1:9/sso/custom/campus/callback?attempt=" + attempt.handle());

        Identity alice = walk.finish(attempt, URI.create(service + "&ticket=" + cas.issue(service, "alice")));

        assertThat(alice.subject()).isEqualTo("alice");
        assertThat(alice.attributes())
                .containsEntry("email", List.of("alice@example.com"))
                .containsEntry("roles", List.of("staff"))
                .doesNotContainKey("access_token");
    }

    @Test
    @Tag("O-08")
    void finish_ticketOfAnotherAttempt_refused() {
        PluggedWalk.Attempt victim = walk.start(campus);
        PluggedWalk.Attempt attacker = walk.start(campus);
        String stolen = cas.issue(service(victim), "alice");
        refused(
                LoginError.AUTHENTICATION,
                () -> walk.finish(attacker, URI.create(service(attacker) + "&ticket=" + stolen)));
    }

    @Test
    @Tag("O-07")
    void finish_handleMissingWrongOrTwice_refused() {
        PluggedWalk.Attempt attempt = walk.start(campus);
        PluggedWalk.Attempt other = walk.start(campus);
        String ticket = "ticket=" + cas.issue(service(attempt), "alice");
        refused(LoginError.IN_RESPONSE_TO, () -> walk.finish(attempt, SignIn.get(ticket)));
        refused(
                LoginError.IN_RESPONSE_TO,
                () -> walk.finish(attempt, SignIn.get(ticket + "&attempt=" + other.handle())));
        refused(
                LoginError.IN_RESPONSE_TO,
                () -> walk.finish(attempt, SignIn.get(ticket + "&state=" + attempt.handle())));
        refused(
                LoginError.MALFORMED,
                () -> walk.finish(attempt, SignIn.get(ticket + "&attempt=x&attempt=" + attempt.handle())));
        assertThat(walk.engine.handle(campus, SignIn.get("ticket=x"))).isEmpty();
        assertThat(walk.engine.isUnsolicited(SignIn.get("ticket=x"))).isFalse();
    }

    @Test
    @Tag("O-07")
    void finish_secondTime_refused() {
        PluggedWalk.Attempt attempt = walk.start(campus);
        String service = service(attempt);
        walk.finish(attempt, URI.create(service + "&ticket=" + cas.issue(service, "alice")));
        refused(
                LoginError.REPLAYED,
                () -> walk.finish(attempt, URI.create(service + "&ticket=" + cas.issue(service, "alice"))));
    }

    @Test
    @Tag("O-20")
    void finish_errorOrNothing_refusedWithoutRepeatingIt() {
        PluggedWalk.Attempt attempt = walk.start(campus);
        for (String error : List.of("<script>alert(1)</script>", "a%0d%0aSet-Cookie:x", "x".repeat(100_000))) {
            assertThatThrownBy(() -> walk.finish(
                            attempt, SignIn.get("attempt=" + attempt.handle() + "&error=" + error.replace("<", "%3C"))))
                    .isInstanceOfSatisfying(LoginException.class, refused -> {
                        assertThat(refused.error()).isEqualTo(LoginError.IDP_REFUSED);
                        assertThat(refused.received()).isEqualTo("error a code of its own");
                    });
        }
        refused(LoginError.MALFORMED, () -> walk.finish(attempt, SignIn.get("attempt=" + attempt.handle())));
        refused(
                LoginError.AUTHENTICATION,
                () -> walk.finish(attempt, SignIn.get("attempt=" + attempt.handle() + "&ticket=ST-999")));
    }

    @Test
    void finish_attributesOfManyTypes_becomeTexts() {
        cas.saying("uri", URI.create("https://example.com/alice"))
                .saying("locale", Locale.GERMANY)
                .saying("born", Date.from(Instant.EPOCH))
                .saying("seen", Instant.EPOCH)
                .saying("level", 7)
                .saying("staff", true)
                .saying("teams", new String[] {"a", "b"})
                .saying("address", Map.of("city", "Bern"))
                .saying("thing", new Object());
        PluggedWalk.Attempt attempt = walk.start(campus);
        String service = service(attempt);
        assertThat(walk.finish(attempt, URI.create(service + "&ticket=" + cas.issue(service, "alice")))
                        .attributes())
                .containsEntry("uri", List.of("https://example.com/alice"))
                .containsEntry("locale", List.of("de_DE"))
                .containsEntry("born", List.of("1970-01-01T00:00:00Z"))
                .containsEntry("seen", List.of("1970-01-01T00:00:00Z"))
                .containsEntry("level", List.of("7"))
                .containsEntry("staff", List.of("true"))
                .containsEntry("teams", List.of("a", "b"))
                .containsEntry("address.city", List.of("Bern"))
                .doesNotContainKey("thing");
    }

    @Test
    void finish_profileWithoutAUsableId_refused() {
        for (String id : List.of("x".repeat(256), "a\nb")) {
            PluggedWalk.Attempt attempt = walk.start(campus);
            String service = service(attempt);
            refused(
                    LoginError.SUBJECT,
                    () -> walk.finish(attempt, URI.create(service + "&ticket=" + cas.issue(service, id))));
        }
    }

    @Test
    void finish_formThatThePagePosts_relayStateIsGivenBack() {
        CustomConnection connection = connection(client(Optional.of(
                new AutomaticFormPostAction("https://fed.example/in", Map.of("RelayState", "own", "m", "1"), "page"))));
        PluggedWalk.Attempt attempt = walk.start(connection);
        assertThat(attempt.start().form())
                .containsEntry("RelayState", attempt.handle())
                .containsEntry("m", "1");

        Identity who = walk.finish(attempt, PluggedWalk.post(Map.of("RelayState", attempt.handle(), "token", "t")));
        assertThat(who.subject()).isEqualTo("POST own");
    }

    @Test
    void start_clientThatSendsNobodyAnywhere_unsupported() {
        for (RedirectionAction action : new RedirectionAction[] {
            new OkAction("a page"), new FoundAction("/relative"), new FoundAction("not a url"), null
        }) {
            CustomConnection connection = connection(client(Optional.ofNullable(action)));
            refused(LoginError.UNSUPPORTED, () -> walk.start(connection));
        }
    }

    @Test
    void start_answerThatCouldNotBeTold_unsupported() {
        CustomConnection connection = connection(client(Optional.of(new FoundAction("https://idp.example/fixed"))));
        refused(LoginError.UNSUPPORTED, () -> walk.start(connection));
    }

    @Test
    @Tag("C-17")
    void memory_plainTypesOnly_thereAndBack() {
        Map<String, Object> values = new HashMap<>();
        values.put("text", "s");
        values.put("state", new State("st"));
        values.put("nonce", new Nonce("no"));
        values.put("verifier", new CodeVerifier("v".repeat(43)));
        values.put("flag", true);
        values.put("count", 7);
        values.put("long", 1L << 40);
        assertThat(PluggedMemory.decode(PluggedMemory.encode(values))).isEqualTo(values);
        refused(LoginError.UNSUPPORTED, () -> PluggedMemory.encode(Map.of("object", new CommonProfile())));
        refused(LoginError.UNSUPPORTED, () -> PluggedMemory.encode(Map.of("large", "x".repeat(900))));
    }

    @Test
    void start_initialisationFails_saidEachTimeAndTriedAgainLater() {
        AtomicInteger tried = new AtomicInteger();
        FailingClient failing = new FailingClient(tried, 4);
        CustomConnection connection = connection(failing);
        for (int i = 1; i <= 4; i++) {
            assertThatThrownBy(() -> walk.start(connection)).isInstanceOf(IdpUnavailableException.class);
            assertThatThrownBy(() -> walk.start(connection))
                    .isInstanceOf(IdpUnavailableException.class)
                    .hasMessageContaining("a moment ago");
            assertThat(tried).hasValue(i);
            clock.advance(Duration.ofSeconds(11));
        }
        assertThat(walk.start(connection).start().action()).hasHost("idp.example");
    }

    @Test
    void problemOf_callbackSetElsewhere_isAProblem() {
        TicketClient elsewhere = new TicketClient();
        elsewhere.setCallbackUrl("https://other.example/callback");
        assertThat(walk.engine.problemOf(connection(elsewhere)))
                .hasValueSatisfying(
                        problem -> assertThat(problem).startsWith("client: ").contains("/sso/custom/campus/callback"));
        assertThat(walk.engine.problemOf(campus)).isEmpty();
    }

    @Test
    void serves_pluggedInClients_andNoOthers() {
        assertThat(walk.engine.serves(campus)).isTrue();
        assertThat(walk.engine.serves(
                        CustomConnection.of("c", "pac4j", "settings").build()))
                .isFalse();
    }

    private static CustomConnection connection(IndirectClient client) {
        return Pac4j.connection("campus", client).build();
    }

    private static org.pac4j.oidc.client.OidcClient oidc(FakeIdp idp) {
        OidcConfiguration configuration = new OidcConfiguration();
        configuration.setClientId("app");
        configuration.setSecret("secret");
        configuration.setDiscoveryURI(idp.oidc().discoveryUri().toString());
        configuration.setUseNonce(true);
        return new org.pac4j.oidc.client.OidcClient(configuration);
    }

    private static String service(PluggedWalk.Attempt attempt) {
        return SignIn.parameters(attempt.start().action().getRawQuery())
                .get("service")
                .get(0);
    }

    /** A client that does that, and finds in an answer who brought it. */
    private static IndirectClient client(Optional<RedirectionAction> action) {
        return new IndirectClient() {
            @Override
            protected void internalInit(boolean forceReinit) {
                setRedirectionActionBuilder(context -> action);
                setCredentialsExtractor(context ->
                        context.webContext().getRequestParameter("token").map(TokenCredentials::new));
                setAuthenticator((context, credentials) -> Optional.of(credentials));
                setProfileCreator((context, credentials) -> {
                    CommonProfile profile = new CommonProfile();
                    profile.setId(context.webContext().getRequestMethod() + " "
                            + context.webContext()
                                    .getRequestParameter("RelayState")
                                    .orElse("none"));
                    return Optional.of(profile);
                });
            }
        };
    }

    private static void refused(LoginError error, ThrowingCallable attempt) {
        assertThatThrownBy(attempt)
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(error));
    }

    /** Its server is down for the first times. */
    private static final class FailingClient extends IndirectClient {
        private final AtomicInteger tried;
        private final int failures;

        FailingClient(AtomicInteger tried, int failures) {
            this.tried = tried;
            this.failures = failures;
        }

        @Override
        protected void internalInit(boolean forceReinit) {
            if (tried.incrementAndGet() <= failures) {
                throw new TechnicalException("the metadata cannot be read");
            }
            setRedirectionActionBuilder(context -> Optional.of(new FoundAction("https://idp.example/?state=own")));
            setCredentialsExtractor(context -> Optional.empty());
            setAuthenticator((context, credentials) -> Optional.of(credentials));
            setProfileCreator((context, credentials) -> Optional.empty());
        }
    }
}
