package io.ssokit.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.connection.AttributeMapping;
import io.ssokit.connection.AttributeMapping.Field;
import io.ssokit.error.LoginError;
import io.ssokit.session.SessionTags;
import io.ssokit.session.SsoSession;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** O-14: of what is told and not signed, an address is worth something only if it is said of that very address. */
@Tag("O-14")
class ToldAddressTest {
    @Test
    void profile_addressSaidToBeVerified_isProvenAndANameToo() {
        Profile profile =
                Profile.of(AttributeMapping.DEFAULT, told(Map.of("email", "a@x.example", "email_verified", "true")));
        assertThat(profile.provenEmail()).contains("a@x.example");
        assertThat(profile.userName()).isEqualTo("a@x.example");
    }

    @Test
    void profile_nothingSaidOfTheAddress_isNotProven() {
        Profile profile = Profile.of(AttributeMapping.DEFAULT, told(Map.of("email", "a@x.example", "login", "a")));
        assertThat(profile.email()).contains("a@x.example");
        assertThat(profile.provenEmail()).isEmpty();
        assertThat(profile.userName()).isEqualTo("a");
    }

    @Test
    void profile_verdictAboutAnotherAddressThanTheMappedOne_isNotProven() {
        Identity identity = told(Map.of(
                "email",
                "mine@x.example",
                "email_verified",
                "true",
                "data.email",
                "boss@x.example",
                "login",
                "mallory"));
        AttributeMapping elsewhere = AttributeMapping.DEFAULT.with(Field.EMAIL, "data.email");
        Profile profile = Profile.of(elsewhere, identity);
        assertThat(profile.email()).contains("boss@x.example");
        assertThat(profile.provenEmail()).isEmpty();
    }

    @Test
    void profile_unprovenAddressForAName_refused() {
        assertThatThrownBy(() -> Profile.of(
                        AttributeMapping.DEFAULT.with(Field.USER_NAME, "data.email"),
                        told(Map.of("data.email", "boss@x.example"))))
                .isInstanceOfSatisfying(
                        LoginException.class,
                        refused -> assertThat(refused.error()).isEqualTo(LoginError.ATTRIBUTE_MISSING));
    }

    private static Identity told(Map<String, String> attributes) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        attributes.forEach((name, value) -> lists.put(name, List.of(value)));
        return new Identity(
                "42",
                Optional.empty(),
                lists,
                SessionTags.NONE,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Identity.Evidence(
                        Identity.Assurance.USER_INFO, SsoSession.Authn.UNKNOWN, Map.of(), () -> "", Optional.empty()));
    }
}
