package io.ssokit.scim;

import io.ssokit.internal.RandomToken;
import io.ssokit.provisioning.AcceptedRequestStore;
import io.ssokit.provisioning.AcceptedRequestStore.Accepted;
import io.ssokit.provisioning.AcceptedRequestStore.Progress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bulk requests whose client would rather not wait (RFC 9967 §2.5.1): kept before they are answered 202, worked off by any
 * node. Thread-safe.
 */
final class AsyncBulk implements AutoCloseable {
    /** How many requests of a tenant may wait. */
    static final int MOST_WAITING = 20;

    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(30);
    private static final String ASK_AGAIN_AFTER = "5";

    private final AcceptedRequestStore store;
    private final BulkWorker worker;
    private final Links links;
    private final Clock clock;
    private final Set<String> secrets;

    /** @param types whose write-only attributes must not be kept, and so make nobody wait */
    AsyncBulk(AcceptedRequestStore store, BulkWorker worker, ResourceTypes types, Links links, Clock clock) {
        this.store = store;
        this.worker = worker;
        this.links = links;
        this.clock = clock;
        this.secrets = types.schemas()
                .flatMap(schema -> schema.attributes().values().stream())
                .filter(Attribute::isWriteOnly)
                .map(attribute -> folded(attribute.name()))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Keeps the request and answers, or lets the client have its way and answers when all is done.
     *
     * @return empty if the request must not be kept: RFC 9967 §2.5.1.1 allows a normal answer
     */
    Optional<Answer> accept(Exchange exchange, Preference preference, Map<String, @Nullable Object> body) {
        if (holdsSecret("", body)) {
            return Optional.empty();
        }
        String txn = RandomToken.bits128();
        String json = new String(JsonText.bytes(body), StandardCharsets.UTF_8);
        // Records are stamped in milliseconds, and what is made for this request is not older than it.
        Accepted request =
                new Accepted(exchange.tenant(), txn, json, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        if (!store.add(request, MOST_WAITING)) {
            throw ScimException.busy(
                    MOST_WAITING + " bulk requests of this directory wait to be worked off", RETRY_AFTER);
        }
        Duration patience =
                preference.patience().compareTo(LONGEST_PATIENCE) < 0 ? preference.patience() : LONGEST_PATIENCE;
        return Optional.of(worker.wake(txn, patience) ? result(exchange, txn) : accepted(txn, true));
    }

    /** {@code GET /Bulk/txn}: 202 while there is something to do, then the bulk response, for a day. */
    Answer result(Exchange exchange, String txn) {
        Progress progress = store.find(exchange.tenant(), txn)
                .orElseThrow(() -> ScimException.notFound("bulk request " + ScimException.excerpt(txn)));
        if (!progress.done()) {
            return accepted(txn, false);
        }
        List<Object> operations = new ArrayList<>();
        new TreeMap<>(progress.results()).values().forEach(json -> operations.add(JsonText.object(json)));
        return Answer.ok(BulkRun.response(operations));
    }

    /** Looks now and then whether something waits, also of nodes that are no more. */
    void start() {
        worker.start();
    }

    /** Works off what waits, on the calling thread. Throws nothing. */
    void work() {
        worker.work();
    }

    @Override
    public void close() {
        worker.close();
    }

    private Answer accepted(String txn, boolean first) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Set-Txn", txn);
        headers.put("Location", links.to(Bulk.ENDPOINT, txn));
        if (first) {
            headers.put("Preference-Applied", "respond-async");
        } else {
            headers.put("Retry-After", ASK_AGAIN_AFTER);
        }
        return new Answer(202, headers, Optional.empty());
    }

    /** Whether a write-only attribute is named, as a key or in a path. */
    private boolean holdsSecret(String key, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().anyMatch(entry -> {
                String name = String.valueOf(entry.getKey());
                return names(name) || holdsSecret(name, entry.getValue());
            });
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(element -> holdsSecret(key, element));
        }
        return key.equalsIgnoreCase("path") && value instanceof String path && names(path);
    }

    private boolean names(String path) {
        String folded = folded(path);
        return secrets.stream().anyMatch(folded::contains);
    }

    /** As {@link String#equalsIgnoreCase} does, by which {@link Keys} finds what a body holds: a long s is an s there. */
    private static String folded(String name) {
        StringBuilder folded = new StringBuilder(name.length());
        name.chars().map(Character::toUpperCase).map(Character::toLowerCase).forEach(c -> folded.append((char) c));
        return folded.toString();
    }
}
