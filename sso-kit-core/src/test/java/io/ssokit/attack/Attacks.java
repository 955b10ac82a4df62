package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Counts the attacks of one test and says at the end that none was accepted. */
final class Attacks {
    private final String row;
    private final List<String> accepted = new ArrayList<>();
    private final Map<LoginError, Integer> reasons = new EnumMap<>(LoginError.class);
    private int tried;

    /** @param row id in the security matrix */
    Attacks(String row) {
        this.row = row;
    }

    /** One message that must not sign anybody in. */
    void post(String about, SamlDoor door, String samlResponse) {
        count(about, door.post(samlResponse), true);
    }

    /** One message that must sign in {@code subject} or nobody. */
    void postAs(String about, SamlDoor door, String samlResponse, String subject) {
        SamlDoor.Verdict verdict = door.post(samlResponse);
        count(about, verdict, !verdict.subject().equals(Optional.of(subject)));
    }

    /** One attack that was made elsewhere; {@code harmful} if its acceptance would do harm. */
    void count(String about, SamlDoor.Verdict verdict, boolean harmful) {
        tried++;
        if (verdict.accepted() && harmful) {
            accepted.add(about + " as " + verdict.subject().orElseThrow());
        }
        verdict.refused().ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
    }

    void assertNoneAccepted() {
        System.out.printf("attacks: %d tried, %d accepted (%s) %s%n", tried, accepted.size(), row, reasons);
        assertThat(tried).isPositive();
        assertThat(accepted).isEmpty();
    }

    /** Also that no other reason was given: each attack was refused by the check it is aimed at. */
    void assertAllRefusedFor(LoginError... expected) {
        assertNoneAccepted();
        assertThat(reasons.keySet()).isSubsetOf(Set.of(expected));
    }
}
