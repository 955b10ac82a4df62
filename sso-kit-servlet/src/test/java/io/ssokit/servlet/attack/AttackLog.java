package io.ssokit.servlet.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.testing.TestBrowser.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/** Attacks of one family: which got in, and which got an answer that is none. */
final class AttackLog {
    /** Generous: two slow cores may be busy with something else. */
    private static final Duration MOST = Duration.ofSeconds(2);

    private static final List<Integer> REFUSALS = List.of(400, 401, 403, 404, 413);
    private static final Pattern REFERENCE =
            Pattern.compile("<code>[A-Za-z0-9_-]{10,22}</code>|\"reference\":\"[A-Za-z0-9_-]{10,22}\"");
    private static final Pattern LEAK =
            Pattern.compile("Exception|\\bat (io|java|org|jakarta)\\.|<SAML|select |localhost|/home/");

    private final String family;
    private final List<String> accepted = new ArrayList<>();
    private final List<String> untyped = new ArrayList<>();
    private int tried;

    AttackLog(String family) {
        this.family = family;
    }

    /** Attacks a sign-in: the refusal has to name the audit event. */
    void onSignIn(String name, Callable<Page> attack, BooleanSupplier gotIn) {
        Page page = attack(name, attack, gotIn);
        if (!REFERENCE.matcher(page.body()).find()) {
            untyped.add(name + ": no reference in " + page.body());
        }
    }

    /** Attacks anything else. */
    Page attack(String name, Callable<Page> attack, BooleanSupplier gotIn) {
        tried++;
        long start = System.nanoTime();
        Page page = call(name, attack);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        String type = page.header("Content-Type").orElse("");
        boolean readable = type.contains("html") || type.contains("json");
        if (!REFUSALS.contains(page.status()) || !readable || page.body().isBlank()) {
            untyped.add(name + ": " + page.status() + " " + type + " " + page.body());
        }
        if (LEAK.matcher(page.body()).find()) {
            untyped.add(name + ": tells too much: " + page.body());
        }
        if (took.compareTo(MOST) > 0) {
            untyped.add(name + ": took " + took);
        }
        if (gotIn.getAsBoolean()) {
            accepted.add(name);
        }
        return page;
    }

    /** Counts an attack that has no answer of its own to look at. */
    void counted(String name, boolean gotIn) {
        tried++;
        if (gotIn) {
            accepted.add(name);
        }
    }

    /** Says what came of it. */
    void conclude() {
        System.out.printf("attacks: %d tried, %d accepted (D-08, %s)%n", tried, accepted.size(), family);
        assertThat(accepted).isEmpty();
        assertThat(untyped).isEmpty();
        assertThat(tried).isPositive();
    }

    private static Page call(String name, Callable<Page> attack) {
        try {
            return attack.call();
        } catch (Exception failed) {
            throw new AssertionError(name, failed);
        }
    }
}
