package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.SamlConnectionBuilder;
import io.ssokit.connection.SamlRequests.Comparison;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.LoginEngine.Attempt;
import io.ssokit.login.LoginEngine.Callback;
import io.ssokit.login.LoginEngine.Start;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.AuthnRequest;
import io.ssokit.testing.FakeIdp;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.SamlResponse;
import io.ssokit.testing.SamlScript;
import io.ssokit.testing.SamlScript.Part;
import io.ssokit.testing.SamlScript.Time;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Core 3.4.1, 3.3.2.2.1: what a request asked for is what the answer must state. */
class AuthnDemandsTest {
    private static final ServiceProvider APP = ServiceProvider.of(URI.create("https://app.example.com"));
    private static final String MFA = "https://refeds.org/profile/mfa";
    private static final String PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:Password";
    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final MovableClock clock = MovableClock.at("2026-11-22T10:00:00Z");
    private final FakeIdp idp = FakeIdp.builder().clock(clock).start();
    private final SamlLogin engine = new SamlLogin(EngineContexts.of(APP, clock));

    @AfterEach
    void stop() {
        idp.close();
    }

    @Test
    void forceAuthn_signedInBeforeTheRequest_refusedBeyondTheSkew() {
        SamlConnectionBuilder forced = connection().forceAuthn();
        assertThat(at(forced, Duration.ZERO)).isEmpty();
        assertThat(at(forced, SKEW.negated())).isEmpty();
        assertThat(at(forced, SKEW.plus(SECOND).negated())).contains(LoginError.AUTHENTICATION);
        assertThat(at(connection(), Duration.ofHours(9).negated())).isEmpty();
    }

    @Test
    void forceAuthn_fractionsOfSecondsOfTheRequest_notHeldAgainstTheIdp() {
        clock.advance(Duration.ofMillis(900));
        Duration toTheSecond = Duration.ofMillis(-900);
        assertThat(at(connection().forceAuthn().clockSkew(Duration.ZERO), toTheSecond))
                .isEmpty();
    }

    @Test
    void forceAuthn_switchedOffMeanwhile_stillDemanded() {
        Start start = start(connection().forceAuthn());
        SamlResponse old = respond(start, SamlScript.of(s -> s.time(Time.AUTHN_INSTANT, Duration.ofHours(-1))));
        assertThat(finish(connection(), start, old)).contains(LoginError.AUTHENTICATION);
    }

    @Test
    void maxAuthnAge_olderSignIn_refusedBeyondTheSkew() {
        Duration hour = Duration.ofHours(1);
        SamlConnectionBuilder limited = connection().maxAuthnAge(hour);
        assertThat(at(limited, hour.plus(SKEW).negated())).isEmpty();
        assertThat(at(limited, hour.plus(SKEW).plus(SECOND).negated())).contains(LoginError.AUTHENTICATION);
    }

    @Test
    void authnInstant_inTheFuture_refusedBeyondTheSkew() {
        assertThat(at(connection(), SKEW)).isEmpty();
        assertThat(at(connection(), SKEW.plus(SECOND))).contains(LoginError.NOT_YET_VALID);
    }

    @Test
    void authnContexts_exact_answerMustBeOneOfThem() {
        SamlConnectionBuilder strict = connection().authnContexts(MFA, PASSWORD);
        assertThat(in(strict, MFA)).isEmpty();
        assertThat(in(strict, PASSWORD)).isEmpty();
        assertThat(in(strict, MFA + "/")).contains(LoginError.AUTHENTICATION);
        assertThat(in(strict, null)).contains(LoginError.AUTHENTICATION);
        assertThat(in(connection(), null)).isEmpty();
    }

    @Test
    void authnContexts_namedTwice_likeOnce() {
        SamlConnectionBuilder twice = connection().authnContexts(MFA, MFA);
        assertThat(in(twice, MFA)).isEmpty();
        assertThat(in(twice, PASSWORD)).contains(LoginError.AUTHENTICATION);
    }

    @Test
    void authnContexts_otherComparison_leftToTheIdp() {
        assertThat(in(connection().authnContexts(MFA).authnContextComparison(Comparison.MINIMUM), PASSWORD))
                .isEmpty();
    }

