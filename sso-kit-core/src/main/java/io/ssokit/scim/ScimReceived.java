package io.ssokit.scim;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A request whose head is known, for one thread at a time.
 *
 * <p>{@code refusal} first; only without one is it worth reading the body. Whoever keeps bytes until the rest comes asks
 * {@code keep} first; then one of {@code answer}, {@code late}, {@code tooMany} and {@code gone} ends it.
 */
public final class ScimReceived {
    private final Optional<ScimResponse> refusal;
    private final Function<byte[], ScimResponse> answer;
    private final Supplier<ScimResponse> late;
    private final int maxBytes;
    private final Optional<Gate.Held> held;

    ScimReceived(
            Optional<ScimResponse> refusal,
            Function<byte[], ScimResponse> answer,
            Supplier<ScimResponse> late,
            int maxBytes,
            Optional<Gate.Held> held) {
        this.refusal = refusal;
        this.answer = answer;
        this.late = late;
        this.maxBytes = maxBytes;
        this.held = held;
    }

    /** How much of the body to read; if there is more, one byte more of it. Little while nobody knows who sends it. */
    public int maxBytes() {
        return maxBytes;
    }

    /** The answer to a request whose body nobody needs to read. */
    public Optional<ScimResponse> refusal() {
        return refusal;
    }

    /** Whether that many bytes more may be kept until the rest of the body comes: of one customer at most 64 MiB. */
    public boolean keep(int bytes) {
        return held.isEmpty() || held.get().more(bytes);
    }

    /** @param body at least the first {@link #maxBytes} + 1 bytes that came; empty if none */
    public ScimResponse answer(byte[] body) {
        try {
            return refusal.orElseGet(() -> answer.apply(body));
        } finally {
            gone();
        }
    }

    /** What to answer if the body did not come in time. */
    public ScimResponse late() {
        gone();
        return late.get();
    }

    /** What to answer if no more may be kept. */
    public ScimResponse tooMany() {
        gone();
        return Requests.untold(ScimException.tooMany(Duration.ofSeconds(1))).to(ScimRequest.of("POST", ""));
    }

    /** Nobody is there any more to be answered. */
    public void gone() {
        held.ifPresent(Gate.Held::free);
    }
}
