package io.ssokit.benchmarks.scim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Each figure is the best of all rounds, for what else a machine does only makes it worse. Not thread-safe. */
final class LoadTable {
    private static final String OURS = "sso-kit";

    private final Map<String, Map<String, List<Round>>> rounds = new LinkedHashMap<>();

    void add(String work, String server, Round round) {
        rounds.computeIfAbsent(work, name -> new LinkedHashMap<>())
                .computeIfAbsent(server, name -> new ArrayList<>())
                .add(round);
    }

    /** The shortest median of a round, in nanoseconds. */
    double median(String work, String server) {
        return least(rounds.get(work).get(server), Round::median);
    }

    /** In Markdown. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("| work | server | requests/s | p50 ms | server CPU ms | ours ahead in"
                + " throughput | in CPU | in CPU, by round |\n|---|---|---|---|---|---|---|---|\n");
        rounds.forEach((work, servers) -> servers.forEach((server, own) -> text.append(row(work, server, own))));
        return text.toString();
    }

    private String row(String work, String server, List<Round> own) {
        List<Round> ours = rounds.get(work).getOrDefault(OURS, List.of());
        boolean compared = !server.equals(OURS) && !ours.isEmpty();
        return "| %s | %s | %,.0f | %.2f | %.3f | %s | %s | %s |%n"
                .formatted(
                        work,
                        server,
                        most(own),
                        least(own, Round::median) / 1e6,
                        least(own, Round::cpu) / 1e6,
                        compared ? "%.1f x".formatted(most(ours) / most(own)) : "",
                        compared ? "%.1f x".formatted(least(own, Round::cpu) / least(ours, Round::cpu)) : "",
                        compared ? byRound(own, ours) : "");
    }

    private static String byRound(List<Round> own, List<Round> ours) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            ratios.add(own.get(i).cpu() / ours.get(i).cpu());
        }
        return ratios.stream().sorted().map("%.1f"::formatted).collect(Collectors.joining(", "));
    }

    private static double most(List<Round> all) {
        return all.stream().mapToDouble(Round::perSecond).max().orElseThrow();
    }

    private static double least(List<Round> all, ToDoubleFunction<Round> figure) {
        return all.stream().mapToDouble(figure).min().orElseThrow();
    }
}
