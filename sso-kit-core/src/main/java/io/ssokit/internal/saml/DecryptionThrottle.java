package io.ssokit.internal.saml;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many messages that anybody may have sent one connection decrypts in vain before it stops for a while. Twenty, and
 * then one in a minute: reading one octet out of a ciphertext takes fourteen on average. Only connections count that take
 * encrypted assertions in unsigned responses, and only encryption without authentication. Each node counts for itself.
 * Thread-safe.
 */
final class DecryptionThrottle {
    static final int FAILURES = 20;
    static final Duration FORGIVEN_AFTER = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();

    DecryptionThrottle(Clock clock) {
        this.clock = clock;
    }

    /** The turns of one connection. */
    Turn of(String connection) {
        return turns.computeIfAbsent(connection, any -> new Turn(clock));
    }

    /** Counts the failures of one connection. */
    static class Turn {
        private final Clock clock;
        private int left = FAILURES;
        private Instant counted;

        Turn(Clock clock) {
            this.clock = clock;
            this.counted = clock.instant();
        }

        /** Takes a turn, if there is one; a message that turns out to be good gives it back. */
        synchronized boolean take() {
            forgive();
            if (left == 0) {
                return false;
            }
            left--;
            return true;
        }

        synchronized void giveBack() {
            left = Math.min(FAILURES, left + 1);
        }

        private void forgive() {
            Instant now = clock.instant();
            long forgiven = Math.max(0, Duration.between(counted, now).dividedBy(FORGIVEN_AFTER));
            left = (int) Math.min(FAILURES, left + forgiven);
            counted = left == FAILURES ? now : counted.plus(FORGIVEN_AFTER.multipliedBy(forgiven));
        }
    }
}
