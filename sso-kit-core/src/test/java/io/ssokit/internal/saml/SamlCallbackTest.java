package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.connection.IdpConnection;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.error.LoginError;
import io.ssokit.login.EngineContexts;
import io.ssokit.login.LoginException;
import io.ssokit.login.LoginRequest;
import io.ssokit.testing.MovableClock;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What may come to the assertion consumer service at all, before anything is verified. */
class SamlCallbackTest {
    private static final String HANDLE = "handle-1";

    private static final IdpConnection CONNECTION =
            IdpConnection.saml("acme").metadataXml("<none/>").build();

    private final SamlLogin engine = new SamlLogin(EngineContexts.of(
            ServiceProvider.of(URI.create("https://app.example.com")), MovableClock.at("2026-11-22T10:00:00Z")));

    @Test
    void handle_relayState_asItCame() {
        assertThat(engine.handle(CONNECTION, post(Map.of("SAMLResponse", List.of("x"), "RelayState", List.of(HANDLE)))))
                .contains(HANDLE);
        assertThat(engine.handle(CONNECTION, post(Map.of("SAMLResponse", List.of("x")))))
                .isEmpty();
    }

    @Test
    @Tag("S-28")
    void handle_otherBindingsAndMixtures_refused() {
        Map<String, List<String>> response = Map.of("SAMLResponse", List.of("x"));
        List<LoginRequest> wrong = List.of(
                request("GET", response, Map.of()),
                request("GET", Map.of(), Map.of()),
                request("POST", response, response),
                request("POST", Map.of("SAMLRequest", List.of("x")), response),
                request("POST", Map.of(), Map.of("SAMLResponse", List.of("x"), "SAMLRequest", List.of("x"))));
        for (LoginRequest request : wrong) {
            assertRefused(LoginError.UNSUPPORTED, () -> engine.handle(CONNECTION, request));
            assertRefused(LoginError.UNSUPPORTED, () -> engine.isUnsolicited(request));
        }
        System.out.printf("attacks: %d tried, 0 accepted (S-28)%n", wrong.size());
    }

    @Test
    void handle_parametersMissingOrTwice_refused() {
        assertRefused(LoginError.MALFORMED, () -> engine.handle(CONNECTION, post(Map.of())));
        assertRefused(
                LoginError.MALFORMED, () -> engine.handle(CONNECTION, post(Map.of("SAMLResponse", List.of("x", "y")))));
        assertRefused(
                LoginError.MALFORMED,
                () -> engine.handle(
                        CONNECTION, post(Map.of("SAMLResponse", List.of("x"), "RelayState", List.of("a", "b")))));
    }

    @Test
    void isUnsolicited_byInResponseTo() {
        String answer = VendorResponse.of(Vendor.OKTA).xml(Signed.BOTH);
        String asked = "InResponseTo=\"" + VendorResponse.REQUEST_ID + "\"";
        assertThat(engine.isUnsolicited(response(answer))).isFalse();
        assertThat(engine.isUnsolicited(response(answer.replaceFirst(asked, ""))))
                .isTrue();
    }

    @Test
    void isUnsolicited_anotherMessage_refused() {
        String logout = "<p:LogoutResponse xmlns:p=\"" + Names.SAMLP + "\" ID=\"_1\"/>";
        assertRefused(LoginError.UNSUPPORTED, () -> engine.isUnsolicited(response(logout)));
    }

    private static LoginRequest response(String xml) {
        String field = Base64.getEncoder().encodeToString(xml.getBytes(StandardCharsets.UTF_8));
        return post(Map.of("SAMLResponse", List.of(field)));
    }

    private static LoginRequest post(Map<String, List<String>> form) {
        return request("POST", Map.of(), form);
    }

    private static LoginRequest request(
            String method, Map<String, List<String>> query, Map<String, List<String>> form) {
        return new LoginRequest(method, Optional.empty(), query, form, Map.of(), Optional.empty());
    }

    private static void assertRefused(LoginError error, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        LoginException.class, e -> assertThat(e.error()).isEqualTo(error));
    }
}
