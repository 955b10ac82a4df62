package io.ssokit.benchmarks.scim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures SCIM servers over HTTP: every work on every server in turn, round by round, every second round in the opposite
 * order, so that what else the machine does meets all of them. Prints a {@link LoadTable}.
 */
public final class ScimLoad {
    static final int USERS = 10_000;
    static final int CONNECTIONS = 4;
    /** The peers' requests on a group that would take longer are not waited for, in nanoseconds. */
    private static final double MAX_MEDIAN = 200e6;

    private final boolean quick;
    private final String only;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final LoadTable table = new LoadTable();

    private ScimLoad(boolean quick, String only) {
        this.quick = quick;
        this.only = only;
    }

    /**
     * @param args {@code --quick} for a look in two minutes; {@code --only=TEXT} for works whose name has it;
     *     {@code --jvm=OPTION} for the servers; names of servers, all if none
     */
    public static void main(String[] args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        boolean quick = names.remove("--quick");
        List<String> jvm = new ArrayList<>(List.of("-Xmx3g"));
        jvm.addAll(values(names, "--jvm="));
        String only = String.join("", values(names, "--only="));
        new ScimLoad(quick, only)
                .run(names.isEmpty() ? List.of("sso-kit", "SCIM-SDK", "UnboundID", "SCIMple") : names, jvm);
    }

    private static List<String> values(List<String> args, String option) {
        List<String> given = args.stream().filter(arg -> arg.startsWith(option)).toList();
        args.removeAll(given);
        return given.stream().map(arg -> arg.substring(option.length())).toList();
    }

    private void run(List<String> names, List<String> jvm) throws IOException, InterruptedException {
        try {
            for (String name : names) {
                System.out.println("starting " + name);
                ServerProcess server = new ServerProcess(name, jvm);
                servers.add(server);
                server.users(USERS);
            }
            // Last what makes a server larger.
            for (Work work : List.of(Work.get(), Work.byUserName(), Work.patch(), Work.list(), Work.create())) {
                Map<ServerProcess, Work> works = new LinkedHashMap<>();
                servers.forEach(server -> works.put(server, work));
                if (work.name().contains(only)) {
                    measure(works);
                }
            }
            if ("add / remove a member".contains(only)) {
                members();
            }
            System.out.println();
            System.out.print(table);
        } finally {
            for (ServerProcess server : servers) {
                server.close();
            }
        }
    }

    private void members() throws IOException, InterruptedException {
        List<Integer> sizes = quick ? List.of(1_000, 10_000, 100_000) : List.of(1_000, 10_000, 100_000, 1_000_000);
        List<ServerProcess> remaining = new ArrayList<>(servers);
        for (ServerProcess server : servers) {
            // The others take anybody for a member; ours only who is there.
            server.users(server.name().equals("sso-kit") ? sizes.get(sizes.size() - 1) + 1 : USERS + 1);
        }
        for (int size : sizes) {
            if (remaining.isEmpty()) {
                return;
            }
            Map<ServerProcess, Work> works = new LinkedHashMap<>();
            for (ServerProcess server : remaining) {
                works.put(server, Work.member(size, server.group(size), server.userId(size)));
            }
            measure(works);
            remaining.removeIf(server -> !server.name().equals("sso-kit")
                    && table.median(works.get(server).name(), server.name()) > MAX_MEDIAN / 10);
        }
    }

    private void measure(Map<ServerProcess, Work> works) throws IOException, InterruptedException {
        List<ServerProcess> order = new ArrayList<>(works.keySet());
        System.out.println(works.values().iterator().next().name());
        // Long enough for the JVM: with less, the compiler's share is half of what is measured.
        for (ServerProcess server : order) {
            Round.of(server, works.get(server), quick ? 5_000_000_000L : 10_000_000_000L);
        }
        for (int round = 0; round < (quick ? 2 : 4); round++) {
            for (ServerProcess server : order) {
                table.add(
                        works.get(server).name(),
                        server.name(),
                        Round.of(server, works.get(server), quick ? 700_000_000L : 1_500_000_000L));
            }
            Collections.reverse(order);
        }
    }
}
