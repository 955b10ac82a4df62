package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Vendor;
import io.ssokit.attack.VendorResponse;
import io.ssokit.attack.VendorResponse.Signed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearMissTest {
    private static final String OURS = "https://app.example.com/sp";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "https://app.example.com/sp/, a slash too many at the end",
                "` https://app.example.com/sp`, white space around it",
                "https://app.example.com/SP, it differs in upper and lower case",
                "http://app.example.com/sp, http and https are not the same"
            })
    void quote_nearlyOurs_saysInWhatItDiffers(String received, String difference) {
        assertThat(NearMiss.quote(OURS, received)).isEqualTo("\"" + received + "\" (" + difference + ")");
    }

    @Test
    void quote_slashMissing_saysSo() {
        assertThat(NearMiss.quote(OURS + "/", OURS)).endsWith("(the slash at the end is missing)");
    }

    @Test
    void quote_somethingElse_onlyQuoted() {
        assertThat(NearMiss.quote(OURS, "https://other.example")).isEqualTo("\"https://other.example\"");
        assertThat(NearMiss.quote(OURS, "")).isEqualTo("\"\"");
        assertThat(NearMiss.quote(OURS, null)).isEqualTo("nothing");
    }

    @Test
    void audience_withASlashTooMany_isToldAsSuch() {
        String message = VendorResponse.encode(VendorResponse.of(Vendor.OKTA)
                .with("audience", VendorResponse.AUDIENCE + "/")
                .document(Signed.ASSERTION));

        assertThat(SamlDoor.open().post(message).details())
                .contains("expected " + VendorResponse.AUDIENCE + ",", "a slash too many at the end");
    }
}
