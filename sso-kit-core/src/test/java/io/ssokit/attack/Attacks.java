package io.ssokit.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.VendorResponse.Signed;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SamlDoor;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the attacks of one test and says at the end that none was accepted. A test in which everything is refused
 * proves nothing, so each has to bring the messages that its attacks are made from, and those must be accepted.
 */
final class Attacks {
    private static final AtomicInteger ALL_TRIED = new AtomicInteger();
    private static final AtomicInteger ALL_ACCEPTED = new AtomicInteger();

    private final String row;
    private int twins;
    private final List<String> accepted = new ArrayList<>();
    private final Map<LoginError, Integer> reasons = new EnumMap<>(LoginError.class);
    private int tried;

    /** @param row id in the security matrix */
    Attacks(String row) {
        this.row = row;
    }

    /** The message that attacks are made from, which must sign in. */
    void twin(String about, SamlDoor.Verdict verdict) {
        assertThat(verdict.subject()).as(about + " " + verdict.details()).isPresent();
        twins++;
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
        if (twins == 0) {
            letInTheGoodOnes();
        }
        ALL_TRIED.addAndGet(tried);
        ALL_ACCEPTED.addAndGet(accepted.size());
        System.out.printf(
                "attacks: %d tried, %d accepted (%s; %d good ones signed in) %s%n",
                tried, accepted.size(), row, twins, reasons);
        assertThat(tried).isPositive();
        assertThat(accepted).isEmpty();
    }

    /** Tests that bring no twins of their own start from these. */
    private void letInTheGoodOnes() {
        for (Vendor vendor : Vendor.all()) {
            for (Signed signed : List.of(Signed.ASSERTION, Signed.RESPONSE, Signed.BOTH)) {
                String good = VendorResponse.encode(VendorResponse.of(vendor).document(signed));
                twin(vendor + " " + signed, SamlDoor.open().post(good));
            }
        }
    }

    /** Of all tests in this process until now. */
    static String total() {
        return "attacks in total: " + ALL_TRIED.get() + " tried, " + ALL_ACCEPTED.get() + " accepted";
    }

    /** Also that no other reason was given: each attack was refused by the check it is aimed at. */
    void assertAllRefusedFor(LoginError... expected) {
        assertNoneAccepted();
        assertThat(reasons.keySet()).isSubsetOf(Set.of(expected));
    }
}
