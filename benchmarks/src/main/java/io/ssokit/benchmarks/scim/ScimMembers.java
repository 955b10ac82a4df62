package io.ssokit.benchmarks.scim;

import io.ssokit.scim.ScimRequest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What it costs to add and remove a member of groups of growing size, without HTTP: sizes take turns, the best round counts. */
public final class ScimMembers {
    private static final int ROUNDS = 12;
    private static final int REQUESTS = 4_000;

    private ScimMembers() {}

    /** @param args none */
    public static void main(String[] args) {
        int[] sizes = {1_000, 10_000, 100_000, 1_000_000};
        KitPeer kit = new KitPeer();
        kit.users(sizes[sizes.length - 1] + 1);
        Map<Integer, String> groups = new LinkedHashMap<>();
        for (int size : sizes) {
            groups.put(size, kit.group(size));
        }
        Map<Integer, Double> best = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            groups.forEach((size, group) -> best.merge(size, median(kit, group, kit.userId(size)), Math::min));
        }
        System.out.println("| members | p50 us without HTTP | of that with 1,000 |\n|---|---|---|");
        double first = best.get(sizes[0]);
        best.forEach(
                (size, median) -> System.out.printf("| %,d | %.1f | %.2f x |%n", size, median / 1e3, median / first));
        System.exit(0);
    }

    private static double median(KitPeer kit, String group, String userId) {
        long[] times = new long[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            ScimRequest request = ScimRequest.of("PATCH", "/Groups/" + group).json(Work.memberChange(i, userId));
            long before = System.nanoTime();
            int status = kit.handle(request).status();
            times[i] = System.nanoTime() - before;
            if (status != 204) {
                throw new IllegalStateException("answered " + status);
            }
        }
        Arrays.sort(times);
        return times[REQUESTS / 2];
    }
}
