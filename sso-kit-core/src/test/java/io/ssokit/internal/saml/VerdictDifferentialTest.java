package io.ssokit.internal.saml;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.attack.Mutant;
import io.ssokit.attack.SignedMessage;
import io.ssokit.attack.TestKeys;
import io.ssokit.error.LoginError;
import io.ssokit.internal.saml.SantuarioOpinion.Stumble;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A second opinion on whole verdicts: signed responses of six vendors, changed by somebody without a key, go to our
 * engine and to Apache Santuario. What ours accepts must be what was signed, to the last claim; what Santuario refuses
 * must not be accepted but for the {@link Stumble}s known; and nothing but a {@link SamlRefusal} may be thrown. A few
 * thousand mutants in a normal build; {@code -Dsaml.mutants=200000} tries more, {@code -Dsaml.seed=7} others.
 */
@Tag("S-09")
class VerdictDifferentialTest {
    private static final long SEED = Long.getLong("saml.seed", 20261122L);
    private static final int MUTANTS = Integer.getInteger("saml.mutants", 3_000);
    private static final int MAX_SHOWN = 5;
    private static final SamlDoor DOOR = SamlDoor.open().trusting(TestKeys.IDP.getPublic());

    /** What came of the mutants so far. */
    private static final class Tally {
        private final Map<LoginError, Integer> stricter = new EnumMap<>(LoginError.class);
        private final Map<Stumble, Integer> laxer = new EnumMap<>(Stumble.class);
        private final List<String> undocumented = new ArrayList<>();
        private final List<String> forged = new ArrayList<>();
        private final List<String> exceptions = new ArrayList<>();
        private int bothAccept;
        private int bothReject;
        private int identities;

        private static int sum(Map<?, Integer> counts) {
            return counts.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    private final Tally tally = new Tally();
    private final Set<Claims> signedClaims = new HashSet<>();
    private final Set<String> signedOctets = new HashSet<>();

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void verdict_mutantsOfSignedMessages_asSantuariosAndNeverOtherClaims() throws Exception {
        List<SignedMessage> messages = SignedMessage.all();
        SantuarioOpinion santuario = new SantuarioOpinion(TestKeys.IDP.getPublic());
        for (SignedMessage message : messages) {
            learn(message, santuario);
        }
        for (int i = 0; i < MUTANTS; i++) {
            Mutant mutant = Mutant.of(messages, SEED + i);
            judge(mutant, santuario);
        }
        report();
        assertThat(tally.forged.stream().limit(MAX_SHOWN)).isEmpty();
        assertThat(tally.exceptions.stream().limit(MAX_SHOWN)).isEmpty();
        assertThat(tally.undocumented.stream().limit(MAX_SHOWN)).isEmpty();
        assertThat(tally.identities)
                .as("mutants that change nothing reach the end")
                .isGreaterThan(MUTANTS / 50);
    }

    /** Notes what is signed; the claims from the message before it was signed, by another reader. */
    private void learn(SignedMessage message, SantuarioOpinion santuario) throws Exception {
        SignedResponse signed = DOOR.signatures(encode(message.octets()));
        Claims claims = Claims.of(message.unsigned());
        assertThat(Claims.of(DOOR.check(signed), signed.assertion()))
                .as(message.name())
                .isEqualTo(claims);
        assertThat(santuario.accepts(message.octets())).as(message.name()).isTrue();
        signedClaims.add(claims);
        signedOctets.add(octets(signed));
    }

    private void judge(Mutant mutant, SantuarioOpinion santuario) {
        boolean theirs = santuario.accepts(mutant.xml());
        try {
            SignedResponse signed = DOOR.signatures(encode(mutant.xml()));
            compareWithSigned(mutant, signed);
            if (theirs) {
                tally.bothAccept++;
            } else {
                explain(mutant, santuario);
            }
        } catch (SamlRefusal refusal) {
            if (theirs) {
                tally.stricter.merge(refusal.error(), 1, Integer::sum);
            } else {
                tally.bothReject++;
            }
        } catch (RuntimeException | Error e) {
            tally.exceptions.add(mutant + ": " + e);
        }
    }

    /** The signed octets are those that were signed; and the identity, if the other rules let it pass, says the same. */
    private void compareWithSigned(Mutant mutant, SignedResponse signed) {
        if (!signedOctets.contains(octets(signed))) {
            tally.forged.add(mutant + ": " + octets(signed));
        }
        VerifiedAssertion verified;
        try {
            verified = DOOR.check(signed);
        } catch (SamlRefusal refusal) {
            return;
        }
        tally.identities++;
        Claims claims = Claims.of(verified, signed.assertion());
        if (!signedClaims.contains(claims)) {
            tally.forged.add(mutant + ": " + claims);
        }
    }

    /** Takes one stumbling block after the other out of Santuario's way, until it agrees. */
    private void explain(Mutant mutant, SantuarioOpinion santuario) {
        Set<Stumble> removed = EnumSet.noneOf(Stumble.class);
        for (Stumble stumble : Stumble.values()) {
            removed.add(stumble);
            if (santuario.accepts(mutant.xml(), removed)) {
                tally.laxer.merge(stumble, 1, Integer::sum);
                return;
            }
        }
        tally.undocumented.add(mutant + "\n" + new String(mutant.xml(), StandardCharsets.UTF_8));
    }

    private void report() {
        System.out.printf(
                "verdicts: %,d mutants, %,d accepted and %,d refused by both, %,d refused by ours alone %s,"
                        + " %d by Santuario alone %s; %,d identities, %d with other claims; %d unexpected exceptions%n",
                MUTANTS,
                tally.bothAccept,
                tally.bothReject,
                Tally.sum(tally.stricter),
                tally.stricter,
                Tally.sum(tally.laxer) + tally.undocumented.size(),
                tally.laxer,
                tally.identities,
                tally.forged.size(),
                tally.exceptions.size());
    }

    /** What the key signed, in canonical form. */
    private static String octets(SignedResponse signed) {
        ByteSink out = new ByteSink(8192, XmlLimits.MESSAGE.bytes());
        El root = signed.isResponseSigned() ? signed.response() : signed.assertion();
        Xml.canonicalize(root, C14n.EXCLUSIVE, "", null, out);
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static String encode(byte[] xml) {
        return Base64.getEncoder().encodeToString(xml);
    }
}
