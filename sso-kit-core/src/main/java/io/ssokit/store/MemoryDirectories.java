package io.ssokit.store;

import io.ssokit.directory.Activity;
import io.ssokit.directory.DirectoryDocuments;
import io.ssokit.error.StoreException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Run-time SCIM directories in memory; calls take turns. */
final class MemoryDirectories implements DirectoryDocuments {
    private final Map<String, Row> rows = new HashMap<>();
    private final Map<String, Activity> activity = new HashMap<>();
    private long stamp;

    private record Row(long stamp, Document document) {}

    @Override
    public synchronized Changes changesSince(long since) {
        return new Changes(
                stamp,
                rows.values().stream()
                        .filter(row -> row.stamp() > since)
                        .map(Row::document)
                        .toList());
    }

    @Override
    public synchronized Optional<Document> find(String tenant) {
        return Optional.ofNullable(rows.get(tenant)).map(Row::document);
    }

    @Override
    public synchronized void save(Document next) {
        if (find(next.tenant()).map(Document::version).orElse(0L) != next.version() - 1) {
            throw new StoreException.StaleVersion("SCIM directory " + next.tenant());
        }
        stamp++;
        rows.put(next.tenant(), new Row(stamp, next));
        if (next.deleted()) {
            activity.remove(next.tenant());
        }
    }

    @Override
    public synchronized void add(Activity seen) {
        activity.merge(seen.tenant(), seen, Activity::plus);
    }

    @Override
    public synchronized Optional<Activity> activity(String tenant) {
        return Optional.ofNullable(activity.get(tenant));
    }

    @Override
    public boolean isDurable() {
        return false;
    }
}
