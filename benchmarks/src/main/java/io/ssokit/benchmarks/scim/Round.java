package io.ssokit.benchmarks.scim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a server did with one work for a while.
 *
 * @param perSecond requests answered in a second
 * @param cpu the server's processor time for one request, in nanoseconds; its compiler and collector included
 * @param median how long half of the requests took at most, in nanoseconds
 */
record Round(double perSecond, double cpu, double median) {
    /** Sends requests over as many connections as the work has, each as soon as the one before is answered. */
    static Round of(ServerProcess server, Work work, long nanos) throws IOException, InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(work.connections());
        try {
            long cpuBefore = server.cpu();
            long start = System.nanoTime();
            List<Future<List<Long>>> running = new ArrayList<>();
            for (int i = 0; i < work.connections(); i++) {
                running.add(clients.submit(() -> times(server, work, start + nanos)));
            }
            List<Long> times = new ArrayList<>();
            for (Future<List<Long>> one : running) {
                times.addAll(one.get());
            }
            long passed = System.nanoTime() - start;
            double cpu = (double) (server.cpu() - cpuBefore) / times.size();
            times.sort(null);
            return new Round(times.size() * 1e9 / passed, cpu, times.get(times.size() / 2));
        } catch (ExecutionException failed) {
            throw new IOException(server.name() + ", " + work.name(), failed.getCause());
        } finally {
            clients.shutdownNow();
        }
    }

    /** At least two requests, an even number: who joins leaves again. */
    private static List<Long> times(ServerProcess server, Work work, long end) throws IOException {
        List<Long> times = new ArrayList<>();
        try (Connection connection = server.connect()) {
            int n = 0;
            for (long now = System.nanoTime(); now < end || n < 2 || n % 2 == 1; n++) {
                work.request(server, connection, n);
                long then = System.nanoTime();
                times.add(then - now);
                now = then;
            }
        }
        return times;
    }
}
