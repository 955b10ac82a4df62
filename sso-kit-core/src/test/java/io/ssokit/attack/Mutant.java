package io.ssokit.attack;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * A signed message that somebody without a key has changed, in one to three steps: of its octets, of its tokens or of
 * its tree, often with parts of another message that the same key has signed. The same seed makes the same mutant.
 *
 * @param about what was done, for the report of a failure
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Mutant(String about, byte[] xml) {

    /** @param seed names the mutant among all of {@code messages} */
    public static Mutant of(List<SignedMessage> messages, long seed) {
        Random random = new Random(seed);
        SignedMessage message = messages.get(random.nextInt(messages.size()));
        SignedMessage donor = messages.get(random.nextInt(messages.size()));
        StringBuilder about = new StringBuilder("seed " + seed + ": " + message.name() + " with " + donor.name());
        byte[] octets = message.octets();
        int steps = random.nextInt(4) == 0 ? 2 + random.nextInt(2) : 1;
        int level = random.nextInt(3);
        for (int i = 0; i < steps; i++) {
            about.append(level == 0 ? ", octets" : level == 1 ? ", tokens" : ", tree");
            octets = step(level, random, octets, donor);
            // A broken document has no tree any more, so trees are changed first.
            level = random.nextInt(level == 2 ? 3 : 2);
        }
        return new Mutant(about.toString(), octets);
    }

    private static byte[] step(int level, Random random, byte[] octets, SignedMessage donor) {
        if (level == 0) {
            return new OctetMutation(random).apply(octets, donor.octets());
        }
        String xml = new String(octets, StandardCharsets.UTF_8);
        String changed = level == 1
                ? new TokenMutation(random).apply(xml, donor.xml())
                : new TreeMutation(random).apply(xml, donor.xml());
        return changed.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return about;
    }
}
