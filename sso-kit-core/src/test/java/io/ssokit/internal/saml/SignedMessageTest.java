package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.attack.SignedByIdp;
import io.ssokit.attack.TestKeys;
import io.ssokit.attack.VendorResponse;
import io.ssokit.error.LoginError;
import io.ssokit.login.LoginRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SAML Bindings 3.5.4: what counts as one message by HTTP-POST. */
@Tag("S-31")
class SignedMessageTest {
    @Test
    void read_requestOrResponse_toldApart() {
        SignedMessage request =
                SignedMessage.read(post(Map.of("SAMLRequest", List.of("x"), "RelayState", List.of("r"))));
        SignedMessage response = SignedMessage.read(post(Map.of("SAMLResponse", List.of("x"))));

        assertThat(request.isRequest()).isTrue();
        assertThat(request.relayState()).contains("r");
        assertThat(response.isRequest()).isFalse();
        assertThat(response.relayState()).isEmpty();
    }

    @Test
    void read_severalOrNone_refusedWithTheirNumbers() {
        assertRefused("0, 0 and 0", Map.of());
        assertRefused("1, 1 and 0", Map.of("SAMLRequest", List.of("x"), "SAMLResponse", List.of("x")));
        assertRefused("2, 0 and 0", Map.of("SAMLRequest", List.of("x", "y")));
        assertRefused("0, 2 and 1", Map.of("SAMLResponse", List.of("x", "y"), "RelayState", List.of("r")));
        assertRefused("1, 0 and 2", Map.of("SAMLRequest", List.of("x"), "RelayState", List.of("r", "s")));
    }

    @Test
    void read_partsOfAnotherBinding_refused() {
        for (String name : List.of("Signature", "SigAlg")) {
            assertRefused("parameters of another binding", Map.of("SAMLRequest", List.of("x"), name, List.of("y")));
        }
        for (String name : List.of("SAMLRequest", "SAMLResponse", "RelayState", "Signature", "SigAlg")) {
            LoginRequest mixed = new LoginRequest(
                    "POST",
                    Optional.of(name + "=y"),
                    Map.of(name, List.of("y")),
                    Map.of("SAMLRequest", List.of("x")),
                    Map.of(),
                    Optional.empty());
            assertRefused("parameters of another binding", mixed);
        }
    }

    /** Nothing of it is looked at before it is opened, and then only as what a pinned key signed. */
    @Test
    void open_signedByThePinnedKey_whatWasSigned() {
        String signed = SignedByIdp.element(
                "<p:LogoutRequest xmlns:p=\"" + Names.SAMLP + "\" ID=\"_l\"><a:Issuer xmlns:a=\"" + Names.SAML
                        + "\">idp</a:Issuer><p:SessionIndex>s</p:SessionIndex></p:LogoutRequest>",
                "_l");
        TrustedKeys keys = TrustedKeys.ofKeys(List.of(TestKeys.IDP_EC.getPublic()));
        SignedMessage message = SignedMessage.read(post(Map.of("SAMLRequest", List.of(VendorResponse.encode(signed)))));
        assertThat(message.open(keys).count(Names.SAMLP, "SessionIndex")).isEqualTo(1);
        String changed = VendorResponse.encode(signed.replace(">s<", ">t<"));
        assertThatThrownBy(() -> SignedMessage.read(post(Map.of("SAMLRequest", List.of(changed))))
                        .open(keys))
                .isInstanceOf(SamlRefusal.class);
    }

    @Test
    void open_notSigned_refused() {
        SignedMessage garbage = SignedMessage.read(post(Map.of("SAMLResponse", List.of("PGEvPg=="))));

        assertThatThrownBy(() -> garbage.open(TrustedKeys.ofKeys(List.of())))
                .isInstanceOfSatisfying(
                        SamlRefusal.class,
                        refusal -> assertThat(refusal.error()).isEqualTo(LoginError.SIGNATURE));
    }

    private static void assertRefused(String received, Map<String, List<String>> form) {
        assertRefused(received, post(form));
    }

    private static void assertRefused(String received, LoginRequest request) {
        assertThatThrownBy(() -> SignedMessage.read(request)).isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
            assertThat(refusal.error()).isEqualTo(LoginError.MALFORMED);
            assertThat(refusal.received()).isEqualTo(received);
        });
    }

    private static LoginRequest post(Map<String, List<String>> form) {
        return new LoginRequest("POST", Optional.empty(), Map.of(), form, Map.of(), Optional.empty());
    }
}
