package io.ssokit.scim;

import io.ssokit.scim.Cursors.Place;
import io.ssokit.scim.Part.Slice;
import io.ssokit.user.SortKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A query over several types of resources (RFC 7644 §3.4.2.1): one type after the other, or merged if they are sorted.
 *
 * @param parts the types in their order
 */
record AllTypes(List<Part<?>> parts, boolean sorted, boolean descending) {
    /** A sorted page is merged from the first one on; beyond this it takes a cursor. */
    static final int DEEPEST_SORTED = 10_000;

    private static final String START = "";
    private static final String END = "!";
    private static final String BEHIND = ">";

    /** A page and the place behind it. */
    record Found(OptionalLong total, List<JsonObject> resources, Optional<Place> next) {}

    /** The body for a page by index. */
    Map<String, Object> indexed(ListQuery query) {
        int offset = query.startIndex() - 1;
        List<JsonObject> resources = new ArrayList<>();
        long total = sorted ? merged(offset, query.count(), resources) : inTurn(offset, query.count(), resources);
        return ListResponse.indexed(total, query.startIndex(), resources);
    }

    private long inTurn(int offset, int count, List<JsonObject> resources) {
        long before = 0;
        for (Part<?> part : parts) {
            int skipped = (int) Math.max(0, offset - before);
            Slice<?> slice = part.from(skipped, count - resources.size(), true);
            resources.addAll(slice.json());
            before += slice.page().total();
        }
        return before;
    }

    private long merged(int offset, int count, List<JsonObject> resources) {
        if (count > 0 && offset > DEEPEST_SORTED - count) {
            // RFC 7644 §3.4.2.1: too many results.
            throw ScimException.tooManyResults("resources of all types are sorted up to the " + DEEPEST_SORTED
                    + "th: use a cursor, or ask for one type");
        }
        List<Slice<?>> slices = new ArrayList<>();
        for (Part<?> part : parts) {
            slices.add(part.from(0, count == 0 ? 0 : offset + count, true));
        }
        resources.addAll(json(slices, sequence(slices, offset + count), offset));
        return slices.stream().mapToLong(slice -> slice.page().total()).sum();
    }

    /**
     * A page by cursor.
     *
     * @param place where it begins; empty for the first one
     */
    Found continued(Optional<Place> place, int count) {
        List<String> positions = place.map(Place::positions).orElse(Collections.nCopies(parts.size(), START));
        List<Slice<?>> slices = new ArrayList<>();
        int left = count;
        for (int i = 0; i < parts.size(); i++) {
            slices.add(slice(parts.get(i), positions.get(i), left, place.isEmpty()));
            left -= sorted ? 0 : slices.get(i).size();
        }
        OptionalLong total = place.map(Place::total)
                .orElseGet(() -> OptionalLong.of(
                        slices.stream().mapToLong(slice -> slice.page().total()).sum()));
        List<Integer> sequence = sequence(slices, count);
        List<String> next = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            next.add(behind(slices.get(i), positions.get(i), Collections.frequency(sequence, i)));
        }
        boolean more = count > 0 && next.stream().anyMatch(position -> !position.equals(END));
        return new Found(
                total,
                json(slices, sequence, 0),
                more ? Optional.of(new Place(false, count, total, next)) : Optional.empty());
    }

    private static Slice<?> slice(Part<?> part, String position, int limit, boolean counted) {
        if (position.equals(END)) {
            return part.from(0, 0, false);
        }
        return position.equals(START)
                ? part.from(0, limit, counted)
                : part.from(position.substring(BEHIND.length()), false, limit);
    }

    /** The place behind the first {@code taken} records of a slice. */
    private static String behind(Slice<?> slice, String position, int taken) {
        if (position.equals(END)) {
            return END;
        }
        if (taken == slice.size() && taken > 0) {
            return slice.page().next().map(next -> BEHIND + next).orElse(END);
        }
        if (taken == 0) {
            boolean none = slice.isAsked() || slice.page().counted().equals(OptionalLong.of(0));
            return slice.size() == 0 && none ? END : position;
        }
        Slice<?> again = slice(slice.part(), position, taken, false);
        return again.page().next().map(next -> BEHIND + next).orElse(END);
    }

    /** Of which part each record of the page is. */
    private List<Integer> sequence(List<Slice<?>> slices, int count) {
        int[] taken = new int[slices.size()];
        List<Integer> sequence = new ArrayList<>();
        while (sequence.size() < count) {
            int nearest = -1;
            for (int i = 0; i < taken.length; i++) {
                if (taken[i] < slices.get(i).size()
                        && (nearest < 0
                                || isBefore(
                                        slices.get(i).key(taken[i]),
                                        slices.get(nearest).key(taken[nearest])))) {
                    nearest = i;
                }
            }
            if (nearest < 0) {
                return sequence;
            }
            taken[nearest]++;
            sequence.add(nearest);
        }
        return sequence;
    }

    private boolean isBefore(SortKey one, SortKey other) {
        int order = one.compareTo(other);
        return sorted && (descending ? order > 0 : order < 0);
    }

    private List<JsonObject> json(List<Slice<?>> slices, List<Integer> sequence, int skipped) {
        List<List<JsonObject>> resources = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            int from = Collections.frequency(sequence.subList(0, Math.min(skipped, sequence.size())), i);
            resources.add(slices.get(i).json(from, Collections.frequency(sequence, i)));
        }
        int[] used = new int[slices.size()];
        return sequence.stream()
                .skip(skipped)
                .map(part -> resources.get(part).get(used[part]++))
                .toList();
    }
}
