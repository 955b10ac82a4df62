package io.ssokit.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ssokit.audit.AuditEvent;
import io.ssokit.audit.ProvisioningEvent;
import io.ssokit.connection.ScimSettings;
import io.ssokit.connection.Secret;
import io.ssokit.internal.HttpFetcher;
import io.ssokit.provisioning.ScimEvent;
import io.ssokit.provisioning.ScimEvent.Delivery;
import io.ssokit.scim.ScimLab.Reply;
import io.ssokit.store.MemoryStores;
import io.ssokit.store.Stores;
import io.ssokit.testing.MovableClock;
import io.ssokit.testing.SecurityEventReceiver;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Security event tokens of provisioning (RFC 9967) and their way to the webhook (RFC 8935). */
class ScimWebhooksTest {
    private static final String SECRET = "webhook-secret-0123456789-0123456789-0123";
    private static final String EVENT = "urn:ietf:params:scim:event:";

    private final SecurityEventReceiver receiver = SecurityEventReceiver.start(SECRET);
    private final HttpFetcher http = new HttpFetcher();
    private final MovableClock clock = MovableClock.at(ScimLab.CLOCK.instant());
    private final List<AuditEvent> events = new CopyOnWriteArrayList<>();
    private final ScimDirectory directory = ScimDirectory.of("acme", Secret.of(GuardLab.TOKEN))
            .with(ScimSettings.builder()
                    .webhook(receiver.url())
                    .webhookSecret(Secret.of(SECRET))
                    .insecureAllowHttp()
                    .build());

    static Stream<Stores> stores() {
        return Stream.of(MemoryStores.create(ScimLab.CLOCK), ScimLab.emptyH2());
    }

    @AfterEach
    void close() {
        receiver.close();
        http.close();
    }

    @Test
    @DisplayName("RFC 9967 §2.4: what is created, changed, switched and deleted is told as it is defined")
    void change_ofEachKind_isTold() {
        try (ScimEndpoint endpoint = endpoint(MemoryStores.create(clock))) {
            String id = created(endpoint, "/Users", "{'userName':'ada@x','externalId':'e1','title':'secret title'}");
            GuardLab.send(
                    endpoint,
                    "PATCH",
                    "/Users/" + id,
                    ScimLab.patchOf("{'op':'replace','path':'name.givenName','value':'Ada'}"));
            GuardLab.send(
                    endpoint,
                    "PUT",
                    "/Users/" + id,
                    "{'userName':'ada@x','externalId':'e1','active':false,'title':'secret title'}");
            GuardLab.send(
                    endpoint,
                    "PATCH",
                    "/Users/" + id,
                    ScimLab.patchOf("{'op':'replace','path':'active','value':true}"));
            String group = created(endpoint, "/Groups", "{'displayName':'Staff'}");
            GuardLab.send(
                    endpoint,
                    "PATCH",
                    "/Groups/" + group,
                    ScimLab.patchOf("{'op':'add','path':'members','value':[{'value':'" + id + "'}]}"));
            GuardLab.send(endpoint, "DELETE", "/Users/" + id, "");

            List<Map<String, Object>> tokens = receiver.await(7, Duration.ofSeconds(20));
            Map<String, Object> first = tokens.get(0);
            assertThat(first.get("iss")).isEqualTo(ScimLab.BASE);
            assertThat(first.get("aud")).isEqualTo(receiver.url().toString());
            assertThat(first.get("iat")).isEqualTo((int) clock.instant().getEpochSecond());
            assertThat(first).doesNotContainKeys("sub", "exp");
            assertThat(first.get("sub_id"))
                    .isEqualTo(Map.of("format", "scim", "uri", "/Users/" + id, "externalId", "e1"));
            assertThat(tokens).extracting(token -> token.get("jti")).doesNotHaveDuplicates();
            assertThat(tokens).extracting(token -> token.get("txn")).doesNotHaveDuplicates();
            assertThat(events(first).get(EVENT + "prov:create:notice"))
                    .isEqualTo(Map.of(
                            "version", "W/\"1\"", "attributes", List.of("title", "userName", "active", "externalId")));
            assertThat(events(tokens.get(1)))
                    .isEqualTo(Map.of(
                            EVENT + "prov:patch:notice",
                            Map.of("version", "W/\"2\"", "attributes", List.of("name.givenName"))));
            assertThat(events(tokens.get(2)))
                    .containsOnlyKeys(EVENT + "prov:put:notice", EVENT + "prov:deactivate")
                    .containsEntry(EVENT + "prov:deactivate", Map.of());
            assertThat(events(tokens.get(3))).containsOnlyKeys(EVENT + "prov:patch:notice", EVENT + "prov:activate");
            assertThat(events(tokens.get(4))).containsOnlyKeys(EVENT + "prov:create:notice");
            assertThat(events(tokens.get(5)))
                    .isEqualTo(Map.of(
                            EVENT + "prov:patch:notice",
                            Map.of("version", "W/\"2\"", "attributes", List.of("members"))));
            assertThat(events(tokens.get(6))).isEqualTo(Map.of(EVENT + "prov:delete", Map.of()));
            assertThat(tokens.toString()).doesNotContain("secret title");
        }
    }

