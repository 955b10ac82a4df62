package io.ssokit.directory;

import io.ssokit.directory.Activity.Failure;
import io.ssokit.error.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes in at the directories of this node: kept in memory, and told to the store behind the requests' back, every ten
 * seconds at most for each tenant. What cannot be told is told later. Thread-safe.
 */
public final class Traffic {
    private static final Logger LOG = LoggerFactory.getLogger(Traffic.class);
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration COARSE = Duration.ofMinutes(1);
    private static final int MAX_TEXT = 500;

    private final Supplier<? extends DirectoryDocuments> documents;
    private final Clock clock;
    private final Executor background;
    private final Map<String, Seen> byTenant = new ConcurrentHashMap<>();

    /** @param background runs what no request waits for */
    public Traffic(Supplier<? extends DirectoryDocuments> documents, Clock clock, Executor background) {
        this.documents = documents;
        this.clock = clock;
        this.background = background;
    }

    private final class Seen {
        private final String tenant;
        private final Map<String, Instant> usedUntil = new HashMap<>();
        private Activity untold;
        private Instant due = Instant.MIN;

        Seen(String tenant) {
            this.tenant = tenant;
            this.untold = Activity.none(tenant);
        }

        synchronized void add(Activity more, Instant now) {
            untold = untold.plus(more);
            if (now.isBefore(due)) {
                return;
            }
            due = now.plus(EVERY);
            try {
                background.execute(this::tell);
            } catch (RejectedExecutionException closed) {
                LOG.debug("the kit is closed: activity of {} is not stored", tenant);
            }
        }

        /** To the minute: a token that is used a hundred times a second is written down once. */
        synchronized boolean isNews(String credential, Instant now) {
            Instant until = usedUntil.get(credential);
            if (until != null && now.isBefore(until) && now.isAfter(until.minus(COARSE.multipliedBy(2)))) {
                return false;
            }
            usedUntil.put(credential, now.plus(COARSE));
            return true;
        }

        void tell() {
            Activity taken = take();
            if (taken.equals(Activity.none(tenant))) {
                return;
            }
            try {
                documents.get().add(taken);
            } catch (StoreException later) {
                LOG.debug("activity of {} is stored the next time", tenant, later);
                giveBack(taken);
            } catch (RuntimeException failed) {
                LOG.warn("activity of {} cannot be stored", tenant, failed);
            }
        }

        private synchronized Activity take() {
            Activity taken = untold;
            untold = Activity.none(tenant);
            return taken;
        }

        private synchronized void giveBack(Activity taken) {
            untold = taken.plus(untold);
        }

        synchronized Activity untold() {
            return untold;
        }
    }

    /**
     * A request with a live credential has come.
     *
     * @param credential which; empty for a token of the configuration
     */
    public void request(String tenant, Optional<String> credential) {
        Instant now = now();
        Map<String, Instant> used = credential
                .filter(id -> seen(tenant).isNews(id, now))
                .map(id -> Map.of(id, now))
                .orElse(Map.of());
        add(
                tenant,
                now,
                none -> new Activity(
                        tenant, Optional.of(now), none.success(), none.refused(), none.failure(), 0, 0, used));
    }

    /** A request was answered with success. */
    public void success(String tenant) {
        Instant now = now();
        add(
                tenant,
                now,
                none -> new Activity(
                        tenant, none.request(), Optional.of(now), none.refused(), none.failure(), 0, 0, Map.of()));
    }

    /** A request with a credential that is over was answered 401. */
    public void refused(String tenant) {
        Instant now = now();
        add(
                tenant,
                now,
                none -> new Activity(
                        tenant, none.request(), none.success(), Optional.of(now), none.failure(), 0, 0, Map.of()));
    }

    /** A request failed. */
    public void failure(String tenant, String what) {
        Instant now = now();
        String text = what.substring(0, Math.min(what.length(), MAX_TEXT));
        add(
                tenant,
                now,
                none -> new Activity(
                        tenant,
                        none.request(),
                        none.success(),
                        none.refused(),
                        Optional.of(new Failure(now, text)),
                        0,
                        0,
                        Map.of()));
    }

    /** Provisioning has created people or groups. */
    public void created(String tenant, int users, int groups) {
        add(
                tenant,
                now(),
                none -> new Activity(
                        tenant,
                        none.request(),
                        none.success(),
                        none.refused(),
                        none.failure(),
                        users,
                        groups,
                        Map.of()));
    }

    /** Tells the store what it has not been told yet; while it does not answer, that stays here. */
    public void tellAll() {
        byTenant.values().forEach(Seen::tell);
    }

    /** What has come in for this tenant on all nodes, as far as they have told; on this node up to now. */
    Activity of(String tenant) {
        Activity here =
                Optional.ofNullable(byTenant.get(tenant)).map(Seen::untold).orElseGet(() -> Activity.none(tenant));
        return documents.get().activity(tenant).map(stored -> stored.plus(here)).orElse(here);
    }

    private void add(String tenant, Instant now, UnaryOperator<Activity> more) {
        seen(tenant).add(more.apply(Activity.none(tenant)), now);
    }

    private Seen seen(String tenant) {
        return byTenant.computeIfAbsent(tenant, Seen::new);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
