package io.ssokit.benchmarks.scim;

import io.ssokit.SsoKit;
import io.ssokit.connection.Secret;
import io.ssokit.connection.ServiceProvider;
import io.ssokit.scim.ScimDirectory;
import io.ssokit.scim.ScimEndpoint;
import io.ssokit.scim.ScimRequest;
import io.ssokit.scim.ScimResponse;
import io.ssokit.store.MemoryStores;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the most expensive requests of 64 KiB cost the server, in processor time of the answering thread: bodies and filters
 * made to be slow, on 10,000 users. Everything must be answered with 2xx or 4xx within 100 ms.
 */
public final class ScimCost {
    private static final int USERS = 10_000;
    private static final int ROUNDS = 7;
    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final SsoKit kit;
    private final ScimEndpoint endpoint;
    private final List<String> ids = new ArrayList<>();

    private ScimCost() {
        kit = SsoKit.builder(ServiceProvider.of(URI.create("http://127.0.0.1")))
                .stores(MemoryStores::create)
                .scim(ScimDirectory.of("acme", Secret.of(TOKEN)).with(KitPeer.UNLIMITED))
                .build();
        endpoint = kit.scim();
    }

    /** @param args none */
    public static void main(String[] args) {
        new ScimCost().run();
        System.exit(0);
    }

    private void run() {
        for (int number = 0; number < USERS; number++) {
            ids.add(created("/Users", People.user(number)));
        }
        String person = created("/Users", manyValues());
        String group = created("/Groups", CostlyRequests.group("costly", List.of()));
        System.out.println(
                "| request | bytes | status | CPU ms, first | CPU ms, best of " + ROUNDS + " |\n|---|---|---|---|---|");
        for (Map.Entry<String, ScimRequest> one :
                CostlyRequests.all(person, group, ids).entrySet()) {
            row(one.getKey(), one.getValue());
        }
    }

    private void row(String name, ScimRequest request) {
        ScimRequest sent = authorized(request);
        double first = 0;
        double best = Double.MAX_VALUE;
        int status = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            status = endpoint.handle(sent).status();
            double cost = (threads.getCurrentThreadCpuTime() - before) / 1e6;
            first = round == 0 ? cost : first;
            best = Math.min(best, cost);
        }
        int bytes = request.body().length
                + request.path().length()
                + request.query().orElse("").length();
        System.out.printf("| %s | %,d | %d | %.1f | %.1f |%n", name, bytes, status, first, best);
    }

    /** Somebody with as many values as an attribute may have. */
    private static String manyValues() {
        StringBuilder values = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            values.append(i == 0 ? "" : ",").append("{\"value\":\"" + i + "\",\"type\":\"t" + i + "\"}");
        }
        return "{\"userName\":\"many@acme.example\",\"ims\":[" + values + "]}";
    }

    private String created(String path, String body) {
        ScimResponse answer =
                endpoint.handle(authorized(ScimRequest.of("POST", path).json(body)));
        String location = answer.header("Location").orElseThrow(() -> new IllegalStateException(answer.text()));
        return location.substring(location.lastIndexOf('/') + 1);
    }

    private static ScimRequest authorized(ScimRequest request) {
        return request.header("Authorization", "Bearer " + TOKEN);
    }
}