    @Test
    @DisplayName("RFC 9967 §2.5.1: the completion of an asynchronous operation has its transaction and its result")
    void asyncOperation_done_isTold() {
        Stores stores = MemoryStores.create(clock);
        audit(stores).done(directory, "t1:0", "/Users/42", Map.of("method", "POST", "status", "201"));
        webhooks(stores).round();
        assertThat(receiver.taken()).hasSize(1);
        assertThat(receiver.taken().get(0)).containsEntry("txn", "t1:0");
        assertThat(events(receiver.taken().get(0)))
                .isEqualTo(Map.of(EVENT + "misc:asyncresp", Map.of("method", "POST", "status", "201")));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void webhook_isDown_triedAgainLaterInOrderByOneNode(Stores stores) {
        Webhooks node = webhooks(stores);
        Webhooks other = webhooks(stores);
        note(stores, 3);
        receiver.answer(500, "");
        node.round();
        assertThat(receiver.refused()).isEqualTo(1);
        node.round();
        other.round();
        assertThat(receiver.refused()).as("within the pause nobody asks").isEqualTo(1);
        clock.advance(Duration.ofMillis(1_500));
        node.round();
        assertThat(receiver.refused()).isEqualTo(2);
        clock.advance(Duration.ofMillis(1_500));
        node.round();
        assertThat(receiver.refused()).as("the pause grows").isEqualTo(2);
        receiver.answer(202, "");
        clock.advance(Duration.ofSeconds(1));
        node.round();
        assertThat(receiver.taken()).extracting(token -> token.get("txn")).containsExactly("t0", "t1", "t2");
        assertThat(deliveries(stores)).containsOnly(Delivery.DELIVERED);
        note(stores, 1);
        other.round();
        assertThat(receiver.taken()).hasSize(4);
        node.round();
        assertThat(receiver.taken()).as("delivered once").hasSize(4);
    }

    @ParameterizedTest
    @MethodSource("stores")
    void webhook_silentForDays_tokensAreGivenUpAndThatIsTold(Stores stores) {
        Webhooks node = webhooks(stores);
        note(stores, 2);
        receiver.answer(503, "");
        node.round();
        clock.advance(Duration.ofDays(4));
        note(stores, 1);
        receiver.answer(202, "");
        node.round();
        assertThat(receiver.taken()).hasSize(1);
        assertThat(events)
                .filteredOn(ProvisioningEvent.DeliveryFailed.class::isInstance)
                .extracting(event -> ((ProvisioningEvent.DeliveryFailed) event).tokens())
                .containsExactly(2);
    }

    @Test
    void webhook_tokenRefusedForGood_othersGoOn() {
        Stores stores = MemoryStores.create(clock);
        Webhooks node = webhooks(stores);
        note(stores, 1);
        receiver.answer(400, "invalid_request");
        node.round();
        assertThat(deliveries(stores)).contains(Delivery.DEAD);
        assertThat(events).hasAtLeastOneElementOfType(ProvisioningEvent.DeliveryFailed.class);
        receiver.answer(202, "");
        note(stores, 1);
        node.round();
        assertThat(receiver.taken()).hasSize(1);
    }

    @Test
    void webhook_wrongSecret_waitsForItsRepair() {
        Stores stores = MemoryStores.create(clock);
        note(stores, 1);
        ScimDirectory wrong = directory.with(directory.settings().toBuilder()
                .webhookSecret(Secret.of("x".repeat(40)))
                .build());
        new Webhooks(() -> List.of(wrong), stores.scim(), http, clock, audit(stores)).round();
        assertThat(receiver.refused()).isEqualTo(1);
        assertThat(deliveries(stores)).containsExactly(Delivery.WAITING);
        clock.advance(Duration.ofMinutes(1));
        webhooks(stores).round();
        assertThat(receiver.taken()).hasSize(1);
    }

    @Test
    void webhook_privateAddressOrPlainHttp_onlyWhereNamedInsecure() {
        assertThatThrownBy(() -> ScimSettings.builder()
                        .webhook(receiver.url())
                        .webhookSecret(Secret.of(SECRET))
                        .build())
                .hasMessageContaining("webhook: must be https");
        Stores stores = MemoryStores.create(clock);
        note(stores, 1);
        ScimDirectory inside = ScimDirectory.of("acme", Secret.of(GuardLab.TOKEN))
                .with(ScimSettings.builder()
                        .webhook(
                                URI.create("https://127.0.0.1:" + receiver.url().getPort() + "/events"))
                        .webhookSecret(Secret.of(SECRET))
                        .build());
        new Webhooks(() -> List.of(inside), stores.scim(), http, clock, audit(stores)).round();
        assertThat(receiver.taken()).isEmpty();
        assertThat(receiver.refused()).isZero();
        assertThat(deliveries(stores)).containsExactly(Delivery.WAITING);
    }

    @Test
    void webhook_movedWhileTokensWait_theyAreAddressedToTheNewOne() {
        Stores stores = MemoryStores.create(clock);
        note(stores, 2);
        ScimDirectory moved = ScimDirectory.of("acme", Secret.of(GuardLab.TOKEN))
                .with(directory.settings().toBuilder()
                        .webhook(URI.create(receiver.url() + "/elsewhere?key=k"))
                        .build());
        new Webhooks(() -> List.of(moved), stores.scim(), http, clock, audit(stores)).round();
        assertThat(receiver.taken())
                .extracting(claims -> claims.get("aud"))
                .containsExactly(receiver.url() + "/elsewhere", receiver.url() + "/elsewhere");
    }

    @Test
    @Tag("P-29")
    void webhook_slowOne_leavesItsTurnToTheOthersAndLosesNothing() {
        Stores stores = MemoryStores.create(clock);
        note(stores, 30);
        AtomicInteger seconds = new AtomicInteger();
        InstantSource aSecondLaterEachTime = () -> clock.instant().plusSeconds(seconds.getAndIncrement());
        Clock ticking = aSecondLaterEachTime.withZone(ZoneOffset.UTC);
        Webhooks slow = new Webhooks(() -> List.of(directory), stores.scim(), http, ticking, audit(stores));
        slow.close();
        slow.round();
        assertThat(receiver.taken()).hasSizeBetween(1, 10);
        for (int i = 0; i < 30; i++) {
            slow.round();
        }
        assertThat(receiver.taken())
                .extracting(claims -> claims.get("txn"))
                .isEqualTo(IntStream.range(0, 30).mapToObj(i -> "t" + i).toList());
    }

    @Test
    @Tag("P-29")
    void wake_saidThousandsOfTimes_isLookedAfterOnce() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch looked = new CountDownLatch(2);
        AtomicInteger looks = new AtomicInteger();
        try (Webhooks webhooks = new Webhooks(
                () -> {
                    begun.countDown();
                    await(go);
                    looks.incrementAndGet();
                    looked.countDown();
                    return List.of();
                },
                MemoryStores.create(clock).scim(),
                http,
                clock,
                audit(MemoryStores.create(clock)))) {
            webhooks.wake("acme");
            webhooks.wake("globex");
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 5_000; i++) {
                webhooks.wake("acme");
                webhooks.wake("globex");
            }
            go.countDown();
            assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(looks.get()).isLessThan(10);
    }

