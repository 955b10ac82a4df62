package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;

import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every request in {@code clients.jsonl}, which real SCIM clients send or their vendors document, against an endpoint with
 * default settings. Each line names what is there before ({@code given}), the request, the answer, and what is to be read
 * afterwards ({@code then}).
 */
@DisplayName("Requests of real SCIM clients")
class ClientRequestsTest {
    private static final Set<String> CLIENTS = ConcurrentHashMap.newKeySet();
    private static final Set<String> GREEN = ConcurrentHashMap.newKeySet();

    private final ScimLab lab = new ScimLab(stores());

    /** Where this test keeps its users and groups. */
    Stores stores() {
        return MemoryStores.create(ScimLab.CLOCK);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lines")
    void request_ofAClient_isAnsweredAsItExpects(String name, Map<String, Object> line) {
        ClientWorld world = new ClientWorld(lab, list(line, "given"));
        Map<?, ?> request = (Map<?, ?>) line.get("request");

        Reply reply = world.send(request);

        assertThat(reply.response()).satisfies(ClientRequestsTest::isScim);
        Map<?, ?> expected = (Map<?, ?>) line.get("expected");
        assertThat(list(expected, "status").stream().map(Object::toString))
                .as(() -> name + ": " + reply.status() + " " + reply.response().text())
                .contains(Integer.toString(reply.status()));
        for (Object pair : list(expected, "body")) {
            List<?> check = (List<?>) pair;
            assertThat(reply.json().get(check.get(0))).as(name + " " + check).isEqualTo(world.fill(check.get(1)));
        }
        for (Object step : list(line, "then")) {
            then(name, world, (Map<?, ?>) step);
        }
        CLIENTS.add(String.valueOf(line.get("client")));
        GREEN.add(name);
    }

    @AfterAll
    static void summary() {
        System.out.println("clients: " + lines().count() + " requests of " + CLIENTS.size() + " clients, "
                + GREEN.size() + " answered as expected " + new TreeSet<>(CLIENTS));
    }

    static Stream<Object[]> lines() {
        try (InputStream in = Objects.requireNonNull(ClientRequestsTest.class.getResourceAsStream("clients.jsonl"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> JsonText.object(line.getBytes(StandardCharsets.UTF_8)))
                    .map(line -> new Object[] {line.get("name"), line});
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static void then(String name, ClientWorld world, Map<?, ?> step) {
        Reply now = world.send(Map.of("method", "GET", "path", String.valueOf(step.get("get"))));
        assertThat(now.status()).as(name).isEqualTo(200);
        for (Object pair : list(step, "expect")) {
            List<?> check = (List<?>) pair;
            Object found = ClientWorld.at(now.json(), (List<?>) world.fill(check.get(0)));
            assertThat(found).as(name + ": " + check.get(0)).isEqualTo(world.fill(check.get(1)));
        }
    }

    // RFC 7644 §3.12 and §3.1: no answer is a failure of ours, and each has its form.
    private static void isScim(ScimResponse response) {
        assertThat(response.status()).isBetween(200, 499);
        if (response.status() != 204) {
            Map<String, Object> json = JsonText.object(response.body());
            assertThat(json.get("schemas"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .isNotEmpty();
            assertThat(json).doesNotContainValue(null);
        }
        if (response.status() >= 400) {
            assertThat(JsonText.object(response.body())).containsEntry("status", Integer.toString(response.status()));
        }
        if (response.status() == 201) {
            assertThat(response.header("Location")).isPresent();
        }
    }

    private static List<?> list(Map<?, ?> map, String key) {
        return map.get(key) instanceof List<?> list ? list : List.of();
    }
}
