package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.error.LoginError;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policy (assertion, response), what is signed (assertion, response), and what the administrator is told. */
@Tag("S-03")
class SignaturePolicyTest {
    @ParameterizedTest
    @CsvSource({
        "false, false, false, false, the response or the assertion, none",
        "true, false, false, false, the assertion, none",
        "true, false, false, true, the assertion, only one of the response",
        "false, true, false, false, the response, none",
        "false, true, true, false, the response, only one of the assertion",
        "true, true, false, false, the response and of the assertion, none",
        "true, true, true, false, the response and of the assertion, only one of the assertion",
        "true, true, false, true, the response and of the assertion, only one of the response"
    })
    void requireSigned_less_refusedWithWhatIsMissing(
            boolean wantAssertion,
            boolean wantResponse,
            boolean assertion,
            boolean response,
            String wanted,
            String received) {
        SignaturePolicy policy = new SignaturePolicy(wantAssertion, wantResponse);

        assertThatThrownBy(() -> policy.requireSigned(response, assertion))
                .isInstanceOfSatisfying(SamlRefusal.class, refusal -> {
                    assertThat(refusal.error()).isEqualTo(LoginError.SIGNATURE);
                    assertThat(refusal.expected()).isEqualTo("a signature of " + wanted);
                    assertThat(refusal.received()).isEqualTo(received);
                });
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, true, false",
        "false, false, false, true",
        "false, false, true, true",
        "true, false, true, false",
        "true, false, true, true",
        "false, true, false, true",
        "false, true, true, true",
        "true, true, true, true"
    })
    void requireSigned_enough_passes(boolean wantAssertion, boolean wantResponse, boolean assertion, boolean response) {
        new SignaturePolicy(wantAssertion, wantResponse).requireSigned(response, assertion);
    }
}