    @Test
    void directories_thatCannotBeRead_endNoRound() {
        Stores stores = MemoryStores.create(clock);
        note(stores, 1);
        AtomicBoolean broken = new AtomicBoolean(true);
        Webhooks webhooks = new Webhooks(
                () -> {
                    if (broken.get()) {
                        throw new IllegalStateException("of the app's own store");
                    }
                    return List.of(directory);
                },
                stores.scim(),
                http,
                clock,
                audit(stores));
        webhooks.round();
        broken.set(false);
        webhooks.round();
        assertThat(receiver.taken()).hasSize(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void webhook_queryOfItsAddress_isInNoToken() {
        assertThat(SecurityEvents.audience(URI.create("https://hook.example/a/b?key=secret#x")))
                .isEqualTo("https://hook.example/a/b");
    }

    private ScimEndpoint endpoint(Stores stores) {
        return ScimEndpoint.builder(URI.create(ScimLab.BASE), stores.users(), stores.revocations())
                .directories(List.of(directory))
                .audit(List.of(events::add))
                .keeping(stores.scim())
                .fetcher(http)
                .clock(clock)
                .build();
    }

    private ScimAudit audit(Stores stores) {
        return new ScimAudit(
                List.of(events::add),
                clock,
                Optional.of(stores.scim().events()),
                new SecurityEvents(ScimLab.BASE),
                tenant -> Optional.of(directory.settings()),
                tenant -> {});
    }

    private Webhooks webhooks(Stores stores) {
        return new Webhooks(() -> List.of(directory), stores.scim(), http, clock, audit(stores));
    }

    private void note(Stores stores, int tokens) {
        for (int i = 0; i < tokens; i++) {
            audit(stores).done(directory, "t" + i, "/Users/42", Map.of("status", "200"));
        }
    }

    private static List<Delivery> deliveries(Stores stores) {
        return stores.scim().events().recent("acme", 100, OptionalLong.empty()).stream()
                .filter(event -> event.name().equals("scim.request.done"))
                .map(ScimEvent::delivery)
                .toList();
    }

    private static String created(ScimEndpoint endpoint, String target, String json) {
        Reply reply = GuardLab.send(endpoint, "POST", target, json);
        return reply.created();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> events(Map<String, Object> token) {
        return (Map<String, Object>) token.get("events");
    }
}
