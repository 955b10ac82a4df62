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
    private static final int TOKENS_A_TURN = 1_000;

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

    /** Begins to deliver, or to look whether something waits. */
    void wake() {
        try {
            if (started.compareAndSet(false, true)) {
                WeakReference<Webhooks> self = new WeakReference<>(this);
                Background running = threads;
                running.every(PAUSE, () -> roundOrClose(self, running));
            }
            threads.execute(this::round);
        } catch (RejectedExecutionException closed) {
            LOG.debug("webhooks are closed: what waits is delivered after the next start, or by another node");
        }
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
        for (ScimDirectory directory : known()) {
            if (hasWebhook(directory) && isDue(directory.tenant()) && busy.add(directory.tenant())) {
                try {
                    turn(directory);
                } catch (StoreException later) {
                    LOG.warn("webhook of {}: the next round goes on: {}", directory.tenant(), later.toString());
                } catch (RuntimeException failed) {
                    LOG.error("webhook of {}: a round failed", directory.tenant(), failed);
                } finally {
                    busy.remove(directory.tenant());
                }
            }
        }
    }

    private List<ScimDirectory> known() {
        try {
            return directories.get();
        } catch (StoreException later) {
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

    private void turn(ScimDirectory directory) {
        String tenant = directory.tenant();
        if (kept.events().waiting(tenant, 1).isEmpty() || !lease(tenant, TURN)) {
            return;
        }
        giveUp(tenant);
        if (deliver(directory)) {
            backoffs.remove(tenant);
            kept.leases().release(leaseOf(tenant), node);
        }
    }

    /** @return whether the webhook took all, or all of a turn */
    private boolean deliver(ScimDirectory directory) {
        String tenant = directory.tenant();
        int sent = 0;
        List<Token> batch;
        do {
            batch = kept.events().waiting(tenant, BATCH);
            for (Token token : batch) {
                // A webhook that answers slowly must not outlast the turn.
                if (Thread.currentThread().isInterrupted() || !lease(tenant, TURN) || !send(directory, token)) {
                    return false;
                }
            }
            sent += batch.size();
        } while (batch.size() == BATCH && sent < TOKENS_A_TURN);
        return true;
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
        Backoff before = backoffs.get(tenant);
        int failures = before == null ? 1 : before.failures() + 1;
        Duration pause = FIRST_BACKOFF.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
        Duration bounded = pause.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : pause;
        backoffs.put(tenant, new Backoff(failures, clock.instant().plus(bounded)));
        lease(tenant, bounded);
        if (Integer.bitCount(failures) == 1) {
            LOG.warn("webhook of {} does not take tokens, try {}: {}", tenant, failures, reason);
        }
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
