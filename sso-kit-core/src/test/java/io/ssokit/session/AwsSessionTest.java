package io.ssokit.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AwsSessionTest {
    private static final String PREFIX = "https://aws.amazon.com/SAML/Attributes/";
    private static final String ROLE = "arn:aws:iam::123456789012:role/Data/Studio";
    private static final String PROVIDER = "arn:aws:iam::123456789012:saml-provider/OneLogin";

    @Test
    void of_rolesInEitherOrder_pairs() {
        AwsSession aws = tags("Role", ROLE + "," + PROVIDER, PROVIDER + " , " + ROLE + "2")
                .aws();

        assertThat(aws.roles())
                .containsExactly(new AwsSession.Role(ROLE, PROVIDER), new AwsSession.Role(ROLE + "2", PROVIDER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ROLE,
                ROLE + "," + ROLE,
                ROLE + "," + PROVIDER + "," + PROVIDER,
                ROLE + "\n," + PROVIDER + "<x>",
                "arn:aws:iam::1234:role/x," + PROVIDER,
                "role,provider",
                ","
            })
    void of_otherRole_leftOutAndReported(String value) {
        SessionTags tags = tags("Role", value);

        assertThat(tags.aws().roles()).isEmpty();
        assertThat(tags.problems()).singleElement().asString().contains("Role");
    }

    @Test
    void of_namesAndDuration_asSent() {
        assertThat(tags("RoleSessionName", " ann@acme.example ").aws().roleSessionName())
                .contains("ann@acme.example");
        assertThat(tags("SourceIdentity", "ann").aws().sourceIdentity()).contains("ann");
        assertThat(tags("SessionDuration", "900").aws().duration()).contains(Duration.ofMinutes(15));
        assertThat(tags("SessionDuration", "43200").aws().duration()).contains(Duration.ofHours(12));
        assertThat(tags("SessionDuration", "900").problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"899", "43201", "1h", "-900", "9999999999", "９００"})
    void of_otherDuration_leftOutAndReported(String value) {
        SessionTags tags = tags("SessionDuration", value);

        assertThat(tags.aws()).isEqualTo(AwsSession.NONE);
        assertThat(tags.problems()).singleElement().asString().contains("SessionDuration");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "ann smith", "aws:ann", "AWS:ann", "änne"})
    void of_otherName_leftOutAndReportedWithoutIt(String value) {
        SessionTags tags = tags("SourceIdentity", value);

        assertThat(tags.aws().sourceIdentity()).isEmpty();
        assertThat(tags.problems())
                .singleElement()
                .asString()
                .contains("SourceIdentity")
                .doesNotContain(": ");
    }

    @Test
    void of_twoDifferentNames_neither() {
        SessionTags tags = tags("RoleSessionName", "ann", "ben");

        assertThat(tags.aws().roleSessionName()).isEmpty();
        assertThat(tags.problems()).singleElement().asString().contains("RoleSessionName has 2 values");
        assertThat(tags("RoleSessionName", "ann", "ann ").aws().roleSessionName())
                .contains("ann");
    }

    @Test
    void of_nameInOtherCase_nothing() {
        assertThat(SessionTags.of(Map.of(PREFIX + "role", List.of(ROLE + "," + PROVIDER)), false))
                .isEqualTo(SessionTags.NONE);
    }

    private static SessionTags tags(String attribute, String... values) {
        return SessionTags.of(Map.of(PREFIX + attribute, List.of(values)), false);
    }
}
