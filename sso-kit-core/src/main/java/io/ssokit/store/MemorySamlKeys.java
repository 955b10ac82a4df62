package io.ssokit.store;

import io.ssokit.key.SamlKey.State;
import io.ssokit.key.SamlKey.Use;
import io.ssokit.key.SamlKeyStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keys in memory; calls take turns. */
final class MemorySamlKeys implements SamlKeyStore {
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    @Override
    public synchronized List<Entry> list() {
        return List.copyOf(entries.values());
    }

    @Override
    public synchronized boolean add(Entry entry) {
        boolean taken = entries.values().stream()
                .anyMatch(other -> other.use() == entry.use() && other.state() == entry.state());
        return !taken && entries.putIfAbsent(entry.id(), entry) == null;
    }

    @Override
    public synchronized boolean rotate(Use use, String next) {
        Entry chosen = entries.get(next);
        if (chosen == null || chosen.use() != use || chosen.state() != State.NEXT) {
            return false;
        }
        entries.replaceAll(
                (id, entry) -> entry.use() == use && entry.state() == State.CURRENT ? entry.in(State.PREVIOUS) : entry);
        entries.put(next, chosen.in(State.CURRENT));
        return true;
    }

    @Override
    public synchronized boolean remove(String id) {
        return entries.values().removeIf(entry -> entry.id().equals(id) && entry.state() != State.CURRENT);
    }

    @Override
    public synchronized boolean reseal(Entry before, String sealedKey) {
        Entry now = entries.get(before.id());
        if (now == null || !now.sealedKey().equals(before.sealedKey())) {
            return false;
        }
        entries.put(now.id(), new Entry(now.id(), now.use(), now.state(), now.created(), now.certificate(), sealedKey));
        return true;
    }

    @Override
    public boolean isDurable() {
        return false;
    }
}