    @Test
    void severalStatements_oneOfThemMeetsAll_thatOneCounts() {
        SamlConnectionBuilder strict = connection().authnContexts(MFA);
        SamlScript two = SamlScript.of(s -> s.part(Part.AUTHN_CONTEXT, PASSWORD)
                .beforeSigning(xml -> xml.replaceFirst(
                        "(?s)(<saml:AuthnStatement.*?</saml:AuthnStatement>)",
                        "$1"
                                + "<saml:AuthnStatement AuthnInstant=\"" + clock.instant() + "\"><saml:AuthnContext>"
                                + "<saml:AuthnContextClassRef>" + MFA
                                + "</saml:AuthnContextClassRef></saml:AuthnContext>"
                                + "</saml:AuthnStatement>")));
        Start start = start(strict);
        assertThat(finish(strict, start, respond(start, two))).isEmpty();
    }

    @Test
    void noPassive_statusOfTheIdp_saidPlainly() {
        SamlConnectionBuilder passive = connection().isPassive();
        Start start = start(passive);
        SamlScript script = SamlScript.of(s -> s.status("Responder", "NoPassive"));
        assertThat(finish(passive, start, respond(start, script))).contains(LoginError.NOT_SIGNED_IN);
        assertThat(LoginError.NOT_SIGNED_IN.meaning()).contains("not signed in");
    }

    @Test
    void status_thatARequestOfOursCaused_remedyNamesTheOption() {
        Map<String, String> options = Map.of(
                "NoAuthnContext", "authn-contexts",
                "InvalidNameIDPolicy", "name-id-format",
                "UnsupportedBinding", "response-binding",
                "UnknownPrincipal", "send-login-hint",
                "RequestUnsupported", "sign-requests");
        options.forEach((status, option) -> {
            Start start = start(connection());
            SamlResponse response = respond(start, SamlScript.of(s -> s.status("Requester", status)));
            assertThatThrownBy(() -> engine.finish(callback(connection(), start, response)))
                    .isInstanceOfSatisfying(LoginException.class, refused -> {
                        assertThat(refused.error()).isEqualTo(LoginError.IDP_REFUSED);
                        assertThat(refused.fix()).contains(option);
                    });
        });
    }

    private SamlConnectionBuilder connection() {
        return IdpConnection.saml("acme").metadata(idp.saml().metadataUri()).insecureAllowHttp();
    }

    private Optional<LoginError> at(SamlConnectionBuilder connection, Duration authnInstant) {
        Start start = start(connection);
        return finish(connection, start, respond(start, SamlScript.of(s -> s.time(Time.AUTHN_INSTANT, authnInstant))));
    }

    private Optional<LoginError> in(SamlConnectionBuilder connection, String context) {
        Start start = start(connection);
        return finish(connection, start, respond(start, SamlScript.of(s -> s.part(Part.AUTHN_CONTEXT, context))));
    }

    private Start start(SamlConnectionBuilder connection) {
        return engine.start(
                connection.build(),
                new Attempt("handle", URI.create("https://app.example.com/"), Optional.empty(), clock.instant()));
    }

    private SamlResponse respond(Start start, SamlScript how) {
        return idp.saml().respond(AuthnRequest.fromRedirect(start.action()), idp.persona("alice"), how);
    }

    private Optional<LoginError> finish(SamlConnectionBuilder connection, Start start, SamlResponse response) {
        try {
            engine.finish(callback(connection, start, response));
            return Optional.empty();
        } catch (LoginException refused) {
            return Optional.of(refused.error());
        }
    }

    private Callback callback(SamlConnectionBuilder connection, Start start, SamlResponse response) {
        Instant now = clock.instant();
        Map<String, List<String>> form =
                Map.of("SAMLResponse", List.of(response.samlResponse()), "RelayState", List.of("handle"));
        LoginRequest request = new LoginRequest("POST", Optional.empty(), Map.of(), form, Map.of(), Optional.empty());
        return new Callback(
                connection.build(), request, "handle", start.memory(), now, now, (purpose, id, until) -> {});
    }
}
