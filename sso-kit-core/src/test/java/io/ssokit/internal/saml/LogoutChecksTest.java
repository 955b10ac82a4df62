package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.Encrypter;
import io.ssokit.attack.TestKeys;
import io.ssokit.attack.VendorResponse;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.LogoutChecks.Expectations;
import io.ssokit.internal.saml.LogoutChecks.Verdict;
import io.ssokit.internal.saml.LogoutChecks.VerifiedRequest;
import io.ssokit.login.LogoutEngine.Ended;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What signed logout messages say, read as it stands (SAML Core 3.7). */
class LogoutChecksTest {
    private static final Instant NOW = VendorResponse.NOW;
    private static final URI SLO = URI.create("https://app.example.com/sso/saml/acme/slo");
    private static final Duration SKEW = Duration.ofMinutes(2);
    private static final String SP = VendorResponse.AUDIENCE;
    private static final String IDP = VendorResponse.ISSUER;

    @Test
    void response_status_everywherePartlyOrNot() {
        for (Ended ended : Ended.values()) {
            LogoutMessage message = LogoutMessage.response(SLO, IDP, "_request-1", ended, NOW);
            Verdict expected = switch (ended) {
                case ALL -> Verdict.EVERYWHERE;
                case SOME -> Verdict.PARTIAL;
                default -> Verdict.FAILED;
            };
            assertThat(response(message.xml(), "_request-1")).as("%s", ended).isEqualTo(expected);
        }
        String partialSuccess = LogoutMessage.response(SLO, IDP, "_r", Ended.SOME, NOW)
                .xml()
                .replace(Names.STATUS_RESPONDER, Names.STATUS_SUCCESS);
        assertThat(response(partialSuccess, "_r")).isEqualTo(Verdict.PARTIAL);
    }

    @Test
    void response_forAnotherRequestOrNotWellBuilt_refused() {
        String good = LogoutMessage.response(SLO, IDP, "_r", Ended.ALL, NOW).xml();
        assertRefused(LoginError.IN_RESPONSE_TO, () -> response(good, "_other"));
        assertRefused(LoginError.IN_RESPONSE_TO, () -> response(good.replace("InResponseTo", "X"), "_r"));
        assertRefused(LoginError.UNSUPPORTED, () -> response(good.replace("LogoutResponse", "LogoutRequest"), "_r"));
        assertRefused(LoginError.ISSUER, () -> response(good.replace(IDP, "urn:other"), "_r"));
        assertRefused(LoginError.DESTINATION, () -> response(good.replace("/slo\"", "/acs\""), "_r"));
        assertRefused(LoginError.STRUCTURE, () -> response(good.replace("samlp:StatusCode", "samlp:Code"), "_r"));
        assertRefused(LoginError.STRUCTURE, () -> response(good.replace("samlp:Status>", "samlp:State>"), "_r"));
        assertRefused(LoginError.STRUCTURE, () -> response(good.replace("\"2.0\"", "\"2\""), "_r"));
    }

    @Test
    void request_times_exact() {
        Instant issued = NOW;
        assertThat(request(issued, NOW).presentableUntil())
                .isEqualTo(issued.plus(LogoutChecks.MAX_AGE).plus(SKEW));
        Instant last = issued.plus(LogoutChecks.MAX_AGE).plus(SKEW);
        assertThat(request(issued, last.minusMillis(1)).id()).isEqualTo("_l");
        assertRefused(LoginError.EXPIRED, () -> request(issued, last));
        assertThat(request(issued, issued.minus(SKEW)).id()).isEqualTo("_l");
        assertRefused(
                LoginError.NOT_YET_VALID,
                () -> request(issued, issued.minus(SKEW).minusMillis(1)));
    }

    @Test
    void request_notOnOrAfter_exact() {
        String until = request("<saml:NameID>x</saml:NameID>")
                .replace(" Version", " NotOnOrAfter=\"2026-11-22T09:58:00Z\" Version");
        assertRefused(LoginError.EXPIRED, () -> verified(until, NOW));
        assertThat(verified(until.replace("09:58:00Z", "09:58:00.001Z"), NOW).id())
                .isEqualTo("_l");
    }

    @Test
    void request_encryptedId_openedAndAlone() {
        String nameId = "<saml:NameID xmlns:saml=\"" + Names.SAML + "\">alice</saml:NameID>";
        String encrypted = new Encrypter().wrapped("EncryptedID", Encrypter.octets(nameId), TestKeys.SP.getPublic());
        assertThat(verified(request(encrypted), NOW).nameId().value()).isEqualTo("alice");
        for (String more : List.of(encrypted, "<saml:NameID>x</saml:NameID>", "<saml:BaseID/>")) {
            assertRefused(LoginError.SUBJECT, () -> verified(request(encrypted + more), NOW));
        }
    }

    @Test
    void request_sessionIndexes_withoutWhiteSpaceAndBounded() {
        String longest = "s".repeat(1024);
        VerifiedRequest request =
                verified(request("<saml:NameID>x</saml:NameID>" + index(" a ") + index("a") + index(longest)), NOW);
        assertThat(request.sessionIndexes()).containsExactly("a", longest);
        assertRefused(
                LoginError.TOO_LARGE,
                () -> verified(request("<saml:NameID>x</saml:NameID>" + index(longest + "s")), NOW));
    }

    private static String index(String value) {
        return "<samlp:SessionIndex>" + value + "</samlp:SessionIndex>";
    }

    private static VerifiedRequest request(Instant issued, Instant now) {
        return verified(
                request("<saml:NameID>x</saml:NameID>").replace("2026-11-22T10:00:00Z", issued.toString()), now);
    }

    private static String request(String content) {
        return "<samlp:LogoutRequest xmlns:samlp=\"" + Names.SAMLP + "\" xmlns:saml=\"" + Names.SAML
                + "\" ID=\"_l\" Version=\"2.0\" IssueInstant=\"2026-11-22T10:00:00Z\" Destination=\"" + SLO
                + "\"><saml:Issuer>" + IDP + "</saml:Issuer>" + content + "</samlp:LogoutRequest>";
    }

    private static VerifiedRequest verified(String xml, Instant now) {
        return LogoutChecks.request(parse(xml), expecting(now), SamlDoor.open().decrypter());
    }

    private static Verdict response(String xml, String requestId) {
        return LogoutChecks.response(parse(xml), expecting(NOW), requestId);
    }

    private static Expectations expecting(Instant now) {
        return new Expectations(SLO.toString(), SP, IDP, now, SKEW);
    }

    private static El parse(String xml) {
        return Xml.parse(xml.getBytes(StandardCharsets.UTF_8), XmlLimits.MESSAGE);
    }

    private static void assertRefused(LoginError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SamlRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}
