package io.ssokit.scim;

import io.ssokit.audit.ProvisioningEvent;
import io.ssokit.error.StoreException;
import io.ssokit.internal.Background;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.internal.RandomToken;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.provisioning.ScimEventStore.Token;
import io.ssokit.provisioning.ScimStores;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the tokens that wait in the log, at least once, those of one directory one after the other, by one node at a time.
 * A webhook that does not take one is asked again after pauses that grow to a quarter of an hour, and the tokens behind it
 * wait, so that nobody learns of changes in another order; after three days a token is given up, and so are the oldest of
 * more than ten thousand. Starts its threads (two at most, daemons) when there is something to do. Thread-safe.
 */
final class Webhooks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScimEndpoint.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration TURN = Duration.ofMinutes(1);
    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(15);
    private static final int DOUBLINGS = 10;
    private static final Duration PATIENCE = Duration.ofDays(3);
    private static final int MAX_WAITING = 10_000;
    private static final int BATCH = 50;
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private final Supplier<List<ScimDirectory>> directories;
    private final ScimStores kept;
    private final WebhookPost post;
    private final Clock clock;
    private final ScimAudit audit;
    private final Background threads = new Background();
    private final AtomicBoolean started = new AtomicBoolean();
    private final String node = RandomToken.bits128();
    private final Map<String, Backoff> backoffs = new ConcurrentHashMap<>();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final Set<String> woken = ConcurrentHashMap.newKeySet();

    /** How a turn has ended; stuck if the webhook did not take a token, or the turn was lost. */
    private enum Progress {
        DONE,
        MORE,
        STUCK
    }

    private record Backoff(int failures, Instant until) {}

    /** @param directories those there are now */
    Webhooks(
            Supplier<List<ScimDirectory>> directories,
            ScimStores kept,
            HttpFetcher http,
            Clock clock,
            ScimAudit audit) {
        this.directories = directories;
        this.kept = kept;
        this.post = new WebhookPost(http);
        this.clock = clock;
        this.audit = audit;
    }

    /** Begins to look whether something waits. */
    void start() {
        try {
            if (started.compareAndSet(false, true)) {
                WeakReference<Webhooks> self = new WeakReference<>(this);
                Background running = threads;
                running.every(PAUSE, () -> roundOrClose(self, running));
                threads.execute(this::round);
            }
        } catch (RejectedExecutionException closed) {
            LOG.debug("webhooks are closed: what waits is delivered after the next start, or by another node");
        }
    }

    /** Something waits. However often that is said, it is looked after once, and after what was said before. */
    void wake(String tenant) {
        start();
        if (!woken.add(tenant)) {
            return;
        }
        try {
            threads.execute(() -> look(tenant));
        } catch (RejectedExecutionException closed) {
            LOG.debug("webhooks are closed: what waits is delivered after the next start, or by another node");
        }
    }

    private void look(String tenant) {
        woken.remove(tenant);
        known().stream()
                .filter(directory -> directory.tenant().equals(tenant))
                .findFirst()
                .ifPresent(this::look);
    }

    @Override
    public void close() {
        threads.close();
    }

    private static void roundOrClose(WeakReference<Webhooks> self, Background running) {
        Webhooks webhooks = self.get();
        if (webhooks == null) {
            running.close();
        } else {
            webhooks.round();
        }
    }

    /** Looks after every webhook once. Throws nothing. */
    void round() {
        known().forEach(this::look);
    }

    private void look(ScimDirectory directory) {
        String tenant = directory.tenant();
        if (!hasWebhook(directory) || !isDue(tenant) || !busy.add(tenant)) {
            return;
        }
        boolean more = false;
        try {
            more = turn(directory);
        } catch (StoreException later) {
            LOG.warn("webhook of {}: the next round goes on: {}", tenant, later.toString());
        } catch (RuntimeException failed) {
            LOG.error("webhook of {}: a round failed", tenant, failed);
            backOff(tenant);
        } finally {
            busy.remove(tenant);
        }
        if (more) {
            wake(tenant);
        }
    }

    private List<ScimDirectory> known() {
        try {
            return directories.get();
        } catch (RuntimeException later) {
            LOG.warn("webhooks: the next round goes on: {}", later.toString());
            return List.of();
        }
    }

    static boolean hasWebhook(ScimDirectory directory) {
        return directory.settings().webhook().isPresent();
    }

    private boolean isDue(String tenant) {
        Backoff backoff = backoffs.get(tenant);
        return backoff == null || !backoff.until().isAfter(clock.instant());
    }

    /** @return whether the turn has ended before all was delivered: the others wait no longer than that for one that is slow */
    private boolean turn(ScimDirectory directory) {
        String tenant = directory.tenant();
        if (kept.events().waiting(tenant, 1).isEmpty() || !lease(tenant, TURN)) {
            return false;
        }
        giveUp(tenant);
        Progress progress = deliver(directory);
        if (progress != Progress.STUCK) {
            backoffs.remove(tenant);
            kept.leases().release(leaseOf(tenant), node);
        }
        return progress == Progress.MORE;
    }

    private Progress deliver(ScimDirectory directory) {
        String tenant = directory.tenant();
        Instant end = clock.instant().plus(LONGEST_TURN);
        List<Token> batch;
        do {
            batch = kept.events().waiting(tenant, BATCH);
            for (Token token : batch) {
                if (clock.instant().isAfter(end)) {
                    return Progress.MORE;
                }
                // A webhook that answers slowly must not outlast the lease.
                if (Thread.currentThread().isInterrupted() || !lease(tenant, TURN) || !send(directory, token)) {
                    return Progress.STUCK;
                }
            }
        } while (batch.size() == BATCH);
        return Progress.DONE;
    }

    private boolean send(ScimDirectory directory, Token token) {
        String tenant = directory.tenant();
        WebhookPost.Outcome outcome = post.send(directory.settings(), token);
        if (outcome instanceof WebhookPost.Later later) {
            waitLonger(tenant, later.reason());
            return false;
        }
        if (outcome instanceof WebhookPost.Refused refused) {
            kept.events().settle(tenant, token.number(), Delivery.DEAD);
            tellFailed(tenant, 1, refused.reason());
        } else {
            kept.events().settle(tenant, token.number(), Delivery.DELIVERED);
        }
        return true;
    }

    /** The turn is kept for the pause, so that other nodes do not ask in between. */
    private void waitLonger(String tenant, String reason) {
        Backoff backoff = backOff(tenant);
        lease(tenant, Duration.between(clock.instant(), backoff.until()));
        if (Integer.bitCount(backoff.failures()) == 1) {
            LOG.warn("webhook of {} does not take tokens, try {}: {}", tenant, backoff.failures(), reason);
        }
    }

    private Backoff backOff(String tenant) {
        Backoff before = backoffs.get(tenant);
        int failures = before == null ? 1 : before.failures() + 1;
        Duration pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        Duration bounded = pause.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause;
        Backoff backoff = new Backoff(failures, clock.instant().plus(bounded));
        backoffs.put(tenant, backoff);
        return backoff;
    }

    private void giveUp(String tenant) {
        int dead = kept.events().giveUp(tenant, clock.instant().minus(PATIENCE), MAX_WAITING);
        if (dead > 0) {
            tellFailed(
                    tenant,
                    dead,
                    "they waited for more than " + PATIENCE.toDays() + " days, or more than " + MAX_WAITING
                            + " waited");
        }
    }

    private void tellFailed(String tenant, int tokens, String reason) {
        audit.tell(
                new ProvisioningEvent.DeliveryFailed(clock.instant(), tenant, tokens, reason),
                "",
                "",
                tokens + " security event tokens were given up: " + reason);
    }

    private boolean lease(String tenant, Duration time) {
        return kept.leases().take(leaseOf(tenant), node, clock.instant().plus(time));
    }

    private static String leaseOf(String tenant) {
        return "scim.webhook:" + tenant;
    }
}
